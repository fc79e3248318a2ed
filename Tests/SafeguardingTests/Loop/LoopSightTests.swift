import Procedures
import Testing

@testable import Safeguarding

@Suite("What a procedure shares with each part")
struct LoopSightTests {
    private func sight(
        _ definition: ProcedureDefinition,
        _ relations: Set<Relation>,
        parts: Set<String> = [],
        isTold: Bool = false,
        isToldInstead: Bool = false,
        isCoordinator: Bool = false
    ) -> LoopSight {
        LoopSight(
            definition,
            relations,
            parts: parts,
            isTold: isTold,
            isToldInstead: isToldInstead,
            isCoordinator: isCoordinator
        )
    }

    private func isBlind(_ sight: LoopSight, _ definition: ProcedureDefinition) -> Bool {
        !sight.outcome && !sight.notes && !sight.loop && !sight.satisfied
            && definition.askedOnce.allSatisfy { !sight.shows($0.id) }
    }

    @Test(
        "every field of every shipped procedure is shown to those with whom it is shared",
        arguments: ProcedureFiles.names
    )
    func shipped(name: String) throws {
        let definition = try ProcedureFiles.version(name).definition
        let fields = definition.askedOnce.map(\.id)
        #expect(isBlind(sight(definition, []), definition))
        #expect(isBlind(sight(definition, [.inGroup, .officer, .sameOrganisation]), definition))
        #expect(isBlind(sight(definition, [], isCoordinator: true), definition) == definition.isPersonal)
        let holder = sight(definition, [.holder])
        #expect(holder.outcome && holder.notes && holder.loop && holder.satisfied && !holder.asTold)
        #expect(fields.allSatisfy(holder.shows))
        let raiser = sight(definition, [.raiser])
        #expect(fields.allSatisfy(raiser.shows), "what they wrote themselves")
        #expect(raiser.outcome && raiser.loop)
        #expect(raiser.asTold == (definition.share.raiser != .all))
        let shut = sight(definition, [.raiser], isToldInstead: true)
        #expect(fields.allSatisfy(shut.shows) && !shut.outcome && !shut.notes)
        for party in definition.parties {
            let seen = sight(definition, [.party], parts: [party.id])
            let shared = definition.share.parties[party.id] ?? .nothing
            for field in fields {
                let isShared =
                    switch shared {
                    case .all: true
                    case .nothing: false
                    case .only(let words): words.contains(field)
                    }
                #expect(seen.shows(field) == isShared, "\(field) to \(party.id)")
            }
            if case .only(let words) = shared {
                #expect(seen.outcome == words.contains("outcome") && seen.notes == words.contains("note"))
                #expect(seen.loop == words.contains("loop") && seen.satisfied == words.contains("satisfied"))
            }
            // Nothing comes of a part that the procedure does not know.
            #expect(isBlind(sight(definition, [.party], parts: ["nobody"]), definition))
        }
    }
}

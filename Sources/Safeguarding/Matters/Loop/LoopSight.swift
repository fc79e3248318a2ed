import Ledger
import Procedures

/// What somebody is shown of a matter under a procedure: what the procedure shares with those who stand to it as they do.
package struct LoopSight: Hashable, Sendable {
    /// Fields of the form; nil is all of them.
    package private(set) var fields: Set<String>? = []
    package private(set) var outcome = false
    /// What was written with each step.
    package private(set) var notes = false
    /// Who owes what by when, and what was done.
    package private(set) var loop = false
    package private(set) var satisfied = false
    /// Only what the raiser was told of the outcome.
    package private(set) var asTold = false

    private static let all = LoopSight(fields: nil, outcome: true, notes: true, loop: true, satisfied: true)

    /// - Parameters:
    ///   - parts: As the procedure names the parts that the reader has.
    ///   - isTold: Whether the reader is told in place of the raiser.
    ///   - isToldInstead: Whether somebody is.
    init(
        _ definition: ProcedureDefinition,
        _ relations: Set<Relation>,
        parts: Set<String>,
        isTold: Bool,
        isToldInstead: Bool = false,
        isCoordinator: Bool
    ) {
        if relations.contains(.holder) || (isCoordinator && !definition.isPersonal) {
            self = .all
            return
        }
        self.init()
        if relations.contains(.raiser) {
            // What they wrote themselves, and what the procedure tells them of what came of it.
            fields = nil
            loop = true
            if !isToldInstead {
                add(definition.share.raiser)
                asTold = definition.share.raiser != .all
            }
        }
        for part in parts { add(definition.share.parties[part] ?? .nothing) }
        if isTold {
            // The lead who is told in place of the raiser.
            (outcome, loop, asTold) = (true, true, !notes)
        }
    }

    private init(
        fields: Set<String>? = [],
        outcome: Bool = false,
        notes: Bool = false,
        loop: Bool = false,
        satisfied: Bool = false
    ) {
        (self.fields, self.outcome, self.notes) = (fields, outcome, notes)
        (self.loop, self.satisfied) = (loop, satisfied)
    }

    private mutating func add(_ shown: ProcedureDefinition.Shown) {
        switch shown {
        case .nothing: return
        case .all:
            self = .all
        case .only(let words):
            if let known = fields { fields = known.union(words) }
            outcome = outcome || words.contains("outcome")
            notes = notes || words.contains("note")
            loop = loop || words.contains("loop")
            satisfied = satisfied || words.contains("satisfied")
        }
    }

    package func shows(_ field: String) -> Bool { fields?.contains(field) ?? true }
}

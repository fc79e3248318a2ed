import Almanac
import Ledger
import Procedures
import Testing

@testable import Safeguarding

@Suite("What is raised follows the text of the place")
struct AdoptedMatterTests {
    private let name = "missing-child"

    private func text(within: String) throws -> String {
        let file = try #require(try ShippedProcedures.all().first { $0.name == name })
        return file.text.replacing(
            "to: acknowledge, within: 1 working day,",
            with: "to: acknowledge, within: \(within),"
        )
    }

    private func adopt(_ town: Town, within: String = "4 hours") throws -> AdoptText {
        AdoptText(
            procedure: name,
            authority: town[.northmere],
            base: 1,
            text: try text(within: within),
            reason: "Sooner"
        )
    }

    private func raising(
        _ town: Town,
        local: Int?,
        to place: Town.Place = .northmere,
        matter: ID<Matter> = ID()
    ) throws -> RaiseMatter {
        let choice = RouteChoice.organisation(town[place])
        let plain = try town.raising(
            name,
            by: town.asha,
            on: day("2026-11-23"),
            routes: [.authorityOfResidence: choice]
        )
        return RaiseMatter(
            matter: matter,
            procedure: name,
            version: 1,
            local: local,
            isPersonal: true,
            raiser: plain.raiser,
            answers: plain.answers,
            routes: try town.routes(ProcedureFiles.version(name).definition, [.authorityOfResidence: choice])
        )
    }

    @Test("at an authority with its own text, and nowhere else; what is open keeps its text")
    func follows() async throws {
        let town = Town()
        var walk = try await LoopWalk(town, now: at("2026-11-23", "10:00"))
        try await walk.when(adopt(town), by: town.celia)
        let matter = ID<Matter>()
        let raised = try await walk.when(raising(town, local: 1, matter: matter), by: town.asha)
        let event = try #require(raised.all(LoopRaised.self).first)
        #expect(event.place == town[.northmere] && event.local == 1 && event.version == 1)
        let owed = try #require(raised.all(StepOwed.self).first { $0.step == "acknowledge" })
        #expect(owed.due == at("2026-11-23", "14:00") && owed.term == "4 hours")

        // The other authority uses the network's.
        let there = try await walk.tried(raising(town, local: nil, to: .saltby), by: town.asha.actor)
        #expect(there.all(LoopRaised.self).first?.place == town[.saltby])
        #expect(there.all(LoopRaised.self).first?.local == nil)
        #expect(there.all(StepOwed.self).first { $0.step == "acknowledge" }?.term == "1 working day")

        // Nobody chooses whose text it follows: a form of another is filled in once more.
        for (local, place) in [(Int?.none, Town.Place.northmere), (1, .saltby), (2, .northmere)] {
            let refused = await refusal {
                try await walk.tried(raising(town, local: local, to: place), by: town.asha.actor)
            }
            #expect(refused == .outOfTurn("This procedure has a new version. Look through your answers once more."))
        }
        // Changed again, what is open goes on as it began.
        try await walk.when(adopt(town, within: "2 hours"), by: town.celia)
        let reference = LoopReference(matter, procedure: name, isPersonal: true, textOf: town[.northmere])
        let taken = try await walk.when(TakeStep(reference, owed.duty, .acknowledge), by: town.celia)
        #expect(taken.types.first == "duty.met")
        // It is found only under its own text.
        let wrong = LoopReference(matter, procedure: name, isPersonal: true)
        #expect(
            await refusal { try await walk.tried(TakeStep(wrong, owed.duty, .acknowledge), by: town.celia.actor) }
                == .notFound
        )
    }

    @Test("once the network withdrew it, only where it is still used")
    func withdrawn() async throws {
        let town = Town()
        var walk = try await LoopWalk(town)
        try await walk.when(adopt(town), by: town.celia)
        try await walk.when(WithdrawProcedure(procedure: name, reason: "r"), by: town.dilys)
        #expect(try await walk.tried(raising(town, local: 1), by: town.asha.actor).types.first == "matter.raised")
        let elsewhere = await refusal {
            try await walk.tried(raising(town, local: nil, to: .saltby), by: town.asha.actor)
        }
        #expect(elsewhere == .outOfTurn("This procedure is not in use any more. Choose another."))
    }

    @Test("in the readings: its words, who uses what, what waits, and the pilot in numbers")
    func readings() async throws {
        let network = try await LoopNetwork(publishing: [name])
        let town = network.town
        let readings = network.network.readings
        try await network.network.perform(adopt(town), as: town.celia.actor)
        let matter = ID<Matter>()
        try await network.network.perform(raising(town, local: 1, matter: matter), as: town.asha.actor)
        let row = try #require(try await readings.matter(matter, as: town.celia.actor))
        #expect(row.loop?.local == MatterRow.Local(authority: town[.northmere], number: 1) && row.loop?.version == 1)
        #expect(row.loopReference?.textOf == town[.northmere] && row.loop?.title == "Missing child")
        let detail = try #require(try await readings.loopDetail(number: row.number, as: town.celia.actor))
        #expect(detail.definition.duties.first { $0.id == "acknowledge" }?.within.description == "4 hours")
        #expect(try await readings.procedures().filter { $0.id == name }.map(\.version) == [1])
        #expect(try await readings.localTexts(of: name).map(\.version) == [1])

        var adoption = try #require(try await readings.adoptions(at: town[.northmere]).first)
        #expect(adoption.own?.base == 1 && adoption.waiting == nil && !adoption.asks(on: day("2026-11-23")))
        let file = try #require(try ShippedProcedures.all().first { $0.name == name })
        let second = file.text.replacing("\nversion: 1\n", with: "\nversion: 2\n")
        try await network.network.perform(
            PublishProcedure(text: second, lists: file.lists, reason: "r"),
            as: town.edda.actor
        )
        adoption = try #require(try await readings.adoptions(of: name).first)
        #expect(adoption.waiting == Upstream(version: 2, isWithdrawn: false) && adoption.upstream.version == 2)

        let pilot = BeginPilot(
            procedure: name,
            authority: town[.northmere],
            base: 1,
            text: try text(within: "2 hours"),
            aim: "Faster",
            measures: [.acknowledge],
            until: Day(iso: "2026-12-01")
        )
        network.network.clock.move(to: at("2026-11-24"))
        try await network.network.perform(pilot, as: town.celia.actor)
        adoption = try #require(try await readings.adoptions(of: name).first)
        #expect(adoption.waiting == nil && adoption.pilot?.measures == [.acknowledge] && adoption.inUse == 2)
        #expect(!adoption.isPilotOver(on: day("2026-11-30")) && adoption.asks(on: day("2026-12-01")))
        for _ in 0..<6 { try await network.network.perform(raising(town, local: 2), as: town.asha.actor) }
        let now = at("2026-11-26")
        let found = try #require(try await readings.pilotOutcomes(adoption, at: now, as: town.celia.actor))
        // The one before it is too few to be shown.
        #expect(found.isPersonal && found.before.raised == nil)
        #expect(try await readings.pilotOutcomes(adoption, at: now, as: town.dilys.actor) != nil)
        for stranger in [town.edda, town.asha, town.pia] {
            #expect(try await readings.pilotOutcomes(adoption, at: now, as: stranger.actor) == nil)
        }
        try await network.network.perform(
            EndPilot(procedure: name, authority: town[.northmere], isAdopted: true, finding: "It was"),
            as: town.celia.actor
        )
        adoption = try #require(try await readings.adoptions(of: name).first)
        #expect(adoption.own?.number == 2 && adoption.pilot == nil && adoption.waiting?.version == 2)
        let entries = try await readings.adoptionEntries(of: name, at: town[.northmere])
        #expect(entries.map(\.what) == [.pilotAdopted, .pilotBegun, .adopted])
    }
}

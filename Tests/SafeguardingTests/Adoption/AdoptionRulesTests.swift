import Almanac
import Ledger
import Procedures
import Testing

@testable import Safeguarding

@Suite("Rules for what an authority uses")
struct AdoptionRulesTests {
    private let rules = Rules()
    private let camden = ID<Organisation>()
    private let name = "missing-child"
    private var lead: Actor { person([.boroughLead]) }
    private var stream: StreamID { Adoption.stream(name, camden) }

    private func person(_ roles: Set<Role>, of organisation: ID<Organisation>? = nil) -> Actor {
        .member(.init(id: ID(), organisation: organisation ?? camden, roles: roles))
    }

    /// The network's text, with how long the holder has to acknowledge.
    private func text(_ version: Int = 1, within: String = "1 working day") throws -> String {
        let file = try #require(try ShippedProcedures.all().first { $0.name == name })
        return file.text.replacing("\nversion: 1\n", with: "\nversion: \(version)\n")
            .replacing("to: acknowledge, within: 1 working day,", with: "to: acknowledge, within: \(within),")
    }

    private func published(_ version: Int = 1) throws -> Change {
        let file = try #require(try ShippedProcedures.all().first { $0.name == name })
        let event = ProcedurePublished(
            procedure: name,
            version: version,
            text: try text(version),
            lists: file.lists,
            reason: "Agreed",
            by: nil
        )
        return Change(ProcedureHistory.stream(name), [event])
    }

    private var registered: Change {
        let event = OrganisationRegistered(
            organisation: camden,
            name: "Camden",
            kind: .authority,
            code: nil,
            aliases: []
        )
        return Change(Organisation.stream(camden), [event])
    }

    private func network() throws -> [Change] { [registered, try published()] }

    private func adopt(_ version: Int = 1, within: String = "4 hours", base: Int? = nil) throws -> AdoptText {
        AdoptText(
            procedure: name,
            authority: camden,
            base: base ?? version,
            text: try text(version, within: within),
            reason: "We answer sooner"
        )
    }

    private func pilot(within: String = "4 hours", until: String = "2027-02-01") throws -> BeginPilot {
        BeginPilot(
            procedure: name,
            authority: camden,
            base: 1,
            text: try text(within: within),
            aim: "Whether it is faster",
            measures: [.decide, .acknowledge, .decide],
            until: Day(iso: until)
        )
    }

    private func ending(_ isAdopted: Bool) -> EndPilot {
        EndPilot(procedure: name, authority: camden, isAdopted: isAdopted, finding: "It was")
    }

    private func state(_ history: [Change]) -> AdoptionState {
        rules.past(history, reads: [stream]).state(AdoptionState.self, stream) ?? AdoptionState()
    }

    private func refused(_ command: some Command, by actor: Actor? = nil, given history: [Change]) async -> Refusal? {
        await refusal { try await rules.when(command, by: actor ?? lead, given: history) }
    }

    @Test("an authority's lead adopts a text with changes, and nobody else does it for them")
    func adopts() async throws {
        let history = try network()
        let after = try await rules.then(history, adopt(), by: lead)
        let event = try #require(after.all(TextAdopted.self).first)
        #expect(
            event.text.number == 1 && event.text.base == 1
                && event.text.lists.keys.sorted() == ["missing-child-enquiries"]
        )
        #expect(state(after).inUse == event.text)
        for actor in [
            person([.boroughLead], of: ID()), person([.coordinator]), person([.schoolLead]), person([.welfareOfficer]),
            person([.auditor]), person([.liaison]),
        ] {
            #expect(await refused(try adopt(), by: actor, given: history) == .notAllowed)
        }
        // No school has one of its own, and no procedure that is not there.
        let school = OrganisationRegistered(organisation: camden, name: "X", kind: .school, code: nil, aliases: [])
        let other = [Change(Organisation.stream(camden), [school]), history[1]]
        #expect(await refused(try adopt(), given: other) == .notFound)
        #expect(await refused(try adopt(), given: [registered]) == .notFound)
    }

    @Test("a text is checked as one that is published, and what is the same everywhere stays")
    func checked() async throws {
        let history = try network()
        func problem(_ old: String, _ new: String) async throws -> String {
            let command = AdoptText(
                procedure: name,
                authority: camden,
                base: 1,
                text: try text(within: "4 hours").replacing(old, with: new),
                reason: "r"
            )
            guard case .invalid(let problems) = await refused(command, given: history) else { return "not refused" }
            return problems.map(\.message).joined(separator: " ")
        }
        #expect(try await problem("within: at once", "within: soon").contains(", duties[1].within: "))
        #expect(try await problem("about: child", "about: people").contains("about: is the same at every authority"))
        #expect(try await problem("raised by: [school, ", "raised by: [").contains("raised by: is the same"))
        #expect(try await problem("goes to: authority of residence", "goes to: coordinator").contains("goes to"))
        #expect(try await problem("\nversion: 1\n", "\nversion: 2\n").contains("expected 1, the version"))
        #expect(
            try await problem("procedure: missing-child", "procedure: lost-child").contains("expected missing-child")
        )
        #expect(
            try await problem(
                "holder, to: acknowledge, within: 4 hours",
                "holder, to: acknowledge, within: 1 working day"
            ).contains("what the network’s version says")
        )
        #expect(await refused(try adopt(within: "1 working day # as before"), given: history) != nil)
        // Of what is not published nothing is changed.
        guard case .outOfTurn = await refused(try adopt(2), given: history) else {
            Issue.record("a version that is not there was changed")
            return
        }
        let actions = AdoptText(procedure: ActionTerms.procedure, authority: camden, base: 1, text: "", reason: "r")
        guard case .outOfTurn(let sentence) = await refused(actions, given: history) else {
            Issue.record("actions have a text of an authority")
            return
        }
        #expect(sentence.contains("no authority has its own text"))
    }

    @Test("a later version waits until it is taken or declined, and one after it waits again")
    func waits() async throws {
        var history = try await rules.then(try network(), adopt(), by: lead)
        #expect(state(history).waiting(Upstream(version: 1, isWithdrawn: false)) == nil)
        history.append(try published(2))
        let second = Upstream(version: 2, isWithdrawn: false)
        #expect(state(history).waiting(second) == second && state(history).inUse?.base == 1)

        let decline = DeclineUpstream(procedure: name, authority: camden, upstream: second, reason: "Ours is newer")
        let declined = try await rules.then(history, decline, by: lead)
        #expect(declined.types.last == "adoption.declined")
        #expect(state(declined).waiting(second) == nil && state(declined).inUse?.base == 1)
        #expect(await refused(decline, given: declined) != nil)
        let third = Upstream(version: 3, isWithdrawn: false)
        #expect(state(declined).waiting(third) == third)
        // Their own is changed further, and taken up on what was declined after all.
        let changed = try await rules.then(declined, adopt(within: "2 hours"), by: lead)
        #expect(state(changed).waiting(second) == nil && state(changed).inUse?.number == 2)
        let taken = try await rules.then(changed, adopt(2, within: "2 hours"), by: lead)
        #expect(state(taken).inUse?.base == 2 && state(taken).inUse?.number == 3)
        #expect(state(taken).text(1)?.base == 1 && state(taken).text(2)?.base == 1)
        // What was shown is what is decided on.
        let unseen = DeclineUpstream(procedure: name, authority: camden, upstream: third, reason: "r")
        #expect(await refused(unseen, given: history) != nil)
    }

    @Test("brought together with what says the same, the network's text is used again")
    func sameAgain() async throws {
        var history = try await rules.then(try network(), adopt(), by: lead)
        history.append(try published(2))
        let same = try await rules.then(history, adopt(2, within: "1 working day"), by: lead)
        #expect(same.types.last == "adoption.network" && state(same).inUse == nil)
        let back = TakeNetworkText(procedure: name, authority: camden, reason: "Ours was no better")
        let after = try await rules.then(history, back, by: lead)
        #expect(after.types.last == "adoption.network" && state(after).inUse == nil)
        #expect(await refused(back, given: after) != nil)
        #expect(state(after).waiting(Upstream(version: 2, isWithdrawn: false)) == nil)
    }

    @Test("what the network withdrew is used on until it is decided: kept with a reason, or stopped")
    func withdrawn() async throws {
        var history = try await rules.then(try network(), adopt(), by: lead)
        let withdrawal = ProcedureWithdrawn(procedure: name, reason: "r", by: nil)
        history.append(Change(ProcedureHistory.stream(name), [withdrawal]))
        let gone = Upstream(version: 1, isWithdrawn: true)
        #expect(state(history).waiting(gone) == gone && state(history).inUse != nil)
        let keep = DeclineUpstream(procedure: name, authority: camden, upstream: gone, reason: "We need it")
        let kept = try await rules.then(history, keep, by: lead)
        #expect(state(kept).waiting(gone) == nil && state(kept).inUse != nil)
        let stop = TakeNetworkText(procedure: name, authority: camden, reason: "So do we")
        #expect(state(try await rules.then(history, stop, by: lead)).inUse == nil)
        // It goes on being theirs to change.
        #expect(state(try await rules.then(kept, adopt(within: "2 hours"), by: lead)).inUse?.number == 2)
    }

    @Test("a pilot has measures, an aim and an end; it goes on until somebody says what came of it")
    func pilots() async throws {
        let history = try await rules.then(try network(), adopt(within: "2 hours"), by: lead)
        let begun = try await rules.then(history, pilot(), by: lead)
        let event = try #require(begun.all(PilotBegun.self).first)
        #expect(event.measures == [.acknowledge, .decide] && event.text.number == 2)
        #expect(state(begun).inUse == event.text && state(begun).own?.number == 1)
        // While it runs nothing else is decided.
        let second = Upstream(version: 2, isWithdrawn: false)
        #expect(state(begun).waiting(second) == nil)
        for change in [
            await refused(try adopt(), given: begun), await refused(try pilot(within: "3 hours"), given: begun),
        ] {
            guard case .outOfTurn(let sentence) = change else {
                Issue.record("changed while a pilot runs")
                continue
            }
            #expect(sentence.contains("2027-02-01"))
        }
        let adopted = try await rules.then(begun, ending(true), by: lead)
        #expect(adopted.types.last == "adoption.pilot-ended")
        #expect(state(adopted).own == event.text && state(adopted).pilot == nil)
        #expect(state(adopted).waiting(second) == second)
        let ended = try await rules.then(begun, ending(false), by: lead)
        #expect(state(ended).inUse?.number == 1 && state(ended).text(2) == event.text)
        #expect(await refused(ending(true), given: history) != nil)
        #expect(await refused(ending(true), by: person([.boroughLead], of: ID()), given: begun) == .notAllowed)

        for day in ["2026-11-23", "2027-11-25", "soon"] {
            guard case .invalid(let problems) = await refused(try pilot(until: day), given: history) else {
                Issue.record("a pilot until \(day)")
                continue
            }
            #expect(problems.map(\.field) == ["until"])
        }
        let unmeasured = BeginPilot(
            procedure: name,
            authority: camden,
            base: 1,
            text: try text(within: "4 hours"),
            aim: "x",
            measures: [],
            until: Day(iso: "2027-01-01")
        )
        #expect(
            await refused(unmeasured, given: history) == .invalid("measures", "Choose at least one thing to measure.")
        )
        // The network's own words can be tried by whoever uses others, and are then the network's.
        let plain = try await rules.then(history, pilot(within: "1 working day"), by: lead)
        let after = try await rules.then(plain, ending(true), by: lead)
        #expect(after.types.suffix(2) == ["adoption.pilot-ended", "adoption.network"] && state(after).inUse == nil)
        #expect(await refused(try pilot(within: "1 working day"), given: try network()) != nil)
    }
}

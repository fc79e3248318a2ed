import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

/// What holds whatever people do, in whatever order.
struct MatterLoopTests {
    @Test(
        "Whatever is done, nothing closes unanswered, nothing is without a holder, and someone owes the next step",
        arguments: 0..<60
    )
    func random(seed: Int) async throws {
        var dice = Dice(seed: seed)
        var matter = try await RaisedMatter { draft, circle in
            draft.holders = Self.holders(circle, &dice)
            draft.due = Self.due(circle, &dice)
        }
        try check(matter.state, matter.history)
        for _ in 0..<60 {
            let before = matter.state
            let (command, person) = Self.step(matter.reference, matter.circle, &dice)
            let changes: [Change]
            do {
                changes = try await matter.when(command, by: person)
            } catch is Refusal {
                #expect(matter.state.duties == before.duties)
                continue
            }
            try check(matter.state, matter.history)
            check(changes, from: before, to: matter.state)
        }
    }

    /// What must hold of a matter at every moment.
    private func check(_ state: MatterState, _ history: [Change]) throws {
        try #require(!state.holders.isEmpty)
        let steps = state.openDuties
        #expect(steps.isEmpty == (state.ending != nil))
        for duty in steps where duty.of.needsNaming(parts: duty.openParts) {
            #expect(steps.contains { $0.task == .sayWhoHolds && $0.about == duty.of })
        }
        #expect(state.isAnswered == steps.contains { $0.task == .close } || state.ending != nil)
        let types = history.types.filter { $0.hasPrefix("matter.") }
        if let closed = types.firstIndex(of: "matter.closed") {
            let answer = try #require(types[..<closed].lastIndex(of: "matter.answered"))
            #expect(!types[answer..<closed].contains("matter.reopened"))
            #expect(closed == types.count - 1)
        }
        if let answer = types.lastIndex(of: "matter.answered"), !types[answer...].contains("matter.reopened") {
            #expect(!steps.contains { $0.task == .finish })
        }
    }

    /// Ownership moves only by acceptance, or by a person saying who was meant.
    private func check(_ changes: [Change], from before: MatterState, to after: MatterState) {
        #expect(before.ending == nil || changes.events.isEmpty)
        #expect(after.holders.count == before.holders.count)
        if before.holders != after.holders {
            #expect(!Set(changes.types).isDisjoint(with: ["matter.accepted", "matter.holder.named"]))
        }
        if changes.types.contains("matter.holder.named") {
            let moved = zip(before.holders, after.holders).filter { $0 != $1 }.map(\.0)
            #expect(moved.allSatisfy { $0.kind == .unmatched || $0.kind == .all })
        }
    }

    @Test("Tables show what the rules decide by", arguments: 0..<8)
    func tables(seed: Int) async throws {
        var dice = Dice(seed: 1000 + seed)
        let rules = Rules()
        let circle = try await Circle(rules)
        let network = try TestNetwork(vault: rules.vault)
        for change in circle.history {
            let proposal = Proposal(
                command: CommandID(actor: "system/scene", id: "\(ID<Change>())"),
                digest: [],
                at: network.clock.now,
                streams: [
                    StreamProposal(
                        stream: change.stream,
                        expected: .any,
                        events: try change.events.map { try $0.proposed() }
                    )
                ]
            )
            _ = try await network.ledger.append(proposal)
        }
        try await network.projector.catchUp()
        var draft = circle.draft(due: Self.due(circle, &dice))
        draft.holders = Self.holders(circle, &dice)
        try await network.perform(RaiseAction(draft), as: circle.chair.actor)
        for _ in 0..<40 {
            let (command, person) = Self.step(circle.reference(draft), circle, &dice)
            do { try await network.perform(command, as: person.actor) } catch is Refusal { continue }
            try await compare(circle.reference(draft), circle, network)
        }
    }

    private func compare(_ matter: MatterReference, _ circle: Circle, _ network: TestNetwork) async throws {
        var state = MatterState()
        for event in try await network.events(of: Matter.stream(matter.id)) {
            state.apply(event, at: network.clock.now)
        }
        let detail = try #require(try await network.readings.matterDetail(number: 1, as: circle.coordinator.actor))
        #expect(detail.matter.station == state.station)
        #expect(detail.matter.ending == state.ending)
        #expect(detail.holders.map(\.party) == state.holders)
        #expect(detail.holders.compactMap(\.offeredTo).count == state.offers.count)
        #expect(detail.openDuties.map(\.id) == state.openDuties.map(\.id))
        #expect(detail.openDuties.map(\.of) == state.openDuties.map(\.of))
        #expect(detail.openDuties.map(\.due) == state.openDuties.map(\.due))
        for duty in state.openDuties {
            let open = detail.parts.filter { $0.duty == duty.id && $0.metAt == nil }.map(\.member)
            #expect(Set(open) == duty.openParts)
        }
        // Both ways of saying how someone stands to it agree.
        for person in [circle.asha, circle.bryn, circle.chair, circle.stranger] {
            let past = Past([
                Matter.stream(matter.id): try await history(Matter.stream(matter.id), network),
                Group.stream(circle.group): try await history(Group.stream(circle.group), network),
                ActionProcedure.stream: try await history(ActionProcedure.stream, network),
            ])
            let ruled = try MatterScene(matter, past).relations(of: person.actor)
            let shown = try await network.readings.relations(of: person.actor, toMatter: matter.id)
            #expect(shown == ruled)
        }
    }

    private func history(_ stream: StreamID, _ network: TestNetwork) async throws -> Past.History {
        let events = try await network.events(of: stream)
        return Past.History(
            version: events.count,
            events: events.map { ($0, network.clock.now, CommandID(actor: "test", id: "1")) }
        )
    }

    // MARK: What people do

    private static func holders(_ circle: Circle, _ dice: inout Dice) -> [HolderChoice] {
        let choices: [HolderChoice] = [
            .member(circle.asha.id), .member(circle.bryn.id), .organisation(circle.otherBorough),
            .post("Clerk", at: circle.borough), .all(circle.group), .named("F. Lovell"), .named("Someone else"),
        ]
        return (0..<Int.random(in: 1...3, using: &dice)).map { _ in dice.pick(choices) }
    }

    private static func due(_ circle: Circle, _ dice: inout Dice) -> DueChoice {
        dice.pick([
            .notGiven, .on(day("2026-12-14")), .nextMeeting(circle.group), .when("it is published"),
            .month(year: 2027, month: 1),
        ])
    }

    private static func step(
        _ matter: MatterReference,
        _ circle: Circle,
        _ dice: inout Dice
    ) -> (any Command, Someone) {
        let people = [circle.asha, circle.bryn, circle.chair, circle.coordinator, circle.stranger]
        let someone = dice.pick(people)
        let other: HolderChoice = dice.pick([
            .member(dice.pick(people).id), .organisation(circle.otherBorough), .post("Clerk", at: circle.borough),
            .all(circle.group), .named("Nobody"),
        ])
        let place = Int.random(in: 0..<3, using: &dice)
        let steps: [any Command] = [
            AcknowledgeMatter(matter), UpdateMatter(matter, text: "Nearly"), FinishMatter(matter, note: "Done"),
            FinishMatter(matter, note: "Done"),
            RecordFinished(
                matter,
                place: place,
                part: Bool.random(using: &dice) ? circle.asha.id : nil,
                note: "Told us"
            ),
            OfferMatter(matter, to: other), OfferMatter(matter, place: place, to: other), AcceptMatter(matter),
            AcceptMatter(matter), DeclineMatter(matter, reason: "Not ours"), CloseMatter(matter),
            SayNotEnough(matter, reason: "More please", due: due(circle, &dice)),
            SayNotEnough(matter, reason: "More please"), MoveDue(matter, due: due(circle, &dice), reason: "Half-term"),
            RemindHolder(matter), SayWhoHolds(matter, place: place, is: other),
        ]
        let isOver = Int.random(in: 0..<60, using: &dice) == 0
        return (isOver ? WithdrawMatter(matter, reason: "Overtaken") : dice.pick(steps), someone)
    }
}

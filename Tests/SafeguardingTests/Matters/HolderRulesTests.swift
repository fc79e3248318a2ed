import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

struct HolderRulesTests {
    @Test("A holder acknowledges, and pressing twice is harmless")
    func acknowledges() async throws {
        var matter = try await RaisedMatter()
        let first = try await matter.when(AcknowledgeMatter(matter.reference), by: matter.circle.asha)
        #expect(first.types == ["duty.met"])
        #expect(matter.state.station == .received)
        #expect(matter.owed == ["finish of member"])
        let second = try await matter.when(AcknowledgeMatter(matter.reference), by: matter.circle.asha)
        #expect(second.events.isEmpty)
    }

    @Test("Finishing answers whoever raised it, and asks whether that is enough by the group's next meeting")
    func finishes() async throws {
        var matter = try await RaisedMatter()
        let changes = try await matter.when(
            FinishMatter(matter.reference, note: "All heads have it"),
            by: matter.circle.asha
        )
        // What was never acknowledged is by being finished.
        #expect(changes.types == ["duty.met", "duty.met", "matter.answered", "duty.owed"])
        let close = try #require(changes.all(DutyOwed.self).first)
        #expect(close.what == .close)
        #expect(close.of == .member(matter.circle.chair.id))
        #expect(close.due == .nextMeeting(matter.circle.group))
        #expect(matter.state.station == .fedBack)
    }

    @Test("Nothing is finished without saying what came of it")
    func note() async throws {
        var matter = try await RaisedMatter()
        let refusal = await #expect(throws: Refusal.self) {
            try await matter.when(FinishMatter(matter.reference, note: "  "), by: matter.circle.asha)
        }
        #expect(refusal == .invalid("note", "Write what came of it."))
    }

    @Test("Of joint holders the last to finish answers")
    func joint() async throws {
        var matter = try await RaisedMatter { draft, circle in
            draft.holders = [.member(circle.asha.id), .organisation(circle.otherBorough)]
        }
        let first = try await matter.when(FinishMatter(matter.reference, note: "Mine"), by: matter.circle.asha)
        #expect(!first.types.contains("matter.answered"))
        #expect(matter.state.station == .received)
        let last = try await matter.when(FinishMatter(matter.reference, note: "Ours"), by: matter.circle.bryn)
        #expect(last.types.contains("matter.answered"))
    }

    @Test("Everyone's action is finished when each part is")
    func everyone() async throws {
        var matter = try await RaisedMatter { draft, circle in draft.holders = [.all(circle.group)] }
        let circle = matter.circle
        for person in [circle.asha, circle.bryn] {
            let changes = try await matter.when(FinishMatter(matter.reference, note: "Mine"), by: person)
            #expect(changes.types == ["duty.met", "duty.met"])
            #expect(changes.all(DutyMet.self).map(\.of) == [person.id, person.id])
        }
        let last = try await matter.when(FinishMatter(matter.reference, note: "Mine"), by: circle.chair)
        #expect(last.types == ["duty.met", "duty.met", "matter.answered", "duty.owed"])
    }

    @Test("Nobody finishes their part of everyone's action twice")
    func twice() async throws {
        var matter = try await RaisedMatter { draft, circle in draft.holders = [.all(circle.group)] }
        try await matter.when(FinishMatter(matter.reference, note: "Mine"), by: matter.circle.asha)
        await #expect(throws: Refusal.outOfTurn("There is nothing left for you to finish here.")) {
            try await matter.when(FinishMatter(matter.reference, note: "Again"), by: matter.circle.asha)
        }
    }

    @Test("An officer may say that the parts which came are enough, or record what one member told them")
    func enough() async throws {
        var matter = try await RaisedMatter { draft, circle in draft.holders = [.all(circle.group)] }
        let circle = matter.circle
        try await matter.when(
            RecordFinished(matter.reference, part: circle.bryn.id, note: "Told at the meeting", meeting: ID()),
            by: circle.chair
        )
        #expect(matter.state.openDuties.map(\.openParts.count) == [2, 2])
        await #expect(throws: Refusal.outOfTurn("This part is finished already.")) {
            try await matter.when(
                RecordFinished(matter.reference, part: circle.bryn.id, note: "Again"),
                by: circle.chair
            )
        }
        let changes = try await matter.when(RecordFinished(matter.reference, note: "Two will do"), by: circle.chair)
        #expect(changes.types == ["duty.met", "duty.met", "matter.answered", "duty.owed"])
        await #expect(throws: Refusal.notAllowed) {
            try await matter.when(RecordFinished(matter.reference, note: "Mine will do"), by: circle.asha)
        }
    }

    @Test("The giver holds it until whoever it was offered to accepts")
    func offer() async throws {
        var matter = try await RaisedMatter()
        let circle = matter.circle
        let (giver, taker) = (Party.member(circle.asha.id), Party.member(circle.bryn.id))
        try await matter.when(AcknowledgeMatter(matter.reference), by: circle.asha)
        try await matter.when(OfferMatter(matter.reference, to: .member(circle.bryn.id)), by: circle.asha)
        #expect(matter.state.holders == [giver])
        #expect(matter.state.openDuties.map(\.of) == [giver])
        await #expect(throws: Refusal.outOfTurn("This is not offered to you any more.")) {
            try await matter.when(AcceptMatter(matter.reference), by: circle.asha)
        }
        let accepted = try await matter.when(AcceptMatter(matter.reference), by: circle.bryn)
        #expect(accepted.types == ["matter.accepted"])
        #expect(matter.state.holders == [taker])
        #expect(matter.state.openDuties.map(\.of) == [taker])
        #expect(matter.state.openDuties.map(\.due) == [.on(day("2026-12-14"))])
    }

    @Test("Accepting is acknowledging")
    func acceptanceReceives() async throws {
        var matter = try await RaisedMatter()
        try await matter.when(
            OfferMatter(matter.reference, to: .organisation(matter.circle.otherBorough)),
            by: matter.circle.asha
        )
        let changes = try await matter.when(AcceptMatter(matter.reference), by: matter.circle.bryn)
        #expect(changes.types == ["duty.met", "matter.accepted"])
        #expect(matter.state.holders == [.organisation(matter.circle.otherBorough)])
        #expect(matter.owed == ["finish of organisation"])
    }

    @Test("An offer that is declined stays with the giver, with the reason")
    func declined() async throws {
        var matter = try await RaisedMatter()
        let circle = matter.circle
        try await matter.when(OfferMatter(matter.reference, to: .member(circle.bryn.id)), by: circle.asha)
        let changes = try await matter.when(DeclineMatter(matter.reference, reason: "On leave"), by: circle.bryn)
        #expect(changes.types == ["matter.offer.declined"])
        #expect(matter.state.holders == [.member(circle.asha.id)])
        #expect(matter.state.offers.isEmpty)
    }

    @Test("A holder who says it is not theirs holds it until a coordinator finds who does")
    func notMine() async throws {
        var matter = try await RaisedMatter()
        let circle = matter.circle
        let changes = try await matter.when(DeclineMatter(matter.reference, reason: "Another team's"), by: circle.asha)
        #expect(changes.types == ["matter.holder.declined", "duty.owed"])
        #expect(matter.owed == ["acknowledge of member", "finish of member", "say-who-holds of coordinators"])
        try await matter.when(
            OfferMatter(matter.reference, place: 0, to: .member(circle.bryn.id), note: "Yours, I think"),
            by: circle.coordinator
        )
        #expect(matter.state.holders == [.member(circle.asha.id)])
        try await matter.when(AcceptMatter(matter.reference), by: circle.bryn)
        #expect(matter.owed == ["finish of member"])
        #expect(matter.state.holders == [.member(circle.bryn.id)])
    }

    @Test("A finished part can be neither offered nor taken on")
    func lateOffer() async throws {
        var matter = try await RaisedMatter { draft, circle in
            draft.holders = [.member(circle.asha.id), .member(circle.chair.id)]
        }
        let circle = matter.circle
        try await matter.when(OfferMatter(matter.reference, to: .member(circle.bryn.id)), by: circle.asha)
        try await matter.when(FinishMatter(matter.reference, note: "Done after all"), by: circle.asha)
        await #expect(throws: Refusal.notAllowed) {
            try await matter.when(AcceptMatter(matter.reference), by: circle.bryn)
        }
        await #expect(throws: Refusal.outOfTurn("This part is finished already.")) {
            try await matter.when(
                OfferMatter(matter.reference, place: 0, to: .member(circle.bryn.id)),
                by: circle.chair
            )
        }
    }

    @Test("Whoever only sees a matter can do nothing to it, and a stranger does not even see it")
    func strangers() async throws {
        let matter = try await RaisedMatter()
        let (seer, stranger) = (matter.circle.bryn, matter.circle.stranger)
        let reference = matter.reference
        let steps: [any Command] = [
            AcknowledgeMatter(reference), UpdateMatter(reference, text: "Hello"), FinishMatter(reference, note: "Done"),
            RecordFinished(reference, note: "Done"), OfferMatter(reference, to: .member(seer.id)),
            OfferMatter(reference, place: 0, to: .member(seer.id)), AcceptMatter(reference),
            DeclineMatter(reference, reason: "No"), CloseMatter(reference), SayNotEnough(reference, reason: "More"),
            MoveDue(reference, due: .notGiven, reason: "Later"), RemindHolder(reference),
            WithdrawMatter(reference, reason: "Mistake"),
            SayWhoHolds(reference, place: 0, is: .member(seer.id)),
        ]
        for step in steps {
            for person in [seer, stranger] {
                await #expect(throws: Refusal.notAllowed) {
                    try await matter.rules.when(step, by: person.actor, given: matter.history)
                }
            }
        }
    }

    @Test("Nobody borrows the authority of another group's officers")
    func otherGroup() async throws {
        var matter = try await RaisedMatter()
        let group = ID<Group>()
        let officer = matter.circle.stranger
        matter.history.append(
            Change(
                Group.stream(group),
                [
                    GroupFormed(group: group, name: "Another group", purpose: nil),
                    GroupJoined(group: group, member: officer.id, office: .chair),
                ]
            )
        )
        let pretended = MatterReference(matter.draft.matter, group: group)
        await #expect(throws: Refusal.notFound) {
            try await matter.when(WithdrawMatter(pretended, reason: "Mine to decide"), by: officer)
        }
    }
}

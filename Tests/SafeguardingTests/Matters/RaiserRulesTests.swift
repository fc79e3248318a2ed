import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

struct RaiserRulesTests {
    private func answered() async throws -> RaisedMatter {
        var matter = try await RaisedMatter()
        try await matter.when(FinishMatter(matter.reference, note: "All heads have it"), by: matter.circle.asha)
        return matter
    }

    @Test("Nothing closes before it is answered")
    func unanswered() async throws {
        var matter = try await RaisedMatter()
        for _ in 0..<2 {
            let refusal = await #expect(throws: Refusal.self) {
                try await matter.when(CloseMatter(matter.reference), by: matter.circle.chair)
            }
            #expect(refusal?.code == "out_of_turn")
            try await matter.when(AcknowledgeMatter(matter.reference), by: matter.circle.asha)
        }
    }

    @Test("Whoever raised it closes it, and then nothing more happens to it")
    func closes() async throws {
        var matter = try await answered()
        let changes = try await matter.when(CloseMatter(matter.reference), by: matter.circle.chair)
        #expect(changes.types == ["duty.met", "matter.closed"])
        #expect(matter.state.station == .closed)
        #expect(matter.owed.isEmpty)
        await #expect(throws: Refusal.outOfTurn("This action is closed. Raise a new one if there is more to do.")) {
            try await matter.when(UpdateMatter(matter.reference, text: "One more thing"), by: matter.circle.asha)
        }
    }

    @Test("Reading an answer is on the record once for each answer and reader, also after it is closed")
    func reads() async throws {
        var matter = try await answered()
        let chair = matter.circle.chair
        #expect(try await matter.when(ReadAnswer(matter.reference), by: chair).types == ["matter.answer.read"])
        #expect(try await matter.when(ReadAnswer(matter.reference), by: chair).types == [])
        try await matter.when(SayNotEnough(matter.reference, reason: "Two are missing"), by: chair)
        #expect(try await matter.when(ReadAnswer(matter.reference), by: chair).types == [])
        try await matter.when(FinishMatter(matter.reference, note: "All of them"), by: matter.circle.asha)
        try await matter.when(CloseMatter(matter.reference), by: chair)
        let changes = try await matter.when(ReadAnswer(matter.reference), by: chair)
        #expect(changes.all(AnswerRead.self).map(\.by) == [chair.id])
    }

    @Test("Only those to whom an answer came back can have read it")
    func readsOnly() async throws {
        var matter = try await RaisedMatter()
        #expect(try await matter.when(ReadAnswer(matter.reference), by: matter.circle.chair).types == [])
        try await matter.when(FinishMatter(matter.reference, note: "Done"), by: matter.circle.asha)
        for person in [matter.circle.asha, matter.circle.bryn, matter.circle.coordinator] {
            #expect(try await matter.when(ReadAnswer(matter.reference), by: person).types == [])
        }
        await #expect(throws: Refusal.notAllowed) {
            try await matter.when(ReadAnswer(matter.reference), by: matter.circle.stranger)
        }
    }

    @Test("The holder cannot say that their own answer is enough")
    func ownAnswer() async throws {
        var matter = try await answered()
        await #expect(throws: Refusal.notAllowed) {
            try await matter.when(CloseMatter(matter.reference), by: matter.circle.asha)
        }
    }

    @Test("What is not enough is owed again, with the reason, and due only if that was said")
    func notEnough() async throws {
        var matter = try await answered()
        let changes = try await matter.when(
            SayNotEnough(matter.reference, reason: "Two boroughs are missing"),
            by: matter.circle.chair
        )
        #expect(changes.types == ["duty.met", "matter.reopened", "duty.owed"])
        #expect(changes.all(DutyOwed.self).map(\.due) == [.notGiven])
        #expect(matter.owed == ["finish of member"])
        #expect(matter.state.station == .received)
        await #expect(throws: Refusal.self) {
            try await matter.when(CloseMatter(matter.reference), by: matter.circle.chair)
        }
        try await matter.when(FinishMatter(matter.reference, note: "Now all"), by: matter.circle.asha)
        #expect(matter.state.station == .fedBack)
    }

    @Test("Each member of a group owes their part again when it was not enough")
    func notEnoughOfEveryone() async throws {
        var matter = try await RaisedMatter { draft, circle in draft.holders = [.all(circle.group)] }
        try await matter.when(RecordFinished(matter.reference, note: "It will do"), by: matter.circle.chair)
        try await matter.when(SayNotEnough(matter.reference, reason: "It will not"), by: matter.circle.coordinator)
        #expect(matter.state.openDuties.map(\.openParts.count) == [3])
    }

    @Test("A due date moves with a reason, and never into the past")
    func moves() async throws {
        var matter = try await RaisedMatter()
        let circle = matter.circle
        await #expect(throws: Refusal.invalid("reason", "Write why it is moved.")) {
            try await matter.when(MoveDue(matter.reference, due: .on(day("2027-01-11")), reason: ""), by: circle.chair)
        }
        await #expect(throws: Refusal.invalid("due", "Give a date that is not in the past.")) {
            try await matter.when(MoveDue(matter.reference, due: .on(day("2026-11-20")), reason: "x"), by: circle.chair)
        }
        let changes = try await matter.when(
            MoveDue(matter.reference, due: .on(day("2027-01-11")), reason: "Half-term"),
            by: circle.coordinator
        )
        #expect(changes.types == ["duty.moved"])
        #expect(matter.state.openDuties.map(\.due) == [.on(day("2026-11-30")), .on(day("2027-01-11"))])
    }

    @Test("Withdrawing says why and ends what was owed")
    func withdraws() async throws {
        var matter = try await RaisedMatter()
        try await matter.when(WithdrawMatter(matter.reference, reason: "Raised twice"), by: matter.circle.chair)
        #expect(matter.owed.isEmpty)
        #expect(matter.state.ending == .withdrawn)
    }

    @Test("A reminder is on the record, and only while something is owed")
    func reminds() async throws {
        var matter = try await answered()
        await #expect(throws: Refusal.outOfTurn("The holder owes nothing here now.")) {
            try await matter.when(RemindHolder(matter.reference), by: matter.circle.chair)
        }
        try await matter.when(SayNotEnough(matter.reference, reason: "More"), by: matter.circle.chair)
        let changes = try await matter.when(
            RemindHolder(matter.reference, note: "By Friday?"),
            by: matter.circle.coordinator
        )
        #expect(changes.types == ["matter.reminded"])
    }

    @Test("Once a coordinator says who a name is, that person is asked to acknowledge")
    func saysWho() async throws {
        var matter = try await RaisedMatter { draft, _ in draft.holders = [.named("F. Lovell")] }
        let circle = matter.circle
        let changes = try await matter.when(
            SayWhoHolds(matter.reference, place: 0, is: .member(circle.bryn.id)),
            by: circle.coordinator
        )
        #expect(changes.types == ["duty.met", "matter.holder.named", "duty.owed"])
        #expect(matter.state.holders == [.member(circle.bryn.id)])
        #expect(matter.owed == ["finish of member", "acknowledge of member"])
        await #expect(throws: Refusal.outOfTurn("It is known already who holds this.")) {
            try await matter.when(
                SayWhoHolds(matter.reference, place: 0, is: .member(circle.asha.id)),
                by: circle.coordinator
            )
        }
    }

    @Test("A name may turn out to be everyone")
    func saysEveryone() async throws {
        var matter = try await RaisedMatter { draft, _ in draft.holders = [.named("Network members")] }
        let circle = matter.circle
        try await matter.when(SayWhoHolds(matter.reference, place: 0, is: .all(circle.group)), by: circle.coordinator)
        #expect(matter.state.openDuties.map(\.openParts.count) == [3, 3])
        try await matter.when(FinishMatter(matter.reference, note: "Mine"), by: circle.asha)
        #expect(matter.state.openDuties.map(\.openParts.count) == [2, 2])
    }

    @Test("A name stays a name until it is a person")
    func staysUnknown() async throws {
        var matter = try await RaisedMatter { draft, _ in draft.holders = [.named("F. Lovell")] }
        let circle = matter.circle
        await #expect(throws: Refusal.self) {
            try await matter.when(SayWhoHolds(matter.reference, place: 0, is: .named("Fred")), by: circle.coordinator)
        }
        await #expect(throws: Refusal.outOfTurn("Say first who this is.")) {
            try await matter.when(
                OfferMatter(matter.reference, place: 0, to: .member(circle.asha.id)),
                by: circle.coordinator
            )
        }
    }
}

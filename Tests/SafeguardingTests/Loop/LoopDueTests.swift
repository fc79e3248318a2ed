import Almanac
import Ledger
import Procedures
import Testing

@testable import Safeguarding

/// Dates worked out by hand, as in the walks of `TrialTests`; every step is taken at its last moment.
@Suite("When steps fall due")
struct LoopDueTests {
    /// Takes a step at the moment at which it is due.
    private func meet(_ walk: inout LoopWalk, _ name: String, _ outcome: String? = nil) async throws {
        let step = try walk.step(name)
        walk.now = max(walk.now, try #require(step.due))
        try await walk.take(step) { outcome ?? $0.first }
    }

    @Test("a referral on the day before Christmas, when everybody waits for the last moment")
    func referral() async throws {
        var walk = try await LoopWalk(
            "trafficking-referral",
            now: at("2026-12-24", "16:00"),
            given: ["danger-now": ["yes"], "own-staff": ["no"]]
        )
        // Friday 25 is Christmas Day, Monday 28 stands in for Boxing Day: the next working day is Tuesday 29.
        #expect(walk.due("keep-safe") == "2026-12-24 16:00")
        #expect(walk.due("acknowledge") == "2026-12-29 23:59")
        #expect(walk.due("told-police") == "2026-12-29 23:59")
        #expect(walk.due("decide") == "2026-12-29 23:59")
        // What is owed at once has a quarter of an hour before anybody is told that it is late.
        let atOnce = try walk.step("keep-safe").ladder.filter { $0.step != .remind }
        #expect(atOnce.first?.step == .tellRaiser && atOnce.first?.at == at("2026-12-24", "16:15"))
        let ladder = try walk.step("acknowledge").ladder
        #expect(ladder.map(\.step) == [.remind, .remind, .tellRaiser, .copyDeputy, .toCoordinator])
        #expect(ladder.map { London.day($0.at).iso }.suffix(3) == ["2026-12-29", "2026-12-30", "2026-12-31"])
        // Half of 5 days and 8 hours after 16:00 on the 24th.
        #expect(London.local(ladder[0].at).day.iso == "2026-12-27" && London.local(ladder[0].at).time.iso == "07:59")
        try await meet(&walk, "keep-safe")
        try await meet(&walk, "told-police")
        try await meet(&walk, "decide", "strategy-discussion")
        #expect(walk.due("tell-raiser") == "2026-12-30 23:59")
        // 30 and 31 December, 4, 5 and 6 January: the 1st is a bank holiday.
        #expect(walk.due("nrm") == "2027-01-06 23:59")
        // 3 in December, 20 in January, 20 in February, 2 in March.
        #expect(walk.due("assessed") == "2027-03-02 23:59")
        try await meet(&walk, "tell-raiser")
        #expect(walk.due("say-if-satisfied") == "2027-01-07 23:59")
        try await meet(&walk, "nrm")
        try await meet(&walk, "say-if-satisfied")
        #expect(walk.state.ending == nil, "what the assessment found is still to come back")
        try await meet(&walk, "assessed", "child-in-need")
        #expect(walk.due("told-findings") == "2027-03-03 23:59")
        try await meet(&walk, "told-findings")
        #expect(walk.due("satisfied-with-findings") == "2027-03-10 23:59")
        try await meet(&walk, "satisfied-with-findings")
        #expect(walk.state.ending == .closed)
    }

    @Test(
        "the engine counts as the walk does that is shown to a procedure's author",
        arguments: ProcedureFiles.names
    )
    func trial(name: String) async throws {
        let raised = at("2026-12-24", "16:00")
        let version = try ProcedureFiles.version(name)
        let walk = try await LoopWalk(name, now: raised)
        let words = try #require(walk.all(LoopRaised.self).first).deciding
        let trial = Trial(version.definition, lists: version.lists, raised: raised, answers: words)
        for step in walk.state.steps where !step.debtor.isEmpty {
            let duty = try #require(version.definition.duties.first { $0.id == step.step })
            // The walk has answers to everything; here some were not asked.
            guard duty.when.holds(trial.answers) else { continue }
            let shown = try #require(trial.steps.first { $0.duty == step.step }, "\(step.step)")
            #expect(step.due == shown.due, "\(step.step)")
            // What is owed at once has a quarter of an hour, of which the walk says nothing.
            guard duty.within.length != .atOnce else { continue }
            #expect(step.ladder.map(\.at) == shown.overdue.map(\.at), "\(step.step)")
        }
    }

    @Test("a child who is missing over Easter")
    func missing() async throws {
        var walk = try await LoopWalk(
            "missing-child",
            now: at("2026-04-02", "16:00"),
            given: [
                "danger-now": ["yes"], "school-known": ["yes"], "ask-home-office": ["yes"],
                "missing-since": ["2026-04-01"],
            ]
        )
        // Good Friday is 3 April, Easter Monday the 6th.
        #expect(walk.due("search-agreed") == "2026-04-02 16:00")
        #expect(walk.due("police-received") == "2026-04-02 20:00")
        #expect(walk.due("acknowledge") == "2026-04-07 23:59")
        #expect(walk.due("decide") == "2026-04-07 23:59")
        #expect(walk.due("home-office-answer") == "2026-04-13 23:59")
        try await meet(&walk, "search-agreed")
        try await meet(&walk, "police-received")
        try await meet(&walk, "decide", "joint-enquiries")
        #expect(walk.due("tell-raiser") == "2026-04-08 23:59")
        #expect(walk.due("enquiries-shared-out") == "2026-04-09 23:59")
        #expect(walk.due("look") == "2026-04-14 23:59")
        // 2, 7 to 10, 13 to 17, 20 to 24, 27 to 30 April, 1 May: where no terms are known each working day counts.
        #expect(walk.due("name-on-roll") == "2026-05-01 23:59")
        #expect(!walk.owed.contains { $0.hasPrefix("say-if-satisfied") || $0.hasPrefix("satisfied-when-found") })
        try await meet(&walk, "tell-raiser")
        try await meet(&walk, "enquiries-shared-out")
        try await meet(&walk, "home-office-answer")
        try await meet(&walk, "look", "still-missing")
        #expect(walk.due("told-each-time") == "2026-04-15 23:59")
        #expect(walk.due("look") == "2026-05-14 23:59")
        try await meet(&walk, "told-each-time")
        try await meet(&walk, "name-on-roll")
        try await meet(&walk, "look", "found-in-school")
        #expect(walk.due("child-heard") == "2026-05-17 23:59")
        // Friday, Monday; the 25th is a bank holiday.
        #expect(walk.due("told-each-time") == "2026-05-15 23:59")
        #expect(
            !walk.owed.contains { $0.hasPrefix("satisfied-when-found") },
            "nobody is asked whether it is enough before they know that the child was found"
        )
        try await meet(&walk, "told-each-time")
        #expect(walk.due("satisfied-when-found") == "2026-05-22 23:59")
        try await meet(&walk, "child-heard")
        try await meet(&walk, "satisfied-when-found")
        #expect(walk.state.ending == .closed)
    }

    @Test("hours are hours over the nights in which clocks change, and days end at midnight in London")
    func clocks() async throws {
        let given = ["danger-now": ["yes"]]
        // Clocks go forward on 29 March at 01:00, back on 25 October at 02:00. Both days are Sundays.
        let spring = try await LoopWalk("missing-child", now: at("2026-03-28", "23:30"), given: given)
        #expect(spring.due("police-received") == "2026-03-29 04:30")
        #expect(spring.due("acknowledge") == "2026-03-30 23:59")
        #expect(try spring.step("acknowledge").due?.iso == "2026-03-30T22:59:59Z")
        let autumn = try await LoopWalk("missing-child", now: at("2026-10-24", "23:30"), given: given)
        #expect(autumn.due("police-received") == "2026-10-25 02:30")
        #expect(try autumn.step("acknowledge").due?.iso == "2026-10-26T23:59:59Z")
    }

    @Test("an issue for a department, from before Christmas to the summer")
    func escalation() async throws {
        // What members are asked has tests of its own.
        var walk = try await LoopWalk(
            "escalation",
            now: at("2026-12-24", "16:00"),
            given: ["ask-members": ["no"]]
        )
        // 29, 30 and 31 December.
        #expect(walk.due("put-forward") == "2026-12-31 23:59")
        // The meeting is not known here: 3 in December, 20 in January, 7 in February.
        #expect(walk.due("on-agenda") == "2027-02-09 23:59")
        #expect(walk.owed == ["put-forward of coordinator", "on-agenda of coordinator"])
        try await meet(&walk, "put-forward")
        #expect(walk.due("acknowledge") == "2027-01-08 23:59")
        #expect(walk.due("decide") == "2027-01-29 23:59")
        try await meet(&walk, "acknowledge")
        try await meet(&walk, "decide", "will-change")
        #expect(walk.due("tell-raiser") == "2027-02-02 23:59")
        #expect(walk.due("kept-word") == "2027-07-29 23:59")
        try await meet(&walk, "tell-raiser")
        #expect(walk.due("say-if-satisfied") == "2027-02-16 23:59")
        try await meet(&walk, "on-agenda")
        try await meet(&walk, "say-if-satisfied")
        #expect(walk.state.ending == nil)
        try await meet(&walk, "kept-word", "change-seen")
        #expect(walk.due("told-change") == "2027-08-05 23:59")
        try await meet(&walk, "told-change")
        #expect(walk.due("satisfied-with-change") == "2027-08-19 23:59")
        try await meet(&walk, "satisfied-with-change")
        #expect(walk.state.ending == .closed)
    }

    @Test("an issue over Easter")
    func easter() async throws {
        let walk = try await LoopWalk("escalation", now: at("2026-04-01", "10:00"))
        #expect(walk.due("put-forward") == "2026-04-08 23:59")
    }
}

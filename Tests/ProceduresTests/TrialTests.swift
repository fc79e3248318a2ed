import Almanac
import Testing

@testable import Procedures

@Suite("A walk through a procedure")
struct TrialTests {
    private func walk(
        _ name: String,
        _ day: String,
        _ time: String,
        _ answers: [String: [String]] = [:],
        outcome: String? = nil
    ) throws -> Trial {
        let raised = London.instant(try #require(Day(iso: day)), try #require(ClockTime(iso: time)))
        return try Trial(
            Shipped.procedure(name),
            lists: Shipped.lists(),
            raised: raised,
            answers: answers,
            outcome: outcome
        )
    }

    private func due(_ trial: Trial, _ duty: String) -> String? {
        trial.steps.first { $0.duty == duty }?.due.map { London.day($0).iso }
    }

    @Test("a referral on the day before Christmas, when everybody waits for the last moment")
    func referral() throws {
        let trial = try walk("trafficking-referral", "2026-12-24", "16:00")
        #expect(due(trial, "acknowledge") == "2026-12-29")
        #expect(due(trial, "decide") == "2026-12-29")
        #expect(due(trial, "tell-raiser") == "2026-12-30")
        #expect(due(trial, "nrm") == "2027-01-06")
        #expect(due(trial, "assessed") == "2027-03-02")
        #expect(due(trial, "say-if-satisfied") == "2027-01-07")
        let late = try #require(trial.steps.first).overdue
        #expect(late.map(\.step) == ["remind", "remind", "tell raiser", "copy deputy", "escalate to coordinator"])
        #expect(London.day(late[3].at).iso == "2026-12-30" && London.day(late[4].at).iso == "2026-12-31")
    }

    @Test("what waits for an outcome is owed under that one only")
    func outcomes() throws {
        let ended = try walk("trafficking-referral", "2026-12-24", "16:00", outcome: "no-further-action")
        #expect(due(ended, "nrm") == nil && due(ended, "assessed") == nil)
        #expect(due(ended, "tell-raiser") == "2026-12-30", "whoever raised it is told all the same")
    }

    @Test("what a decision leads to is walked also after a review that comes to something else")
    func reviewed() throws {
        let trial = try walk(
            "bullying-incident",
            "2026-11-23",
            "09:00",
            ["staff-concern": ["no"], "school-may-know": ["yes"]],
            outcome: "stopped"
        )
        #expect(trial.outcome == "stopped")
        #expect(due(trial, "plan") == "2026-12-02" && due(trial, "check-12-weeks") == "2027-02-17")
    }

    @Test("answers say what is asked and who is joined")
    func answers() throws {
        let known = try walk(
            "trafficking-referral",
            "2026-12-24",
            "16:00",
            ["school-known": ["yes"], "age-in-dispute": ["no"]]
        )
        #expect(known.parties.map(\.id).contains("school"))
        #expect(known.answers["name-on-papers"] == nil)
        let unknown = try walk("trafficking-referral", "2026-12-24", "16:00", ["school-known": ["unknown"]])
        #expect(!unknown.parties.map(\.id).contains("school"))
        #expect(unknown.answers["name-on-papers"] != nil)
    }
}

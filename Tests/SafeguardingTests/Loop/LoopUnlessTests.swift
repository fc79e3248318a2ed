import Almanac
import Testing

@testable import Safeguarding

/// Steps that an outcome takes off again.
@Suite("What an outcome takes off")
struct LoopUnlessTests {
    @Test("whoever has no such child meets none; decided anew, the step is counted from that decision")
    func broughtBack() async throws {
        let town = Town()
        var walk = try await LoopWalk(
            "domestic-abuse-notice",
            town,
            by: town.pia,
            given: ["setting": ["school"], "danger-now": ["no"]]
        )
        try await walk.take("acknowledge", .acknowledge, by: town.dora)
        #expect(walk.owed.contains("child-met of holder"))
        try await walk.take("decide", .come(to: "wrong-place", note: "No such child"), by: town.dora)
        #expect(!walk.owed.contains("child-met of holder") && walk.owed.contains("wiped of holder"))
        try await walk.finish { _ in nil }
        #expect(walk.state.ending == .closed)

        walk.now = at("2027-02-01", "10:00")
        try await walk.when(ReopenLoop(walk.reference, reason: "It was your pupil"), by: town.pia)
        try await walk.take("decide", .come(to: "open-support", note: "Found"), by: town.dora)
        let met = try walk.step("child-met")
        #expect(try #require(met.due) > walk.now && met.ladder.allSatisfy { $0.at >= walk.now })
    }
}

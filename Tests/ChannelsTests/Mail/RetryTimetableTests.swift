import Almanac
import Testing

@testable import Channels

struct RetryTimetableTests {
    private let first = Instant(milliseconds: 1_795_302_309_000)

    @Test("Tries come after 1, 5, 15 and 60 minutes, then every four hours")
    func waits() {
        for (tries, minutes) in [(1, 1), (2, 5), (3, 15), (4, 60), (5, 240), (6, 240), (12, 240)] as [(Int, Int64)] {
            let next = RetryTimetable.next(tries: tries, first: first, last: first)
            #expect(next == first.adding(seconds: minutes * 60))
        }
    }

    @Test("After three days it is given up, and not before")
    func end() throws {
        var (last, tries) = (first, 1)
        while let next = RetryTimetable.next(tries: tries, first: first, last: last) {
            #expect(next > last)
            (last, tries) = (next, tries + 1)
        }
        let days3: Int64 = 3 * 24 * 3600
        #expect(last.seconds(since: first) <= days3)
        #expect(last.seconds(since: first) > days3 - 4 * 3600)
        #expect(tries == 22)
    }

    @Test("A machine that slept past the three days gives up at once")
    func slept() {
        #expect(RetryTimetable.next(tries: 2, first: first, last: first.adding(seconds: 4 * 24 * 3600)) == nil)
    }
}

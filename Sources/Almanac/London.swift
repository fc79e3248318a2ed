import Foundation

/// The clock on the wall of the network: Europe/London, GMT in winter and BST in summer.
package enum London {
    /// Falls back to GMT only on a machine without time-zone data, which `safeloop serve` refuses to start on.
    static let zone = TimeZone(identifier: "Europe/London") ?? .gmt

    package static var isKnown: Bool { zone.identifier == "Europe/London" }

    package static func local(_ instant: Instant) -> (day: Day, time: ClockTime) {
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000))
        let seconds = Int((Double(instant.milliseconds) / 1000).rounded(.down)) + offset
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let minutes = (seconds - day * 86_400) / 60
        return (Day(number: day), ClockTime(hour: minutes / 60, minute: minutes % 60) ?? .midnight)
    }

    package static func day(_ instant: Instant) -> Day { local(instant).day }

    /// The moment that a London clock shows a time. A time that is skipped in spring is taken an hour later; one that
    /// comes twice in autumn is the first.
    package static func instant(_ day: Day, _ time: ClockTime) -> Instant {
        let wall = Int64(day.number) * 86_400 + Int64(time.minutes) * 60
        let winter = Instant(milliseconds: wall * 1000)
        let summer = winter.adding(seconds: -3600)
        return local(summer) == (day, time) ? summer : winter
    }

    /// The last millisecond of a day.
    package static func end(of day: Day) -> Instant {
        Instant(milliseconds: instant(day.adding(days: 1), .midnight).milliseconds - 1)
    }
}

extension ClockTime {
    package static var midnight: ClockTime { ClockTime(minutesSinceMidnight: 0) }
    package static var noon: ClockTime { ClockTime(minutesSinceMidnight: 720) }

    /// Wraps at midnight.
    package init(minutesSinceMidnight: Int) {
        minutes = (minutesSinceMidnight % 1440 + 1440) % 1440
    }
}

extension Instant {
    /// The system's clock. Rules never call it: the time is handed to them.
    package static var now: Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    /// `2026-11-21T23:05:09Z`, for machines.
    package var iso: String {
        let seconds = Int((Double(milliseconds) / 1000).rounded(.down))
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = seconds - day * 86_400
        return "\(Day(number: day).iso)T\(ClockTime(minutesSinceMidnight: rest / 60).iso):\(Day.padded(rest % 60, 2))Z"
    }
}

package import Almanac

/// Someone's answer to an invitation, as their calendar program mails it back (`METHOD:REPLY`, RFC 5546).
package struct CalendarReply: Equatable, Sendable {
    /// The invitation's ``CalendarEvent/uid``.
    package let uid: String
    /// The version answered, where the reply says.
    package let sequence: Int?
    package let attendee: EmailAddress
    package let answer: CalendarAnswer
    /// When the answer was given; of two answers the later counts, whichever arrives first.
    package let answered: Instant?
    /// What the person wrote, or empty.
    package let comment: String

    /// Why bytes are not an answer that can be used.
    package enum Problem: Error, Equatable, Sendable {
        case tooLarge, notACalendar, notAReply, severalEvents, noUID, notOneAttendee, unknownAnswer
    }

    /// Reads the `text/calendar` part of a mail.
    ///
    /// - Throws: A ``Problem``; nothing is guessed from a reply that is incomplete.
    package static func read(_ bytes: [UInt8]) throws(Problem) -> CalendarReply {
        guard bytes.count <= 1_000_000 else { throw .tooLarge }
        let properties = unfolded(bytes).compactMap(CalendarProperty.init)
        guard properties.first?.names("BEGIN", "VCALENDAR") == true else { throw .notACalendar }
        guard properties.contains(where: { $0.names("METHOD", "REPLY") }) else { throw .notAReply }
        let event = try onlyEvent(in: properties)
        guard let uid = event.first(where: { $0.name == "UID" })?.text, !uid.isEmpty else { throw .noUID }
        let attendees = event.filter { $0.name == "ATTENDEE" }
        guard attendees.count == 1, let attendee = EmailAddress(withoutScheme(attendees[0].value)) else {
            throw .notOneAttendee
        }
        guard let answer = CalendarAnswer(rawValue: attendees[0].parameters["PARTSTAT"]?.uppercased() ?? "") else {
            throw .unknownAnswer
        }
        return CalendarReply(
            uid: uid,
            sequence: event.first { $0.name == "SEQUENCE" }.flatMap { Int($0.value) },
            attendee: attendee,
            answer: answer,
            answered: event.first { $0.name == "DTSTAMP" }.flatMap { instant($0.value) },
            comment: event.first { $0.name == "COMMENT" }?.text ?? ""
        )
    }

    /// What stands directly in the one VEVENT, not in an alarm or the like inside it.
    private static func onlyEvent(in properties: [CalendarProperty]) throws(Problem) -> [CalendarProperty] {
        var path: [String] = []
        var events = 0
        var found: [CalendarProperty] = []
        for property in properties {
            switch property.name {
            case "BEGIN":
                path.append(property.value.uppercased())
                if path == ["VCALENDAR", "VEVENT"] { events += 1 }
            case "END": _ = path.popLast()
            default: if path == ["VCALENDAR", "VEVENT"] { found.append(property) }
            }
        }
        if events > 1 { throw .severalEvents }
        return found
    }

    private static func withoutScheme(_ value: String) -> String {
        value.lowercased().hasPrefix("mailto:") ? String(value.dropFirst(7)) : value
    }

    /// `20261121T230509Z`; any other form of time is left unknown.
    private static func instant(_ text: String) -> Instant? {
        let digits = text.utf8.filter { (48...57).contains($0) }.map { Int($0) - 48 }
        guard text.utf8.count == 16, text.hasSuffix("Z"), digits.count == 14 else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard let day = Day(year: number(0..<4), month: number(4..<6), day: number(6..<8)),
            let time = ClockTime(hour: number(8..<10), minute: number(10..<12)), number(12..<14) <= 60
        else { return nil }
        return Instant(milliseconds: Int64(day.number * 86_400 + time.minutes * 60 + number(12..<14)) * 1000)
    }

    private static func unfolded(_ bytes: [UInt8]) -> [String] {
        var lines: [[UInt8]] = []
        for line in bytes.split(whereSeparator: { $0 == 13 || $0 == 10 }) {
            if line.first == 32 || line.first == 9, !lines.isEmpty {
                lines[lines.count - 1] += line.dropFirst()
            } else {
                lines.append(Array(line))
            }
        }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// One unfolded line, `NAME;PARAMETER=value:value`.
struct CalendarProperty {
    let name: String
    let parameters: [String: String]
    let value: String

    /// `nil` where there is no colon.
    init?(_ line: String) {
        var parts: [String.UnicodeScalarView] = [.init()]
        var isQuoted = false
        var rest: Substring.UnicodeScalarView?
        for index in line.unicodeScalars.indices {
            let scalar = line.unicodeScalars[index]
            if scalar == "\"" {
                isQuoted.toggle()
            } else if scalar == ":", !isQuoted {
                rest = line.unicodeScalars[line.unicodeScalars.index(after: index)...]
                break
            } else if scalar == ";", !isQuoted {
                parts.append(.init())
            } else {
                parts[parts.count - 1].append(scalar)
            }
        }
        guard let rest else { return nil }
        name = String(parts[0]).trimmed.uppercased()
        value = String(rest).trimmed
        parameters = parts.dropFirst().reduce(into: [:]) { parameters, part in
            guard let equals = part.firstIndex(of: "=") else { return }
            let name = String(part[..<equals]).trimmed.uppercased()
            parameters[name] = String(part[part.index(after: equals)...])
        }
    }

    /// The value with its escapes undone.
    var text: String {
        var text = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in value.unicodeScalars {
            if !isEscaped, scalar == "\\" {
                isEscaped = true
                continue
            }
            text.append(isEscaped && (scalar == "n" || scalar == "N") ? "\n" : scalar)
            isEscaped = false
        }
        return String(text)
    }

    func names(_ name: String, _ value: String) -> Bool {
        self.name == name && self.value.uppercased() == value
    }
}

/// How a date is written: `%Y-%m-%d`, of the directives of strptime those for year, month and day of the month.
struct DatePattern: Sendable {
    private enum Part: Hashable { case year, month, day, literal(UInt8) }

    private let parts: [Part]

    init(_ text: String, _ format: SchemaObject) throws(EncodingError) {
        var parts: [Part] = []
        var afterPercent = false
        for byte in text.utf8 {
            guard afterPercent else {
                if byte == UInt8(ascii: "%") { afterPercent = true } else { parts.append(.literal(byte)) }
                continue
            }
            afterPercent = false
            switch byte {
            case UInt8(ascii: "Y"): parts.append(.year)
            case UInt8(ascii: "m"): parts.append(.month)
            case UInt8(ascii: "d"): parts.append(.day)
            case UInt8(ascii: "%"): parts.append(.literal(byte))
            default: throw format.fault("has a date format with other parts than %Y, %m and %d")
            }
        }
        let numbers = parts.filter { if case .literal = $0 { false } else { true } }
        guard !afterPercent, parts.count <= 100, numbers.contains(.year), Set(numbers).count == numbers.count else {
            throw format.fault("needs a date format with one %Y, and with %m and %d once at most")
        }
        self.parts = parts
    }

    /// Whether 03/07 means the 7th of March.
    var monthComesFirst: Bool {
        guard let month = parts.firstIndex(of: .month), let day = parts.firstIndex(of: .day) else { return false }
        let yearIsFirst = parts.firstIndex(of: .year).map { $0 < month } ?? false
        return month < day && !yearIsFirst
    }

    /// Appends the date as clkhash hashes it, `20150307`; false where it is no date written so.
    func write(_ text: ArraySlice<UInt8>, into output: inout [UInt8]) -> Bool {
        guard let date = Self.parse(parts[...], text, Numbers()) else { return false }
        output += Self.digits(date.year, 4)
        output += Self.digits(date.month, 2)
        output += Self.digits(date.day, 2)
        return true
    }

    /// Appends the date as it would be written.
    func rewrite(_ date: CalendarDate, into output: inout [UInt8]) {
        for part in parts {
            switch part {
            case .year: output += Self.digits(date.year, 4)
            case .month: output += Self.digits(date.month, 2)
            case .day: output += Self.digits(date.day, 2)
            case .literal(let byte): output.append(byte)
            }
        }
    }

    private struct Numbers {
        var year = 0
        var month = 1
        var day = 1
    }

    /// A month or day has one digit or two: two are tried first, as strptime does.
    private static func parse(_ parts: ArraySlice<Part>, _ text: ArraySlice<UInt8>, _ numbers: Numbers) -> Numbers? {
        guard let part = parts.first else {
            guard text.isEmpty, numbers.day <= CalendarDate.days(inMonth: numbers.month, of: numbers.year) else {
                return nil
            }
            return numbers
        }
        var numbers = numbers
        switch part {
        case .literal(let byte):
            guard text.first == byte else { return nil }
            return parse(parts.dropFirst(), text.dropFirst(), numbers)
        case .year:
            guard let year = number(text.prefix(4), count: 4), year >= 1000 else { return nil }
            numbers.year = year
            return parse(parts.dropFirst(), text.dropFirst(4), numbers)
        case .month, .day:
            for count in [2, 1] {
                guard let value = number(text.prefix(count), count: count), value >= 1,
                    value <= (part == .month ? 12 : 31)
                else { continue }
                if part == .month { numbers.month = value } else { numbers.day = value }
                if let date = parse(parts.dropFirst(), text.dropFirst(count), numbers) { return date }
            }
            return nil
        }
    }

    private static func number(_ text: ArraySlice<UInt8>, count: Int) -> Int? {
        guard text.count == count, text.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return text.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    private static func digits(_ number: Int, _ count: Int) -> [UInt8] {
        var number = number
        var digits = [UInt8](repeating: 48, count: count)
        for place in digits.indices.reversed() {
            digits[place] = UInt8(48 + number % 10)
            number /= 10
        }
        return digits
    }
}

/// A day of the Gregorian calendar, with neither time nor zone: what a date of birth is.
///
/// Held in 32 bits (`year << 9 | month << 5 | day`), so that millions of them lie side by side.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// `year << 9 | month << 5 | day`; never 0.
    public let packed: Int32

    /// The day with this year (1800 to 2200), month (1 to 12) and day of the month, or nil where no calendar has it.
    public init?(year: Int, month: Int, day: Int) {
        guard (1800...2200).contains(year), (1...12).contains(month), day >= 1,
            day <= CalendarDate.days(inMonth: month, of: year)
        else { return nil }
        packed = Int32(year << 9 | month << 5 | day)
    }

    /// The day held in `packed`; nil for 0, which stands for a missing date in a roll.
    init?(packed: Int32) {
        guard packed != 0 else { return nil }
        self.packed = packed
    }

    /// 1800 to 2200.
    public var year: Int { Int(packed >> 9) }
    /// 1 to 12.
    public var month: Int { Int(packed >> 5 & 15) }
    /// 1 to 31.
    public var day: Int { Int(packed & 31) }

    /// ISO 8601: `2015-03-07`.
    public var description: String {
        "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    /// Whether one day is earlier than the other.
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool { left.packed < right.packed }

    /// The number of days (28 to 31) in a month of the Gregorian calendar.
    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDate {
    /// Reads `2015-03-07`, `20150307`, `07/03/2015`, `7.3.2015` or `7-3-2015`; a time after `T` or a space is ignored.
    ///
    /// Two-digit years are refused rather than guessed.
    public init?(_ text: some StringProtocol) {
        var numbers: [(value: Int, digits: Int)] = []
        var value = 0
        var digits = 0
        func close() {
            if digits > 0 { numbers.append((value, digits)) }
            value = 0
            digits = 0
        }
        var started = false
        scan: for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                started = true
                digits += 1
                guard digits <= 8 else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."):
                guard digits > 0 else { return nil }
                close()
            case UInt8(ascii: "T"), UInt8(ascii: " "):
                if started { break scan }
            default:
                return nil
            }
        }
        close()
        if numbers.count == 1, numbers[0].digits == 8 {
            let all = numbers[0].value
            self.init(year: all / 10000, month: all / 100 % 100, day: all % 100)
        } else if numbers.count == 3, numbers[0].digits == 4, numbers[1].digits <= 2, numbers[2].digits <= 2 {
            self.init(year: numbers[0].value, month: numbers[1].value, day: numbers[2].value)
        } else if numbers.count == 3, numbers[2].digits == 4, numbers[0].digits <= 2, numbers[1].digits <= 2 {
            self.init(year: numbers[2].value, month: numbers[1].value, day: numbers[0].value)
        } else {
            return nil
        }
    }
}

extension BirthLevel {
    /// How two dates agree, each as `CalendarDate.packed` or 0 where it is missing.
    init(_ a: Int32, _ b: Int32) {
        if a == 0 || b == 0 {
            self = .missing
            return
        }
        if a == b {
            self = .same
            return
        }
        let (yearA, monthA, dayA) = (a >> 9, a >> 5 & 15, a & 31)
        let (yearB, monthB, dayB) = (b >> 9, b >> 5 & 15, b & 31)
        let years = abs(yearA - yearB)
        if years == 0, monthA == dayB, dayA == monthB {
            self = .dayAndMonthSwapped
        } else if monthA == monthB, years <= 5, dayA == dayB || Self.isLeapDay(monthA, dayA, dayB) {
            self = .yearsApart
        } else if Self.digitsThatDiffer(yearA, yearB, 4) + Self.digitsThatDiffer(monthA, monthB, 2)
            + Self.digitsThatDiffer(dayA, dayB, 2) == 1
        {
            self = .oneDigit
        } else if years <= 1, Self.isFirstOfJanuary(monthA, dayA) || Self.isFirstOfJanuary(monthB, dayB) {
            self = .firstOfJanuary
        } else if years == 0 && (monthA == monthB || dayA == dayB) || (monthA == monthB && dayA == dayB) {
            self = .twoParts
        } else {
            self = .different
        }
    }

    private static func isFirstOfJanuary(_ month: Int32, _ day: Int32) -> Bool { month == 1 && day == 1 }

    /// 29 February becomes 28 February in another year.
    private static func isLeapDay(_ month: Int32, _ a: Int32, _ b: Int32) -> Bool {
        month == 2 && min(a, b) == 28 && max(a, b) == 29
    }

    private static func digitsThatDiffer(_ a: Int32, _ b: Int32, _ digits: Int) -> Int {
        var (a, b, differ) = (a, b, 0)
        for _ in 0..<digits {
            if a % 10 != b % 10 { differ += 1 }
            a /= 10
            b /= 10
        }
        return differ
    }
}

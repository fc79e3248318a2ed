extension Day {
    /// Whether offices in England work on it: no weekend, no bank holiday.
    package var isWorkingDay: Bool {
        !weekday.isWeekend && !BankHolidays.includes(self)
    }

    /// The day that many working days later. Day 0 is this one, whether it is a working day or not.
    ///
    /// - Parameter count: 0 or more. 0 is this day.
    package func adding(workingDays count: Int) -> Day {
        var (day, left) = (self, count)
        while left > 0 {
            day = day.adding(days: 1)
            if day.isWorkingDay { left -= 1 }
        }
        return day
    }

    /// How many working days come after this one, up to and with another. 0 where it is not later.
    package func workingDays(until later: Day) -> Int {
        guard later > self else { return 0 }
        return (number + 1...later.number).count { Day(number: $0).isWorkingDay }
    }
}

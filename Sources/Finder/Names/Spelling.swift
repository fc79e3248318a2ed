/// Measures of how alike two words are spelt, on folded letters.
enum Spelling {
    /// The similarity of Jaro and Winkler, 0 (nothing in common) to 1 (equal).
    ///
    /// Winkler 1990, "String comparator metrics and enhanced decision rules in the Fellegi-Sunter model of record
    /// linkage": Jaro's similarity, raised by 0.1 of the remainder for each of up to four equal first letters.
    static func jaroWinkler(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Double {
        let (n, m) = (a.count, b.count)
        guard n > 0, m > 0, n <= 64, m <= 64 else { return n == m ? 1 : 0 }
        let reach = max(0, max(n, m) / 2 - 1)
        var seenA: UInt64 = 0
        var seenB: UInt64 = 0
        var common = 0
        for i in 0..<n {
            let low = max(0, i - reach)
            let high = min(m, i + reach + 1)
            var j = low
            while j < high {
                if seenB >> UInt64(j) & 1 == 0, a[i] == b[j] {
                    seenA |= 1 << UInt64(i)
                    seenB |= 1 << UInt64(j)
                    common += 1
                    break
                }
                j += 1
            }
        }
        guard common > 0 else { return 0 }
        var halves = 0
        var j = 0
        for i in 0..<n where seenA >> UInt64(i) & 1 == 1 {
            while seenB >> UInt64(j) & 1 == 0 { j += 1 }
            if a[i] != b[j] { halves += 1 }
            j += 1
        }
        let c = Double(common)
        let jaro = (c / Double(n) + c / Double(m) + (c - Double(halves) / 2) / c) / 3
        var prefix = 0
        while prefix < min(4, n, m), a[prefix] == b[prefix] { prefix += 1 }
        return jaro + Double(prefix) * 0.1 * (1 - jaro)
    }

    /// Whether one letter added, dropped, changed, or swapped with its neighbour makes one word of the other
    /// (Damerau 1964). Equal words count too.
    static func isOneSlip(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        let (n, m) = (a.count, b.count)
        if abs(n - m) > 1 { return false }
        var head = 0
        while head < min(n, m), a[head] == b[head] { head += 1 }
        var tail = 0
        while tail < min(n, m) - head, a[n - 1 - tail] == b[m - 1 - tail] { tail += 1 }
        let (restA, restB) = (n - head - tail, m - head - tail)
        if restA <= 1, restB <= 1 { return true }
        return restA == 2 && restB == 2 && a[head] == b[head + 1] && a[head + 1] == b[head]
    }

    /// Whether `long` begins with `short`.
    static func begins(_ long: Span<UInt8>, with short: Span<UInt8>) -> Bool {
        guard short.count <= long.count else { return false }
        for i in 0..<short.count where long[i] != short[i] { return false }
        return true
    }
}

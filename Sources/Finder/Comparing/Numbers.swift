extension TermTable {
    /// The number of a UPN or NHS number, given now if it had none, with `Slip.mark` or `Slip.temporary` where these hold.
    mutating func number<Number>(of written: WrittenNumber<Number>) -> Int32 {
        let number = self.number(of: Array(written.compact.utf8))
        switch written {
        case .malformed: return number | Slip.mark
        case .valid(let valid): return valid.isTemporary ? number | Slip.temporary : number
        }
    }

    /// Whether one character changed, left out, added or swapped with its neighbour makes one number of the other.
    func isOneSlip(_ a: Int32, _ b: Int32) -> Bool {
        withBytes(of: a & ~Slip.marks, and: b & ~Slip.marks) { Spelling.isOneSlip($0, $1) }
    }
}

/// Marks on the numbers of an entry, so that two right numbers are compared without looking them up.
enum Slip {
    /// The form or the check is wrong.
    static let mark: Int32 = 1 << 30
    /// The number will be replaced.
    static let temporary: Int32 = 1 << 29
    static let marks = mark | temporary
}

extension NumberLevel {
    /// How two numbers agree, each marked, or negative where it is missing.
    ///
    /// What has a slip in it is never different: the check says that it is not the number that was meant.
    init(_ a: Int32, _ b: Int32, isOneSlip: () -> Bool) {
        if a < 0 || b < 0 {
            self = .missing
        } else if a == b {
            self = a & Slip.mark == 0 ? .same : .close
        } else if (a | b) & Slip.marks == 0 {
            self = .different
        } else if (a | b) & Slip.mark != 0, isOneSlip() {
            self = .close
        } else {
            self = .missing
        }
    }
}

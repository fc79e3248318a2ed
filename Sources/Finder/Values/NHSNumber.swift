/// A number of the National Health Service of England, Wales and the Isle of Man: ten digits, the last a check digit.
///
/// The check digit is 11 less the sum of the first nine, weighted 10 to 2, modulo 11; 11 is written 0, and a number
/// that would need 10 is never issued (NHS Data Dictionary, "NHS number").
public struct NHSNumber: CheckedNumber {
    /// The ten digits as one number.
    public let value: Int64

    /// The number written in `text`, spaces and hyphens aside; nil where it has not ten digits or the check is wrong.
    ///
    /// Nil too where all digits are one, as in 9999999999: the check is right, but it is what is typed for no number.
    public init?(_ text: some StringProtocol) {
        var digits: [Int] = []
        for byte in text.utf8 where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "-") {
            guard byte >= 48, byte <= 57, digits.count < 10 else { return nil }
            digits.append(Int(byte - 48))
        }
        guard digits.count == 10, digits.contains(where: { $0 != digits[0] }),
            Self.checkDigit(for: digits.dropLast()) == digits[9]
        else { return nil }
        value = digits.reduce(0) { $0 * 10 + Int64($1) }
    }

    /// False: a number of the health service is for life.
    public var isTemporary: Bool { false }

    /// Ten digits without spaces.
    public var description: String {
        let digits = String(value)
        return String(repeating: "0", count: 10 - digits.count) + digits
    }

    /// The check digit of nine digits, or nil where none is issued.
    public static func checkDigit(for digits: some Collection<Int>) -> Int? {
        guard digits.count == 9 else { return nil }
        let sum = zip(digits, (2...10).reversed()).reduce(0) { $0 + $1.0 * $1.1 }
        let check = 11 - sum % 11
        return check == 11 ? 0 : check == 10 ? nil : check
    }
}

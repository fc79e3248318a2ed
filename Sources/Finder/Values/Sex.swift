/// Sex as a school's records hold it.
public enum Sex: UInt8, Hashable, Sendable, CaseIterable {
    /// `F`, `female`, `girl`, `2`.
    case female = 1
    /// `M`, `male`, `boy`, `1`.
    case male = 2

    /// Reads what is said of each of the two, in any case (the digits are those of ISO/IEC 5218); nil for anything else,
    /// which then counts as missing.
    public init?(_ text: some StringProtocol) {
        switch text.lowercased() {
        case "f", "female", "girl", "2": self = .female
        case "m", "male", "boy", "1": self = .male
        default: return nil
        }
    }
}

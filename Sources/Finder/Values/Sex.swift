/// Sex as a school's records hold it.
public enum Sex: UInt8, Hashable, Sendable, CaseIterable {
    case female = 1
    case male = 2

    /// Reads `F`, `female`, `girl`, `2`, `M`, `male`, `boy` or `1` in any case (the digits are those of ISO/IEC 5218);
    /// nil for anything else, which then counts as missing.
    public init?(_ text: some StringProtocol) {
        switch text.lowercased() {
        case "f", "female", "girl", "2": self = .female
        case "m", "male", "boy", "1": self = .male
        default: return nil
        }
    }
}

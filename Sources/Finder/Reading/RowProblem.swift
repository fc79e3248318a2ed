/// Something wrong with a row of a roll.
public struct RowProblem: Sendable, Hashable, CustomStringConvertible {
    /// What may be done about it: the whole row is missing, one value counts as missing, or a value is compared although
    /// it is doubtful.
    public enum Outcome: Sendable { case rowLeftOut, valueLeftOut, valueDoubted }

    /// What a row of the file is.
    public enum Unit: String, Sendable { case row, pupil }

    /// The number of the row or pupil, from 1, the header aside.
    public let row: Int
    /// What is wrong, without the value.
    public let message: String
    /// What was done about it.
    public let outcome: Outcome
    /// Whether it is a row of CSV, or a pupil of a Common Transfer File.
    public let unit: Unit

    /// `row 17: the date of birth is in no calendar; taken as missing`. Never the value itself.
    public var description: String { "\(unit.rawValue) \(row): \(message); \(consequence)" }

    /// What was done about it, in words.
    public var consequence: String {
        switch outcome {
        case .rowLeftOut: "\(unit.rawValue) left out"
        case .valueLeftOut: "taken as missing"
        case .valueDoubted: "compared with caution"
        }
    }
}

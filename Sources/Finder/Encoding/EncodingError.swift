/// Why something cannot be encoded or compared, in a sentence that says what to do. Holds no personal data.
public enum EncodingError: Error, Hashable, CustomStringConvertible {
    /// A file that is not what it should be.
    case unreadable(String)
    /// Files that are right by themselves and do not go together, or a name for something that there is not.
    case refused(String)

    /// The sentence.
    public var description: String {
        switch self {
        case .unreadable(let sentence), .refused(let sentence): sentence
        }
    }
}

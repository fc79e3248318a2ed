/// A number that people are known by, with a check digit or letter that tells most slips of the pen.
public protocol CheckedNumber: Hashable, Sendable, CustomStringConvertible {
    /// The number written in `text`; nil where its form or check is wrong, or where it stands for none.
    init?(_ text: some StringProtocol)

    /// Whether the number will be replaced, so that another one says nothing against it.
    var isTemporary: Bool { get }
}

/// A number as a file has it: right, or with a slip of the pen in it.
///
/// A number with a slip is never taken for another number: it speaks for a person where it is one character from theirs,
/// and says nothing otherwise.
public enum WrittenNumber<Number: CheckedNumber>: Hashable, Sendable {
    /// Form and check are right.
    case valid(Number)
    /// Letters (in capitals) and digits alone, of a number whose form or check is wrong.
    case malformed(String)

    /// Reads `text`, marks and spaces aside; nil where it holds no number: fewer than seven or more than twenty letters
    /// and digits, fewer than six digits, or one digit throughout, as is typed where no number is known.
    public init?(_ text: some StringProtocol) {
        if let number = Number(text) {
            self = .valid(number)
            return
        }
        var characters: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90: characters.append(byte)
            case 97...122: characters.append(byte - 32)
            case 128...: return nil
            default: continue
            }
            guard characters.count <= 20 else { return nil }
        }
        let digits = characters.filter { $0 <= 57 }
        guard characters.count >= 7, digits.count >= 6, Set(digits).count > 1 else { return nil }
        self = .malformed(String(decoding: characters, as: UTF8.self))
    }

    /// The number, where nothing is wrong with it.
    public var valid: Number? {
        if case .valid(let number) = self { number } else { nil }
    }

    /// The letters and digits, in capitals.
    var compact: String {
        switch self {
        case .valid(let number): number.description
        case .malformed(let text): text
        }
    }
}

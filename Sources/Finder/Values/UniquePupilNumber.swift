/// A unique pupil number (UPN) of the English Department for Education.
///
/// Thirteen characters: a check letter, the issuing authority (3 digits), the school (4), the year (2) and a serial
/// number (3, the last of which is a letter in a temporary number). The check letter stands for the sum of the other
/// twelve characters, weighted 2 to 13, modulo 23.
public struct UniquePupilNumber: CheckedNumber {
    /// The thirteen characters, in capitals.
    public let description: String

    /// Letters in order of their value, 0 to 22: I, O and S are not used.
    static let letters = Array("ABCDEFGHJKLMNPQRTUVWXYZ".utf8)

    /// The number written in `text`, spaces aside; nil where the form or the check letter is wrong.
    ///
    /// Nil too where all digits are one, as in A000000000000: the check is right, but it is what is typed for no number.
    public init?(_ text: some StringProtocol) {
        var characters: [UInt8] = []
        for byte in text.utf8 where byte != UInt8(ascii: " ") {
            guard characters.count < 13 else { return nil }
            characters.append(byte >= 97 && byte <= 122 ? byte - 32 : byte)
        }
        guard characters.count == 13, let check = Self.checkLetter(for: characters[1...]),
            characters[0] == check, characters[2...].contains(where: { $0 != characters[1] })
        else { return nil }
        description = String(decoding: characters, as: UTF8.self)
    }

    /// Whether the number is temporary: it ends in a letter, and may change when the old school answers.
    public var isTemporary: Bool { description.utf8.last.map { $0 > 57 } ?? false }

    /// The check letter of the twelve characters that follow it, or nil where they cannot be in a number.
    public static func checkLetter(for characters: some Collection<UInt8>) -> UInt8? {
        guard characters.count == 12 else { return nil }
        var sum = 0
        for (offset, byte) in characters.enumerated() {
            if byte >= 48, byte <= 57 {
                sum += Int(byte - 48) * (offset + 2)
            } else if offset == 11, let value = letters.firstIndex(of: byte) {
                sum += value * (offset + 2)
            } else {
                return nil
            }
        }
        return letters[sum % 23]
    }
}

/// A postcode: of the United Kingdom, with its parts, or of another country, as one piece.
public struct Postcode: Hashable, Sendable, CustomStringConvertible {
    /// Capitals and digits without a space: `SW1A1AA`.
    public let compact: String
    /// How many characters of `compact` are the district (`SW1A`); 0 for a postcode of another country.
    let districtLength: Int

    /// Reads a postcode of at most 12 letters and digits, spaces and hyphens aside; nil for an empty or longer text.
    public init?(_ text: some StringProtocol) {
        var characters: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90: characters.append(byte)
            case 97...122: characters.append(byte - 32)
            case 32, 45: continue
            default: return nil
            }
            guard characters.count <= 12 else { return nil }
        }
        guard characters.count >= 2 else { return nil }
        compact = String(decoding: characters, as: UTF8.self)
        districtLength = Self.districtLength(of: characters)
    }

    /// The district (`SW1A`), of a postcode of the United Kingdom.
    public var district: Substring? { districtLength == 0 ? nil : compact.prefix(districtLength) }
    /// The sector (`SW1A 1` written `SW1A1`), of a postcode of the United Kingdom.
    public var sector: Substring? { districtLength == 0 ? nil : compact.prefix(districtLength + 1) }
    /// Whether it has the form of a postcode of the United Kingdom.
    public var isBritish: Bool { districtLength > 0 }

    /// As it is written: `SW1A 1AA`.
    public var description: String {
        districtLength == 0 ? compact : "\(compact.prefix(districtLength)) \(compact.dropFirst(districtLength))"
    }

    /// The inward part is always a digit and two letters; the district is two to four characters, letter first.
    static func districtLength(of characters: [UInt8]) -> Int {
        let length = characters.count - 3
        guard (2...4).contains(length), characters[0] >= 65, characters[length] <= 57,
            characters[length + 1] >= 65, characters[length + 2] >= 65,
            characters[1..<length].contains(where: { $0 <= 57 })
        else { return 0 }
        return length
    }
}

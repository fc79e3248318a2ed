package import Foundation

/// A random identifier of one kind of thing: an `ID<Meeting>` cannot be passed where an `ID<Member>` is meant.
package struct ID<Entity>: Hashable, Codable, Sendable, CustomStringConvertible, Comparable {
    package let raw: UUID

    package init() {
        raw = UUID()
    }

    package init(_ raw: UUID) {
        self.raw = raw
    }

    package init?(_ text: some StringProtocol) {
        guard let raw = UUID(canonical: text) else { return nil }
        self.raw = raw
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = ID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Lower case, as in addresses and files.
    package var description: String { raw.canonical }

    package static func < (left: ID, right: ID) -> Bool { left.description < right.description }
}

// A page holds hundreds of ids, each read from a table and many written into addresses, so both go byte by byte.

extension UUID {
    /// Reads `6f1c0000-0000-4000-8000-000000000001`, in either case, and nothing else.
    package init?(canonical text: some StringProtocol) {
        var text = String(text)
        let raw: uuid_t? = text.withUTF8 { source in
            guard source.count == 36 else { return nil }
            var raw: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            let isRead = withUnsafeMutableBytes(of: &raw) { bytes in
                var index = 0
                for place in 0..<16 {
                    if Self.isAfterHyphen(place) {
                        guard source[index] == UInt8(ascii: "-") else { return false }
                        index += 1
                    }
                    guard let high = source[index].hexadecimal, let low = source[index + 1].hexadecimal else {
                        return false
                    }
                    bytes[place] = high << 4 | low
                    index += 2
                }
                return true
            }
            return isRead ? raw : nil
        }
        guard let raw else { return nil }
        self.init(uuid: raw)
    }

    /// In lower case.
    package var canonical: String {
        withUnsafeBytes(of: uuid) { bytes in
            String(unsafeUninitializedCapacity: 36) { text in
                var index = 0
                for place in 0..<16 {
                    if Self.isAfterHyphen(place) {
                        text[index] = UInt8(ascii: "-")
                        index += 1
                    }
                    text[index] = UInt8(hexadecimal: bytes[place] >> 4)
                    text[index + 1] = UInt8(hexadecimal: bytes[place] & 15)
                    index += 2
                }
                return index
            }
        }
    }

    private static func isAfterHyphen(_ place: Int) -> Bool {
        place == 4 || place == 6 || place == 8 || place == 10
    }
}

extension UInt8 {
    init(hexadecimal value: UInt8) {
        self = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    fileprivate var hexadecimal: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

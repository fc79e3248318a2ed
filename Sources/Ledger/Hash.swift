import Crypto

/// A SHA-256 digest: 32 bytes. Coded as 64 lower-case hexadecimal digits.
package struct Hash: Hashable, Codable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    package init?(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        guard self.bytes.count == 32 else { return nil }
    }

    /// The SHA-256 of some bytes.
    package init(of content: some Sequence<UInt8>) {
        self.init(digest: SHA256.hash(data: Array(content)))
    }

    init(digest: SHA256.Digest) {
        bytes = digest.withUnsafeBytes { Array($0) }
    }

    /// Reads 64 lower-case hexadecimal digits.
    package init?(hexadecimal text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for pair in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.value(digits[pair]), let low = Self.value(digits[pair + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let hash = Hash(hexadecimal: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not 64 hexadecimal digits")
        }
        self = hash
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// 64 lower-case hexadecimal digits.
    package var description: String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (index, byte) in bytes.enumerated() {
                text[index * 2] = UInt8(hexadecimal: byte >> 4)
                text[index * 2 + 1] = UInt8(hexadecimal: byte & 15)
            }
            return bytes.count * 2
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

/// The root of the Merkle tree over the first `size` events.
package struct TreeHead: Hashable, Sendable {
    package let size: Int
    package let root: Hash

    package init(size: Int, root: Hash) {
        self.size = size
        self.root = root
    }
}

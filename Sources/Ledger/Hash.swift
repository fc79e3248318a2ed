/// A SHA-256 digest: 32 bytes.
package struct Hash: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    package init?(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        guard self.bytes.count == 32 else { return nil }
    }

    /// 64 lower-case hexadecimal digits.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// The root of the tree over the first `size` events.
package struct TreeHead: Hashable, Sendable {
    package let size: Int
    package let root: Hash

    package init(size: Int, root: Hash) {
        self.size = size
        self.root = root
    }
}

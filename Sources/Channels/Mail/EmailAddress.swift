/// An e-mail address as a web form accepts one (the pattern of HTML's `type=email`), without misplaced dots.
///
/// Plain ASCII only: an address that needs SMTPUTF8 is refused, because many authorities' mail servers refuse it too.
package struct EmailAddress: Hashable, Codable, Sendable, CustomStringConvertible {
    /// What stands before the `@`, as written.
    package let local: String
    /// What stands after the `@`, in lower case.
    package let domain: String

    /// Reads one bare address; spaces around it are ignored, anything else around it makes it `nil`.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.trimmed.utf8)
        guard bytes.count <= 254, let at = bytes.firstIndex(of: UInt8(ascii: "@")) else { return nil }
        let (local, domain) = (bytes[..<at], bytes[(at + 1)...])
        guard Self.isLocal(local), Self.isDomain(domain) else { return nil }
        self.local = String(decoding: local, as: UTF8.self)
        self.domain = String(decoding: domain, as: UTF8.self).lowercased()
    }

    /// The address as it is written to.
    package var text: String { "\(local)@\(domain)" }

    /// What two spellings of one address have in common: lower case throughout.
    package var key: String { text.lowercased() }

    package var description: String { text }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let address = EmailAddress(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an e-mail address")
        }
        self = address
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private static let localMarks = Set("!#$%&'*+/=?^_`{|}~-".utf8)

    private static func isLocal(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count <= 64
            && bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
                !atom.isEmpty && atom.allSatisfy { $0.isLetterOrDigit || localMarks.contains($0) }
            }
    }

    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
                && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
        }
    }
}

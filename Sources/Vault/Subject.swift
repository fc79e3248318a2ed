package import Foundation
package import Ledger

/// What a value is about, and so under whose data key it is sealed. Written as `meeting/6f1c…`.
package struct Subject: Hashable, Codable, Sendable, CustomStringConvertible {
    package enum Kind: String, CaseIterable, Codable, Sendable {
        case child, conversation, check, matter, meeting, search, member, `import`, draft
        /// A matter by whose words somebody can be known.
        case concern
        /// A mail that somebody sent or forwarded to the network: it may say anything about anyone.
        case letter

        /// A child, a texter or a checked adult can be identified, so opening is on the record first, always.
        package var needsRecord: Bool {
            switch self {
            case .child, .conversation, .check, .search, .concern, .letter: true
            case .matter, .meeting, .member, .import, .draft: false
            }
        }
    }

    package let kind: Kind
    package let id: UUID

    package init<Entity>(_ kind: Kind, _ id: ID<Entity>) {
        self.kind = kind
        self.id = id.raw
    }

    /// Reads what ``description`` writes, and nothing else.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        guard let stroke = text.utf8.firstIndex(of: UInt8(ascii: "/")),
            let kind = Kind(rawValue: String(text[..<stroke])),
            let id = UUID(canonical: text[text.utf8.index(after: stroke)...])
        else { return nil }
        self.kind = kind
        self.id = id
    }

    package var description: String { "\(kind.rawValue)/\(id.canonical)" }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let subject = Subject(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a subject as meeting/UUID")
        }
        self = subject
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

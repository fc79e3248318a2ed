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
        guard let raw = UUID(uuidString: String(text)) else { return nil }
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
    package var description: String { raw.uuidString.lowercased() }

    package static func < (left: ID, right: ID) -> Bool { left.description < right.description }
}

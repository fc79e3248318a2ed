package import Almanac
package import Ledger
package import Vault

/// A file on a matter: a letter, a picture, evidence.
package enum MatterFile {
    /// 25 MiB.
    package static let largest = 25 * 1024 * 1024
    /// In one form.
    package static let most = 30
}

/// What a file hangs on. It is seen by those who see that.
package enum FilePlace: Hashable, Sendable {
    /// The matter itself: evidence.
    case matter(Readers)
    /// An answer of the form; of a group that repeats, the entry.
    case answer(field: String, entry: Int?)
    case message(ID<MatterMessage>)
    case step(ID<Duty>)
}

/// What a file is, as whoever gave it says.
package struct FileFacts: Hashable, Codable, Sendable {
    /// "The school's letter to the parents".
    package var what: String?
    /// Where it is from.
    package var from: String?
    /// When it was made.
    package var made: Day?

    package init(what: String? = nil, from: String? = nil, made: Day? = nil) {
        (self.what, self.from, self.made) = (what, from, made)
    }

    var isEmpty: Bool { self == FileFacts() }
}

/// A file was added, received at the time of the event. Its bytes are sealed chunks in the blob store.
package struct FileAdded: MatterEvent {
    package static let type = "matter.file.added"
    package let matter: ID<Matter>
    /// The blob's id too.
    package let file: ID<MatterFile>
    package let place: FilePlace
    package let name: Sealed<String>
    package let facts: Sealed<FileFacts>?
    /// SHA-256 of what was received, in hexadecimal. Sealed, because it tells whether a file that is known is this one.
    package let digest: Sealed<String>
    /// One of ``FileType``'s, never as it was sent.
    package let mediaType: String
    package let bytes: Int
    /// SHA-256 of each sealed chunk, in order.
    package let chunks: [Hash]
    package let by: ID<Member>?
    /// As what they added it.
    package let from: Readers?
}

/// A file was added in error: nobody is shown it any more. That it was there stays on the record, and its bytes with it,
/// until the matter is erased.
package struct FileWithdrawn: MatterEvent {
    package static let type = "matter.file.withdrawn"
    package let matter: ID<Matter>
    package let file: ID<MatterFile>
    package let by: ID<Member>?
    package let reason: Sealed<String>
}

extension FilePlace: Codable {
    private enum Key: String, CodingKey {
        case on, readers, field, entry, message, duty
    }

    private enum Kind: String, Codable {
        case matter, answer, message, step
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self =
            switch try fields.decode(Kind.self, forKey: .on) {
            case .matter: .matter(try fields.decode(Readers.self, forKey: .readers))
            case .answer:
                .answer(
                    field: try fields.decode(String.self, forKey: .field),
                    entry: try fields.decodeIfPresent(Int.self, forKey: .entry)
                )
            case .message: .message(try fields.decode(ID<MatterMessage>.self, forKey: .message))
            case .step: .step(try fields.decode(ID<Duty>.self, forKey: .duty))
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        switch self {
        case .matter(let readers):
            try fields.encode(Kind.matter, forKey: .on)
            try fields.encode(readers, forKey: .readers)
        case .answer(let field, let entry):
            try fields.encode(Kind.answer, forKey: .on)
            try fields.encode(field, forKey: .field)
            try fields.encodeIfPresent(entry, forKey: .entry)
        case .message(let message):
            try fields.encode(Kind.message, forKey: .on)
            try fields.encode(message, forKey: .message)
        case .step(let duty):
            try fields.encode(Kind.step, forKey: .on)
            try fields.encode(duty, forKey: .duty)
        }
    }
}

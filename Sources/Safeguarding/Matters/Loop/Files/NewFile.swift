import Almanac
package import Ledger
package import Vault

/// A file whose bytes are sealed in the blob store, and that is to hang on a matter.
package struct NewFile: Hashable, Sendable {
    package let id: ID<MatterFile>
    package let name: String
    package let mediaType: String
    package let bytes: Int
    /// SHA-256 of what was received.
    package let digest: Hash
    package let chunks: [Hash]
    package var facts = FileFacts()
}

/// The same file sealed again has other chunks: what makes a form the same one is what was received.
extension NewFile: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, name, mediaType, bytes, digest, facts
    }
}

extension Office {
    /// Takes a file in for a matter: looks at it, and seals it into the blob store.
    ///
    /// Ask the Gate first. What it comes to is given to a command: ``AddFile``, ``WriteOnMatter``, ``TakeStep``,
    /// ``RaiseMatter``.
    ///
    /// - Parameters:
    ///   - said: The media type as it was sent, which only shows whether it was called a picture.
    ///   - file: The same for a form that is sent twice.
    ///   - subject: What the matter's words are sealed under.
    ///   - field: Of the form, for what is wrong with it.
    package func receive(
        _ bytes: [UInt8],
        named name: String,
        said: String = "",
        facts: FileFacts = FileFacts(),
        as file: ID<MatterFile> = ID(),
        under subject: Subject,
        field: String = "file"
    ) async throws(Refusal) -> NewFile {
        let (name, type) = try MatterFile.checked(bytes, named: name, said: said, field: field)
        return NewFile(
            id: file,
            name: name,
            mediaType: type,
            bytes: bytes.count,
            digest: Hash(of: bytes),
            chunks: try await store(bytes, as: file, under: subject),
            facts: facts
        )
    }
}

extension MatterFile {
    /// The name as it is kept, and what it is.
    package static func checked(
        _ bytes: [UInt8],
        named name: String,
        said: String,
        field: String = "file"
    ) throws(Refusal) -> (name: String, type: String) {
        let kept = try Text.line(name, field: field, what: "the file’s name", limit: 200)
        guard !bytes.isEmpty else { throw .invalid(field, "\(quoted(kept)) is empty. Choose a file that is not.") }
        guard bytes.count <= largest else {
            throw .invalid(field, "\(quoted(kept)) is too large. Choose a file of 25 MB or less.")
        }
        guard let type = FileType.type(of: bytes, named: kept, said: said) else {
            throw .invalid(
                field,
                "\(quoted(kept)) is not a picture, although it is called one. Send it under its own name."
            )
        }
        return (kept, type)
    }

    /// One of several files is meant: which, is said.
    private static func quoted(_ name: String) -> String { "\u{201C}\(name)\u{201D}" }
}

extension LoopScene {
    func adding(
        _ files: [NewFile],
        to place: FilePlace,
        _ context: RuleContext
    ) throws(Refusal) -> [FileAdded] {
        try files.added(to: place, of: id, under: subject, as: standing(of: context.actor), context)
    }
}

extension [NewFile] {
    func added(
        to place: FilePlace,
        of matter: ID<Matter>,
        under subject: Subject,
        as standing: Readers?,
        _ context: RuleContext
    ) throws(Refusal) -> [FileAdded] {
        guard count <= MatterFile.most else {
            throw .invalid("file", "Add \(MatterFile.most) files at most at a time. There are \(count).")
        }
        var events: [FileAdded] = []
        for file in self { events.append(try file.added(to: place, of: matter, under: subject, as: standing, context)) }
        return events
    }
}

extension NewFile {
    fileprivate func added(
        to place: FilePlace,
        of matter: ID<Matter>,
        under subject: Subject,
        as standing: Readers?,
        _ context: RuleContext
    ) throws(Refusal) -> FileAdded {
        guard bytes > 0, bytes <= MatterFile.largest, !chunks.isEmpty else {
            throw .invalid("file", "Choose a file that is not empty, of 25 MB or less.")
        }
        let name = try Text.line(name, field: "file", what: "the file’s name", limit: 200)
        let facts = FileFacts(
            what: try Text.optionalLine(facts.what, field: "what", what: "what it is", limit: 300),
            from: try Text.optionalLine(facts.from, field: "from", what: "where it is from", limit: 300),
            made: facts.made
        )
        if let made = facts.made, made > London.day(context.now) {
            throw .invalid("made", "Give a day that is not still to come.")
        }
        return FileAdded(
            matter: matter,
            file: id,
            place: place,
            name: try context.seal(name, under: subject),
            facts: facts.isEmpty ? nil : try context.seal(facts, under: subject),
            digest: try context.seal(digest.description, under: subject),
            mediaType: mediaType,
            bytes: bytes,
            chunks: chunks,
            by: context.actor.member,
            from: standing
        )
    }
}

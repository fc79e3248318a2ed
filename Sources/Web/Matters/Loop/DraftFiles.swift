import Almanac
import HTML
import Ledger
import Procedures
import Safeguarding
import Vault

/// A file that was sent with something that is not raised yet.
struct DraftFile: Codable, Sendable {
    let id: ID<MatterFile>
    /// Of the form. In a group that repeats, the group's.
    let field: String
    let name: String
    /// The media type as it was sent.
    let said: String
    let bytes: Int
    let chunks: Int
}

/// Files of what is begun lie on the desk, sealed for whoever began it, until it is raised or its time is over.
struct DraftFiles {
    /// Of one draft, together: 60 MB.
    private static let largest = 60_000_000
    static let drop = "drop-file"

    private let visit: Visit

    init(_ visit: Visit) { self.visit = visit }

    /// Takes in what was sent, and lets go of what was ticked to be left out.
    ///
    /// - Returns: What is wrong with what was sent.
    func take(into draft: inout RaiseDraft, _ definition: ProcedureDefinition) async throws -> [FieldError] {
        var files = draft.files ?? []
        let dropped = Set(visit.form.all(Self.drop))
        for file in files where dropped.contains("\(file.id)") { try await remove(file) }
        files.removeAll { dropped.contains("\($0.id)") }
        var unfit: [FieldError] = []
        for field in definition.askedOnce where field.takesFiles {
            for name in Self.names(of: field) {
                for (index, sent) in visit.form.files(name).enumerated() {
                    do {
                        let (kept, _) = try MatterFile.checked(
                            sent.bytes,
                            named: sent.name,
                            said: sent.mediaType,
                            field: name
                        )
                        guard files.reduce(sent.bytes.count, { $0 + $1.bytes }) <= Self.largest else {
                            throw Refusal.invalid(
                                name,
                                "All files together can be 60 MB. Leave one out, and send it later."
                            )
                        }
                        guard field.type == .group || files.count(where: { $0.field == field.id }) < field.mostFiles
                        else {
                            throw Refusal.invalid(name, "Add \(field.mostFiles) at most.")
                        }
                        let id: ID<MatterFile> = visit.newID("\(name)/\(index)")
                        guard !files.contains(where: { $0.id == id }) else { continue }
                        files.append(
                            DraftFile(
                                id: id,
                                field: field.id,
                                name: kept,
                                said: sent.mediaType,
                                bytes: sent.bytes.count,
                                chunks: try await store(sent.bytes, id)
                            )
                        )
                    } catch Refusal.invalid(let problems) { unfit += problems.fieldErrors }
                }
            }
        }
        draft.files = files
        return unfit
    }

    /// The names under which a form posts the files of a field: a group's, row by row.
    static func names(of field: ProcedureDefinition.Field) -> [String] {
        let name = TypedAnswers.prefix + field.id
        guard field.type == .group else { return [name] }
        return (0..<AnswerCheck.mostEntries).flatMap { row in
            field.fields.filter { $0.type == .file }.map { "\(name)-\(row)-\($0.id)" }
        }
    }

    /// Seals them for the matter that is raised.
    func received(_ draft: RaiseDraft, under subject: Subject) async throws -> [FormFile] {
        var files: [FormFile] = []
        for file in draft.files ?? [] {
            guard let bytes = try await bytes(of: file) else {
                throw Refusal.invalid(
                    TypedAnswers.prefix + file.field,
                    "\u{201C}\(file.name)\u{201D} is not here any more. Go back to the form and add it again."
                )
            }
            let new = try await visit.site.office.receive(
                bytes,
                named: file.name,
                said: file.said,
                as: file.id,
                under: subject,
                field: TypedAnswers.prefix + file.field
            )
            files.append(FormFile(file.field, new))
        }
        return files
    }

    func remove(_ file: DraftFile) async throws {
        for number in 0..<file.chunks { try await visit.site.desk.remove(try key(file.id, number)) }
    }

    // MARK: On the desk

    private func store(_ bytes: [UInt8], _ id: ID<MatterFile>) async throws -> Int {
        let subject = try await visit.draftSubject()
        var sealing = BlobSealer(try await visit.site.office.vault.sealer(for: [subject]), blob: id.raw, under: subject)
        let chunks = try sealing.append(bytes) + [try sealing.finish()]
        let until = visit.now.adding(seconds: RaiseDraft.seconds)
        for (number, chunk) in chunks.enumerated() {
            try await visit.site.desk.put(try key(id, number), chunk, until: until)
        }
        return chunks.count
    }

    private func bytes(of file: DraftFile) async throws -> [UInt8]? {
        let subject = try await visit.draftSubject()
        let opener = try await visit.opener(.manageSelf, [.own], .these([subject]))
        var bytes: [UInt8] = []
        for number in 0..<file.chunks {
            let place = ChunkPlace(blob: file.id.raw, number: number, isLast: number == file.chunks - 1)
            guard let chunk = try await visit.site.desk.value(try key(file.id, number), at: visit.now),
                let plain = opener.open(chunk: chunk, at: place, of: subject).value
            else { return nil }
            bytes += plain
        }
        return bytes
    }

    private func key(_ id: ID<MatterFile>, _ number: Int) throws(Refusal) -> DeskKey {
        DeskKey(kind: "draft-file", group: "\(try visit.person.id)", id: "\(id)/\(number)")
    }
}

extension Visit {
    /// The matter from which something is raised, where this person may know of it.
    func raisedFrom(_ number: Int?) async throws -> LoopReference? {
        guard let number else { return nil }
        let actor = try actor
        return try await readings.loopDetail(number: number, as: actor)?.reference
    }
}

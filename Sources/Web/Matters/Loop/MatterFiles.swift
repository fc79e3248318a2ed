import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding
import Vault

/// Files on a matter: taken in with a form, listed on its page, and handed out to those who see what they hang on.
enum MatterFiles {
    /// Only ever as something to keep: nothing that was sent is shown as a page of ours.
    static func download(_ visit: Visit) async throws -> Response {
        try await give(visit, try await visit.loop(), as: try visit.actor)
    }

    /// The file that the address names, to whoever sees what it hangs on.
    static func give(_ visit: Visit, _ detail: LoopDetail, as actor: Actor) async throws -> Response {
        let id = try visit.id("file") as ID<MatterFile>
        guard let file = detail.files.first(where: { $0.id == id && $0.withdrawn == nil }) else {
            throw Refusal.notFound
        }
        let opener = try await LoopVoice.opener(visit.site, as: actor, detail, file: file)
        let subject = detail.reference.subject
        guard let name = opener.text(file.added.name),
            let bytes = try await visit.site.office.bytes(of: id, file.added.chunks, under: subject, opener)
        else { throw Refusal.outOfTurn("This file was erased, or cannot be opened. Ask whoever sent it for it.") }
        return .file(bytes, type: "application/octet-stream", name: name)
    }

    /// - Parameter here: Where the matter is, for its reader.
    static func section(_ voice: LoopVoice, at here: Link? = nil, mayWithdraw: Bool) -> Markup {
        let files = voice.detail.files
        guard !files.isEmpty else { return Markup() }
        return sec("files", "Files", meta: "Opening one is on the record") {
            rows(files.map { row($0, voice, here ?? "/m/\(voice.detail.matter.number)", mayWithdraw) }, empty: "")
        }
    }

    private static func row(_ file: FileRow, _ voice: LoopVoice, _ matter: Link, _ mayWithdraw: Bool) -> Row {
        if let withdrawn = file.withdrawn {
            let why = voice.text(withdrawn.reason).map { ": \($0)" } ?? "."
            return Row(
                "A file that was added in error",
                meta: "Taken from sight by \(voice.names.name(withdrawn.by))\(why)",
                tag: tag("Added in error")
            )
        }
        let isTheirs =
            voice.detail.acting.contains(.holder)
            || (file.added.by != nil && file.added.by == voice.names.reader)
        return Row(
            voice.name(of: file),
            "\(matter)/files/\(file.id)",
            meta: meta(file, voice),
            acts: mayWithdraw && isTheirs
                ? linkButton(
                    "Added in error",
                    "\(matter)/added-in-error?file=\(file.id)",
                    .plain,
                    about: voice.name(of: file)
                )
                : nil
        )
    }

    private static func meta(_ file: FileRow, _ voice: LoopVoice) -> String {
        let facts = voice.facts(of: file)
        let made = facts.made.map { "Made on \(voice.words.longDay($0))" }
        return [
            facts.what, facts.from.map { "From: \($0)" }, made, Words.size(file.added.bytes),
            "Added by \(voice.adder(of: file)), \(voice.words.moment(file.at))\(voice.place(of: file))",
        ].compactMap(\.self).map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }.joined(separator: ". ") + "."
    }
}

extension Visit {
    /// The files of a form, sealed for a matter. None is stored of several where one will not do.
    func received(
        _ field: String,
        for matter: LoopReference,
        _ facts: FileFacts = FileFacts()
    ) async throws -> [NewFile] {
        guard !form.isCut else { throw Refusal.invalid(field, Form.cut) }
        let sent = try await form.files(field) + filedFiles()
        guard sent.count <= MatterFile.most else {
            throw Refusal.invalid(field, "Add \(MatterFile.most) files at most at a time. There are \(sent.count).")
        }
        for file in sent {
            _ = try MatterFile.checked(file.bytes, named: file.name, said: file.mediaType, field: field)
        }
        var files: [NewFile] = []
        for (index, file) in sent.enumerated() {
            files.append(
                try await site.office.receive(
                    file.bytes,
                    named: file.name,
                    said: file.mediaType,
                    facts: facts,
                    as: newID("file/\(index)"),
                    under: matter.subject,
                    field: field
                )
            )
        }
        return files
    }

    /// Where files are added to something that is written.
    func filesField(_ errors: [FieldError], label: String = "Files (optional)") -> Markup {
        let again = errors.isEmpty || !form.hasFiles ? "" : " Choose them again: a browser does not keep them."
        let own = fileField(
            Field(
                "file",
                label,
                hint: "25 MB or less each. They are sealed before they are stored.\(again)",
                errors: errors
            ),
            multiple: true
        )
        return Markup {
            filing?.choices(form.all(Filing.fileField), errors)
            own
        }
    }
}

extension LoopVoice {
    func name(of file: FileRow) -> String { text(file.added.name) ?? "A file" }

    func facts(of file: FileRow) -> FileFacts { file.added.facts.flatMap { opened($0) } ?? FileFacts() }

    /// As inside a sentence. Whoever came by a body's link is called as they said.
    func adder(of file: FileRow) -> String {
        let guest = file.added.by == nil ? BodyOpeningRow.opening(ofActor: file.actor).flatMap(guest) : nil
        return guest.map { "\($0), by their link" } ?? names.name(file.added.by)
    }

    /// What it came with, or for whom it is.
    func place(of file: FileRow) -> String {
        switch file.added.place {
        case .matter(let readers): ", for \(self.readers(readers))"
        case .answer: ", with the form"
        case .message: ", with a message"
        case .step(let duty): detail.step(duty).map { ", with: \(LoopNow.short(ask($0)).lowercasedStart)" } ?? ""
        }
    }

    /// As in a sentence: "the police".
    func readers(_ readers: Readers) -> String {
        switch readers {
        case .everyone: "everyone who has a part"
        case .raiser: "whoever raised it"
        case .holder: "whoever holds it"
        case .part(let id): part(id)
        }
    }
}

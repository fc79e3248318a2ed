import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// Papers and annexes: sealed as they arrive, opened for those who may have them.
enum PaperPages {
    static func page(_ visit: Visit) async throws -> Response {
        let visit = try await visit.withLetter()
        let sheet = try await visit.meetingSheet()
        guard !places(visit, sheet).isEmpty else { throw Refusal.notAllowed }
        return try await visit.page(page(visit, sheet, []))
    }

    static func add(_ visit: Visit) async throws -> Response {
        let visit = try await visit.withLetter()
        let sheet = try await visit.meetingSheet()
        guard !places(visit, sheet).isEmpty else { throw Refusal.notAllowed }
        var files: [Form.File] = []
        do {
            files = try await visit.form.files("file") + visit.filedFiles()
            guard !files.isEmpty, !visit.form.isCut else {
                throw Refusal.invalid("file", visit.form.noFile())
            }
            // Nothing is stored of several where one will not do.
            for file in files { try check(file, isOne: files.count == 1) }
            guard files.count == 1 || visit.form["replaces"].isEmpty else {
                throw Refusal.invalid("replaces", "Choose one file to take the place of a paper.")
            }
            for (index, file) in files.enumerated() {
                try await add(file, index == 0 ? nil : index, of: files.count, visit, sheet)
            }
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(page(visit, sheet, problems.fieldErrors))
        }
        let count = files.count
        return try await visit.done(
            visit.filing?.link ?? "\(sheet.link)/papers",
            count == 1 ? "The paper is added." : "\(count) papers are added."
        )
    }

    private static func check(_ file: Form.File, isOne: Bool) throws(Refusal) {
        let name = isOne ? "" : " \u{201C}\(file.name)\u{201D} is not."
        guard !file.bytes.isEmpty else { throw .invalid("file", "Choose a file that is not empty.\(name)") }
        guard file.bytes.count <= PaperDetails.largest else {
            throw .invalid("file", "Choose a file of 25 MB or less.\(name)")
        }
    }

    /// - Parameter index: Nil for the first, whose ids are the form's own.
    private static func add(
        _ file: Form.File,
        _ index: Int?,
        of count: Int,
        _ visit: Visit,
        _ sheet: MeetingSheet
    ) async throws {
        // Nobody's bytes are stored before it is known that they may add a paper here.
        guard places(visit, sheet).contains(where: { $0.value == visit.form["item"] }) else { throw Refusal.notAllowed }
        let item = ID<Item>(visit.form["item"])
        let paper: ID<Paper> = index.map { visit.newID("paper/\($0)") } ?? visit.newID()
        let details = PaperDetails(
            title: visit.form["title"].isEmpty || count > 1 ? file.name : visit.form["title"],
            fileName: file.name,
            mediaType: file.mediaType,
            bytes: file.bytes.count,
            marking: Marking(rawValue: visit.form["marking"]) ?? .members,
            named: visit.form.all("named").compactMap { ID($0) },
            chunks: try await visit.storePaper(file.bytes, paper, under: Paper.subject(of: item, at: sheet.meeting.id))
        )
        try await visit.file(
            AddPaper(
                sheet.ref,
                item: item,
                paper: paper,
                details,
                replaces: ID(visit.form["replaces"]),
                correction: visit.form["correction"]
            ),
            .paper(of: sheet.meeting.id),
            form: index.flatMap { FormID("\(visit.formID.text)/\($0)") }
        )
    }

    static func remove(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        try await visit.perform(
            RemovePaper(sheet.ref, try visit.id("paper"), correction: visit.form["correction"])
        )
        return try await visit.done("\(sheet.link)/papers", "The paper is withdrawn.")
    }

    static func download(_ visit: Visit) async throws -> Response {
        guard let paper = try await visit.readings.paper(try visit.id("paper"), as: try visit.actor) else {
            throw Refusal.notFound
        }
        return try await visit.file(paper, opener: visit.paperOpener(paper))
    }

    /// Where this person may add papers: anywhere if they run the meeting, else to what they propose or present.
    private static func places(_ visit: Visit, _ sheet: MeetingSheet) -> [Choice] {
        let person = visit.signedIn?.person.id
        let runs = sheet.view.isRunByActor
        let items = sheet.view.items.map(\.item).filter {
            $0.isOpen && (runs || (person != nil && [$0.proposer, $0.presenter].contains(person)))
        }
        return (runs ? [Choice("", "The whole meeting")] : [])
            + items.map { Choice("\($0.id)", "\($0.number ?? ""). \(sheet.title($0))") }
    }

    private static func page(_ visit: Visit, _ sheet: MeetingSheet, _ errors: [FieldError]) -> Page {
        let papers = sheet.view.papers + sheet.view.items.flatMap(\.papers)
        let mayChange = sheet.meeting.status != .agreed && !sheet.meeting.isCancelled
        return sheet.page(title: "Papers", heading: "Papers and annexes", errors: errors) {
            sec("papers", Words.capitalised(Words.count(papers.count, "paper"))) {
                rows(
                    papers.map { paper in
                        Row(
                            sheet.text(paper.title),
                            "/papers/\(paper.id)",
                            meta: meta(visit, sheet, paper),
                            tag: tag(paper.marking.title),
                            acts: Markup {
                                if sheet.view.isRunByActor || isTheirs(visit, sheet, paper) {
                                    linkButton(
                                        "Who may have it",
                                        "\(sheet.link)/papers/\(paper.id)/marking",
                                        .plain,
                                        about: sheet.text(paper.title)
                                    )
                                }
                                if sheet.view.isRunByActor, mayChange { removal(visit, sheet, paper) }
                            }
                        )
                    },
                    empty: "There are no papers yet."
                )
            }
            withdrawn(visit, sheet)
            if mayChange { form(visit, sheet, papers, errors) }
        }
    }

    /// What was there and is no more: by whom, and when. Nobody opens it.
    static func withdrawn(_ visit: Visit, _ sheet: MeetingSheet) -> Markup? {
        guard !sheet.view.withdrawn.isEmpty else { return nil }
        return sec("withdrawn", "Withdrawn papers", meta: "They cannot be opened any more") {
            rows(
                sheet.view.withdrawn.map { paper in
                    let item = sheet.view.items.first { $0.item.id == paper.item }?.item
                    let id = paper.actor.split(separator: "/").last.flatMap { ID<Member>($0) }
                    let by = "\(sheet.directory.name(id)), \(visit.words.at(paper.at))"
                    return Row(
                        // A title may be why it was withdrawn.
                        sheet.view.isRunByActor ? sheet.text(paper.title) : "A paper",
                        meta: [
                            item.map { "For item \($0.number ?? "")" },
                            paper.version > 1 || paper.wasReplaced ? "Version \(paper.version)" : nil,
                            "\(isReplaced(paper, sheet) ? "A newer one took its place: " : "Withdrawn by ")\(by)",
                        ].compactMap(\.self).joined(separator: ". "),
                        tag: tag("Withdrawn", .shut)
                    )
                },
                empty: ""
            )
        }
    }

    /// Whether there is a newer one that they may have: of another they learn nothing.
    private static func isReplaced(_ paper: WithdrawnPaper, _ sheet: MeetingSheet) -> Bool {
        let papers = sheet.view.papers + sheet.view.items.flatMap(\.papers)
        return paper.wasReplaced && papers.contains { $0.item == paper.item && $0.version > paper.version }
    }

    /// Whether a paper is for an item that this person proposed or presents.
    static func isTheirs(_ visit: Visit, _ sheet: MeetingSheet, _ paper: PaperRow) -> Bool {
        let item = sheet.view.items.first { $0.item.id == paper.item }?.item
        return [item?.proposer, item?.presenter].contains { $0 != nil && $0 == visit.signedIn?.person.id }
    }

    private static func removal(_ visit: Visit, _ sheet: MeetingSheet, _ paper: PaperRow) -> Markup {
        postForm(to: "\(sheet.link)/papers/\(paper.id)/remove", csrf: visit.csrf, command: visit.newCommand) {
            correctionField(visit, sheet, [], id: "correction-\(paper.id)")
            submit("Withdraw", .plain, about: sheet.text(paper.title))
        }
    }

    private static func meta(_ visit: Visit, _ sheet: MeetingSheet, _ paper: PaperRow) -> String {
        let item = sheet.view.items.first { $0.item.id == paper.item }?.item
        let names = paper.named.map { sheet.directory.name($0) }
        return [
            item.map { "For item \($0.number ?? "")" }, paper.version > 1 ? "Version \(paper.version)" : nil,
            Words.size(paper.bytes), names.isEmpty ? nil : "For \(Words.list(names))",
            paper.marked.map { String(MarkingPages.said($0, paper.marking, sheet.directory, visit).dropLast()) },
        ].compactMap(\.self).joined(separator: ". ")
    }

    private static func form(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ papers: [PaperRow],
        _ errors: [FieldError]
    ) -> Markup {
        sec("add", "Add a paper") {
            postForm(to: "\(sheet.link)/papers", csrf: visit.csrf, command: visit.newCommand, uploads: true) {
                correctionField(visit, sheet, errors)
                visit.filing?.panel
                visit.filing?.choices(visit.form.all(Filing.fileField), errors)
                fileField(
                    Field(
                        "file",
                        "File",
                        hint: "One or several, 25 MB or less together. They are sealed before they are stored.",
                        errors: errors
                    ),
                    multiple: true
                )
                textField(
                    Field(
                        "title",
                        "Title",
                        hint: "The file's name, if you leave this empty or choose several.",
                        errors: errors
                    ),
                    value: visit.form["title"],
                    width: .long
                )
                selectField(Field("item", "For", errors: errors), places(visit, sheet), selected: visit.form["item"])
                if !papers.isEmpty {
                    selectField(
                        Field("replaces", "Takes the place of", errors: errors),
                        [Choice("", "Nothing: it is a new paper")]
                            + papers.map { Choice("\($0.id)", "\(sheet.text($0.title)), version \($0.version)") },
                        selected: visit.form["replaces"]
                    )
                }
                radioField(
                    Field("marking", "Who may have it", errors: errors),
                    Marking.choices,
                    selected: visit.typed("marking") ?? Marking.members.rawValue
                )
                namedPeople(sheet.directory, Set(visit.form.all("named")), errors)
                acts { submit("Add this paper") }
            }
        }
    }
}

extension Visit {
    /// Seals a file into the blob store.
    ///
    /// - Returns: The digests of its chunks, in order.
    func storePaper(_ bytes: [UInt8], _ paper: ID<Paper>, under subject: Subject) async throws -> [String] {
        try await site.office.store(bytes, as: paper, under: subject).map(\.description)
    }

    /// The reading has found that this person may have the paper; the Gate is asked with what made it so.
    func paperOpener(_ paper: PaperRow) async throws -> Opener {
        let actor = try actor
        let relations = try await readings.relations(of: actor, toPaper: paper)
        let isForGroup = !paper.isForNamed && allows(.seeMeetings, relations)
        return try await opener(isForGroup ? .seeMeetings : .seeNamedPapers, relations, .these([paper.subject]))
    }

    func file(_ paper: PaperRow, opener: Opener) async throws -> Response {
        let bytes = try await site.bytes(of: paper, opener)
        return .file(bytes, type: "application/octet-stream", name: opener.text(paper.fileName) ?? "paper")
    }
}

extension Site {
    func bytes(of paper: PaperRow, _ opener: Opener) async throws -> [UInt8] {
        guard let bytes = try await office.bytes(of: paper.id, paper.chunks, under: paper.subject, opener) else {
            throw Refusal.unavailable("This paper cannot be opened. Ask whoever sent it for it.")
        }
        return bytes
    }
}

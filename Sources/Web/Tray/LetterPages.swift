import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// One letter: what it says, as plain text, and where it can go. Nothing is chosen beforehand.
enum LetterPages {
    static func page(_ visit: Visit) async throws -> Response {
        try await visit.page(try await page(visit, try await letter(visit), errors: []))
    }

    /// The letter of the address, open.
    private static func letter(_ visit: Visit) async throws -> Filing {
        guard let row = try await visit.readings.letter(try visit.id("letter"), as: try visit.actor) else {
            throw Refusal.notFound
        }
        return try await visit.open(row)
    }

    static func download(_ visit: Visit) async throws -> Response {
        let open = try await letter(visit)
        let id: ID<LetterFile> = try visit.id("file")
        guard let file = (open.letter.files + [open.letter.raw]).first(where: { $0.id == id }) else {
            throw Refusal.notFound
        }
        let bytes = try await visit.site.bytes(of: file, open)
        return .file(bytes, type: "application/octet-stream", name: open.name(file))
    }

    static func choosePlace(_ visit: Visit) async throws -> Response {
        let open = try await letter(visit)
        let number = visit.form["number"].filter { !$0.isWhitespace }
        let chosen = number.isEmpty ? visit.form["matter"] : number
        if let number = Int(chosen), try await visit.readings.matter(number: number, as: try visit.actor) != nil {
            return .redirect(to: Link("\(open.link)/to/\(number)").text, type: .normal)
        }
        if number.isEmpty, let meeting = ID<Meeting>(visit.form["meeting"]) {
            return .redirect(to: "/meetings/\(meeting)/papers?\(Filing.field)=\(open.letter.id)", type: .normal)
        }
        let problem = number.isEmpty ? "Choose a matter or a meeting." : "There is no matter of that number for you."
        return try await visit.refusedPage(
            try await page(visit, open, errors: [FieldError(number.isEmpty ? "matter" : "number", problem)])
        )
    }

    static func setAside(_ visit: Visit) async throws -> Response {
        let open = try await letter(visit)
        do {
            try await visit.perform(
                SetLetterAside(
                    open.letter.id,
                    reason: visit.form["reason"],
                    isStrangers: open.letter.owner == nil
                )
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await page(visit, open, errors: problems.fieldErrors))
        }
        return try await visit.done("/tray", "It is set aside, and kept for \(Letter.keptAside) days.")
    }

    static func takeBack(_ visit: Visit) async throws -> Response {
        let open = try await letter(visit)
        try await visit.perform(TakeLetterBack(open.letter.id, isStrangers: open.letter.owner == nil))
        return try await visit.done(open.link, "It is back where it was.")
    }

    // MARK: What it shows

    private static func page(_ visit: Visit, _ open: Filing, errors: [FieldError]) async throws -> Page {
        let (letter, words) = (open.letter, open.words)
        let places = try await visit.readings.places(of: letter.id)
        let isMine = letter.owner != nil
        let filing = isMine ? try await whereTo(visit, open, errors) : nil
        let giving = isMine ? nil : try await LetterGiving.form(visit, letter)
        return Page(
            title: "A letter",
            current: "/tray",
            eyebrow: Markup {
                a(.href("/tray")) { "Tray" }
                ". Came \(visit.words.at(letter.receivedAt))"
            },
            heading: words.subject.isEmpty ? "Without a subject" : words.subject,
            underLead: p(.class("mb-0")) { letter.owner == nil ? tag("Sender not known") : letter.check.tag },
            errors: errors
        ) {
            split {
                if !letter.isWhole {
                    warn(
                        "It is too large to be taken in whole.",
                        "What is here may end in the middle. The mail itself lies in the network's mailbox."
                    )
                }
                if let sentence = letter.check.sentence { p(.class("meta measure")) { sentence } }
                sec("words", "What it says") {
                    if words.text.isEmpty { empty("It has no words that can be shown. Look at what is attached.") }
                    div(.class("measure")) { paragraphs(words.text) }
                }
                sec("files", "Attached", meta: "Opened by your own programs: be careful with what you did not expect") {
                    rows(letter.files.map { file(open, $0) } + [file(open, letter.raw)], empty: "")
                }
            } margin: {
                marginSection("from", "From") {
                    p { words.sender.isEmpty ? "It does not say" : words.sender }
                    if !words.date.isEmpty { p(.class("meta")) { "Written \(words.date)" } }
                }
                if !places.isEmpty { filed(places, visit) }
            }
            if letter.standing == .aside {
                aside(visit, open)
            } else {
                filing
                giving
                nothing(visit, open, errors)
            }
        }
    }

    private static func file(_ open: Filing, _ file: LetterFile) -> Row {
        Row(
            open.name(file),
            "\(open.link)/files/\(file.id)",
            meta: "\(open.opener.text(file.mediaType) ?? ""), \(Words.size(file.bytes))"
        )
    }

    private static func filed(_ places: [LetterPlaceRow], _ visit: Visit) -> Markup {
        marginSection("filed", "Filed") {
            ul(.class("plain stack-s")) {
                for place in places {
                    li {
                        place.what
                        if let number = place.number { a(.href("/m/\(number)")) { "matter \(number)" } }
                        if let meeting = place.meeting { a(.href("/meetings/\(meeting)")) { "a meeting" } }
                        ", \(visit.words.at(place.at))"
                    }
                }
            }
        }
    }

    // MARK: Where it can go

    private static func whereTo(_ visit: Visit, _ open: Filing, _ errors: [FieldError]) async throws -> Markup {
        let suggested = try await suggestions(visit, open)
        let voice = try await MatterVoice(visit, suggested.map(\.matter))
        let matters = try await visit.readings.matters(MatterFilter(state: .open), as: try visit.actor, limit: 100)
        let names = try await MatterVoice(visit, matters.rows)
        let meetings = try await visit.readings.meetings(as: try visit.actor).filter { !$0.isCancelled }.prefix(30)
        return Markup {
            sec("file", "Where does it belong?", meta: "It can go to more than one place") {
                if !suggested.isEmpty {
                    rows(
                        suggested.map { found in
                            Row(
                                "Matter \(found.matter.number): \(voice.title(found.matter))",
                                "\(open.link)/to/\(found.matter.number)",
                                meta: found.why
                            )
                        },
                        empty: ""
                    )
                }
                postForm(to: "\(open.link)/place", csrf: visit.csrf) {
                    selectField(
                        Field("matter", "An open matter", errors: errors),
                        [Choice("", "Choose")]
                            + matters.rows.map { Choice("\($0.number)", "\($0.number). \(names.title($0))") },
                        selected: visit.form["matter"],
                        width: .full
                    )
                    textField(
                        Field("number", "Or the number of any matter", errors: errors),
                        value: visit.form["number"],
                        kind: .digits,
                        width: .short
                    )
                    if !meetings.isEmpty {
                        selectField(
                            Field("meeting", "Or a meeting, as a paper of it", errors: errors),
                            [Choice("", "Choose")]
                                + meetings.map {
                                    Choice("\($0.id)", "\(visit.words.longDay($0.sitting.day)), \($0.groupName)")
                                },
                            selected: visit.form["meeting"]
                        )
                    }
                    acts { submit("Go on") }
                }
            }
        }
    }

    private struct Suggestion {
        let matter: MatterRow
        let why: String
    }

    /// Only what this person may see, each with why.
    private static func suggestions(_ visit: Visit, _ open: Filing) async throws -> [Suggestion] {
        let actor = try visit.actor
        var found: [Suggestion] = []
        func add(_ matter: MatterRow?, _ why: String) {
            guard let matter, !found.contains(where: { $0.matter.id == matter.id }) else { return }
            found.append(Suggestion(matter: matter, why: why))
        }
        if let mail = open.letter.answers {
            for id in try await visit.readings.matters(ofMail: mail, to: actor) {
                add(try await visit.readings.matter(id, as: actor), "It answers a mail that told you of this.")
            }
        }
        for number in LetterText.numbers(open.words) {
            add(try await visit.readings.matter(number: number, as: actor), "Its words name this number.")
        }
        return found
    }

    private static func nothing(_ visit: Visit, _ open: Filing, _ errors: [FieldError]) -> Markup {
        sec("nothing", "Nothing to file") {
            postForm(to: "\(open.link)/aside", csrf: visit.csrf, command: visit.newCommand) {
                textField(
                    Field(
                        "reason",
                        "Why?",
                        hint: "It is kept for \(Letter.keptAside) days, and can be taken back until then.",
                        errors: errors
                    ),
                    value: visit.form["reason"],
                    width: .long
                )
                acts { submit("Set it aside", .quiet) }
            }
        }
    }

    private static func aside(_ visit: Visit, _ open: Filing) -> Markup {
        sec("aside", "It is set aside") {
            if let reason = open.letter.reason.flatMap(open.opener.text) { said(reason) }
            acts {
                pressForm(
                    "Take it back",
                    to: "\(open.link)/back",
                    csrf: visit.csrf,
                    command: visit.newCommand,
                    .primary
                )
            }
        }
    }
}

extension LetterPlaceRow {
    fileprivate var what: String {
        switch kind {
        case .message: "As a message on "
        case .answer: "As an answer on "
        case .paper: "As a paper of "
        }
    }
}

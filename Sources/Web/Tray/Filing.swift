import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// A letter of one's own tray, open to be filed by a form of the place where it belongs.
///
/// Whatever files it is the same form that one fills in by hand, and the same command: what somebody may not do, they may
/// not file.
struct Filing: Sendable {
    /// Names the letter in addresses and in forms.
    static let field = "letter"
    /// Names the attachments that go along.
    static let fileField = "letter-file"

    let letter: LetterRow
    let words: LetterWords
    let opener: Opener
    private let shown: Words

    init(_ letter: LetterRow, _ words: LetterWords, _ opener: Opener, _ shown: Words) {
        (self.letter, self.words, self.opener, self.shown) = (letter, words, opener, shown)
    }

    /// Its own page, which says where it went.
    var link: Link { "/tray/\(letter.id)" }

    /// What the forms ask, as the letter answers it. Everything can be changed before it is sent.
    var typed: [String: String] {
        let text = String(LetterText.own(words.text).prefix(10_000))
        return [
            "note": text, "text": text, "who": LetterText.author(words), "way": Reported.Way.mail.rawValue,
            "on": London.day(letter.receivedAt).iso, "title": words.subject,
        ]
    }

    /// What its page says once it is filed.
    static let done = "It is filed."

    /// Above the fields that it fills in.
    var panel: Markup {
        div(.class("panel mb-3")) {
            p(.class("mb-0")) {
                "You file the mail that came \(shown.at(letter.receivedAt)): "
                a(.href(link)) { words.subject.isEmpty ? "without a subject" : words.subject }
                ". Its words are below. Change what should not be in them."
            }
            hiddenField(Self.field, "\(letter.id)")
        }
    }

    /// What came with it, to choose from.
    func choices(_ chosen: [String], _ errors: [FieldError]) -> Markup {
        checkField(
            Field(Self.fileField, "From the mail", errors: errors),
            letter.files.map { Choice("\($0.id)", name($0), hint: Words.size($0.bytes)) }
                + [Choice("\(letter.raw.id)", "The whole mail as a file", hint: Words.size(letter.raw.bytes))],
            selected: Set(chosen)
        )
    }

    func name(_ file: LetterFile) -> String { opener.text(file.name) ?? "Attachment" }
}

/// What can be taken from the words of a mail without guessing what they mean.
enum LetterText {
    /// Without what it quotes of another.
    static func own(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix(">") }
            .joined(separator: "\n")
    }

    /// Who wrote it: of a mail that was forwarded, whom it names as the sender of that.
    static func author(_ words: LetterWords) -> String {
        let lines = words.text.split(separator: "\n").map { $0.drop { "> *".contains($0) } }
        let from = lines.first { $0.lowercased().hasPrefix("from:") }?.dropFirst("from:".count)
        return String((from ?? words.sender[...]).drop { " *".contains($0) }.prefix(200))
    }

    /// The numbers of matters that it names: `/m/2417`, `matter 2417`.
    static func numbers(_ words: LetterWords) -> [Int] {
        var found: [Int] = []
        for match in "\(words.subject)\n\(words.text)".matches(of: /(?i)(?:\/m\/|\bmatter\s+(?:number\s+)?)(\d{1,7})\b/)
        {
            if let number = Int(match.1), !found.contains(number) { found.append(number) }
        }
        return Array(found.prefix(20))
    }
}

extension Visit {
    /// This visit with the letter that its address or its form names. One that is not theirs is not there.
    func withLetter() async throws -> Visit {
        let named = query(Filing.field) ?? form[Filing.field]
        guard !named.isEmpty else { return self }
        guard let id = ID<Letter>(named), let row = try await readings.letter(id, as: try actor), row.owner != nil
        else { throw Refusal.notFound }
        return filing(try await open(row))
    }

    /// Opens a letter, once it is written down who reads it.
    func open(_ row: LetterRow) async throws -> Filing {
        let whose = row.owner == nil ? "from a stranger" : "their own"
        let opener = try await letterOpener([row], for: "a letter, \(whose)")
        return Filing(row, opener.open(row.words).value ?? .gone, opener, words)
    }

    func letterOpener(_ rows: [LetterRow], for purpose: String) async throws -> Opener {
        let actor = try actor
        guard let action = rows.first?.action(for: actor), rows.allSatisfy({ $0.action(for: actor) == action }) else {
            throw Refusal.notFound
        }
        let admission = try await site.office.gate.admitRecorded(
            actor,
            to: action,
            rows[0].relations(actor),
            opening: Set(rows.map(\.subject)),
            for: purpose
        )
        return try await site.office.vault.opener(under: admission)
    }

    /// Carries out a command; where a letter is filed by it, both or neither.
    func file(_ command: some Command, _ place: Letter.Place, form: FormID? = nil) async throws {
        guard let filing else {
            try await perform(command, form: form)
            return
        }
        try await perform(FileLetter(filing.letter.id, place, by: command), form: form)
    }

    /// After something was done: the letter that was filed by it, or else where it was done.
    func filed(else link: Link, _ sentence: String) async throws -> Response {
        guard let filing else { return try await done(link, sentence) }
        return try await done(filing.link, Filing.done)
    }

    /// The attachments of the letter that are to go along.
    func filedFiles() async throws -> [Form.File] {
        guard let filing else { return [] }
        var files: [Form.File] = []
        let chosen = form.all(Filing.fileField)
        for file in filing.letter.files + [filing.letter.raw] where chosen.contains("\(file.id)") {
            files.append(
                Form.File(
                    name: filing.name(file),
                    mediaType: filing.opener.text(file.mediaType) ?? "application/octet-stream",
                    bytes: try await site.bytes(of: file, filing)
                )
            )
        }
        return files
    }

    /// How many letters wait in the tray of whoever is signed in.
    func lettersWaiting() async throws -> Int {
        let actor = try actor
        return try await site.trayCounts.value(
            for: actor,
            at: await site.office.projector.position,
            on: today,
            otherwise: { try await readings.lettersWaiting(for: actor) }
        )
    }
}

extension Site {
    func bytes(of file: LetterFile, _ filing: Filing) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for (number, hash) in file.chunks.enumerated() {
            let place = ChunkPlace(blob: file.id.raw, number: number, isLast: number == file.chunks.count - 1)
            guard let hash = Hash(hexadecimal: hash), let chunk = try await office.ledger.blob(hash),
                let plain = filing.opener.open(chunk: chunk, at: place, of: filing.letter.subject).value
            else { throw Refusal.unavailable("This attachment cannot be opened. Ask whoever sent it for it.") }
            bytes += plain
        }
        return bytes
    }
}

extension LetterWords {
    /// Stands for what does not open.
    static let gone = LetterWords(sender: "", subject: "", date: "", text: "These words were erased.")
}

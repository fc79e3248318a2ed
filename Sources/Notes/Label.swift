/// The words that open a part of the notes, with what follows them on the line.
struct Label: Equatable {
    enum Kind: Equatable {
        case attendance, apologies, absence
        case actions(arePrevious: Bool)
        case nextAgenda, nextMeeting
        case agenda, annex
        /// A post and its holder: "Chair: Jane Smith".
        case officer(String)
        /// Where, when, by whom: furniture of the notes.
        case particulars
    }
    var kind: Kind
    var rest: String
    /// The words of the label itself, folded.
    var wording = ""

    /// Reads a line that is a label alone, or a label with a colon, dash or tab and what it introduces.
    init?(_ text: String) {
        guard text.utf8.count < 4000, let (phrase, rest, isMarked) = Label.cut(text), phrase.utf8.count <= 80 else {
            return nil
        }
        guard let kind = Label.kind(of: phrase), isMarked || rest.isEmpty else { return nil }
        self.kind = kind
        self.rest = rest
        wording = phrase.folded
    }

    init(kind: Kind, rest: String) {
        self.kind = kind
        self.rest = rest
    }

    private static func cut(_ text: String) -> (phrase: String, rest: String, isMarked: Bool)? {
        var before: UInt8 = 0
        // Bytes find the few places where it is worth while to look at characters.
        for index in text.utf8.indices.prefix(100) {
            let byte = text.utf8[index]
            let follows = before
            before = byte
            guard
                byte == UInt8(ascii: ":") || byte == UInt8(ascii: "|")
                    || follows == UInt8(ascii: " ") && (byte == UInt8(ascii: "-") || byte == 0xE2)
            else { continue }
            let character = text[index]
            let next = text.index(after: index)
            let isDash = character.isDash
            if character == ":" || character == "|" || isDash {
                let rest = text[next...].trimmed(of: ":-\u{2013}\u{2014}")
                return (text[..<index].trimmed, rest, true)
            }
        }
        return text.utf8.count <= 90 ? (text.trimmed(of: "."), "", false) : nil
    }

    /// What a phrase opens, were it a heading.
    static func kind(of phrase: String) -> Kind? {
        var words = phrase.beforeBracket.folded
        if words.utf8.dropFirst().first == 32, words.words.count >= 5, words.words.allSatisfy({ $0.utf8.count == 1 }) {
            words = words.filter { $0 != " " }
            if words == "inattendance" { words = "in attendance" }
        }
        if words.isEmpty || words.utf8.count > 70 { return nil }
        return exact[words] ?? people(words) ?? byPattern(words)
    }

    private static let exact: [String: Kind] = {
        var table: [String: Kind] = [:]
        let kinds: [(Kind, [String])] = [
            (
                .absence,
                ["absent", "not present", "did not attend", "absent without apologies", "no apologies received"]
            ),
            (.agenda, ["agenda", "meeting agenda"]),
            (
                .nextMeeting,
                [
                    "next meeting", "next meetings", "date of next", "donm", "future meetings", "meeting dates",
                    "dates of meetings", "dates for your diary", "dates for the diary", "future dates", "diary dates",
                    "next network meeting", "next network meetings", "next meeting date", "next meeting dates",
                    "future meeting dates", "dates of future meetings", "date and time of next", "forthcoming meetings",
                ]
            ),
            (
                .nextAgenda,
                [
                    "next agenda", "future agenda items", "agenda items for next time", "forward plan", "future items",
                    "items to carry forward", "items carried forward",
                ]
            ),
            (
                .actions(arePrevious: false),
                [
                    "actions", "action points", "action list", "action log", "summary of actions", "action summary",
                    "agreed actions", "actions arising", "actions agreed", "action points summary", "action tracker",
                    "actions from this meeting", "actions from the meeting", "list of actions", "actions summary",
                    "key actions", "new actions", "action items", "summary of action points",
                    "actions arising from the meeting",
                    "action sheet", "action table", "next steps", "actions required", "action",
                ]
            ),
            (
                .particulars,
                [
                    "venue", "location", "place", "time", "date", "date and time", "date time", "time and venue",
                    "held at",
                    "date of meeting", "meeting date", "start", "start time", "end time", "finish", "status", "version",
                    "distribution", "circulation", "cc", "copies to", "reference", "ref", "duration", "group",
                    "committee",
                    "meeting", "title", "name of meeting", "subject", "purpose", "quorum", "day", "finish time",
                    "date venue",
                    "time and place", "meeting title", "date held", "held on", "name of group", "board",
                ]
            ),
        ]
        for (kind, names) in kinds { for name in names { table[name] = kind } }
        return table
    }()

    private static let presence: Set<String> = [
        "present", "attendance", "attended", "attendees", "attending", "participants", "attendee", "participating",
    ]
    private static let fillers: Set<String> = [
        "members", "member", "governors", "governor", "councillors", "officers", "also", "those", "in", "the", "of",
        "record",
        "list", "board", "committee", "trustees", "directors", "staff", "public", "voting", "non", "other", "core",
        "via",
        "zoom", "teams", "by", "phone", "invited", "guests", "guest", "observers", "remotely", "person", "online",
        "and",
        "name", "names", "for", "part", "council", "network", "group", "meeting", "partnership", "at", "were",
        "partners",
        "visitors", "is", "was", "people", "were", "additional", "microsoft", "video", "telephone", "virtually",
        "parish", "forum", "panel", "clerk", "ex", "officio", "advisers", "voters", "attendance",
    ]

    private static let apologyWords: Set<String> = [
        "apologies", "apology", "apols", "for", "absence", "absences", "received", "given", "from", "were", "sent",
        "of", "and", "welcome", "the", "have", "been", "had", "accepted", "noted", "received from", "members",
        "governors", "board", "with", "recorded", "was", "substitutes", "introductions", "not", "attending",
    ]

    private static func people(_ words: String) -> Kind? {
        // Who stands in a label of people begins with one of its words.
        let first = words.words.first.map(String.init) ?? ""
        guard
            fillers.contains(first) || presence.contains(first) || apologyWords.contains(first)
                || officeWords.contains(first) || memberWords.contains(first) || first == "sent"
                || first.hasPrefix("absen")
        else { return nil }
        let list = words.words.map(String.init)
        if list.first == "apologies" || list.first == "apology" || list.first == "apols" {
            return list.allSatisfy(apologyWords.contains) ? .apologies : nil
        }
        if ["absent with apologies", "sent apologies", "apologies"].contains(words) { return .apologies }
        if list.contains(where: presence.contains), list.allSatisfy({ fillers.contains($0) || presence.contains($0) }) {
            return .attendance
        }
        if words == "in the chair" { return .officer("Chair") }
        if isOffice(list) {
            return .officer(
                list.contains { $0.hasPrefix("chair") }
                    ? "Chair"
                    : list.contains { $0.hasPrefix("minute") || $0.hasPrefix("note") } ? "Minutes" : phraseCase(words)
            )
        }
        return isKindOfMember(words) && list.count <= 2 ? .attendance : nil
    }

    private static func phraseCase(_ words: String) -> String {
        words.prefix(1).uppercased() + words.dropFirst()
    }

    private static let officeWords: Set<String> = [
        "chair", "chairman", "chairperson", "clerk", "secretary", "minutes", "minute", "notes", "note", "taker", "by",
        "taken", "facilitator", "in", "the", "chaired", "minuted", "vice", "acting", "scribe", "to", "governors",
    ]

    private static func isOffice(_ words: [String]) -> Bool {
        words.count <= 4 && words.allSatisfy(officeWords.contains)
            && words.contains {
                [
                    "chair", "chairman", "chairperson", "clerk", "secretary", "taker", "taken", "chaired",
                    "minuted", "facilitator", "scribe", "minutes", "notes",
                ].contains($0)
            }
    }

    private static let memberWords: Set<String> = [
        "members", "governors", "councillors", "officers", "observers", "guests", "trustees", "directors", "visitors",
        "partners", "advisers", "attendees", "staff", "committee", "board", "parent", "co", "opted", "elected",
        "voting",
        "non", "associate", "other", "core", "invited", "foundation", "authority", "local", "lay", "participants",
    ]

    /// "Members", "Governors", "Officers": a part of an attendance list, not a body.
    static func isKindOfMember(_ text: String) -> Bool {
        let words = text.folded.words.map(String.init)
        return !words.isEmpty && words.allSatisfy(memberWords.contains)
            && words.contains {
                [
                    "members", "governors", "councillors", "officers", "observers", "guests", "trustees",
                    "directors", "visitors", "partners", "advisers", "attendees", "staff", "participants",
                ].contains($0)
            }
    }

    private static let meetingOpeners: Set<String> = [
        "date", "dates", "next", "time", "venue", "details", "future", "schedule", "day",
    ]
    private static let meetingFillers: Set<String> = [
        "date", "dates", "time", "times", "venue", "venues", "place", "location", "of", "the", "and", "next",
        "future", "meeting", "meetings", "network", "board", "group", "committee", "forum", "details", "for",
        "full", "governors", "governing", "body", "council", "parish", "panel", "partnership", "s", "schedule",
        "scheduled", "is", "are", "day", "a", "steering", "lscb", "trust", "team",
    ]

    /// "Dates for 2016/17", "Meeting dates 2011".
    private static func opensDates(_ words: String) -> Bool {
        guard words.hasPrefix("dates ") || words.hasPrefix("meeting dates ") || words.hasPrefix("meetings in "),
            words.hasDigit
        else { return false }
        return words.words.allSatisfy {
            meetingFillers.contains(String($0)) || $0.hasDigit || $0 == "in"
        }
    }

    private static func byPattern(_ words: String) -> Kind? {
        if opensDates(words) { return .nextMeeting }
        let openings = ["annex", "appendix", "attachment", "enclosure", "matters arising", "action"]
        guard
            openings.contains(where: words.hasPrefix)
                || ["actions", "next", "future", "forthcoming"].contains(where: words.holds)
        else { return nil }
        let list = words.words.map(String.init)
        let has = { (word: String) in list.contains(word) }
        if ["annex", "appendix", "attachment", "enclosure", "annexe"].contains(list[0]), list.count <= 12,
            list.count == 1 || list[1].utf8.count <= 3
        {
            return .annex
        }
        guard list.count <= 10 else { return nil }
        if has("actions") || words.hasPrefix("action points") || words.hasPrefix("action log")
            || words.hasPrefix("action list")
        {
            let isPrevious = has("previous") || has("last") || has("outstanding") || has("review") || has("matters")
            if isPrevious { return .actions(arePrevious: true) }
        }
        if has("next") || has("future") || has("forthcoming") {
            let isAgenda = has("agenda") || has("items") && (has("for") || has("carried"))
            if isAgenda, list.count <= 8 { return .nextAgenda }
            if has("meeting") || has("meetings"), meetingOpeners.contains(list[0]) {
                if list.allSatisfy(meetingFillers.contains) { return .nextMeeting }
            }
        }
        if words.hasPrefix("matters arising") { return .actions(arePrevious: true) }
        return nil
    }

    /// Cuts "Present: A, B; In attendance: C; Apologies: D" into a line for each label.
    static func split(_ line: Line) -> [Line] {
        guard let first = line.label, first.isOfPeople, !first.rest.isEmpty, first.rest.holds(":") else {
            return [line]
        }
        var parts: [Line] = []
        var start = line.text.startIndex
        var clause = start
        for index in line.text.indices {
            let character = line.text[index]
            if ";.".contains(character) { clause = line.text.index(after: index) }
            if character == ":", clause > start, let kind = Label.kind(of: line.text[clause..<index].trimmed),
                Label(kind: kind, rest: "").isOfPeople
            {
                parts.append(line.with(text: line.text[start..<clause].trimmed(of: ";")))
                start = clause
            }
        }
        parts.append(line.with(text: line.text[start...].trimmed))
        return parts
    }

    var isOfPeople: Bool {
        switch kind {
        case .attendance, .apologies, .absence, .officer: true
        default: false
        }
    }
}

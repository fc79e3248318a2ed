import Almanac

/// Reads the group's name and the date of the meeting out of the lines above the first item.
struct Header {
    var group: String?
    var date: Day?
    var roles: [(line: Int, role: NotesReading.LineRole)] = []
    var question: NotesReading.Question?

    private static let strongWords: Set<String> = [
        "network", "board", "committee", "forum", "panel", "partnership", "governors", "governing", "group", "body",
        "steering", "subgroup", "taskforce", "cabinet", "assembly", "executive", "alliance", "consortium",
        "collaborative",
    ]
    private static let weakWords: Set<String> = [
        "council", "trust", "team", "association", "school", "society", "federation", "lscb", "academy", "project",
        "hub", "club", "college", "trustees", "safeguarding", "charity", "union", "parish",
    ]
    private static let opening: Set<String> = [
        "draft", "confirmed", "unconfirmed", "approved", "minutes", "minute", "notes", "note", "record", "summary",
        "agenda",
        "of", "the", "a", "an", "meeting", "meetings", "from", "for", "to", "and", "public", "final", "ordinary", "at",
        "statutory", "extraordinary", "confidential", "in", "actions", "action", "held", "th", "formal", "annual",
    ]
    private static let closing: Set<String> = [
        "meeting", "meetings", "minutes", "minute", "notes", "held", "on", "at", "of", "the", "agenda", "draft", "date",
        "and", "commencing", "record", "took", "place", "summary",
    ]

    private static let generic: Set<String> = [
        "board", "of", "trustees", "governors", "full", "governing", "body", "committee", "directors", "the",
        "executive",
        "management", "local", "council", "steering", "group",
    ]

    private struct Candidate {
        var text: String
        var line: Int
        var rank: Int
    }

    /// - Parameters:
    ///   - lines: what stands above the first list or item.
    ///   - others: where to look when nothing does: lines among the lists of people, and the head of an annex.
    init(_ lines: [Line], others: [Line]) {
        readDate(lines)
        readGroup(lines)
        if date == nil, group == nil {
            readDate(others)
            readGroup(others)
        }
        let settled = Set(roles.map(\.line))
        for line in lines where !settled.contains(line.number) {
            let isKnown =
                line.label?.kind == .particulars || Header.isBoilerplate(line.text)
                || line.text.words.count <= 12 && !line.text.hasSuffix(".")
            roles.append((line.number, isKnown ? .heading : .unplaced))
        }
    }

    // MARK: Date

    private mutating func readDate(_ lines: [Line]) {
        let sent = lines.lazy.compactMap { Header.sent($0.text) }.first
        let dated = lines.filter { !NextMeetings.isTold(by: $0.text) && !Header.isOfOther($0.text) }
            .compactMap { line in Dates.mentions(in: line.text).first.map { (line, $0) } }
        let best = dated.first { $0.1.year != nil } ?? dated.first
        guard let (line, mention) = best else { return }
        date = mention.resolved(onOrAfter: nil) ?? sent.flatMap { mention.resolved(onOrBefore: $0) }
        roles.append((line.number, .date))
        if mention.isMonthFirst || date == nil {
            let candidates = date.map { [$0] } ?? []
            let written = String(line.text[mention.range])
            question = NotesReading.Question(
                line: line.number,
                subject: .date(written: written, candidates: candidates)
            )
        }
    }

    private static let addressing = ["From:", "To:", "Cc:", "Date:", "Sent:"]

    /// When the mail was sent that carries the notes: they are of an earlier day.
    private static func sent(_ text: String) -> Day? {
        guard text.hasPrefix("Date:") || text.hasPrefix("Sent:"), isStamp(text) else { return nil }
        return Dates.mentions(in: text).first?.resolved(onOrAfter: nil)
    }

    /// A time to the second, or with its zone, as mail programs write it.
    private static func isStamp(_ text: String) -> Bool {
        text.words.contains { $0.filter { $0 == ":" }.count == 2 && $0.hasDigit || $0.hasPrefix("+0") || $0 == "GMT" }
    }

    /// Dates of printing, of circulation and of other meetings.
    private static func isOfOther(_ text: String) -> Bool {
        if sent(text) != nil { return true }
        let folded = text.folded
        return [
            "last meeting", "previous meeting", "circulated", "version", "printed", "approved on", "agreed on", "next",
        ]
        .contains(where: folded.holds)
    }

    // MARK: Group

    private mutating func readGroup(_ lines: [Line]) {
        var candidates: [Candidate] = []
        for line in lines {
            if let label = line.label, label.kind == .particulars {
                let isOfGroup = [
                    "group", "committee", "meeting", "title", "name of meeting", "meeting title", "name of group",
                    "board", "subject",
                ]
                .contains(label.wording)
                guard isOfGroup, let name = Header.name(in: label.rest) else { continue }
                candidates.append(Candidate(text: name, line: line.number, rank: 0))
            } else if let name = Header.name(in: line.text), !Header.isPlace(line.text),
                !Header.addressing.contains(where: line.text.hasPrefix)
            {
                candidates.append(Candidate(text: name, line: line.number, rank: Header.rank(name, in: line.text)))
            }
        }
        guard var best = candidates.min(by: { $0.rank < $1.rank }) else { return }
        // "Westbury Parish Council" above "Minutes of the Parish Council".
        if let longer = candidates.first(where: { $0.text.folded.hasSuffix(" " + best.text.folded) }) { best = longer }
        group = Header.completed(best.text, by: lines, after: best.line)
        // "Board of Trustees" is anybody's: the line above says whose.
        if best.text.folded.words.allSatisfy({ Header.generic.contains(String($0)) }),
            let body = candidates.last(where: { $0.line < best.line && $0.rank == 4 })
        {
            group = body.text + " \u{2013} " + best.text
            roles.append((body.line, .group))
        }
        roles.append((best.line, .group))
        // A board's name above that of its sub-group.
        if let part = candidates.first(where: { $0.line == best.line + 1 && $0.rank == 2 && best.rank == 2 }) {
            group = best.text + " \u{2013} " + part.text
            roles.append((part.line, .group))
        }
    }

    private static func rank(_ name: String, in line: String) -> Int {
        let words = Set(name.folded.words.map(String.init))
        let isStrong = !words.isDisjoint(with: strongWords)
        let lower = line.lowercased()
        let isIntroduced = ["minutes of", "notes of", "meeting of", "record of"].contains(where: lower.holds)
        if isStrong { return words.count == 1 ? 7 : isIntroduced ? 1 : 2 }
        if !words.isDisjoint(with: weakWords) { return isIntroduced ? 3 : 4 }
        return isIntroduced ? 4 : 6
    }

    /// "Schools Safeguarding Leads" above "Network meeting 3 May" is that network.
    private static func completed(_ name: String, by lines: [Line], after number: Int) -> String {
        // "… OF THE LOCAL GOVERNING BODY" above "OF ST ALDHELM'S ACADEMY".
        if let next = lines.first(where: { $0.number > number }), next.text.lowercased().hasPrefix("of "),
            !next.opensParagraph, let rest = Header.name(in: String(next.text.dropFirst(3))),
            Dates.mentions(in: next.text).isEmpty, rest.words.count <= 8
        {
            return name + " " + next.text.prefix(3) + rest
        }
        guard let last = name.words.last, !strongWords.contains(last.lowercased()),
            let next = lines.first(where: { $0.number > number }), let noun = next.text.words.first,
            strongWords.contains(noun.lowercased()), next.text.words.dropFirst().first?.lowercased() == "meeting"
        else { return name }
        return name + " " + noun
    }

    /// What is left of a line without its date and the words around a group's name.
    private static func name(in line: String) -> String? {
        var text = line
        if let date = Dates.mentions(in: text).first { text = String(text[..<date.range.lowerBound]) + " " }
        var lower = text.lowercased()
        for cut in [
            " held ", " on ", " at ", " commencing", " took place", " – minutes", " - minutes", " – notes", " - notes",
        ] {
            if let range = lower.place(of: cut) {
                let offset = lower.distance(from: lower.startIndex, to: range.lowerBound)
                text = String(text.prefix(offset))
                lower = text.lowercased()
            }
        }
        var words = text.words[...]
        while let first = words.first, opening.contains(first.folded) || first.folded.isEmpty { words.removeFirst() }
        while let last = words.last,
            closing.contains(last.folded) || last.folded.isEmpty || Dates.isWeekday(last.trimmed(of: ","))
        {
            words.removeLast()
        }
        var name = words.joined(separator: " ").trimmed(of: ":-\u{2013}\u{2014},.;")
        lower = name.lowercased()
        if let range = lower.place(of: " meeting of ") {
            let parts = lower.distance(from: lower.startIndex, to: range.lowerBound)
            name = name.prefix(parts) + " of " + name.dropFirst(parts + 12)
        }
        if line.words.count > 8, let capitalised = Header.namedInProse(name) { name = capitalised }
        guard name.hasLetter, name.words.count <= 16, !name.hasSuffix("."), name.utf8.count > 2 else { return nil }
        return name
    }

    /// "Thanks for coming to the Cluster Leads" names the Cluster Leads.
    private static func namedInProse(_ text: String) -> String? {
        let words = text.words
        let small: Set<String> = ["of", "and", "for", "the", "in", "on", "&"]
        guard let the = words.lastIndex(of: "the"), the >= 2, !small.contains(String(words[0]).lowercased()) else {
            return nil
        }
        let name = words[(the + 1)...]
        guard name.count >= 2,
            words[1..<the].contains(where: { $0.startsWithLowercase && !small.contains(String($0)) }),
            name.allSatisfy({ $0.startsWithCapital || small.contains(String($0)) })
        else { return nil }
        return name.joined(separator: " ")
    }

    private static func isPlace(_ text: String) -> Bool {
        let folded = text.folded
        return ["via ", "at ", "room ", "venue", "page "].contains(where: folded.hasPrefix) || Names.isPerson(text)
    }

    private static func isBoilerplate(_ text: String) -> Bool {
        text.folded.words.allSatisfy { opening.contains(String($0)) || closing.contains(String($0)) }
    }
}

/// Tells the headings of a document's items from its other numbered lines.
///
/// The notes of a meeting number their items in one style, each one more than the last; lists inside an item begin again
/// at one or use another style.
struct Headings {
    enum Found: Equatable {
        case item(number: String, title: String)
        /// The agenda came first, and its numbers now begin again with the notes themselves.
        case restart(number: String, title: String)
    }

    private let style: Enumerator.Style?
    /// Whether the title and the discussion of an item stand in one paragraph: "2) Training – Tom will run a day. …".
    let areRunIn: Bool
    /// Whether `3.1` is a heading of its own here, or only numbers a paragraph.
    private let haveSubheadings: Bool
    private var first: Int?
    private var last: Int?
    private var lastNumber: String?
    /// The last number of a list inside the item.
    private var listed: Int?
    private var titles: [Int: String] = [:]

    init(_ pieces: [Piece]) {
        let plain = Headings.style(of: pieces, isTitle: Headings.isTitle)
        style = plain ?? Headings.style(of: pieces) { Headings.runIn($0) != nil }
        areRunIn = plain == nil && style != nil
        let dotted = pieces.compactMap { piece -> Enumerator? in
            guard case .line(let line) = piece, let found = line.enumerator, found.style == .dotted else {
                return nil
            }
            return found
        }
        haveSubheadings = dotted.filter { Headings.isSubheading($0.rest) }.count * 5 >= dotted.count * 4
    }

    var areNumbered: Bool { style != nil }

    mutating func read(_ line: Line) -> Found? {
        guard let style, !line.isBulleted, let enumerator = line.enumerator else { return nil }
        if enumerator.style == .dotted, style != .dotted, enumerator.parent == lastNumber {
            return haveSubheadings && Headings.isSubheading(enumerator.rest)
                ? .item(number: enumerator.number, title: enumerator.rest) : nil
        }
        let isStray = enumerator.style == .bare && style == .dot && enumerator.value == last.map { $0 + 1 }
        guard enumerator.style == style || isStray else { return nil }
        return continues(enumerator, line)
    }

    private mutating func continues(_ enumerator: Enumerator, _ line: Line) -> Found? {
        let value = enumerator.value
        let isTitle = Headings.isTitle(enumerator.rest) || areRunIn && Headings.runIn(enumerator.rest) != nil
        guard let last else {
            guard isTitle else { return nil }
            first = value
            return take(enumerator)
        }
        if style == .code { return take(enumerator) }
        // "1.0", "2.0": what lies between is not a heading.
        if style == .dotted, first == 0, value != 0 { return nil }
        if style == .dotted, enumerator.parent != lastNumber.flatMap({ Enumerator($0)?.parent }) {
            return isTitle ? take(enumerator) : nil
        }
        if value > last, value <= last + 3 {
            let isNextOfList = listed.map { value == $0 + 1 } ?? false
            let stands = isTitle && line.opensParagraph
            if value == last + 1 ? !isNextOfList || stands : stands && !isNextOfList { return take(enumerator) }
        }
        if value == first, let title = titles[value], title == enumerator.rest.folded {
            titles = [:]
            _ = take(enumerator)
            return .restart(number: enumerator.number, title: enumerator.rest)
        }
        listed = value
        return nil
    }

    private mutating func take(_ enumerator: Enumerator) -> Found {
        last = enumerator.value
        lastNumber = enumerator.number
        listed = nil
        titles[enumerator.value] = enumerator.rest.folded
        return .item(number: enumerator.number, title: enumerator.rest)
    }

    // MARK: The style of a document

    private static func style(of pieces: [Piece], isTitle: (String) -> Bool) -> Enumerator.Style? {
        var seen: [Enumerator.Style: (order: Int, chain: Int, last: Int)] = [:]
        var order = 0
        var isAmongPeople = false
        for piece in pieces {
            switch piece {
            // A table of items carries their numbers itself.
            case .row(let row) where !row.isOfPeople && !row.isOfActions: return nil
            case .line(let line):
                if line.isBlank { continue }
                let isNumberedPerson = isAmongPeople && (line.enumerator.map { People.isEntry($0.rest) } ?? false)
                isAmongPeople = isNumberedPerson || line.label.map { $0.isOfPeople && $0.rest.isEmpty } ?? false
                guard !isNumberedPerson, !line.isBulleted, let enumerator = line.enumerator,
                    isTitle(enumerator.rest)
                else { continue }
                order += 1
                var entry = seen[enumerator.style] ?? (order, 0, enumerator.value - 1)
                if entry.last + 1 == enumerator.value || enumerator.style == .code {
                    entry.chain += 1
                    entry.last = enumerator.value
                }
                seen[enumerator.style] = entry
            default: continue
            }
        }
        let least: [Enumerator.Style: Int] = [
            .dot: 1, .bracket: 2, .bare: 2, .code: 2, .dotted: 2, .roman: 2, .letter: 3,
        ]
        let found = seen.filter { $0.key != .item && $0.value.chain >= least[$0.key, default: 2] }
            .min { $0.value.order < $1.value.order }?.key
        // "Item 4" may only refer to one of the last meeting.
        if let items = seen[.item], items.chain > 1 || found == nil { return .item }
        return found
    }

    /// Short, and one sentence at most.
    static func isTitle(_ text: String) -> Bool {
        guard text.utf8.count <= 200 else { return false }
        return text.words.count <= 20 && text.first.map { !$0.isLowercase } ?? true
    }

    /// The few words before a dash, colon or full stop with which a paragraph names its matter, and what follows.
    static func runIn(_ text: String) -> (title: String, rest: String)? {
        for index in text.indices.prefix(80) where text[index].isDash || text[index] == ":" || text[index] == "." {
            let next = text.index(after: index)
            guard next < text.endIndex, text[next] == " ", !text[index].isDash || text[..<index].last == " " else {
                continue
            }
            let title = text[..<index].trimmed
            let words = title.folded.words.map(String.init)
            guard (1...7).contains(words.count), title.startsWithCapital, !words.contains(where: verbs.contains),
                text[next...].words.count >= 4
            else { return nil }
            return (title, text[next...].trimmed)
        }
        return nil
    }

    private static let verbs: Set<String> = [
        "was", "were", "has", "have", "had", "will", "is", "are", "be", "reported", "noted", "agreed", "asked", "said",
        "advised", "welcomed", "gave", "informed", "confirmed", "thanked", "presented", "resolved", "action", "would",
        "should", "discussed", "received", "approved", "opened", "explained", "updated", "none", "shared", "raised",
    ]

    /// A numbered paragraph says something; a sub-heading only names it.
    private static func isSubheading(_ text: String) -> Bool {
        let words = text.folded.words.map(String.init)
        return (1...9).contains(words.count) && text.startsWithCapital && text.last.map { !".;,".contains($0) } ?? false
            && !words.contains(where: verbs.contains) && Owners.lead(of: text) == nil
    }
}

/// Finds headings in notes that number nothing.
struct PlainHeadings {
    private enum Sign { case marked, capitals, standsAlone }
    private let sign: Sign

    init(_ lines: [Line]) {
        let headings = lines.filter { PlainHeadings.couldBe($0) }
        if headings.filter(\.isMarkedHeading).count >= 2 {
            sign = .marked
        } else if headings.dropFirst().filter({ $0.text.isAllCapitals && $0.label == nil }).count >= 3 {
            sign = .capitals
        } else {
            sign = .standsAlone
        }
    }

    /// `next` is the line after, blank ones left out.
    func isHeading(_ line: Line, next: Line?) -> Bool {
        guard PlainHeadings.couldBe(line) else { return false }
        switch sign {
        case .marked: return line.isMarkedHeading
        case .capitals: return line.text.isAllCapitals
        case .standsAlone:
            guard let next, line.text.startsWithCapital, line.text.words.count <= 8, !line.text.hasDigit else {
                return false
            }
            return next.isBulleted || next.text.words.count >= 6 || ActionMarker(next.text) != nil
        }
    }

    private static func couldBe(_ line: Line) -> Bool {
        !line.isBlank && !line.isBulleted && (line.opensParagraph || line.isMarkedHeading) && line.text.utf8.count <= 90
            && line.text.hasLetter && line.text.last.map { !".;,".contains($0) } ?? false
            && !line.text.holds(": ") && ActionMarker(line.text) == nil && DecisionMarker(line.text) == nil
    }
}

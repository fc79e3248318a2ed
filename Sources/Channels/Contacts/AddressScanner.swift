/// Cuts pasted addresses into pieces at commas, semicolons and ends of lines, in one pass over the scalars.
///
/// A comma is a soft end: in `Bell, Ann <ann@example.org>` it is part of a name, which only the next piece tells.
struct AddressScanner {
    struct Piece {
        /// The line it begins on, from 1.
        var line = 0
        /// What stands outside the angle brackets, without quotation marks.
        var phrase = ""
        /// What stands in the angle brackets, if there are any.
        var angle: String?
        var isQuoted = false
        /// Whether a comma ended it.
        var endsSoftly = false
    }

    private(set) var pieces: [Piece] = []
    private(set) var problems: [ContactProblem] = []
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var line = 1
    private var piece = Piece()
    private var phrase = String.UnicodeScalarView()
    /// Whether the phrase holds an `@`; kept, because looking each time would make a long text slow.
    private var hasAt = false
    private var isInBrackets = false
    /// A line whose quotation marks do not pair up; looking ahead from each of them would make a long line slow.
    private var lineOfLoneQuote = 0

    /// What mail programs put in front of addresses.
    private static let labels: Set<String> = ["to", "cc", "bcc", "from", "reply-to", "sender", "mailto", "smtp"]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        while index < scalars.count { step() }
        end(softly: false)
    }

    private mutating func step() {
        let scalar = scalars[index]
        index += 1
        switch scalar {
        case "\n", "\r": endLine(after: scalar)
        case "\"": takeQuoted()
        case "<": takeAngle()
        case ">": break
        case ";": end(softly: false)
        case "," where !isInBrackets: end(softly: true)
        case ":" where !isInBrackets: takeLabel()
        default:
            if scalar == "(" || scalar == "[" { isInBrackets = true }
            if scalar == ")" || scalar == "]" { isInBrackets = false }
            take(scalar)
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) {
        if piece.line == 0, !scalar.isBlank { piece.line = line }
        hasAt = hasAt || scalar == "@"
        phrase.append(scalar)
    }

    /// Mail programs fold a long list before a blank, at times in the middle of a name.
    private mutating func endLine(after scalar: Unicode.Scalar) {
        if scalar == "\r", index < scalars.count, scalars[index] == "\n" { index += 1 }
        line += 1
        isInBrackets = false
        let isFold = index < scalars.count && (scalars[index] == " " || scalars[index] == "\t")
        guard isFold, piece.angle == nil, !hasAt else { return end(softly: false) }
        phrase.append(" ")
    }

    private mutating func takeQuoted() {
        if piece.line == 0 { piece.line = line }
        guard lineOfLoneQuote != line else { return }
        var inner = String.UnicodeScalarView()
        var ahead = index
        while ahead < scalars.count, scalars[ahead] != "\n", scalars[ahead] != "\r" {
            let scalar = scalars[ahead]
            ahead += 1
            if scalar == "\"" {
                phrase.append(contentsOf: inner)
                piece.isQuoted = true
                index = ahead
                return
            }
            let isEscape = scalar == "\\" && ahead < scalars.count && (scalars[ahead] == "\"" || scalars[ahead] == "\\")
            inner.append(isEscape ? scalars[ahead] : scalar)
            if isEscape { ahead += 1 }
        }
        // What follows is read as if the mark were not there.
        lineOfLoneQuote = line
        problems.append(ContactProblem(line: line, kind: .unclosed("a quotation mark")))
    }

    private mutating func takeAngle() {
        if piece.line == 0 { piece.line = line }
        isInBrackets = false
        var inner = String.UnicodeScalarView()
        var isNested = false
        var isClosed = false
        while index < scalars.count, !isClosed {
            let scalar = scalars[index]
            if scalar == "\n" || scalar == "\r" { break }
            index += 1
            isClosed = scalar == ">"
            // Some programs copy an address as `ann@example.org<mailto:ann@example.org>`.
            isNested = isNested || scalar == "<"
            if !isClosed, !isNested { inner.append(scalar) }
        }
        if !isClosed { problems.append(ContactProblem(line: line, kind: .unclosed("a bracket"))) }
        if piece.angle == nil { piece.angle = String(inner) }
    }

    /// `To:` in front of a list, or the name of a group as in `Leads: ann@example.org, bob@example.org;`.
    private mutating func takeLabel() {
        guard !hasAt, piece.angle == nil else { return take(":") }
        let label = String(phrase).trimmed
        guard !label.isEmpty else { return take(":") }
        if !Self.labels.contains(label.lowercased()) {
            let what = ContactProblem.Kind.notRead("“\(label):” was taken for the name of a group and left out.")
            problems.append(ContactProblem(line: line, kind: what))
        }
        startAfresh()
    }

    private mutating func end(softly: Bool) {
        piece.phrase = String(phrase).trimmed
        piece.endsSoftly = softly
        if !piece.phrase.isEmpty || piece.angle != nil { pieces.append(piece) }
        if piece.phrase.isEmpty, piece.angle == nil, !softly, !pieces.isEmpty {
            pieces[pieces.count - 1].endsSoftly = false
        }
        startAfresh()
    }

    private mutating func startAfresh() {
        piece = Piece()
        phrase = .init()
        hasAt = false
        isInBrackets = false
    }
}

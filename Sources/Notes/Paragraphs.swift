/// A thought of the notes, put together from the lines it was broken over.
struct Paragraph {
    var lines: [Int]
    var text: String
    var isBulleted: Bool
    /// No blank line stands before it.
    var isAdjacent: Bool
    /// How it is numbered, if it is: `a)`, `1.2`.
    var enumeration: Enumerator.Style?

    var isEnumerated: Bool { enumeration != nil }
    /// An entry of a list inside an item, not a numbered paragraph of it.
    var isListEntry: Bool { isBulleted || isEnumerated && enumeration != .dotted }
}

struct Paragraphs {
    /// The width at which the source breaks its lines, or `nil` where a line is a paragraph.
    private let width: Int?

    init(_ lines: [Line]) {
        let lengths = lines.map(\.raw.count).filter { $0 > 0 }
        let longest = lengths.max() ?? 0
        let full = lengths.filter { $0 * 10 >= longest * 8 }.count
        let isWrapped = longest <= 130 && longest >= 50 && full * 6 >= lengths.count && lengths.count >= 6
        width = isWrapped ? longest : nil
    }

    func join(_ lines: [Line]) -> [Paragraph] {
        var paragraphs: [Paragraph] = []
        var last: Line?
        for line in lines where !line.isBlank {
            let enumerator = line.enumerator
            if let last, !paragraphs.isEmpty, continues(line, after: last, enumerator) {
                paragraphs[paragraphs.count - 1].text += " " + line.text
                if paragraphs[paragraphs.count - 1].lines.last != line.number {
                    paragraphs[paragraphs.count - 1].lines.append(line.number)
                }
            } else {
                let isList = enumerator.map { $0.style != .code && !$0.rest.isEmpty } ?? false
                paragraphs.append(
                    Paragraph(
                        lines: [line.number],
                        text: isList ? enumerator?.rest ?? line.text : line.text,
                        isBulleted: line.isBulleted,
                        isAdjacent: !line.opensParagraph,
                        enumeration: isList ? enumerator?.style : nil
                    )
                )
            }
            last = line
        }
        return paragraphs
    }

    private func continues(_ line: Line, after last: Line, _ enumerator: Enumerator?) -> Bool {
        guard !line.opensParagraph, !line.isBulleted, enumerator == nil || enumerator?.style == .bare,
            ActionMarker(line.text) == nil, DecisionMarker(line.text) == nil, line.number != last.number
        else { return false }
        if line.text.startsWithLowercase { return Owners.lead(of: line.text) == nil }
        if last.text.last.map({ ",\u{2013}-&/".contains($0) }) ?? false { return true }
        guard let width, last.raw.count * 10 >= width * 7, last.text.last != ":" else { return false }
        // A line that the next word would still have fitted on was ended on purpose.
        let next = line.text.prefix { !$0.isWhitespace }.count
        return last.raw.count + 1 + next > width - 2
    }
}

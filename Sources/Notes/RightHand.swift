/// Who is to act, written at the right-hand edge of a line as in a column that has no heading.
struct RightHand {
    /// The line without it, or `nil` where it stands alone.
    var left: Line?
    var right: Line

    private static let edge = 30

    init?(_ line: Line) {
        guard line.raw.contains("\t") || line.raw.contains("   "), line.raw.utf8.count < 2000 else { return nil }
        let parts = Layout.gaps(line.raw)
        guard let last = parts.last else { return nil }
        let names = last.text.trimmed
        guard let owners = Owners.list(names), owners.allSatisfy({ Names.isInitials($0) || Everyone.isMeant(by: $0) })
        else {
            return nil
        }
        right = line.with(text: names)
        if parts.count == 1 {
            guard line.indent >= RightHand.edge else { return nil }
            return
        }
        let left = line.raw[..<last.text.startIndex]
        guard left.words.count >= 2 else { return nil }
        self.left = Line(number: line.number, raw: String(left), opensParagraph: line.opensParagraph)
    }
}

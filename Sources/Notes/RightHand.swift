/// Who is to act, written at the right-hand edge of a line as in a column that has no heading.
struct RightHand {
    /// The line without it, or `nil` where it stands alone.
    var left: Line?
    var right: Line

    private static let edge = 30

    init?(_ line: Line) {
        guard line.raw.holds("\t") || line.raw.holds("   "), line.raw.utf8.count < 2000 else { return nil }
        let parts = Layout.gaps(line.raw)
        guard let last = parts.last else { return nil }
        let names = last.text.trimmed
        // "NA" stands for a person as often as for "not applicable": whoever knows the people tells.
        let isOwner = { (name: String) in Names.isInitials(name) || Everyone.isMeant(by: name) || name == "NA" }
        guard let owners = names == "NA" ? [names] : Owners.list(names), owners.allSatisfy(isOwner) else { return nil }
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

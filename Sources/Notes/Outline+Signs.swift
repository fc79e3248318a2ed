extension Outline {
    /// Page numbers and rules.
    static func isFurniture(_ text: String) -> Bool {
        if !text.hasLetter { return !text.contains { $0.isNumber && text.utf8.count > 12 } && isPageNumber(text) }
        guard text.utf8.count <= 60 else { return false }
        let folded = text.folded
        guard folded.holds("page"), case let words = folded.words, words.count <= 6, words.contains("page") else {
            return false
        }
        return words.allSatisfy { ["page", "of", "minutes", "initials", "chairs"].contains($0) || Int($0) != nil }
    }

    /// "- 2 -" or a row of dashes, but not "3." alone, which may number an item.
    private static func isPageNumber(_ text: String) -> Bool {
        !text.hasDigit || text.first.map(\.isDash) ?? false && text.last.map(\.isDash) ?? false
    }

    /// A sentence, and not an entry of a list of people.
    static func isProse(_ line: Line) -> Bool {
        let words = line.text.words
        guard words.count >= 6, line.text.hasSuffix(".") || line.text.hasSuffix(":") || words.count >= 15 else {
            return false
        }
        return People.people(in: line.text, raw: line.text).isEmpty
    }

    /// Whether a line begins what is only attached: an annex, a copied mail, or the title page of another paper.
    func opensAnnex(_ line: Line) -> Bool {
        guard !items.isEmpty, !line.isBulleted, line.text.utf8.count <= 120 else { return false }
        if line.opensParagraph, Label.kind(of: line.text) == .annex, !line.text.hasSuffix(".") { return true }
        let next = following[line.number]?.text ?? ""
        if line.text.hasPrefix("From:"), ["Sent:", "To:", "Date:"].contains(where: next.hasPrefix) { return true }
        let isAtEnd = passages.last?.kind == .nextMeeting || passages.last?.kind == .nextAgenda
        return isAtEnd && line.text.words.count <= 8 && line.text.startsWithCapital
            && Dates.mentions(in: line.text).isEmpty
            && Outline.isDatedTitle(next)
    }

    /// "Network meeting 29 November 2007", but not "Next meeting …".
    static func isDatedTitle(_ text: String) -> Bool {
        let folded = text.folded
        let words = folded.words
        guard words.count <= 14, words.contains(where: { ["meeting", "minutes", "notes"].contains($0) }),
            !words.contains(where: { ["next", "last", "previous", "future"].contains($0) })
        else { return false }
        return Dates.mentions(in: text).contains { $0.year != nil }
    }
}

extension Label {
    /// Names the actions of a whole meeting, not those of the item it stands under.
    var isSummary: Bool {
        wording.holds("summary") || wording.holds("log") || wording.holds("from th")
            || wording.holds("tracker")
    }
}

/// "Apologies were received from A and B", "A and B sent apologies".
struct ApologySentence {
    var names: String

    init?(_ line: String) {
        guard line.utf8.count < 2000, line.holds("polog") || line.holds("POLOG") else { return nil }
        let text = Enumerator(line)?.rest ?? line
        let lower = text.lowercased()
        if lower.hasPrefix("apolog") || lower.hasPrefix("an apolog"), let from = text.place(of: " from ") {
            names = Sentences.split(String(text[from.upperBound...])).first?.trimmed(of: ".:") ?? ""
            return
        }
        for ending in [
            " sent apologies", " sent their apologies", " gave apologies", " gave their apologies",
            " had sent apologies", " sent his apologies", " sent her apologies",
        ] {
            if let range = text.place(of: ending) {
                names = String(text[..<range.lowerBound])
                return
            }
        }
        return nil
    }
}

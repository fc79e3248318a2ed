/// A word that marks a decision at the head of a text: `RESOLVED: that …`, `Agreed –`, `DECISION`.
struct DecisionMarker: Equatable {
    /// Empty where a list follows.
    var statement: String

    private static let names = [
        "it was resolved", "decisions agreed", "decisions made", "decisions taken", "decisions", "decision",
        "resolutions",
        "resolution", "resolved", "it was agreed", "agreed", "noted", "approved", "endorsed", "ratified", "agreement",
    ]

    init?(_ text: String) {
        guard text.mayBegin(with: "idrane") else { return nil }
        let lower = text.prefix(40).lowercased()
        guard let name = DecisionMarker.names.first(where: lower.hasPrefix) else { return nil }
        let isLoud = text.prefix(name.count).isAllCapitals
        var rest = text.dropFirst(name.count).drop { $0.isWhitespace }
        guard text.dropFirst(name.count).first.map({ !$0.isLetter }) ?? true else { return nil }
        // "Decision 3:" and "RESOLVED (unanimously)".
        let number = rest.prefix { $0.isNumber || $0 == "." || $0 == "/" }
        if rest.dropFirst(number.count).first == ":" { rest = rest.dropFirst(number.count) }
        let isMarked = rest.first.map { $0 == ":" || $0.isDash } ?? true
        guard isMarked || isLoud && name != "decision" && name != "decisions" else { return nil }
        statement = rest.drop { $0 == ":" || $0.isDash || $0.isWhitespace }.trimmed
    }
}

enum Decisions {
    /// One of these stands in every decision, whatever its form.
    private static let stems = [
        "greed", "GREED", "esolved", "ESOLVED", "ecided", "pproved", "PPROVED", "OTED", "NDORSED", "ATIFIED", "ecision",
        "ccepted", "onfirmed", "unanimously",
    ]
    private static let openers = [
        "it was agreed", "it was resolved", "it was decided", "agreed that ", "agreed to ", "agreed network ",
        "members agreed", "the group agreed", "the board agreed", "the committee agreed", "the network agreed",
        "resolved that ", "resolved to ", "it is agreed", "it was unanimously", "decision ", "the meeting agreed",
        "governors agreed", "the forum agreed", "the panel agreed", "the council agreed", "the council resolved",
        "the committee resolved", "the board resolved", "governors approved", "the board approved",
        "the committee approved", "the council approved", "members approved", "trustees agreed", "trustees approved",
        "the governors agreed", "the governors approved", "members resolved", "governors resolved",
        "all agreed", "all members agreed", "everyone agreed", "it was therefore agreed", "it was therefore resolved",
        "after discussion it was agreed", "following discussion it was agreed", "it was also agreed", "agreed all ",
        "the partnership agreed", "the steering group agreed", "it was further agreed", "it was proposed and agreed",
    ]
    private static let loud: Set<Substring> = ["RESOLVED", "AGREED", "NOTED", "APPROVED", "ENDORSED", "RATIFIED"]

    /// Whether a sentence of the discussion says that something was decided.
    static func isDecision(_ sentence: Substring) -> Bool {
        guard sentence.utf8.count < 2000 else { return false }
        guard stems.contains(where: sentence.holds) else { return false }
        let folded = sentence.folded
        if openers.contains(where: folded.hasPrefix) { return true }
        if folded.hasPrefix("agreed "), !folded.hasPrefix("agreed actions") { return true }
        // "The Board NOTED the report."
        if !sentence.isAllCapitals,
            sentence.words.contains(where: {
                loud.contains($0.drop { $0 == "(" }.reversedDrop { ".,:;)".contains($0) })
            })
        {
            return true
        }
        if folded.hasPrefix("the minutes") || folded.hasPrefix("minutes of"),
            ["agreed", "approved", "accepted"].contains(where: {
                folded.hasSuffix(" " + $0) || folded.holds(" \($0) as ")
            })
        {
            return true
        }
        let record = [
            "correct record", "true record", "accurate record", "a true and", "an accurate and", "a correct and",
        ]
        let verbs = ["agreed", "approved", "accepted", "confirmed", "signed"]
        return record.contains(where: folded.holds) && verbs.contains(where: folded.holds)
            || folded.holds(" it was agreed that ") || folded.holds(" it was resolved that ")
            || folded.holds(" was unanimously agreed") || folded.holds(" it was agreed to ")
    }
}

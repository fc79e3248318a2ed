/// Finds the sentence beside a right-hand cell that the names in the cell are about.
struct CellContext {
    let sentences: [String]
    let roster: Roster

    /// The sentence that gives one of the owners a task, else the last that leaves something to be done, else the last.
    func sentence(for owners: [String], except used: Set<String>) -> String? {
        let fresh = sentences.filter { !used.contains($0) }
        if let own = fresh.last(where: { isTask($0, of: owners) }) { return own }
        let obligations = [" to be ", " will ", " should ", " agreed ", " asked ", " to "]
        for obligation in obligations.prefix(5) {
            if let sentence = fresh.last(where: { $0.contains(obligation) && Owners.lead(of: $0, known: roster) == nil }
            ) {
                return sentence
            }
        }
        return fresh.last ?? sentences.last
    }

    /// Whether a cell for who acts says that nobody does.
    static func saysNothing(_ text: String, to roster: Roster) -> Bool {
        if ["none", "n a", "noted", "for info", "for information", "no action", "note"].contains(text.folded) {
            return true
        }
        return text.folded == "na" && !roster.knows(text)
    }

    private func isTask(_ sentence: String, of owners: [String]) -> Bool {
        let text = sentence.hasPrefix("Agreed ") ? capitalised(sentence.dropFirst(7)) : sentence
        guard let lead = Owners.lead(of: text, known: roster) else { return false }
        return lead.owners.contains { doer in owners.contains { isSame(doer, $0) } }
    }

    private func isSame(_ left: String, _ right: String) -> Bool {
        if Everyone.isMeant(by: left) || Everyone.isMeant(by: right) {
            return Everyone.isMeant(by: left) && Everyone.isMeant(by: right)
        }
        if case .person(let first) = roster.find(left), case .person(let second) = roster.find(right) {
            return first == second
        }
        let (first, second) = (Roster.words(of: left), Roster.words(of: right))
        if first == second || first.count == 1 && second.first == first[0]
            || second.count == 1 && first.first == second[0]
        {
            return true
        }
        return Names.isInitials(left) && Names.initials(left, areOf: right)
            || Names.isInitials(right) && Names.initials(right, areOf: left)
    }

    private func capitalised(_ text: Substring) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}

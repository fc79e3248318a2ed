/// Names that may be meant by another: offered to a person, never chosen from.
package struct AlikeNames: Sendable {
    private let names: [String]
    private let roster: Roster

    package init(among names: [String]) {
        self.names = names
        roster = Roster(attended: names.map { NotesReading.Person(name: $0) }, apologies: [])
    }

    /// The names that resemble a written one, without those that are exactly it.
    package func candidates(for written: String) -> [String] {
        let own = Roster.words(of: written)
        let found: [String] =
            switch roster.find(written) {
            case .everyone: []
            case .person(let name): [name]
            case .candidates(let names): names
            }
        return found.filter { Roster.words(of: $0) != own }
    }

    /// Whether somebody is called exactly so, titles and full stops aside.
    package func isKnown(_ written: String) -> Bool {
        let own = Roster.words(of: written)
        return names.contains { Roster.words(of: $0) == own }
    }
}

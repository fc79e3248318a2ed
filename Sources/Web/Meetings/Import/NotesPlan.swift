package import Almanac
package import Ledger
package import Notes
package import Safeguarding

/// What is to become of the notes that were read: the reading, and what a person has said about it.
///
/// Without a word from anybody it is what can be known for certain: a name that is exactly one member's is that member,
/// every other name stays as it is written.
package struct NotesPlan: Sendable {
    package let reading: NotesReading
    package let source: String
    package let group: ID<Group>
    let members: [Directory.Entry]
    let organisations: [OrganisationRow]
    package var choices: NotesChoices

    package init(
        reading: NotesReading,
        source: String,
        group: ID<Group>,
        members: [Directory.Entry],
        organisations: [OrganisationRow],
        choices: NotesChoices = NotesChoices()
    ) {
        self.reading = reading
        self.source = source
        self.group = group
        self.members = members
        self.organisations = organisations
        self.choices = choices
    }

    /// The day that was found, or that somebody gave.
    package var day: Day? { choices.day ?? reading.date }

    // MARK: People

    /// Everyone in the attendance and the apologies, in the order of the notes.
    var people: [NotesReading.Person] { reading.attended + reading.apologies }

    func organisation(called name: String?) -> OrganisationRow? {
        guard let name else { return nil }
        let key = Organisation.key(of: name)
        let found = organisations.filter { row in
            ([row.name] + row.aliases).contains { Organisation.key(of: $0) == key }
        }
        return found.count == 1 ? found.first : nil
    }

    /// The members who are called exactly so.
    func members(called name: String) -> [Directory.Entry] {
        let key = Self.key(of: name)
        return members.filter { Self.key(of: $0.name) == key }
    }

    /// Who somebody in the list of attendance is.
    func person(at index: Int) -> NotesChoices.Person {
        if let chosen = choices.people[index] { return chosen }
        let matches = members(called: people[index].name)
        return matches.count == 1 ? .member(matches[0].id) : .nameOnly
    }

    /// Who an owner is, as it is written in an action.
    func owner(_ owner: NotesReading.Owner) -> NotesChoices.Owner {
        if let chosen = choices.owners[owner.name] { return chosen }
        switch owner {
        case .everyone: return .everyone
        case .person(let name), .unmatched(let name):
            if let index = people.firstIndex(where: { $0.name == name }), case .member(let member) = person(at: index) {
                return .member(member)
            }
            let matches = members(called: name)
            return matches.count == 1 ? .member(matches[0].id) : .asWritten
        }
    }

    /// Every owner once, in the order of the notes.
    var owners: [NotesReading.Owner] {
        var seen: Set<String> = []
        return corrected.actions.flatMap(\.owners).filter { seen.insert($0.name).inserted }
    }

    /// Titles and full stops do not make another person.
    private static func key(of name: String) -> String {
        let titles: Set<String> = ["dr", "mr", "mrs", "ms", "miss", "cllr", "councillor", "prof", "rev", "sir", "dame"]
        let words = name.lowercased().split { !$0.isLetter && $0 != "'" && $0 != "-" }.map(String.init)
        return words.drop { titles.contains($0) }.joined(separator: " ")
    }

    // MARK: The meeting

    /// - Parameters:
    ///   - sourceKey: The keyed hash of the source.
    ///   - called: The meetings of the group that have been called already, by day.
    /// - Throws: ``Refusal/invalid(_:)`` for the field `day` where no day is known.
    package func meeting(sourceKey: String, called: [Day: ID<Meeting>]) throws(Refusal) -> ImportedMeeting {
        guard let day else { throw .invalid("day", "Give the day on which the meeting was held.") }
        let reading = corrected
        let nextMeetings = reading.nextMeetings.filter { $0.date > day }.map { next in
            ImportedMeeting.NextMeeting(
                meeting: called[next.date] ?? ID(),
                Sitting(next.date, from: next.from, to: next.to)
            )
        }
        return ImportedMeeting(
            sitting: Sitting(day),
            attendance: reading.attendanceIsRecorded ? .recorded(attendance) : .notRecorded,
            items: reading.items.enumerated().map { index, item in
                ImportedMeeting.ImportedItem(
                    number: item.number,
                    title: item.title,
                    marking: choices.marking,
                    notes: item.notes.joined(separator: "\n\n"),
                    decisions: reading.decisions.filter { $0.item == index }.map { NewDecision($0.text) },
                    actions: actions(of: index, day)
                )
            },
            decisions: reading.decisions.filter { $0.item == nil }.map { NewDecision($0.text) },
            actions: actions(of: nil, day),
            nextAgenda: reading.nextAgenda.map { .init(title: $0, meeting: nextMeetings.first?.meeting) },
            nextMeetings: nextMeetings,
            status: choices.status,
            source: source,
            sourceKey: sourceKey,
            unplaced: reading.unplaced.map(\.text).joined(separator: "\n")
        )
    }

    private var attendance: [AttendanceEntry] {
        people.enumerated().map { index, person in
            let presence: AttendanceRecorded.Presence = index < reading.attended.count ? .present : .apologies
            switch self.person(at: index) {
            case .member(let member): return .member(member, presence)
            case .nameOnly, .newMember:
                let organisation = organisation(called: person.organisation)
                let guest = AttendanceEntry.Guest(
                    name: person.name,
                    organisation: organisation?.id,
                    organisationAsWritten: organisation == nil ? person.organisation : nil
                )
                return .guest(ID(), guest, presence)
            }
        }
    }

    /// The reading with what a person has put right.
    var corrected: NotesReading { choices.corrections?.applied(to: reading) ?? reading }

    private func actions(of item: Int?, _ day: Day) -> [NewAction] {
        corrected.actions.filter { $0.item == item }.map { action in
            NewAction(
                action.text,
                holders: holders(action.owners),
                due: due(action.due),
                outcome: outcome(action.state, day)
            )
        }
    }

    private func holders(_ owners: [NotesReading.Owner]) -> [HolderChoice] {
        let holders: [HolderChoice] = owners.map { owner in
            switch self.owner(owner) {
            case .everyone: .all(group)
            case .member(let member): .member(member)
            case .asWritten: .named(owner.name)
            }
        }
        return holders.isEmpty ? [.named("Nobody named in the notes")] : holders
    }

    private func due(_ due: NotesReading.Due?) -> DueChoice {
        switch due {
        case .day(let day): .on(day)
        case .month(let year, let month): .month(year: year, month: month)
        case .nextMeeting: .nextMeeting(group)
        case nil: .notGiven
        }
    }

    private func outcome(_ state: NotesReading.ActionState, _ day: Day) -> ActionDraft.Outcome {
        switch state {
        case .open: .open
        case .done: .done(note: "The notes of \(day.iso) say that this was done.", on: day)
        case .dropped: .dropped(reason: "The notes of \(day.iso) say that this was dropped.", on: day)
        }
    }
}

/// What a person has said about notes that were read.
package struct NotesChoices: Codable, Equatable, Sendable {
    package enum Person: Codable, Hashable, Sendable {
        case member(ID<Member>)
        case nameOnly
        /// To be made a member of this organisation.
        case newMember(ID<Organisation>)
    }

    package enum Owner: Codable, Hashable, Sendable {
        case everyone
        case member(ID<Member>)
        case asWritten
    }

    package var day: Day?
    package var status = ImportedMeeting.Status.agreed
    package var marking = Marking.members
    /// By place in the attendance and then the apologies.
    package var people: [Int: Person] = [:]
    /// By the name as it is written.
    package var owners: [String: Owner] = [:]
    var corrections: NotesCorrections?

    package init() {}
}

extension NotesReading {
    /// Whether somebody can look through all of it, and one step can keep it.
    func checkSize() throws(Refusal) {
        let most = 1_000
        let counts = [
            attended.count + apologies.count, items.count, decisions.count, actions.count, nextAgenda.count,
            nextMeetings.count,
        ]
        guard counts.allSatisfy({ $0 <= most }) else {
            throw .invalid(
                "file",
                "There are more than 1,000 people, items, decisions or actions in it; bring in the notes of one meeting at a time."
            )
        }
    }
}

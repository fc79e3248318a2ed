import HTML
import Ledger
import Safeguarding
import Vault

/// Whom the notes of a meeting can go to.
struct NotesReaders {
    struct Besides {
        let addressee: Addressee
        let name: String
        let hint: String
    }

    /// The group, and whoever was there or apologised.
    let group: [Directory.Entry]
    let others: [Directory.Entry]
    /// Substitutes, and the group's circulation list.
    let besides: [Besides]
    /// Whoever was there or apologised.
    let usual: Set<ID<Member>>
    /// Who was there under a name alone, or has no address.
    let unreachable: [String]
    private let names: [Addressee: String]

    init(_ visit: Visit, _ sheet: MeetingSheet) async throws {
        let actor = try visit.actor
        let offices = Set(try await visit.readings.offices(in: sheet.ref.group).keys)
        let heard = Set(sheet.view.attendance.filter { $0.presence != .absent }.compactMap(\.attendee.member))
        let near = heard.union(offices)
        group = sheet.directory.present.filter { near.contains($0.id) }
        others = sheet.directory.present.filter { !near.contains($0.id) }
        usual = heard.isEmpty ? offices : heard

        let invited = try await visit.readings.invitations(to: sheet.meeting.id, as: actor)
        var besides = invited.compactMap { row -> Besides? in
            guard row.answer == .substitute, row.substituteEmail != nil else { return nil }
            let hint = "Came for \(sheet.directory.name(row.member)), \(row.organisationName)"
            return Besides(addressee: .substitute(of: row.member), name: sheet.text(row.substitute), hint: hint)
        }
        let substitutes = Set(besides.map(\.name))
        let listed = try await visit.correspondents(of: sheet.ref.group, removed: true)
        let present = try await visit.readings.correspondents(of: sheet.ref.group, as: actor).map(\.id)
        besides += listed.filter { present.contains($0.id) }.map { person in
            Besides(
                addressee: .correspondent(person.id),
                name: person.name,
                hint: "On the circulation list: \(person.receives.title.lowercased())"
            )
        }
        self.besides = besides
        unreachable =
            sheet.view.attendance.filter { $0.attendee.member == nil }.map { sheet.text($0.guest) }
            .filter { !substitutes.contains($0) && !$0.isEmpty }
            + group.filter { heard.contains($0.id) && $0.email == nil }.map(\.name)
        names = Dictionary(
            besides.map { ($0.addressee, $0.name) } + listed.map { (.correspondent($0.id), $0.name) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func name(_ addressee: Addressee, _ directory: Directory) -> String {
        if let member = addressee.member { return directory[member]?.nameAndOrganisation ?? "Someone" }
        return names[addressee] ?? "Someone who came instead"
    }
}

/// Someone on a circulation list, with their name open.
struct CorrespondentEntry {
    let id: ID<Correspondent>
    let name: String
    let email: String
    let receives: Marking
}

extension Visit {
    func correspondents(of group: ID<Group>, removed: Bool = false) async throws -> [CorrespondentEntry] {
        let found = try await readings.correspondents(of: group, removed: removed, as: try actor)
        let relations = try await readings.relations(of: try actor, to: group)
        let opener = try await opener(.runMeeting, relations, .these(Set(found.map { Correspondent.subject($0.id) })))
        return found.map { row in
            CorrespondentEntry(
                id: row.id,
                name: opener.text(row.name) ?? "Someone whose details were erased",
                email: opener.text(row.email) ?? "",
                receives: row.receives
            )
        }
    }
}

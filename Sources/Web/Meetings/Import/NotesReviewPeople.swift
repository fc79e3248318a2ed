import HTML
import Ledger
import Notes
import Safeguarding

/// Who was there, and who is to do things.
extension NotesReviewPage {
    func people(of part: [NotesParts.Unit]) -> Markup {
        let asked = part.compactMap { if case .person(let index) = $0 { index } else { nil } }
        return sec("people", "Who was there", meta: reading.attendanceIsRecorded ? nil : "Not recorded") {
            if plan.people.isEmpty {
                empty("The notes have no list of who was there, so nobody is counted absent.")
            } else {
                dataTable(
                    "People in the notes",
                    [Column("Name in the notes"), Column("Organisation"), Column("Who this is")],
                    rows: asked.map(personRow),
                    empty: "Nobody."
                )
            }
        }
    }

    private func personRow(_ index: Int) -> [Markup] {
        let person = plan.people[index]
        let organisation = plan.organisation(called: person.organisation)
        var choices = [Choice("name", "Only the name, as it is written")]
        if let organisation { choices.append(Choice("new", "A new member, for \(organisation.name)")) }
        choices += likely(person.name, organisation?.id).map { Choice("\($0.id)", $0.nameAndOrganisation) }
        let selected: String =
            switch plan.person(at: index) {
            case .member(let member): "\(member)"
            case .nameOnly: "name"
            case .newMember: "new"
            }
        return [
            Markup {
                person.name
                if index >= reading.attended.count { span(.class("meta")) { ", apologies" } }
            },
            Markup {
                person.organisation ?? "Not given"
                if let organisation, organisation.name != person.organisation {
                    span(.class("meta")) { " (\(organisation.name))" }
                } else if person.organisation != nil, organisation == nil {
                    span(.class("meta")) { " (not known here)" }
                }
            },
            picker("person-\(index)", "Who \(person.name) is", choices, selected),
        ]
    }

    /// A choice in a table: its label is for those who hear the page.
    private func picker(_ name: String, _ label: String, _ choices: [Choice], _ selected: String) -> Markup {
        select(.name(name), .class("form-control"), .aria("label", label)) {
            for choice in choices {
                option(.value(choice.value), .selected(choice.value == selected)) { choice.label }
            }
        }
    }

    /// The members to choose from: those of the organisation first, then whoever shares a part of the name, then the rest.
    private func likely(_ name: String, _ organisation: ID<Organisation>?) -> [Directory.Entry] {
        let words = Set(name.lowercased().split(separator: " ").map(String.init))
        func rank(_ entry: Directory.Entry) -> Int {
            let shares = !words.isDisjoint(with: entry.name.lowercased().split(separator: " ").map(String.init))
            return (shares ? 0 : 2) + (entry.organisation == organisation ? 0 : 1)
        }
        return plan.members.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
            .map(\.element)
    }

    // MARK: Owners and actions

    func owners(of part: [NotesParts.Unit]) -> Markup {
        sec("owners", "Who is to do things", meta: "\(Words.count(plan.owners.count, "name"))") {
            if plan.owners.isEmpty { empty("No action names anybody.") }
            for case .owner(let index) in part {
                let owner = plan.owners[index]
                selectField(
                    Field("owner-\(index)", owner.name, hint: hint(owner)),
                    [
                        Choice("written", "As it is written: a person must say later who this is"),
                        Choice("all", "All members of the group"),
                    ]
                        + likely(owner.name, nil).map { Choice("\($0.id)", $0.nameAndOrganisation) },
                    selected: value(plan.owner(owner))
                )
            }
        }
    }

    private func value(_ owner: NotesChoices.Owner) -> String {
        switch owner {
        case .everyone: "all"
        case .member(let member): "\(member)"
        case .asWritten: "written"
        }
    }

    func hint(_ owner: NotesReading.Owner) -> String? {
        for question in reading.questions {
            switch question.subject {
            case .name(let written, let candidates) where written == owner.name && !candidates.isEmpty,
                .owner(let written, let candidates) where written == owner.name && !candidates.isEmpty:
                return "The notes name nobody exactly so. It may be \(Words.list(candidates))."
            default: continue
            }
        }
        return nil
    }
}

import Almanac
import HTML
import Ledger
import Notes
import Safeguarding

/// What was understood, beside the lines it comes from. Where something is not certain, it asks.
struct NotesReviewPage {
    let plan: NotesPlan
    let fileName: String
    private let source: NotesSource

    init(plan: NotesPlan, fileName: String) {
        self.plan = plan
        self.fileName = fileName
        source = NotesSource(plan)
    }

    private var reading: NotesReading { plan.reading }

    func page(_ visit: Visit, errors: [FieldError]) -> Page {
        Page(
            title: "Look through the notes",
            current: "/meetings",
            eyebrow: a(.href("/meetings/import")) { "Bring in notes" },
            heading: plan.day.map { "The meeting of \(Words.fullDay($0))" } ?? "A meeting without a date",
            lead: counts,
            underLead: p(.class("meta")) {
                "From \(fileName). Nothing is saved yet. What was understood stands beside the lines it comes from."
            },
            errors: errors
        ) {
            postForm(to: "/meetings/import/review", csrf: visit.csrf, command: visit.newCommand) {
                suggestions(Self.names, ["All"] + Set(plan.members.map(\.name)).sorted())
                beside(.meeting) { about(errors) }
                beside(.people) { peopleSection }
                ownersSection
                itemsSection(errors)
                beside(.next) { nextSection }
                if source.has(.annex) { beside(.annex) { annexSection } }
                p(.class("meta")) {
                    "Once brought in, agreed notes stay as they are. If you are not sure of them, bring them in as a draft. Notes brought in by mistake can be taken back out, until somebody has worked on their actions."
                }
                acts {
                    submit("Bring these notes in")
                    submit("Keep for later", .quiet, name: "keep", value: "yes")
                }
            }
            sec("stop", "Not these notes after all") {
                pressForm("Throw them away", to: "/meetings/import/drop", csrf: visit.csrf, .plain)
            }
        }
    }

    static let names = "names"

    /// What was understood, and to its right the lines it comes from.
    private func beside(_ part: NotesSource.Part, @Contents _ understood: () -> Markup) -> Markup {
        div(.class("pair")) {
            div { understood() }
            source.lines(of: part)
        }
    }

    private var counts: String {
        let people =
            reading.attendanceIsRecorded
            ? "\(Words.count(reading.attended.count, "person", plural: "people")) attended, \(Words.count(reading.apologies.count, "apology", plural: "apologies"))"
            : "attendance not recorded"
        return Words.capitalised(
            "\(people), \(Words.count(reading.items.count, "item")), \(Words.count(reading.decisions.count, "decision")), \(Words.count(reading.actions.count, "action"))."
        )
    }

    // MARK: The meeting

    private func about(_ errors: [FieldError]) -> Markup {
        sec("about", "The meeting") {
            dateField(
                Field(
                    "day",
                    "The day it was held",
                    hint: reading.group.map { "The notes call themselves “\($0)”." },
                    errors: errors
                ),
                value: plan.day?.iso ?? ""
            )
            radioField(
                Field("status", "These notes are", errors: errors),
                [
                    Choice(ImportedMeeting.Status.agreed.rawValue, "Agreed", hint: "They can no longer be changed."),
                    Choice(ImportedMeeting.Status.draft.rawValue, "A draft", hint: "To be circulated and agreed here."),
                ],
                selected: plan.choices.status.rawValue
            )
            selectField(
                Field("marking", "Who may have them", errors: errors),
                Marking.allCases.map { Choice($0.rawValue, $0.title) },
                selected: plan.choices.marking.rawValue
            )
        }
    }

    // MARK: People

    private var peopleSection: Markup {
        sec("people", "Who was there", meta: reading.attendanceIsRecorded ? nil : "Not recorded") {
            if plan.people.isEmpty {
                empty("The notes have no list of who was there, so nobody is counted absent.")
            } else {
                dataTable(
                    "People in the notes",
                    [Column("Name in the notes"), Column("Organisation"), Column("Who this is")],
                    rows: plan.people.indices.map(personRow),
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
            index < 2 * Self.most
                ? picker("person-\(index)", "Who \(person.name) is", choices, selected)
                : Markup(text: "Only the name"),
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

    private var ownersSection: Markup {
        sec("owners", "Who is to do things", meta: "\(Words.count(plan.owners.count, "name"))") {
            if plan.owners.isEmpty { empty("No action names anybody.") }
            for (index, owner) in plan.owners.prefix(Self.most).enumerated() {
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

    private func hint(_ owner: NotesReading.Owner) -> String? {
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

    // MARK: Items and their actions

    private func itemsSection(_ errors: [FieldError]) -> Markup {
        Markup {
            if plan.reading.items.isEmpty { sec("items", "Items") { empty("No items were found.") } }
            for (index, item) in reading.items.enumerated() {
                beside(.item(index)) {
                    sec("item-\(index)", "Item \(item.number ?? "\(index + 1)")") {
                        if index < Self.most {
                            textField(
                                Field("title-\(index)", "Title", errors: errors),
                                value: plan.corrected.items[index].title
                            )
                        } else {
                            p { b { item.title } }
                        }
                        paragraphs(item.notes.joined(separator: "\n\n"))
                        for decision in reading.decisions where decision.item == index { agreed(decision.text) }
                        actions(of: index, errors)
                    }
                }
            }
            if reading.decisions.contains(where: { $0.item == nil })
                || reading.actions.contains(where: { $0.item == nil })
                || source.has(.item(nil))
            {
                beside(.item(nil)) {
                    sec("no-item", "Of no item") {
                        for decision in reading.decisions where decision.item == nil { agreed(decision.text) }
                        actions(of: nil, errors)
                    }
                }
            }
        }
    }

    private func actions(of item: Int?, _ errors: [FieldError]) -> Markup {
        Markup {
            for (index, action) in reading.actions.enumerated() where action.item == item {
                index < Self.most ? fields(of: action, index, errors) : asRead(action)
            }
        }
    }

    /// An action that can no longer be put right here.
    private func asRead(_ action: NotesReading.Action) -> Markup {
        p { "Action: \(action.text) (\(Words.list(action.owners.map(\.name))))" }
    }

    private func fields(of action: NotesReading.Action, _ index: Int, _ errors: [FieldError]) -> Markup {
        let shown = plan.choices.corrections?.actions[index] ?? NotesCorrections.Action(action)
        return fieldset(.class("panel")) {
            legend { "Action \(index + 1)" }
            textArea(Field("what-\(index)", "What is to be done", errors: errors), value: shown.text, rows: 3)
            textField(
                Field("who-\(index)", "Who", hint: who(action), errors: errors),
                value: shown.who.joined(separator: "; "),
                suggestions: Self.names
            )
            dateField(Field("due-\(index)", "By", hint: due(action.due), errors: errors), value: shown.due?.iso ?? "")
            selectField(
                Field("item-\(index)", "Item"),
                [Choice("", "None")] + itemChoices,
                selected: shown.item.map { "\($0)" } ?? ""
            )
            selectField(
                Field("state-\(index)", "State"),
                [
                    Choice("open", "Open"), Choice("done", "Done"), Choice("dropped", "Dropped"),
                    Choice("out", "Not an action: keep it among the notes"),
                ],
                selected: shown.isLeftOut ? "out" : shown.state
            )
        }
    }

    private var itemChoices: [Choice] {
        reading.items.enumerated().map { Choice("\($0)", "\($1.number ?? "\($0 + 1)"). \($1.title)") }
    }

    private func who(_ action: NotesReading.Action) -> String? {
        if action.owners.isEmpty { return "Nobody is named. Several are parted by semicolons." }
        return action.owners.lazy.compactMap(hint).first
    }

    /// Only what a day cannot say.
    private func due(_ due: NotesReading.Due?) -> String? {
        switch due {
        case .month(let year, let month):
            Day(year: year, month: month, day: 1).map { "The notes say \($0.iso.prefix(7))." }
        case .nextMeeting: "The notes say the next meeting."
        case .day, nil: nil
        }
    }

    private var nextSection: Markup {
        sec("next", "What comes next") {
            if reading.nextAgenda.isEmpty, reading.nextMeetings.isEmpty {
                empty("The notes say nothing of a next meeting.")
            }
            if !reading.nextMeetings.isEmpty {
                ul {
                    for next in reading.nextMeetings {
                        li {
                            Words.fullDay(next.date)
                            if let from = next.from { ", \(Words.times(from, to: next.to))" }
                        }
                    }
                }
            }
            if !reading.nextAgenda.isEmpty {
                h3 { "On its agenda" }
                ul { for title in reading.nextAgenda { li { title } } }
            }
        }
    }

    private var annexSection: Markup {
        sec("annex", "What is attached") { p { "It is kept with the notes as they came." } }
    }
}

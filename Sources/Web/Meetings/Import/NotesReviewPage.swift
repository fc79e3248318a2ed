import Almanac
import HTML
import Ledger
import Notes
import Safeguarding

/// What was understood, beside the lines it comes from. Where something is not certain, it asks.
struct NotesReviewPage {
    let plan: NotesPlan
    let fileName: String

    private var reading: NotesReading { plan.reading }

    func page(_ visit: Visit, errors: [FieldError]) -> Page {
        Page(
            title: "Look through the notes",
            current: "/meetings",
            eyebrow: a(.href("/meetings/import")) { "Bring in notes" },
            heading: plan.day.map { "The meeting of \(Words.fullDay($0))" } ?? "A meeting without a date",
            lead: counts,
            underLead: p(.class("meta")) { "From \(fileName). Nothing is saved yet." },
            errors: errors
        ) {
            postForm(to: "/meetings/import/review", csrf: visit.csrf, command: visit.newCommand) {
                about(errors)
                peopleSection
                ownersSection
                actionsSection
                itemsSection
                nextSection
                unplacedSection
                acts {
                    submit("Bring these notes in")
                    submit("Keep for later", .quiet, name: "keep", value: "yes")
                }
            }
            sourceSection
            sec("stop", "Not these notes after all") {
                pressForm("Throw them away", to: "/meetings/import/drop", csrf: visit.csrf, .plain)
            }
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

    private var ownersSection: Markup {
        sec("owners", "Who is to do things", meta: "\(Words.count(plan.owners.count, "name"))") {
            if plan.owners.isEmpty { empty("No action names anybody.") }
            for (index, owner) in plan.owners.enumerated() {
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

    private var actionsSection: Markup {
        sec("actions", "Actions", meta: Words.count(reading.actions.count, "action")) {
            dataTable(
                "Actions in the notes",
                [Column("Item"), Column("What"), Column("Who"), Column("By"), Column("State")],
                rows: reading.actions.map { action in
                    [
                        Markup(text: action.item.flatMap { reading.items[$0].number } ?? ""),
                        Markup(text: action.text),
                        Markup(text: action.owners.isEmpty ? "Nobody is named" : Words.list(action.owners.map(\.name))),
                        Markup(text: due(action.due)),
                        state(action.state),
                    ]
                },
                empty: "No actions were found."
            )
        }
    }

    private func due(_ due: NotesReading.Due?) -> String {
        switch due {
        case .day(let day): Words.fullDay(day)
        case .month(let year, let month): Day(year: year, month: month, day: 1).map { String($0.iso.prefix(7)) } ?? ""
        case .nextMeeting: "The next meeting"
        case nil: "Not given"
        }
    }

    private func state(_ state: NotesReading.ActionState) -> Markup {
        switch state {
        case .open: tag("Open", .due)
        case .done: tag("Done", .shut)
        case .dropped: tag("Dropped", nil)
        }
    }

    // MARK: Items

    private var itemsSection: Markup {
        sec("items", "Items", meta: Words.count(reading.items.count, "item")) {
            if reading.items.isEmpty { empty("No items were found.") }
            for (index, item) in reading.items.enumerated() {
                notesItem(item.number ?? "", item.title, duties: []) {
                    paragraphs(item.notes.joined(separator: "\n\n"))
                    for decision in reading.decisions where decision.item == index { agreed(decision.text) }
                }
            }
            for decision in reading.decisions where decision.item == nil { agreed(decision.text) }
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

    private var unplacedSection: Markup {
        sec("unplaced", "Lines without a place", meta: Words.count(reading.unplaced.count, "line")) {
            if reading.unplaced.isEmpty {
                empty("Every line of the notes has a place.")
            } else {
                p { "They are kept with the meeting, below its notes." }
                ul { for line in reading.unplaced { li { line.text } } }
            }
        }
    }

    // MARK: The source

    private var sourceSection: Markup {
        sec("source", "The notes, line by line", meta: Words.count(reading.lines.count, "line")) {
            details(.open(true)) {
                summary { "Each line and what it became" }
                dataTable(
                    "Lines of the notes",
                    [Column("Line", right: true), Column("Text"), Column("Became")],
                    rows: reading.lines.filter { $0.roles != [.blank] }.map { line in
                        [
                            Markup(text: "\(line.number)"),
                            Markup(text: line.text),
                            Markup(text: Words.list(line.roles.map(became))),
                        ]
                    },
                    empty: "There are no lines."
                )
            }
        }
    }

    private func became(_ role: NotesReading.LineRole) -> String {
        switch role {
        case .blank: "blank"
        case .heading: "a heading"
        case .group: "the group"
        case .date: "the date"
        case .annex: "an annex"
        case .unplaced: "no place found"
        case .attendance: "attendance"
        case .apology: "apologies"
        case .absence: "absence"
        case .item(let index): "item \(reading.items[index].number ?? "\(index + 1)")"
        case .note: "notes"
        case .decision: "a decision"
        case .action: "an action"
        case .nextAgenda: "the next agenda"
        case .nextMeeting: "a next meeting"
        }
    }

    // MARK: The form back

    /// - Throws: ``Refusal/invalid(_:)`` for a day that is none.
    static func choices(_ form: Form, _ plan: NotesPlan) throws(Refusal) -> NotesChoices {
        var choices = NotesChoices()
        if !form["day"].isEmpty {
            guard let day = Day(iso: form["day"]) else {
                throw .invalid("day", "Give the day as it is on a calendar, as 7 February 2007.")
            }
            choices.day = day
        }
        choices.status = ImportedMeeting.Status(rawValue: form["status"]) ?? .agreed
        choices.marking = Marking(rawValue: form["marking"]) ?? .members
        let known = Set(plan.members.map(\.id))
        for index in plan.people.indices {
            switch form["person-\(index)"] {
            case "": continue
            case "name": choices.people[index] = .nameOnly
            case "new":
                let organisation = plan.organisation(called: plan.people[index].organisation)
                choices.people[index] = organisation.map { .newMember($0.id) } ?? .nameOnly
            case let text:
                guard let id = ID<Member>(text), known.contains(id) else { throw .notFound }
                choices.people[index] = .member(id)
            }
        }
        for (index, owner) in plan.owners.enumerated() {
            switch form["owner-\(index)"] {
            case "": continue
            case "all": choices.owners[owner.name] = .everyone
            case "written": choices.owners[owner.name] = .asWritten
            case let text:
                guard let id = ID<Member>(text), known.contains(id) else { throw .notFound }
                choices.owners[owner.name] = .member(id)
            }
        }
        return choices
    }
}

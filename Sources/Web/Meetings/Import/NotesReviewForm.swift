import Almanac
import Ledger
import Notes
import Safeguarding

/// What the review of notes asks, and what comes back.
extension NotesReviewPage {
    /// How many of a kind can be put right on the page: a form holds a limited number of fields.
    static let most = 150

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
        let corrections = try corrections(form, plan)
        choices.corrections = corrections.isEmpty ? nil : corrections
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

    private static func corrections(_ form: Form, _ plan: NotesPlan) throws(Refusal) -> NotesCorrections {
        var corrections = NotesCorrections()
        let reading = plan.reading
        for (index, item) in reading.items.enumerated() where form.has("title-\(index)") {
            let title = tidy(form["title-\(index)"])
            guard !title.isEmpty else { throw .invalid("title-\(index)", "Give the item a title.") }
            if title != item.title { corrections.titles[index] = title }
        }
        for (index, action) in reading.actions.enumerated() where form.has("what-\(index)") {
            var correction = NotesCorrections.Action(action)
            correction.text = tidy(form["what-\(index)"])
            correction.item = Int(form["item-\(index)"]).flatMap { reading.items.indices.contains($0) ? $0 : nil }
            correction.who = form["who-\(index)"].split(separator: ";").map { tidy(String($0)) }.filter { !$0.isEmpty }
            correction.state = form["state-\(index)"]
            if correction.state == "out" {
                correction.isLeftOut = true
                correction.state = action.state.rawValue
            }
            let due = form["due-\(index)"]
            correction.due = Day(iso: due)
            guard due.isEmpty || correction.due != nil else {
                throw .invalid("due-\(index)", "Give the day as it is on a calendar, as 7 February 2007, or none.")
            }
            guard !correction.text.isEmpty else { throw .invalid("what-\(index)", "Say what is to be done.") }
            if correction != NotesCorrections.Action(action) { corrections.actions[index] = correction }
        }
        for line in reading.unplaced {
            guard let item = Int(form["line-\(line.number)"]), reading.items.indices.contains(item) else { continue }
            corrections.lines[line.number] = item
        }
        return corrections
    }

    private static func tidy(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

import Foundation
import HTML
import Ledger
import Safeguarding

/// The notes of one item as they were sent.
struct TypedNotes {
    let item: ID<Item>
    var version: Int
    let text: String
    let decision: String
    let who: String
    let what: String
    let when: String

    init(_ visit: Visit) throws(Refusal) {
        item = try visit.id("item")
        version = Int(visit.form["version"]) ?? 0
        // As a rule keeps it, so that what a browser adds to line ends is no change.
        text = visit.form["text"].replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        (decision, who) = (visit.form["decision"], visit.form["who"])
        (what, when) = (visit.form["what"], visit.form["when"])
    }

    var hasActionRow: Bool { !who.isEmpty || !what.isEmpty || !when.isEmpty }

    func command(_ visit: Visit, _ sheet: MeetingSheet) async throws -> SaveNotes {
        let group = Set(try await visit.readings.offices(in: sheet.ref.group).keys)
        let owners = OwnerWords(sheet.actors(group), group: sheet.ref.group)
        let typed = TypedActions(text)
        let row = TypedActions.Line(who: who, what: what, when: when)
        var actions: [NewAction] = []
        for (index, line) in (typed.lines + (hasActionRow ? [row] : [])).enumerated() {
            let isLine = index < typed.lines.count
            guard !line.who.isEmpty else {
                throw Refusal.invalid(
                    isLine ? "text" : "who",
                    "Say who does it. In a line: Action: initials - what - by when."
                )
            }
            actions.append(
                NewAction(
                    matter: visit.newID("action/\(index)"),
                    line.what,
                    holders: owners.holders(line.who),
                    due: DueWords.due(line.when, group: sheet.ref.group, from: sheet.meeting.sitting.day)
                )
            )
        }
        let decisions =
            decision.trimmingCharacters(in: .whitespaces).isEmpty
            ? [] : [NewDecision(decision, decision: visit.newID("decision"))]
        return SaveNotes(
            sheet.ref,
            item: item,
            text: typed.notes,
            fromRevision: version,
            newActions: actions,
            newDecisions: decisions,
            correction: visit.form["correction"]
        )
    }

    /// A rule names its own fields; the form has one of each for every item.
    func error(_ problem: Refusal.Problem) -> FieldError {
        let field =
            switch problem.field {
            case "holder", "who": "who"
            case "due": "when"
            case "text" where problem.message.contains("what is to be done"): "what"
            default: problem.field
            }
        return FieldError("\(field)-\(item)", problem.message)
    }
}

/// Who, what, by when.
struct ActionRow {
    let who: String
    let what: String
    let when: String

    func fields(item: ID<Item>, _ errors: [FieldError]) -> Markup {
        Markup {
            textField(
                Field(
                    "who",
                    "Who does it",
                    hint: "A name, initials, or \u{201C}all\u{201D}.",
                    id: "who-\(item)",
                    errors: errors
                ),
                value: who,
                suggestions: "people"
            )
            textField(Field("what", "What", id: "what-\(item)", errors: errors), value: what)
            textField(
                Field(
                    "when",
                    "By when",
                    hint:
                        "A date, a month, \u{201C}next meeting\u{201D}, \u{201C}when \u{2026}\u{201D}, or empty if nobody said.",
                    id: "when-\(item)",
                    errors: errors
                ),
                value: when
            )
        }
    }
}

extension MeetingSheet {
    func notes(of item: ID<Item>) -> NoteRow? { view.items.first { $0.item.id == item }?.notes }

    /// Those an action is most likely given to: the group, whoever was there, and whoever presents an item.
    func actors(_ group: Set<ID<Member>>) -> [Directory.Entry] {
        let likely = group.union(view.attendance.compactMap(\.attendee.member))
            .union(view.items.compactMap(\.item.presenter))
        return directory.present.filter { likely.contains($0.id) }
    }
}

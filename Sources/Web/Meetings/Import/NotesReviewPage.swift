import Almanac
import HTML
import Ledger
import Notes
import Safeguarding

/// What was understood, beside the lines it comes from. Where something is not certain, it asks. Long notes are asked
/// about page by page.
struct NotesReviewPage {
    let plan: NotesPlan
    let fileName: String
    let source: NotesSource
    let errors: [FieldError]
    private let parts: [[NotesParts.Unit]]
    private let index: Int
    /// What came back and will not do stands in its fields again.
    private let form: Form

    /// - Parameter part: Which page, from 1.
    init(plan: NotesPlan, fileName: String, part: Int = 1, form: Form = Form(), errors: [FieldError] = []) {
        self.plan = plan
        self.fileName = fileName
        (self.form, self.errors) = (form, errors)
        parts = NotesParts(plan).pages
        index = min(max(part, 1), parts.count) - 1
        source = NotesSource(plan)
    }

    var reading: NotesReading { plan.reading }
    private var part: [NotesParts.Unit] { parts[index] }

    func typed(_ name: String) -> String? { errors.isEmpty || !form.has(name) ? nil : form[name] }

    func page(_ visit: Visit) -> Page {
        Page(
            title: "Look through the notes",
            current: "/meetings",
            eyebrow: a(.href("/meetings/import")) { "Bring in notes" },
            heading: plan.day.map { "The meeting of \(Words.fullDay($0))" } ?? "A meeting without a date",
            lead: counts,
            underLead: p(.class("meta")) {
                "From \(fileName). Nothing is saved yet. What was understood stands beside the lines it comes from."
                if parts.count > 1 {
                    " They are long, so they are looked through in \(parts.count) parts. This is part \(index + 1): "
                        + "what you change is kept when you go on."
                }
            },
            errors: errors
        ) {
            postForm(to: "/meetings/import/review", csrf: visit.csrf, command: visit.newCommand) {
                hiddenField("part", "\(index + 1)")
                suggestions(Self.names, ["All"] + Set(plan.members.map(\.name)).sorted())
                if part.contains(.meeting) { beside(.meeting) { about } }
                if asksPeople { beside(.people, isWhole: part.contains(.meeting)) { people(of: part) } }
                if asksOwners { owners(of: part) }
                items(of: part)
                if part.contains(.next) {
                    beside(.next) { nextSection }
                    if source.has(.annex) { beside(.annex) { annexSection } }
                }
                buttons
            }
            sec("stop", "Not these notes after all") {
                pressForm("Throw them away", to: "/meetings/import/drop", csrf: visit.csrf, .plain)
            }
        }
    }

    private var asksPeople: Bool {
        part.contains(.meeting) || part.contains { if case .person = $0 { true } else { false } }
    }

    private var asksOwners: Bool {
        guard !plan.owners.isEmpty else { return part.contains(.meeting) }
        return part.contains { if case .owner = $0 { true } else { false } }
    }

    private var buttons: Markup {
        Markup {
            p(.class("meta")) {
                "Once brought in, agreed notes stay as they are. If you are not sure of them, bring them in as a draft. Notes brought in by mistake can be taken back out, until somebody has worked on their actions."
            }
            acts {
                if index + 1 < parts.count {
                    submit("Go on to part \(index + 2)", name: "to", value: "\(index + 2)")
                    submit("Bring these notes in", .quiet)
                } else {
                    submit("Bring these notes in")
                }
                if index > 0 { submit("Back to part \(index)", .quiet, name: "to", value: "\(index)") }
                submit("Keep for later", .quiet, name: "keep", value: "yes")
            }
        }
    }

    static let names = "names"

    /// What was understood, and to its right the lines it comes from.
    ///
    /// - Parameter isWhole: Whether this is where it begins. What goes on on a later page has its lines on the first.
    func beside(_ part: NotesSource.Part, isWhole: Bool = true, @Contents _ understood: () -> Markup) -> Markup {
        div(.class("pair")) {
            div { understood() }
            if isWhole { source.lines(of: part) } else { div(.class("source")) {} }
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

    private var about: Markup {
        sec("about", "The meeting") {
            dateField(
                Field(
                    "day",
                    "The day it was held",
                    hint: reading.group.map { "The notes call themselves “\($0)”." },
                    errors: errors
                ),
                value: typed("day") ?? plan.day?.iso ?? ""
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
}

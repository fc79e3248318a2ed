import Almanac
import HTML
import Ledger
import Safeguarding

// The fields that forms about matters share: who, and by when.

/// A party as a select posts it: `member/ID`, `organisation/ID`, `all/ID`, `post/ID/Attendance lead`.
enum PartyField {
    static func choice(_ value: String) -> HolderChoice? {
        // By bytes: a mark that joins with what it follows would hide the stroke before a post.
        let parts = value.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard parts.count >= 2 else { return nil }
        return switch parts[0] {
        case "member": ID(parts[1]).map(HolderChoice.member)
        case "organisation": ID(parts[1]).map(HolderChoice.organisation)
        case "all": ID(parts[1]).map(HolderChoice.all)
        case "post" where parts.count == 3: ID(parts[1]).map { .post(parts[2], at: $0) }
        default: nil
        }
    }

    /// - Parameters:
    ///   - groups: Whose members may be asked all together.
    static func choices(
        _ directory: Directory,
        _ organisations: [OrganisationRow],
        groups: [GroupRow],
        first: String
    ) -> [Choice] {
        let people = directory.present
        let posts = Set(
            people.compactMap { person in person.post.map { Post(organisation: person.organisation, title: $0) } }
        )
        .sorted { ($0.organisation, $0.title) < ($1.organisation, $1.title) }
        let names = Dictionary(organisations.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        return [Choice("", first)]
            + groups.filter { !$0.hasEnded }.map { Choice("all/\($0.id)", "Everyone in \($0.name)") }
            + people.map { Choice("member/\($0.id)", $0.nameAndOrganisation) }
            + organisations.map { Choice("organisation/\($0.id)", "\($0.name), whoever sees to it there") }
            + posts.map { post in
                Choice(
                    "post/\(post.organisation)/\(post.title)",
                    "\(post.title), \(names[post.organisation] ?? ""), whoever has the post"
                )
            }
    }

    private struct Post: Hashable {
        let organisation: ID<Organisation>
        let title: String
    }
}

/// By when, as words: a date, the next meeting, a month, when something happens, or no date.
struct DueFields {
    private let form: Form
    private let errors: [FieldError]
    private let today: Day
    private let group: ID<Group>?
    private let hasGroup: Bool

    /// - Parameter group: Whose next meeting is meant, where that is known already.
    init(_ visit: Visit, group: ID<Group>?, hasGroup: Bool? = nil, errors: [FieldError] = []) {
        form = visit.form
        today = visit.today
        self.group = group
        self.hasGroup = hasGroup ?? (group != nil)
        self.errors = errors
    }

    var markup: Markup {
        Markup {
            radioField(
                Field(
                    "due",
                    "By when?",
                    hint: "If nobody said, choose no date: each meeting asks about it.",
                    errors: errors
                ),
                [
                    Choice("on", "On a date"), hasGroup ? Choice("next", "By the group's next meeting") : nil,
                    Choice("month", "In a month"), Choice("when", "When something happens"), Choice("none", "No date"),
                ].compactMap(\.self),
                selected: form["due"].isEmpty ? nil : form["due"]
            )
            dateField(Field("due-day", "The date, if there is one", errors: errors), value: form["due-day"])
            selectField(
                Field("due-month", "The month, if that is all", errors: errors),
                months,
                selected: form["due-month"]
            )
            textField(
                Field(
                    "due-words",
                    "What it waits for, if that is so",
                    hint: "“when the guidance is published”",
                    errors: errors
                ),
                value: form["due-words"],
                width: .long
            )
        }
    }

    private var months: [Choice] {
        [Choice("", "No month")]
            + (0..<18).map { ahead in
                let day = today.adding(months: ahead)
                let name = Words.fullDay(day).split(separator: " ").suffix(2).joined(separator: " ")
                return Choice(String(day.iso.prefix(7)), name)
            }
    }

    /// - Parameter group: Whose next meeting is meant.
    static func choice(_ form: Form, group: ID<Group>?) throws(Refusal) -> DueChoice {
        switch form["due"] {
        case "on":
            guard let day = Day(iso: form["due-day"]) else { throw .invalid("due-day", "Give the date.") }
            return .on(day)
        case "next":
            guard let group else { throw .invalid("due", "Choose a group first, or another time.") }
            return .nextMeeting(group)
        case "month":
            guard let day = Day(iso: form["due-month"] + "-01") else {
                throw .invalid("due-month", "Choose the month.")
            }
            return .month(year: day.year, month: day.month)
        case "when":
            guard !form["due-words"].isEmpty else { throw .invalid("due-words", "Say what it waits for.") }
            return .when(form["due-words"])
        case "none": return .notGiven
        default: throw .invalid("due", "Say by when, or that there is no date.")
        }
    }
}

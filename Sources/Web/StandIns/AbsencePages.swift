import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding

/// When somebody is away, and who covers for them: their own page, and the same for whoever looks after their organisation.
enum AbsencePages {
    /// Whose page it is.
    struct Whose {
        let entry: Directory.Entry
        let isOwn: Bool
        var link: Link { isOwn ? "/account/absence" : "/members/\(entry.id)/absence" }
        /// "you", or their name.
        var who: String { isOwn ? "you" : entry.name }
    }

    struct Typed {
        var first = ""
        var last = ""
        var cover = ""

        init() {}

        init(_ form: Form) { (first, last, cover) = (form["first"], form["last"], form["cover"]) }
    }

    /// What a member's page says.
    static func facts(_ member: ID<Member>, _ visit: Visit) async throws -> [Fact] {
        guard let row = try await visit.readings.away(at: visit.now)[member] else { return [] }
        let directory = try await visit.directory()
        let until = Words.capitalised(AwayNotes.until(row, visit.words))
        return [Fact("Away", "\(until). \(AwayNotes.cover(row) { directory.name($0) })")]
    }

    static func own(_ visit: Visit) async throws -> Response {
        await visit.sawNotices(of: .cover)
        return try await visit.page(try await page(visit, try await mine(visit), Typed(), []))
    }

    static func announceOwn(_ visit: Visit) async throws -> Response {
        try await announce(visit, try await mine(visit))
    }

    static func another(_ visit: Visit) async throws -> Response {
        try await visit.page(try await page(visit, try await theirs(visit), Typed(), []))
    }

    static func announceAnother(_ visit: Visit) async throws -> Response {
        try await announce(visit, try await theirs(visit))
    }

    private static func mine(_ visit: Visit) async throws -> Whose {
        guard let entry = try await visit.directory()[try visit.person.id] else { throw Refusal.notFound }
        return Whose(entry: entry, isOwn: true)
    }

    private static func theirs(_ visit: Visit) async throws -> Whose {
        guard let entry = try await visit.directory()[try visit.id("member")], entry.standing == .joined else {
            throw Refusal.notFound
        }
        try visit.check(.arrangeAbsence, relations(entry, visit))
        return Whose(entry: entry, isOwn: entry.id == (try visit.person.id))
    }

    static func relations(_ entry: Directory.Entry, _ visit: Visit) -> Set<Relation> {
        guard let person = visit.signedIn?.person else { return [] }
        var relations: Set<Relation> = person.id == entry.id ? [.own] : []
        if person.organisation == entry.organisation { relations.insert(.sameOrganisation) }
        return relations
    }

    private static func announce(_ visit: Visit, _ whose: Whose) async throws -> Response {
        let typed = Typed(visit.form)
        do {
            let (first, last) = (Day(iso: typed.first), Day(iso: typed.last))
            let cover: ID<Member>? = ID(typed.cover)
            let isChosen = typed.cover == nobody || cover != nil
            guard let first, let last, isChosen else {
                throw Refusal.invalid(
                    [
                        first == nil ? Refusal.Problem("first", "Give the first day away.") : nil,
                        last == nil ? Refusal.Problem("last", "Give the last day away.") : nil,
                        isChosen ? nil : Refusal.Problem("cover", "Choose who covers."),
                    ].compactMap(\.self)
                )
            }
            try await visit.perform(
                AnnounceAbsence(
                    whose.entry.id,
                    absence: visit.newID(),
                    from: first,
                    to: last,
                    cover: cover
                )
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await page(visit, whose, typed, problems.fieldErrors))
        }
        return try await visit.done(
            whose.link,
            typed.cover == nobody
                ? "Saved. Nobody covers: the coordinator is told when it begins." : "Saved. Whoever covers is told."
        )
    }

    static let nobody = "nobody"

    /// Those who may cover for somebody.
    static func choices(_ entry: Directory.Entry, _ visit: Visit) async throws -> [Choice] {
        try await visit.directory().present.filter { other in
            other.standing == .joined && other.id != entry.id
                && (other.organisation == entry.organisation
                    || (other.roles.contains(.coordinator) && entry.roles.contains(.coordinator)))
        }.map { other in Choice("\(other.id)", [other.name, other.post].compactMap(\.self).joined(separator: ", ")) }
    }

    private static func page(
        _ visit: Visit,
        _ whose: Whose,
        _ typed: Typed,
        _ errors: [FieldError]
    ) async throws -> Page {
        let home = try await visit.readings.absences(for: whose.entry.id, at: visit.now)
        let directory = try await visit.directory()
        var lists = AbsenceLists(visit, directory)
        if whose.isOwn { lists = try await lists.reading(home.own + home.asked) }
        let choices = try await choices(whose.entry, visit)
        let current = home.own.filter { !$0.isOver(at: visit.now) }
        let done = whose.isOwn ? try await lists.done(for: home.own) : nil
        return Page(
            title: "Away",
            current: whose.isOwn ? nil : "/members",
            eyebrow: whose.isOwn ? a(.href("/account")) { "Your account" } : MemberPages.crumb(whose.entry),
            heading: whose.isOwn ? "When you are away" : "When \(whose.entry.name) is away",
            lead:
                "Whoever covers is told of what waits for \(whose.who), and may do it. It stays \(whose.isOwn ? "yours" : "theirs").",
            errors: errors
        ) {
            if !current.isEmpty { sec("own", "Away") { rows(current.map(lists.own), empty: "") } }
            if whose.isOwn, !home.covering.isEmpty {
                sec("covering", "You cover for others") { rows(home.covering.map(lists.covering), empty: "") }
            }
            if whose.isOwn, !home.asked.isEmpty {
                sec("asked", "Nobody covers yet") { rows(home.asked.map(lists.own), empty: "") }
            }
            if let done { done }
            sec("new", current.isEmpty ? "Say when" : "Another time") {
                postForm(to: whose.link, csrf: visit.csrf, command: visit.newCommand) {
                    dateField(
                        Field("first", "First day away", hint: "From midnight, London time.", errors: errors),
                        value: typed.first
                    )
                    dateField(
                        Field("last", "Last day away", hint: "To the midnight after it.", errors: errors),
                        value: typed.last
                    )
                    selectField(
                        Field("cover", "Who covers?", hint: "They are told, and may decline.", errors: errors),
                        [Choice("", "Choose")] + choices + [Choice(nobody, "Nobody can: tell the coordinator")],
                        selected: typed.cover
                    )
                    acts { submit("Save this") }
                }
            }
        }
    }
}

import HTML
import Ledger
import Procedures
import Safeguarding

/// The look before something is sent: what was answered, who is asked, who will read what, and what of it leaves without
/// names.
struct RaiseCheck {
    private let visit: Visit
    private let row: ProcedureRow
    private let version: ProcedureVersion
    private let answers: Answers
    private let files: [DraftFile]
    private let from: Int?
    private let at: String?
    private let errors: [FieldError]
    private let organisations: [OrganisationRow]

    private var definition: ProcedureDefinition { version.definition }

    init(
        _ visit: Visit,
        _ row: ProcedureRow,
        _ version: ProcedureVersion,
        _ draft: RaiseDraft,
        errors: [FieldError]
    ) async throws {
        (self.visit, self.row, self.version, self.errors) = (visit, row, version, errors)
        (answers, files, from, at) = (draft.answers, draft.files ?? [], draft.from, draft.at)
        organisations = try await visit.readings.organisations()
    }

    /// Whom the page asked for, as it was posted.
    static func routes(
        _ form: Form,
        _ definition: ProcedureDefinition,
        _ answers: Answers
    ) -> [ProcedureDefinition.Route: RouteChoice] {
        asked(definition, answers).reduce(into: [:]) { routes, route in
            routes[route] = RouteChoice(posted: form[route.fieldName])
        }
    }

    /// What is said where nobody was chosen.
    static func missing(
        _ routes: [ProcedureDefinition.Route: RouteChoice],
        _ definition: ProcedureDefinition,
        _ answers: Answers
    ) -> [FieldError] {
        asked(definition, answers).filter { routes[$0] == nil }.map { route in
            FieldError(route.fieldName, "Choose from the list: \(route.question.lowercasedStart)")
        }
    }

    /// The routes on which somebody must be named, each once.
    private static func asked(
        _ definition: ProcedureDefinition,
        _ answers: Answers
    ) -> [ProcedureDefinition.Route] {
        let words = answers.words(for: definition.conditionFields)
        let all = [definition.goesTo] + definition.parties.filter { $0.when.holds(words) }.map(\.goesTo)
        return all.reduce(into: []) { routes, route in
            if route != .coordinator, route != .network, !routes.contains(route) { routes.append(route) }
        }
    }

    private var parties: [ProcedureDefinition.Invited] {
        let words = answers.words(for: definition.conditionFields)
        return definition.parties.filter { $0.when.holds(words) }
    }

    var page: Page {
        Page(
            title: definition.title,
            eyebrow: a(.href("/raise/\(row.id)")) { "Back to the form" },
            heading: "Before it is sent",
            lead: "\(definition.title). Nothing has left yet.",
            errors: errors
        ) {
            postForm(to: "/raise/\(row.id)/send", csrf: visit.csrf, command: visit.newCommand) {
                sec("to", "Who is asked") { whom }
                sec("call", "Did you ring anybody?", meta: "Leave this empty if you did not") { call }
                sec("read", "Who will read what") { readers }
                sec("next", "What happens then") { line(steps, upright: true) }
                acts {
                    submit("Send it")
                    linkButton("Change the answers", "/raise/\(row.id)", .quiet)
                }
            }
            sec("said", "What you say") {
                AnswerSheet(definition, lists: version.lists, answers: answers, named: named).markup
                if !files.isEmpty {
                    h3 { "Files" }
                    rows(files.map { Row($0.name, meta: Words.size($0.bytes)) }, empty: "")
                }
                if let from { p(.class("meta")) { "It is linked to matter \(from) when it is sent." } }
            }
            if definition.share.network == .anonymised { sec("summary", "What may leave without names") { summary } }
            pressForm(
                "Throw this away",
                to: "/raise/\(row.id)/drop",
                csrf: visit.csrf,
                command: visit.newCommand,
                .plain
            )
        }
    }

    private func named(_ party: String) -> String? {
        guard case .organisation(let id) = PartyField.choice(party) else { return nil }
        return organisations.first { $0.id == id }?.name
    }

    // MARK: Who is asked

    private var whom: Markup {
        let routes = Self.asked(definition, answers)
        return Markup {
            if routes.isEmpty { p { "The coordinator of the network." } }
            for route in routes {
                selectField(
                    Field(route.fieldName, route.question, hint: hint(route), errors: errors),
                    [Choice("", "Choose")]
                        + organisations.filter { route.takes($0.kind) }.map { Choice("organisation/\($0.id)", $0.name) }
                        + [
                            Choice(
                                "unknown",
                                route == definition.goesTo ? "Not known: the coordinator finds who" : "Not known yet"
                            )
                        ],
                    selected: chosen(route)
                )
            }
        }
    }

    private func hint(_ route: ProcedureDefinition.Route) -> String? {
        let titles = parties.filter { $0.goesTo == route }.map { ProcedureWords.quoted($0.title) }
        if route == definition.goesTo { return "They hold this, and answer you." }
        return titles.isEmpty ? nil : "They are asked to take part, as \(Words.list(titles))."
    }

    /// As it was chosen, or the only one there is, or the reader's own where that fits.
    private func chosen(_ route: ProcedureDefinition.Route) -> String? {
        if visit.form.has(route.fieldName) { return visit.form[route.fieldName] }
        if route == definition.goesTo, let at { return at }
        let fitting = organisations.filter { route.takes($0.kind) }
        if fitting.count == 1 { return "organisation/\(fitting[0].id)" }
        let own = visit.signedIn?.person.organisation
        let isNear = [.authorityOfResidence, .school, .authorityOfSchool].contains(route)
        return isNear ? fitting.first { $0.id == own }.map { "organisation/\($0.id)" } : nil
    }

    // MARK: Whom you rang

    private var call: Markup {
        let form = visit.form
        return Markup {
            p(.class("measure")) { "Whoever holds this reads it, and you. Nobody else does." }
            textField(
                Field("call-whom", "Whom?", hint: "Police on 999, the emergency duty team …", errors: errors),
                value: form["call-whom"],
                width: .long
            )
            textField(Field("call-when", "When?", errors: errors), value: form["call-when"], width: .medium)
            textField(
                Field("call-reference", "Their reference, if they gave one", errors: errors),
                value: form["call-reference"],
                width: .medium
            )
        }
    }

    /// What is written on the matter of a call that was made, where one was.
    static func callMade(_ form: Form) throws(Refusal) -> String? {
        let (whom, when, reference) = (form["call-whom"], form["call-when"], form["call-reference"])
        guard (whom + when + reference).contains(where: { !$0.isWhitespace }) else { return nil }
        var problems: [Refusal.Problem] = []
        if !whom.contains(where: { !$0.isWhitespace }) {
            problems.append(Refusal.Problem("call-whom", "Say whom you rang."))
        }
        if !when.contains(where: { !$0.isWhitespace }) {
            problems.append(Refusal.Problem("call-when", "Say when you rang."))
        }
        if [whom, when, reference].contains(where: { $0.count > 200 }) {
            problems.append(Refusal.Problem("call-whom", "Shorten each of these to 200 characters or fewer."))
        }
        guard problems.isEmpty else { throw .invalid(problems) }
        let answer = reference.contains { !$0.isWhitespace } ? " Reference: \(reference)." : " No reference was given."
        return "Call made. Whom: \(whom). When: \(when).\(answer)"
    }

    // MARK: Who will read what

    private var readers: Markup {
        let isImplicated = definition.isImplicated(by: answers.words(for: definition.conditionFields))
        return ul(.class("plain stack-s")) {
            li {
                b { "Whoever holds it" }
                " reads all of it: everybody there who has an account, whatever their post."
            }
            for party in parties {
                li {
                    b { party.title }
                    ": \(reads(definition.share.parties[party.id] ?? .nothing))"
                }
            }
            if parties.contains(where: { $0.goesTo != .network }) {
                li { "Of each of these, everybody there who has an account." }
            }
            li {
                if isImplicated {
                    b { "You alone" }
                    " of your organisation read what you wrote. What comes back is not for it: it goes to another authority that holds this, or to the coordinator."
                } else {
                    b { "You, and whoever has your post after you," }
                    " read what you wrote, and what comes back."
                }
            }
            li {
                b { "Coordinators" }
                definition.isPersonal
                    ? " see that it is there, who has it and by when: none of its words, unless you choose “Not known” above. Then one reads it to find who holds it."
                    : " read all of it."
            }
        }
    }

    private func reads(_ shown: ProcedureDefinition.Shown) -> String {
        switch shown {
        case .all: return "all of it."
        case .nothing: return "asked, and shown none of it."
        case .only(let words):
            let labels = words.compactMap { word in definition.field(word).map { ProcedureWords.quoted($0.label) } }
            let rest = [
                ("outcome", "what it came to"), ("note", "the notes written at each step"),
                ("loop", "who owes what by when"), ("satisfied", "whether you say that it is enough"),
            ].filter { words.contains($0.0) }.map(\.1)
            return "only \(Words.list(labels + rest))."
        }
    }

    private var steps: [Step] {
        let (said, answered) = (ProcedureWords(version), answers.words(for: definition.conditionFields))
        // What comes only of one outcome is not known yet, nor what follows from it.
        var (duties, ids): ([ProcedureDefinition.Duty], Set<String>) = ([], [])
        for duty in definition.duties
        where duty.when.terms["outcome"] == nil && duty.when.holds(answered) && duty.every == nil {
            if case .step(let before) = duty.within.start, !ids.contains(before) { continue }
            duties.append(duty)
            ids.insert(duty.id)
        }
        return duties.prefix(6).map { duty in
            let who = duty.of == .raiser ? "You" : said.debtor(duty.of)
            let when = said.within(duty.within).replacing("whoever raised it was told", with: "you are told")
            return Step(duty.what.map(LoopNow.short) ?? duty.to.title, "\(who), \(when)")
        }
    }

    // MARK: Without names

    private var summary: Markup {
        let fields = definition.askedOnce.filter { field in
            if case .only(let words) = definition.summary { words.contains(field.id) } else { false }
        }
        return Markup {
            p(.class("measure")) {
                "When it is over, the network may count this, with what it came to and how long it took. No name, no place and no words of yours:"
            }
            facts(
                fields.compactMap { field in
                    answers[field.id].map { Fact(field.label, Words.list(leaving($0, field))) }
                }
            )
        }
    }
}

extension RaiseCheck {
    /// What leaves of an answer: a number, or what was chosen. Never what was written beside it.
    private func leaving(_ answer: Answer, _ field: ProcedureDefinition.Field) -> [String] {
        if case .number = answer { return answer.lines(of: field, version.lists) }
        return answer.words.map { field.label(of: $0, version.lists) }
    }
}

extension ProcedureDefinition.Duty.Task {
    /// What is done, before anybody owes it.
    fileprivate var title: String {
        switch self {
        case .acknowledge: "Say that it arrived"
        case .decide: "Decide what it comes to"
        case .tellRaiser: "Tell you what was decided"
        case .saySatisfied: "Say whether that is enough"
        case .review: "Look at it again"
        case .act: "Do what is asked"
        }
    }
}

extension ProcedureDefinition.Route {
    /// What whoever raises something is asked.
    var question: String {
        switch self {
        case .authorityOfResidence: "In which borough does the child live?"
        case .authorityOfSchool: "In which borough is the school?"
        case .placingAuthority: "Which authority places the child, or had it before?"
        case .receivingAuthority: "In which borough is the child placed?"
        case .authorityOfIncident: "In which borough did it happen?"
        case .school: "Which school is it?"
        case .newSchool: "Which is the new school?"
        case .police: "Which police unit?"
        case .health: "Which health body?"
        case .immigration: "Which department?"
        case .coordinator: "The coordinator"
        case .network: "Every member"
        case .named: "Who is to answer this?"
        }
    }
}

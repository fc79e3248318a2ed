import HTML
import Hummingbird
import Procedures
import Safeguarding

/// "Raise something": first whether a child is in danger now, then what happened, in plain words.
enum RaiseStart {
    static func page(_ visit: Visit) async throws -> Response {
        guard let said = Danger(rawValue: visit.query("danger") ?? "") else { return try await ask(visit) }
        return try await choose(visit, said)
    }

    /// Words are posted, so that they stand in no address and no log.
    static func find(_ visit: Visit) async throws -> Response {
        try await choose(visit, Danger(rawValue: visit.form["danger"]) ?? .unknown)
    }

    /// Whether somebody is in danger now, as it was said before anything else. It says nothing of who.
    enum Danger: String {
        case yes, unknown, no

        /// What a form that asks the same begins with, so that nobody is asked twice.
        static func answers(_ visit: Visit, _ definition: ProcedureDefinition) -> Answers {
            guard let said = Danger(rawValue: visit.query("danger") ?? ""),
                definition.askedOnce.contains(where: { $0.id == field && $0.type == .yesNo })
            else { return Answers() }
            return Answers([field: .chosen([said.rawValue])])
        }

        private static let field = "danger-now"
    }

    // MARK: Is a child in danger?

    private static func ask(_ visit: Visit) async throws -> Response {
        let begun = try await begun(visit)
        return try await visit.page(
            Page(
                title: "Raise something",
                heading: "Raise something",
                lead: "Whatever you raise here comes back to you: one holder, a due time, a known next step."
            ) {
                form(.method("get"), .action("/raise")) {
                    if let from = from(visit) { hiddenField("from", "\(from)") }
                    radioField(
                        Field("danger", "First: is a child, or anybody else, in danger now?"),
                        [
                            Choice("yes", "Yes", hint: "You are told whom to ring first."),
                            Choice("unknown", "I am not sure", hint: "You are told whom to ring first."),
                            Choice("no", "No"),
                        ]
                    )
                    acts { submit("Go on") }
                }
                if !begun.isEmpty {
                    sec("begun", "What you began", meta: "Kept for you alone, for two weeks") {
                        rows(
                            begun.map { Row($0.title, "/raise/\($0.id)", meta: "Not sent yet. Nobody else sees it.") },
                            empty: ""
                        )
                    }
                }
                p(.class("meta mt-3")) {
                    "Something for the network to do, about nobody in particular? "
                    a(.href("/matters/new")) { "Raise an action" }
                }
            }
        )
    }

    private static func begun(_ visit: Visit) async throws -> [ProcedureRow] {
        var begun: [ProcedureRow] = []
        for row in try await visit.readings.raisableProcedures()
        where try await visit.draft(RaiseDraft.self, RaiseDraft.name(row.id)) != nil { begun.append(row) }
        return begun
    }

    // MARK: What happened?

    private static func choose(_ visit: Visit, _ said: Danger) async throws -> Response {
        let kind = try await visit.ownOrganisation?.kind
        let authorities = try await visit.readings.organisations().filter { $0.kind == .authority }
        let all = try await visit.readings.raisableProcedures().compactMap { row in
            row.procedure.map { (row, $0.definition) }
        }
        let open = all.filter { $0.1.mayBeRaised(by: kind) }
        let fitting = RaiseSearch(open.map(\.1)).nearest(to: visit.form["q"]).map { open[$0] }
        return try await visit.page(
            Page(
                title: "Raise something",
                eyebrow: a(.href("/raise")) { "Raise something" },
                heading: "What happened?",
                lead:
                    "Choose what comes nearest. You see who it goes to, and who will read it, before anything is sent."
            ) {
                if said != .no { danger(authorities) }
                searchPanel(to: "/raise", csrf: visit.csrf, button: "Find") {
                    textField(Field("q", "In a few words"), value: visit.form["q"], kind: .search)
                    hiddenField("danger", said.rawValue)
                    if let from = from(visit) { hiddenField("from", "\(from)") }
                }
                if fitting.isEmpty { nothing(hasAny: !open.isEmpty, said) }
                ul(.class("plain choices")) {
                    for (row, definition) in fitting { choice(row, definition, said, from: from(visit)) }
                }
            }
        )
    }

    /// The matter from which something is raised: a number, and nothing of what it is about.
    private static func from(_ visit: Visit) -> Int? {
        visit.query("from").flatMap(Int.init) ?? Int(visit.form["from"])
    }

    private static func choice(
        _ row: ProcedureRow,
        _ definition: ProcedureDefinition,
        _ said: Danger,
        from: Int?
    ) -> Markup {
        let link: Link =
            if row.id == ActionTerms.procedure {
                "/matters/new"
            } else if let from {
                "/raise/\(row.id)?danger=\(said.rawValue)&from=\(from)"
            } else {
                "/raise/\(row.id)?danger=\(said.rawValue)"
            }
        return li {
            h2 { a(.href(link)) { row.title } }
            ul { for line in definition.happened { li { Words.capitalised(line) } } }
        }
    }

    private static func nothing(hasAny: Bool, _ said: Danger) -> Markup {
        empty {
            hasAny ? "No procedure has those words. Try one word, or " : "Nothing is in use that you may raise. "
            hasAny
                ? a(.href("/raise?danger=\(said.rawValue)")) { "see them all" }
                : a(.href("/procedures")) { "See the procedures" }
        }
    }

    private static func danger(_ authorities: [OrganisationRow]) -> Markup {
        let known = authorities.filter { !$0.numbers.isEmpty }
        return Markup {
            warn("Ring 999 first.", "Then come back: what you raise here does not replace the call.")
            ul(.class("measure")) {
                li {
                    "Not at once, but today: ring the children’s social care of the borough where the child lives. At night and at weekends its emergency duty team answers."
                }
                li {
                    "A girl under 18 told you that she was cut, or you saw it: you ring the police on 101 yourself. Telling somebody here does not meet that duty."
                }
                li {
                    "Write down whom you rang, when, and the reference they gave you. You can say it before you send this."
                }
            }
            details(.class("mb-3")) {
                summary { "The numbers of each borough" }
                dataTable(
                    "Whom to ring about a child",
                    [Column("Borough"), Column("In office hours"), Column("At night and weekends")],
                    rows: known.map { row in
                        [
                            Markup(text: row.name), number(row.numbers.frontDoor), number(row.numbers.outOfHours),
                        ]
                    },
                    empty: "No authority has given its numbers yet. Its switchboard puts you through."
                )
                if !known.isEmpty, known.count < authorities.count {
                    p(.class("meta")) {
                        "\(Words.capitalised(Words.count(authorities.count - known.count, "authority", plural: "authorities"))) gave none yet. Ring the switchboard there."
                    }
                }
            }
        }
    }
}

extension RaiseStart {
    private static func number(_ text: String?) -> Markup {
        guard let text else { return Markup(text: "Not given") }
        return b { text }
    }
}

extension ProcedureDefinition {
    /// Whether an organisation of a kind may raise it.
    func mayBeRaised(by kind: Organisation.Kind?) -> Bool {
        switch raisedBy {
        case .anyone: true
        case .of(let kinds): kinds.contains { kind?.is($0) ?? false }
        }
    }
}

extension Visit {
    /// Of the person who is signed in.
    var ownOrganisation: OrganisationRow? {
        get async throws {
            let own = try person.organisation
            return try await readings.organisations().first { $0.id == own }
        }
    }
}

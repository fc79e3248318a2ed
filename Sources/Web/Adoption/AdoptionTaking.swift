import HTML
import Hummingbird
import Procedures
import Safeguarding

/// What the network has now, beside an authority's own text: taken with its changes kept, or declined with a reason.
enum AdoptionTaking {
    static func page(_ visit: Visit) async throws -> Response {
        let place = try await AdoptionPlace.toDecide(visit)
        return try await visit.page(try page(place, errors: []))
    }

    private static func page(_ place: AdoptionPlace, errors: [FieldError]) throws -> Page {
        guard place.row?.pilot == nil, let own = place.own else {
            throw Refusal.outOfTurn("Nothing waits to be decided here.")
        }
        if !place.network.isCurrent { return withdrawn(place, errors) }
        guard own.upstream != place.network.version else {
            throw Refusal.outOfTurn("This changes the version that the network uses already.")
        }
        return try Taking(place, own).page(errors: errors)
    }

    static func take(_ visit: Visit) async throws -> Response {
        let place = try await AdoptionPlace.toDecide(visit)
        guard let own = place.own, place.network.isCurrent else {
            throw Refusal.outOfTurn("Nothing waits to be decided here.")
        }
        // A second click finds what the first has done.
        if visit.form["go"] == "take", visit.form["upstream"] == "\(own.upstream)", visit.form["reason"] == own.reason {
            return try await taken(visit, place)
        }
        guard own.upstream != place.network.version else {
            throw Refusal.outOfTurn("Nothing waits to be decided here.")
        }
        guard visit.form["upstream"] == "\(place.network.version)", visit.form["own"] == "\(own.version)" else {
            throw Refusal.outOfTurn("One of the two texts changed meanwhile. Look at what differs, then decide.")
        }
        let taking = try Taking(place, own)
        do {
            let text = try taking.text()
            guard visit.form["go"] == "take" else { return try await visit.page(try taking.checked(text)) }
            try await visit.perform(
                AdoptText(
                    procedure: place.procedure,
                    authority: place.authority.id,
                    base: place.network.version,
                    text: text,
                    reason: visit.form["reason"]
                )
            )
        } catch let unfit as Unfit {
            return try await visit.refusedPage(try taking.page(errors: unfit.problems.fieldErrors, text: unfit.text))
        } catch Refusal.invalid(let problems) {
            let typed = visit.form.has("text") ? visit.form["text"] : nil
            return try await visit.refusedPage(try taking.page(errors: problems.fieldErrors, text: typed))
        }
        return try await taken(visit, place)
    }

    private static func taken(_ visit: Visit, _ place: AdoptionPlace) async throws -> Response {
        try await visit.done(place.link, "Version \(place.network.version) is in use at \(place.name) now.")
    }

    static func decline(_ visit: Visit) async throws -> Response {
        let place = try await AdoptionPlace.toDecide(visit)
        let upstream = Upstream(
            version: Int(visit.form["version"]) ?? 0,
            isWithdrawn: visit.form["withdrawn"] == "yes"
        )
        do {
            try await visit.perform(
                DeclineUpstream(
                    procedure: place.procedure,
                    authority: place.authority.id,
                    upstream: upstream,
                    reason: visit.form["why"]
                )
            )
        } catch Refusal.invalid(let problems) {
            let errors = problems.map { FieldError($0.field == "reason" ? "why" : $0.field, $0.message) }
            return try await visit.refusedPage(try page(place, errors: errors))
        }
        return try await visit.done(place.link, "\(place.name) keeps its own text.")
    }

    /// The form by which they keep their own text.
    static func declining(_ place: AdoptionPlace, _ errors: [FieldError]) -> Markup {
        let visit = place.visit
        return sec("keep", "Or keep the text of \(place.name) as it is") {
            postForm(to: "\(place.link)/decline", csrf: visit.csrf, command: visit.newCommand) {
                hiddenField("version", "\(place.network.version)")
                hiddenField("withdrawn", place.network.isCurrent ? "no" : "yes")
                textArea(
                    Field("why", "Why", hint: "For everybody who looks at what is used here.", errors: errors),
                    value: visit.form["why"],
                    rows: 3
                )
                acts {
                    submit("Keep our own text", .quiet)
                    linkButton("Decide later", place.link, .plain)
                }
            }
        }
    }

    private static func withdrawn(_ place: AdoptionPlace, _ errors: [FieldError]) -> Page {
        Page(
            title: "What the network withdrew",
            current: "/procedures",
            eyebrow: a(.href(place.link)) { "\(place.network.title) at \(place.name)" },
            heading: "The network withdrew \(place.network.title)",
            lead: place.network.withdrawn.map { "Why: \(ProcedureWords.sentence($0.reason))" },
            errors: errors
        ) {
            p(.class("measure")) { "Until you decide, it is used at \(place.name) as before." }
            sec("stop", "Stop using it too") {
                acts { linkButton("Stop using it here", "\(place.link)/network", .primary) }
            }
            declining(place, errors)
        }
    }
}

/// A later version brought together with an authority's own text.
private struct Taking {
    let place: AdoptionPlace
    let own: ProcedureRow
    let base: ProcedureRow

    private var visit: Visit { place.visit }
    private var newer: ProcedureRow { place.network }

    init(_ place: AdoptionPlace, _ own: ProcedureRow) throws {
        guard let base = place.version(own.upstream) else { throw Refusal.notFound }
        (self.place, self.own, self.base) = (place, own, base)
    }

    private func merge(_ choices: [Int: ProcedureMerge.Side] = [:]) -> ProcedureMerge {
        ProcedureMerge(base: base.text, local: own.text, upstream: newer.text, choosing: choices)
    }

    private static func name(_ place: Int) -> String { "clash-\(place)" }

    // MARK: What was chosen

    /// As it was put right by hand, or brought together by what was chosen; checked.
    func text() throws -> String {
        if visit.form.has("text") { return try checkedText(visit.form["text"]) }
        let count = merge().clashes.count
        let choices = (0..<count).reduce(into: [Int: ProcedureMerge.Side]()) { choices, place in
            choices[place] = ProcedureMerge.Side(rawValue: visit.form[Self.name(place)])
        }
        let missing = (0..<count).filter { choices[$0] == nil }
        guard missing.isEmpty else {
            throw Refusal.invalid(missing.map { Refusal.Problem(Self.name($0), "Choose one of the two.") })
        }
        return try checkedText(merge(choices).text)
    }

    private func checkedText(_ text: String) throws -> String {
        do { return try LocalDraft(text, changing: newer.text, lists: newer.lists).text } catch .invalid(let problems) {
            throw Unfit(text: text, problems: problems)
        }
    }

    // MARK: Pages

    /// - Parameter text: Where it is put right by hand.
    func page(errors: [FieldError], text: String? = nil) throws -> Page {
        page(
            errors,
            Markup {
                if let changed = ProcedureDifferences(base, newer) {
                    ProcedurePages.differences(
                        changed,
                        "What version \(newer.version) changed",
                        before: "Version \(base.version)",
                        after: "Version \(newer.version)"
                    )
                }
                if let ours = ProcedureDifferences(base, own) {
                    ProcedurePages.differences(
                        ours,
                        "What \(place.name) has changed",
                        before: "Version \(base.version)",
                        after: place.name,
                        id: "ours"
                    )
                }
            },
            choices: text.map { byHand($0, errors) } ?? clashes(errors)
        )
    }

    /// What it would be, before it is used.
    func checked(_ text: String) throws -> Page {
        let draft = try LocalDraft(text, changing: newer.text, lists: newer.lists)
        return page(
            [],
            Markup {
                notice("Nothing is wrong with it.", "Nothing has changed at \(place.name) yet.")
                if let upstream = newer.procedure {
                    ProcedurePages.differences(
                        ProcedureDifferences(upstream, draft.version),
                        "What would differ from version \(newer.version)",
                        before: "Version \(newer.version)",
                        after: place.name
                    )
                }
            },
            choices: byHand(text, [])
        )
    }

    private func page(_ errors: [FieldError], _ above: Markup, choices: Markup) -> Page {
        Page(
            title: "Take version \(newer.version)",
            current: "/procedures",
            eyebrow: a(.href(place.link)) { "\(newer.title) at \(place.name)" },
            heading: "Version \(newer.version) of the network",
            lead: "Published \(visit.words.at(newer.publishedAt)). Why: \(ProcedureWords.sentence(newer.reason))",
            errors: errors
        ) {
            above
            sec("take", "Take it, and keep what \(place.name) has changed") {
                postForm(to: "\(place.link)/take", csrf: visit.csrf, command: visit.newCommand) {
                    hiddenField("upstream", "\(newer.version)")
                    hiddenField("own", "\(own.version)")
                    choices
                    textArea(
                        Field("reason", "Why", hint: "For everybody who looks at what is used here.", errors: errors),
                        value: visit.form["reason"],
                        rows: 3
                    )
                    acts {
                        submit("Take it", name: "go", value: "take")
                        submit("Look at it first", .quiet, name: "go", value: "check")
                    }
                }
            }
            AdoptionTaking.declining(place, errors)
        }
    }

    private func byHand(_ text: String, _ errors: [FieldError]) -> Markup {
        textArea(
            Field("text", "The text, brought together", hint: "You can still change it.", errors: errors),
            value: text,
            rows: 20
        )
    }

    // MARK: What both changed

    private func clashes(_ errors: [FieldError]) -> Markup {
        let clashes = merge().clashes
        return Markup {
            p(.class("measure")) {
                clashes.isEmpty
                    ? "No clause was changed by both. What each changed is taken."
                    : "\(Words.capitalised(Words.count(clashes.count, "clause"))) \(clashes.count == 1 ? "was" : "were") changed by both. Choose which is to be used here. What only one changed is taken."
            }
            for (number, clash) in clashes.enumerated() {
                dataTable(
                    "What both changed, \(number + 1)",
                    [Column("Clause"), Column(place.name), Column("Version \(newer.version)")],
                    rows: [
                        [
                            Markup(text: title(clash)), words(clash, clash.local, own),
                            words(clash, clash.upstream, newer),
                        ]
                    ],
                    empty: ""
                )
                div(.class("mt-3")) {
                    radioField(
                        Field(Self.name(number), "Which is to be used here? \(title(clash))", errors: errors),
                        [
                            Choice(ProcedureMerge.Side.local.rawValue, "As \(place.name) has it"),
                            Choice(ProcedureMerge.Side.upstream.rawValue, "As version \(newer.version) has it"),
                        ],
                        selected: visit.form[Self.name(number)]
                    )
                }
            }
        }
    }

    private func clause(_ clash: ProcedureMerge.Clash, _ row: ProcedureRow) -> ProcedureClause? {
        guard let version = row.procedure, let key = clash.clause else { return nil }
        return ProcedureClauses(version).parts.lazy.flatMap(\.clauses).first { $0.key == key }
    }

    private func title(_ clash: ProcedureMerge.Clash) -> String {
        if clash.isOrder { return "The order of \(clash.path.dropLast().joined(separator: ", "))" }
        return (clause(clash, own) ?? clause(clash, newer))?.title ?? clash.path.joined(separator: ", ")
    }

    /// In plain words where there are some, else as the file has it.
    private func words(_ clash: ProcedureMerge.Clash, _ text: String?, _ row: ProcedureRow) -> Markup {
        guard let text else { return tag("Is gone", .shut) }
        guard let clause = clause(clash, row) else { return pre { text } }
        return ul(.class("plain mb-0")) {
            li { clause.title }
            for sentence in clause.sentences + clause.items { li { sentence } }
        }
    }
}

extension ProcedureMerge.Clash {
    /// The name of the clause in which people read it.
    fileprivate var clause: String? {
        switch (path.first, path.count) {
        case ("duties", 2): "duty \(path[1])"
        case ("outcomes", 2): "outcome \(path[1])"
        case ("parties", 2): "party \(path[1])"
        case ("form", 3) where path[2] != "head" && path[2] != "tail" && !isOrder: "field \(path[2])"
        case ("form", 2...) where !isOrder: "section \(path[1])"
        case ("lawful basis", 1): "basis"
        case (let key?, 1): key
        default: nil
        }
    }
}

/// A text that was brought together and will not do: shown with its problems, to be put right by hand.
private struct Unfit: Error {
    let text: String
    let problems: [Refusal.Problem]
}

import Procedures
import Safeguarding

/// One thing that a procedure says, in plain words: a duty, a field, an outcome, what the family is told.
struct ProcedureClause: Hashable, Sendable {
    /// The same in every version of the procedure.
    let key: String
    let title: String
    /// Whole sentences.
    var sentences: [String] = []
    /// What can be chosen, told or ticked, one by one.
    var items: [String] = []

    init(_ key: String, _ title: String, _ sentences: [String?] = [], items: [String] = []) {
        (self.key, self.title, self.items) = (key, title, items)
        self.sentences = sentences.compactMap(\.self)
    }
}

/// The clauses of a procedure under one heading.
struct ProcedurePart: Hashable, Sendable {
    enum Name: String, CaseIterable, Sendable {
        case purpose, ways, form, duties, outcomes, late, sight, law, keep, sources
    }

    let name: Name
    let clauses: [ProcedureClause]
}

extension ProcedurePart.Name {
    var title: String {
        switch self {
        case .purpose: "What it is for"
        case .ways: "Who raises it, and where it goes"
        case .form: "What is asked"
        case .duties: "Who owes what, by when"
        case .outcomes: "What may come of it"
        case .late: "When an answer is late"
        case .sight: "Who sees what"
        case .law: "Law, consent and the family"
        case .keep: "How long it is kept"
        case .sources: "Where it comes from"
        }
    }
}

/// Says a whole procedure in clauses: what a page shows, and what two versions are compared by.
struct ProcedureClauses: Sendable {
    private typealias Clause = ProcedureClause

    private let words: ProcedureWords
    /// Titles of other procedures by name.
    private let others: [String: String]

    init(_ version: ProcedureVersion, others: [String: String] = [:]) {
        words = ProcedureWords(version)
        self.others = others
    }

    private var definition: ProcedureDefinition { words.definition }

    var parts: [ProcedurePart] {
        ProcedurePart.Name.allCases.map { ProcedurePart(name: $0, clauses: clauses($0)) }
    }

    private func clauses(_ part: ProcedurePart.Name) -> [ProcedureClause] {
        switch part {
        case .purpose: purpose
        case .ways: ways
        case .form: form
        case .duties: definition.duties.map(duty)
        case .outcomes: definition.outcomes.map(outcome)
        case .late: late
        case .sight: sight
        case .law: law
        case .keep: keep
        case .sources: [Clause("sources", "Sources", items: definition.sources)]
        }
    }

    private func sentence(_ text: String) -> String { ProcedureWords.sentence(text) }

    // MARK: What for, and by whom

    private var purpose: [ProcedureClause] {
        [
            Clause("title", "What people call it", [sentence(definition.title)]),
            Clause("says", "In one sentence", [sentence(definition.says)]),
            Clause("happened", "When it is needed", items: definition.happened.map(Words.capitalised)),
        ]
    }

    private var ways: [ProcedureClause] {
        [
            Clause("raised", "Who may raise it", [sentence(ProcedureWords.raisers(definition.raisedBy))]),
            Clause("about", "What it is about", [sentence(definition.about.words)]),
            Clause("goes", "Who is asked to hold it", [sentence(ProcedureWords.route(definition.goesTo))]),
        ]
            + definition.parties.map { party in
                Clause(
                    "party \(party.id)",
                    party.title,
                    [
                        "Has a part in it: \(sentence(ProcedureWords.route(party.goesTo)))",
                        words.condition(party.when),
                    ]
                )
            }
    }

    // MARK: The form

    private var form: [ProcedureClause] {
        definition.form.flatMap { section in
            [Clause("section \(section.title)", "Section: \(section.title)", [section.hint.map(sentence)])]
                + section.fields.flatMap { field in
                    [self.field(field)] + field.fields.map { self.field($0, inside: field) }
                }
        }
    }

    private func field(
        _ field: ProcedureDefinition.Field,
        inside group: ProcedureDefinition.Field? = nil
    ) -> ProcedureClause {
        Clause(
            "field \(field.id)",
            field.label,
            [
                group.map { "Part of \(ProcedureWords.quoted($0.label))." }, field.type.asks,
                field.isRequired ? "Has to be answered." : nil,
                words.condition(field.askIf, "Asked only"),
                answers(field),
                field.asksEvidence ? "Each takes what was seen, by whom and when." : nil,
                field.holdsRivals ? "What different sources say stands side by side." : nil,
                size(field),
                field.hint.map(sentence),
            ],
            items: words.options(field).map { option in
                option.hint.map { "\(option.label) (\($0))" } ?? option.label
            }
        )
    }

    private func answers(_ field: ProcedureDefinition.Field) -> String? {
        switch field.answers {
        case .tick: nil
        case .yesNo: "Each is answered yes or no."
        case .yesSuspected: "Each is answered yes, suspected or no."
        }
    }

    private func size(_ field: ProcedureDefinition.Field) -> String? {
        let unit =
            switch field.type {
            case .text, .longText: " characters"
            default: ""
            }
        return switch (field.least, field.most) {
        case (nil, nil): nil
        case (let least?, nil): "At least \(Words.number(least))\(unit)."
        case (nil, let most?): "At most \(Words.number(most))\(unit)."
        case (let least?, let most?): "From \(Words.number(least)) to \(Words.number(most))\(unit)."
        }
    }

    // MARK: The loop

    private func duty(_ duty: ProcedureDefinition.Duty) -> ProcedureClause {
        Clause(
            "duty \(duty.id)",
            words.owes(duty),
            [
                words.byWhen(duty),
                words.condition(duty.when),
                duty.unless.isEmpty
                    ? nil : "No more once it has come to \(ProcedureWords.either(duty.unless.map(words.outcome))).",
                duty.note == .required
                    ? "With a note." : duty.note == .optional ? "With a note, if there is one." : nil,
                duty.file == .required ? "With a file." : nil,
                duty.outcomes.isEmpty
                    ? nil : "It may come to \(ProcedureWords.either(duty.outcomes.map(words.outcome))).",
                duty.isReviewedIfSilent ? "If nothing is said, the coordinator looks at it." : nil,
                duty.law.map { "Law: \(sentence($0))" },
            ]
        )
    }

    private func outcome(_ outcome: ProcedureDefinition.Outcome) -> ProcedureClause {
        let told =
            switch outcome.tellsRaiser {
            case .full: "Whoever raised it is told in full."
            case .headline: "Whoever raised it is told this much, and no more."
            case .acknowledgement: "Whoever raised it is told that it was dealt with, and no more."
            }
        return Clause(
            "outcome \(outcome.id)",
            outcome.title,
            [
                told, outcome.needsReason ? "It needs a reason." : nil,
                outcome.leadsTo.isEmpty
                    ? nil
                    : "It may go on under \(ProcedureWords.either(outcome.leadsTo.map { ProcedureWords.quoted(others[$0] ?? $0) })).",
            ]
        )
    }

    private var late: [ProcedureClause] {
        let telling = definition.telling
        var clauses = [Clause("late", "While something is owed", items: definition.overdue.map(ProcedureWords.late))]
        if !telling.reasons.isEmpty {
            clauses.append(
                Clause(
                    "untold",
                    "Why an answer may have to wait",
                    ["It is then owed again within \(telling.owedAgain)."],
                    items: telling.reasons
                )
            )
        }
        if let field = telling.implicated {
            clauses.append(
                Clause(
                    "implicated",
                    "Where the raiser’s own organisation may be part of it",
                    ["The authority’s lead is told instead, where \(words.label(field)) is answered yes."]
                )
            )
        }
        return clauses
    }

    // MARK: Sight

    private var sight: [ProcedureClause] {
        [Clause("raiser", "Whoever raised it", [words.shown(definition.share.raiser)])]
            + definition.parties.map { party in
                Clause("sees \(party.id)", party.title, [words.shown(definition.share.parties[party.id] ?? .nothing)])
            }
            + [
                Clause(
                    "network",
                    "All other members",
                    [
                        definition.share.network == .anonymised
                            ? "A summary without names, and nothing else." : "Nothing."
                    ]
                ),
                Clause("summary", "What a summary without names holds", [words.shown(definition.summary)]),
            ]
    }

    // MARK: Law

    private var law: [ProcedureClause] {
        let (basis, consent, family) = (definition.lawfulBasis, definition.consent, definition.family)
        let told =
            switch family.told {
            case .before: "The family is told before."
            case .after: "The family is told after."
            case .unlessRisk: "The family is told, unless that adds risk."
            case .not: "The family is not told."
            }
        let giver = consent.from.map { " from the \($0.rawValue.replacing(" or ", with: " or the "))" } ?? ""
        return [
            Clause("purpose", "Why data are used", [sentence(definition.purpose)]),
            Clause(
                "basis",
                "Lawful basis",
                [
                    "\(Words.capitalised(basis.basis.rawValue)) (UK GDPR, article 6).",
                    "\(Words.capitalised(basis.condition.rawValue)) (UK GDPR, article 9).",
                ],
                items: basis.law
            ),
            Clause("controllers", "Who answers for the data", items: definition.controllers.map(Words.capitalised)),
            Clause(
                "consent",
                "Consent",
                [
                    consent.needed.isYes ? "It is needed\(giver)." : "It is not needed.",
                    consent.field.map { "It is recorded in \(words.label($0))." }, sentence(consent.because),
                ]
            ),
            Clause("family", "The family", [told, sentence(family.how)]),
        ]
    }

    private var keep: [ProcedureClause] {
        [
            Clause(
                "keep",
                Words.capitalised("\(definition.keep.length)"),
                ["Source: \(sentence(definition.keep.source))"]
            )
        ]
    }
}

extension ProcedureDefinition.About {
    var words: String {
        switch self {
        case .child: "A child"
        case .adult: "An adult"
        case .people: "Several people"
        case .school: "A school"
        case .topic: "A topic, and nobody in particular"
        }
    }
}

extension ProcedureDefinition {
    /// What a procedure file looks like.
    package static let shape = Shape.group(
        Shape.Group(
            "a procedure",
            [
                .required("procedure", .name, "Its name, by which matters and other files refer to it."),
                .required("version", .whole(1...9_999), "Counts up with each version that is published."),
                .required("title", .words(atMost: 80), "What people call it."),
                .required("says", .words(atMost: 300), "What it is for, in one sentence."),
                .required(
                    "happened",
                    .list(.words(atMost: 120), count: 1...20),
                    "What people say happened when they need it, in their own words."
                ),
                .required(
                    "sources",
                    .list(.words(atMost: 400), count: 1...30),
                    "Where it comes from: notes, statute, guidance."
                ),
            ] + law + people + loop + sight
        )
    )

    private static func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> Shape
    where Word.RawValue == String {
        .oneOf(type.allCases.map(\.rawValue))
    }

    // MARK: Law

    private static let law: [Shape.Key] = [
        .required(
            "purpose",
            .words(atMost: 600),
            "Why personal data are used here. Everybody who opens a matter sees it."
        ),
        .required(
            "lawful basis",
            .group(
                Shape.Group(
                    "the lawful basis",
                    [
                        .required("basis", word(LawfulBasis.Basis.self), "UK GDPR, article 6(1)."),
                        .required(
                            "condition",
                            word(LawfulBasis.Condition.self),
                            "UK GDPR, article 9(2), with schedule 1 of the Data Protection Act 2018."
                        ),
                        .required("law", .list(.words(atMost: 300), count: 1...20), "The duty or power itself."),
                    ]
                )
            ),
            "On what law it rests."
        ),
        .required("controllers", .list(.words(atMost: 200), count: 1...10), "Who answers for the data."),
        .required(
            "consent",
            .group(
                Shape.Group(
                    "consent",
                    [
                        .required("needed", .answer, "Whether it can be raised without."),
                        .optional("from", word(Consent.Giver.self), "Who gives it."),
                        .optional("field", .name, "The yes/no field in which it is recorded."),
                        .required("because", .words(atMost: 400), "Why it is needed, or why not."),
                    ]
                )
            ),
            "Whether somebody has to agree first."
        ),
        .required(
            "family",
            .group(
                Shape.Group(
                    "what the family is told",
                    [
                        .required("told", word(Family.When.self), "When the family is told."),
                        .required("how", .words(atMost: 600), "What they are told, by whom, or why not."),
                    ]
                )
            ),
            "What the family is told, and when."
        ),
    ]

    // MARK: Who

    private static let people: [Shape.Key] = [
        .required("about", word(About.self), "Whom or what a matter is about."),
        .required(
            "raised by",
            .either([.oneOf(["anyone"]), .list(word(Kind.self), count: 1...8)]),
            "Members of which kinds of organisation may raise it."
        ),
        .required("goes to", word(Route.self), "Who is asked to hold it."),
        .optional(
            "parties",
            .list(
                .group(
                    Shape.Group(
                        "a party",
                        [
                            .required("id", .name, "By which duties and sharing refer to it."),
                            .required("title", .words(atMost: 80), "As pages call it."),
                            .required("goes to", word(Route.self), "Who it is."),
                            .optional(
                                "when",
                                condition,
                                "On which answers they are joined; always, where it is left out."
                            ),
                        ]
                    )
                ),
                count: 1...15
            ),
            "Who has a part in it besides raiser and holder."
        ),
    ]

    private static let condition = Shape.table(.either([.list(.scalar, count: 1...30), .scalar]))

    // MARK: Form and loop

    private static func field(inGroup: Bool) -> Shape {
        let kinds = Field.Kind.allCases.filter { !inGroup || $0 != .group }
        let keys: [Shape.Key] = [
            .required("id", .name, "By which the rest of the file refers to it."),
            .required("label", .words(atMost: 200), "The question."),
            .required("type", .oneOf(kinds.map(\.rawValue)), "What an answer is."),
            .optional("hint", .words(atMost: 500), "Help below the question."),
            .optional("required", .answer, "Whether it can be left empty. No, where it is left out."),
            .optional("options", .list(option, count: 1...100), "What there is to choose."),
            .optional("options from", .name, "The list of options, in a file of its own beside this one."),
            .optional("answers", word(Field.Answers.self), "What is said of each entry of a checklist."),
            .optional("evidence", .answer, "Whether each entry of a checklist takes what was seen, by whom and when."),
            .optional("ask if", condition, "On which answers to earlier fields it is asked."),
            .optional("at least", .whole(0...1_000_000), "Entries, or the smallest number."),
            .optional("at most", .whole(1...100_000_000), "Entries, characters, or the largest number."),
            .optional("rival values", .answer, "Whether values from several sources stand side by side."),
        ]
        let inside: [Shape.Key] =
            inGroup
            ? []
            : [.optional("fields", .list(field(inGroup: true), count: 1...40), "What a repeated group asks each time.")]
        return .group(Shape.Group("a field", keys + inside))
    }

    static let option = Shape.group(
        Shape.Group(
            "an option",
            [
                .required("id", .name, "By which conditions and counts refer to it."),
                .required("label", .words(atMost: 300), "As people see it."),
                .optional("hint", .words(atMost: 500), "Help below it."),
            ]
        )
    )

    private static let loop: [Shape.Key] = [
        .required(
            "form",
            .list(
                .group(
                    Shape.Group(
                        "a section",
                        [
                            .required("section", .words(atMost: 100), "Its heading."),
                            .optional("hint", .words(atMost: 500), "Help below the heading."),
                            .required("fields", .list(field(inGroup: false), count: 1...60), "What it asks."),
                        ]
                    )
                ),
                count: 1...20
            ),
            "What is asked of whoever raises it."
        ),
        .required("duties", .list(duty, count: 2...60), "Who owes what by when, in the order in which it falls due."),
        .required(
            "outcomes",
            .list(
                .group(
                    Shape.Group(
                        "an outcome",
                        [
                            .required("id", .name, "By which duties refer to it."),
                            .required("title", .words(atMost: 120), "As people see it."),
                            .required(
                                "tells raiser",
                                word(Outcome.Telling.self),
                                "How much of it the raiser may be told."
                            ),
                            .optional("reason", .oneOf(["required"]), "It cannot be chosen without saying why."),
                            .optional(
                                "leads to",
                                .list(.name, count: 1...10),
                                "Procedures it is offered to go on under."
                            ),
                        ]
                    )
                ),
                count: 1...30
            ),
            "What it may come to."
        ),
        .required(
            "overdue",
            .list(.sentence(Rung.sentence), count: 1...12),
            "What happens while something is overdue."
        ),
        .optional(
            "telling",
            .group(
                Shape.Group(
                    "how the raiser is told",
                    [
                        .optional(
                            "cannot be told yet because",
                            .list(.words(atMost: 200), count: 1...10),
                            "The reasons to choose from. The answer stays owed."
                        ),
                        .optional(
                            "owed again within",
                            .sentence(Term.lengthSentence),
                            "When the answer is owed again."
                        ),
                        .optional(
                            "to the authority's lead if",
                            .name,
                            "The yes/no field that says that the raiser's own organisation is implicated."
                        ),
                    ]
                )
            ),
            "What may stand in the way of an answer, and what is done then."
        ),
    ]

    private static let duty = Shape.group(
        Shape.Group(
            "a duty",
            [
                .optional("id", .name, "By which terms refer to it; its task with hyphens, where it is left out."),
                .required(
                    "of",
                    .sentence(
                        Shape.Sentence(
                            "(every party|[a-z][a-z0-9-]*)",
                            expected: "holder, raiser, coordinator, every party, or the id of a party"
                        )
                    ),
                    "Who owes it."
                ),
                .required("to", word(Duty.Task.self), "What is owed."),
                .optional("what", .words(atMost: 300), "In words, where it is something to do or to review."),
                .required("within", .sentence(Term.sentence), "By when, from when."),
                .optional(
                    "every",
                    .sentence(Term.lengthSentence),
                    "How often it is owed again until the matter is closed."
                ),
                .optional(
                    "when",
                    condition,
                    "On which answers, or after which outcome (as outcome: found), it is owed: the last of the decisions that can come to it."
                ),
                .optional("unless", .list(.name, count: 1...30), "After which outcomes it is not owed any more."),
                .optional("note", word(Duty.Note.self), "Whether words go with it."),
                .optional("file", word(Duty.Note.self), "Whether a file goes with it."),
                .optional("outcomes", .list(.name, count: 1...30), "What it may come to."),
                .optional("answer", .oneOf(["yes or no"]), "Each of all members says yes or no."),
                .optional("else", .oneOf(["reviewed by coordinator"]), "What happens where it is never met."),
                .optional("law", .words(atMost: 300), "The statute, guidance or agreement that the term is from."),
            ]
        )
    )

    // MARK: Who sees what, and how long

    private static let shown = Shape.either([.oneOf(["all", "nothing"]), .list(.name, count: 1...60)])

    private static let sight: [Shape.Key] = [
        .required(
            "share",
            .group(
                Shape.Group(
                    "what is shared",
                    [
                        .required("raiser", shown, "What the raiser sees of what came of it."),
                        .required("network", word(Share.Network.self), "What members with no part in it see."),
                        .optional("parties", .table(shown), "What each party sees, by its id."),
                    ]
                )
            ),
            "Who sees what. The holder sees all of it."
        ),
        .required(
            "summary",
            .either([.oneOf(["nothing"]), .list(.name, count: 1...30)]),
            "What may leave as an anonymised summary: fields with a few known answers, outcome, satisfied, times."
        ),
        .required(
            "keep",
            .group(
                Shape.Group(
                    "how long it is kept",
                    [
                        .required("for", .sentence(Keep.Length.sentence), "Until when."),
                        .required("source", .words(atMost: 300), "Whose schedule says so."),
                    ]
                )
            ),
            "How long it is kept."
        ),
    ]
}

extension OptionList {
    /// What a file of options looks like.
    package static let shape = Shape.group(
        Shape.Group(
            "a list of options",
            [
                .required("list", .name, "By which fields refer to it."),
                .required("version", .whole(1...9_999), "Counts up with each change."),
                .required("title", .words(atMost: 120), "What it lists."),
                .required("sources", .list(.words(atMost: 400), count: 1...20), "Where it comes from."),
                .required(
                    "parts",
                    .list(
                        .group(
                            Shape.Group(
                                "a part of the list",
                                [
                                    .required("part", .words(atMost: 120), "Its heading."),
                                    .required(
                                        "options",
                                        .list(ProcedureDefinition.option, count: 1...100),
                                        "What it holds."
                                    ),
                                ]
                            )
                        ),
                        count: 1...30
                    ),
                    "The options, in parts."
                ),
            ]
        )
    )
}

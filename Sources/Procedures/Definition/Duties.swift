extension ProcedureDefinition {
    /// One thing that one party owes.
    package struct Duty: Hashable, Sendable, Decodable {
        package enum Task: String, CaseIterable, Hashable, Sendable, Decodable {
            case acknowledge, decide
            case tellRaiser = "tell raiser"
            case saySatisfied = "say if satisfied"
            case review
            /// Anything else, in the words of `what`.
            case act = "do"

            /// The place on the loop that is reached when it is met.
            package var station: Station? {
                switch self {
                case .acknowledge: .received
                case .decide: .decided
                case .tellRaiser: .fedBack
                case .saySatisfied: .closed
                case .review, .act: nil
                }
            }
        }

        package enum Note: String, CaseIterable, Hashable, Sendable, Decodable {
            case required, optional
        }

        package let id: String
        package let of: Debtor
        package let to: Task
        package let what: String?
        package let within: Term
        /// How often it is owed again until the matter is closed.
        package let every: Term.Length?
        package let when: Condition
        /// Outcomes after which it is not owed any more.
        package let unless: [String]
        package let note: Note?
        /// Whether a file goes with it: where one is required, the step is not taken without.
        package let file: Note?
        /// What it may come to, by the ids of ``ProcedureDefinition/outcomes``.
        package let outcomes: [String]
        /// Whether each of all members says yes or no to it.
        package let asksYesOrNo: Bool
        /// Whether the coordinator looks at it where it is never met.
        package let isReviewedIfSilent: Bool
        /// The statute, guidance or agreement that the term is from.
        package let law: String?

        private enum CodingKeys: String, CodingKey {
            case id, of, to, what, within, every, when, unless, note, file, outcomes, answer, law
            case otherwise = "else"
        }

        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            to = try values.decode(Task.self, forKey: .to)
            id = try values.decodeIfPresent(String.self, forKey: .id) ?? Self.name(of: to)
            of = Debtor(try values.decode(String.self, forKey: .of))
            what = try values.decodeIfPresent(String.self, forKey: .what)
            within = try values.decode(Term.self, forKey: .within)
            every = try values.decodeIfPresent(String.self, forKey: .every).flatMap {
                Term.Length($0.split(separator: " ").map(String.init))
            }
            when = try values.decodeIfPresent(Condition.self, forKey: .when) ?? Condition()
            unless = try values.decodeIfPresent([String].self, forKey: .unless) ?? []
            note = try values.decodeIfPresent(Note.self, forKey: .note)
            file = try values.decodeIfPresent(Note.self, forKey: .file)
            outcomes = try values.decodeIfPresent([String].self, forKey: .outcomes) ?? []
            asksYesOrNo = try values.decodeIfPresent(String.self, forKey: .answer) != nil
            isReviewedIfSilent = try values.decodeIfPresent(String.self, forKey: .otherwise) != nil
            law = try values.decodeIfPresent(String.self, forKey: .law)
        }

        private init(_ duty: Duty, within: Term) {
            (id, of, to, what, self.within) = (duty.id, duty.of, duty.to, duty.what, within)
            (every, when, unless) = (duty.every, duty.when, duty.unless)
            (note, file, outcomes) = (duty.note, duty.file, duty.outcomes)
            (asksYesOrNo, isReviewedIfSilent, law) = (duty.asksYesOrNo, duty.isReviewedIfSilent, duty.law)
        }

        /// The id of a duty that is given none: `tell-raiser`.
        static func name(of task: Task) -> String {
            task.rawValue.split(separator: " ").joined(separator: "-")
        }

        /// The same, told which names are dates of the form.
        func from(dates: Set<String>) -> Duty { Duty(self, within: within.from(dates: dates)) }
    }

    package enum Debtor: Hashable, Sendable {
        case holder, raiser, coordinator
        /// Each of the parties that were joined, by itself.
        case everyParty
        case party(String)

        init(_ text: String) {
            self =
                switch text {
                case "holder": .holder
                case "raiser": .raiser
                case "coordinator": .coordinator
                case "every party": .everyParty
                default: .party(text)
                }
        }
    }

    /// What a matter may come to.
    package struct Outcome: Hashable, Sendable, Decodable {
        /// How much of it the raiser may be told. Never nothing.
        package enum Telling: String, CaseIterable, Hashable, Sendable, Codable {
            case full, headline, acknowledgement
        }

        package let id: String
        package let title: String
        package let tellsRaiser: Telling
        /// Whether it cannot be chosen without saying why.
        package let needsReason: Bool
        /// Procedures that it is offered to go on under.
        package let leadsTo: [String]

        private enum CodingKeys: String, CodingKey {
            case id, title, reason
            case tellsRaiser = "tells raiser"
            case leadsTo = "leads to"
        }

        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            id = try values.decode(String.self, forKey: .id)
            title = try values.decode(String.self, forKey: .title)
            tellsRaiser = try values.decode(Telling.self, forKey: .tellsRaiser)
            needsReason = try values.decodeIfPresent(String.self, forKey: .reason) == "required"
            leadsTo = try values.decodeIfPresent([String].self, forKey: .leadsTo) ?? []
        }
    }

    /// A step of what happens while something is overdue.
    package struct Rung: Hashable, Sendable, Decodable {
        package enum Step: String, CaseIterable, Hashable, Sendable {
            case remind
            case tellRaiser = "tell raiser"
            case copyDeputy = "copy deputy"
            case toLead = "escalate to the authority's lead"
            case toCoordinator = "escalate to coordinator"
        }

        package enum Moment: Hashable, Sendable {
            case halfTime, due
            case after(Term.Length)
        }

        package let step: Step
        package let moment: Moment

        static let sentence = Shape.Sentence(
            "(remind|tell raiser|copy deputy|escalate to the authority's lead|escalate to coordinator) (at half time|when due|after \(Term.pattern))",
            expected:
                "a step and its moment, as remind at half time, remind when due, tell raiser when due, copy deputy after 1 working day, or escalate to coordinator after 2 working days"
        )

        package init(from decoder: any Decoder) throws {
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let step = Step.allCases.first(where: { text.hasPrefix($0.rawValue + " ") }) else {
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
            }
            self.step = step
            switch text.dropFirst(step.rawValue.count + 1) {
            case "at half time": moment = .halfTime
            case "when due": moment = .due
            case let rest:
                guard let length = Term.Length(rest.split(separator: " ").dropFirst().map(String.init)) else {
                    throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
                }
                moment = .after(length)
            }
        }
    }

    /// What may stand in the way of an answer to whoever raised it, and what is done instead. It never closes anything.
    package struct Telling: Hashable, Sendable, Decodable {
        /// Why it "cannot be told yet". Empty where that is no answer here.
        package let reasons: [String]
        /// By when the answer is owed again.
        package let owedAgain: Term.Length
        /// The yes/no field that says the raiser's own organisation is implicated: then the authority's named lead is told.
        package let implicated: String?

        private enum CodingKeys: String, CodingKey {
            case reasons = "cannot be told yet because"
            case owedAgain = "owed again within"
            case implicated = "to the authority's lead if"
        }

        init() {
            (reasons, owedAgain, implicated) = ([], .workingDays(10), nil)
        }

        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            reasons = try values.decodeIfPresent([String].self, forKey: .reasons) ?? []
            owedAgain =
                try values.decodeIfPresent(String.self, forKey: .owedAgain).flatMap {
                    Term.Length($0.split(separator: " ").map(String.init))
                } ?? .workingDays(10)
            implicated = try values.decodeIfPresent(String.self, forKey: .implicated)
        }
    }
}

/// What the rules of actions take from their procedure: how long each part has, and whether the coordinator is told when
/// a holder is late.
///
/// Actions are raised line by line while a meeting is noted, by several people at once, and before it is known who is
/// meant: rules of their own run them. Their times are the procedure's.
package struct ActionTerms: Hashable, Sendable {
    /// The procedure under which every action is raised.
    package static let procedure = "meeting-action"

    /// How a due time is found.
    package enum Clock: Hashable, Sendable {
        /// As whoever raised it gave it; never invented.
        case asGiven
        case workingDays(Int)
        /// By the next meeting of its group, or in so many working days where it has no group.
        case nextMeeting(orWorkingDays: Int)
    }

    private let clocks: [Procedure.Task: Clock]
    private let isEscalated: Bool

    /// - Throws: What in the definition the rules of actions do not follow, and what was expected.
    package init(_ definition: ProcedureDefinition) throws(Unfit) {
        var clocks: [Procedure.Task: Clock] = [:]
        for part in Self.parts {
            guard let duty = definition.duties.first(where: { $0.id == part.id }), duty.of == part.of,
                duty.to == part.to, duty.when == .init(), duty.unless.isEmpty, duty.every == nil
            else { throw Unfit("duties", "expected \(part.id), as version 1 has it: only how long it has may change") }
            if part.task == nil { continue }
            guard let clock = part.clock(duty.within) else { throw Unfit("duties", "\(part.id): \(part.expected)") }
            part.task.map { clocks[$0] = clock }
        }
        guard definition.duties.count == Self.parts.count else {
            throw Unfit("duties", "expected those of version 1 and no others: actions have no more steps")
        }
        guard definition.askedOnce.map(\.id) == Self.fields, definition.parties.isEmpty else {
            throw Unfit(
                "form",
                "expected the fields \(Self.fields.joined(separator: ", ")): the pages of actions ask those"
            )
        }
        guard !definition.isPersonal else { throw Unfit("about", "expected topic: actions name no child") }
        guard definition.raisedBy == .anyone else { throw Unfit("raised by", "expected anyone") }
        guard definition.outcomes.map(\.id) == ["done", "dropped"] else {
            throw Unfit("outcomes", "expected done and dropped")
        }
        guard definition.overdue.allSatisfy({ $0.moment == .due && [.remind, .toCoordinator].contains($0.step) }) else {
            throw Unfit("overdue", "expected remind when due, and escalate to coordinator when due or nothing else")
        }
        self.clocks = clocks
        isEscalated = definition.overdue.contains { $0.step == .toCoordinator }
    }

    /// When something is due. Nil where the procedure has no such step.
    package func clock(_ task: Procedure.Task) -> Clock? { clocks[task] }

    /// Whether the coordinator is told when it is late: of what a holder owes.
    package func escalates(_ task: Procedure.Task) -> Bool {
        isEscalated && (task == .acknowledge || task == .finish)
    }

    /// A text under which no action can run.
    package struct Unfit: Error, Hashable {
        package let key: String
        package let sentence: String

        fileprivate init(_ key: String, _ sentence: String) {
            (self.key, self.sentence) = (key, sentence)
        }
    }
}

extension ActionTerms {
    /// A duty of the text, and the step of an action that has its time.
    private struct Part {
        let id: String
        let of: ProcedureDefinition.Debtor
        let to: ProcedureDefinition.Duty.Task
        /// Nil where it is done with another: whoever finishes an action tells what came of it.
        let task: Procedure.Task?
        let expected: String

        func clock(_ term: Term) -> Clock? {
            switch (task, term.length, term.start) {
            case (.finish, .asGiven, .raised): .asGiven
            case (.close, .nextMeeting(let days), .raised): .nextMeeting(orWorkingDays: days)
            case (.sayWhoHolds, .workingDays(let days), .raised), (.acknowledge, .workingDays(let days), .raised):
                .workingDays(days)
            default: nil
            }
        }
    }

    private static let parts = [
        Part(
            id: "say-who-holds",
            of: .coordinator,
            to: .act,
            task: .sayWhoHolds,
            expected: "expected working days, as 5 working days"
        ),
        Part(
            id: "acknowledge",
            of: .holder,
            to: .acknowledge,
            task: .acknowledge,
            expected: "expected working days, as 5 working days"
        ),
        Part(id: "finish", of: .holder, to: .decide, task: .finish, expected: "expected as given"),
        Part(id: "tell-raiser", of: .holder, to: .tellRaiser, task: nil, expected: ""),
        Part(
            id: "say-if-satisfied",
            of: .raiser,
            to: .saySatisfied,
            task: .close,
            expected: "expected by the next meeting, or 5 working days"
        ),
    ]

    private static let fields = ["text", "to", "due-kind", "due-day", "published"]
}

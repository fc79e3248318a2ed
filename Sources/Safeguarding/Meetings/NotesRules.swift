package import Ledger
package import Vault

/// Saves the notes of one item, with the decisions and actions that were made in it, in one go.
package struct SaveNotes: MeetingCommand {
    package let ref: MeetingRef
    package let item: ID<Item>
    /// The whole text.
    package let text: String
    /// The revision that the text was made from: 0 where there was none.
    package let fromRevision: Int
    package let newActions: [NewAction]
    package let newDecisions: [NewDecision]
    /// What is corrected, once the notes have gone out.
    package let correction: String?

    package init(
        _ ref: MeetingRef,
        item: ID<Item>,
        text: String,
        fromRevision: Int,
        newActions: [NewAction] = [],
        newDecisions: [NewDecision] = [],
        correction: String? = nil
    ) {
        self.ref = ref
        self.item = item
        self.text = text
        self.fromRevision = fromRevision
        self.newActions = newActions
        self.newDecisions = newDecisions
        self.correction = correction
    }

    package var action: Action { .runMeeting }
    package var alsoReads: [StreamID] { [Item.stream(item)] + newActions.flatMap(\.reads) }
    package var subjects: Set<Subject> {
        Set([Meeting.subject(ref.meeting), Item.subject(item)] + newActions.map { Matter.subject($0.matter) })
    }

    /// - Throws: ``Refusal/outOfTurn(_:)`` where someone saved a newer text: nothing is written, and the page shows both.
    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        let before = try state.reopened(for: correction, ref, context)
        try state.requireItem(item)
        let marking = try past.openItem(item, of: ref.group, for: context.actor).marking
        let (events, raised) = try written(state, marking, past, context)
        return [Change(Meeting.stream(ref.meeting), before + events)] + raised
    }

    /// What is written into the meeting, and the actions that are raised beside it.
    func written(
        _ state: MeetingState,
        _ marking: Marking,
        _ past: Past,
        _ context: RuleContext
    ) throws(Refusal) -> (events: [any DomainEvent], raised: [Change]) {
        let revision = state.revisions[item] ?? 0
        guard fromRevision == revision else { throw .newerNotes }
        let text = try Text.lines(text, field: "text", what: "the notes", required: false)
        let noted = ItemNoted(
            meeting: ref.meeting,
            item: item,
            text: try context.seal(text, under: Item.subject(item)),
            revision: revision + 1
        )
        var events: [any DomainEvent] = [noted]
        for decision in newDecisions { events.append(try decision.made(in: ref.meeting, about: item, context)) }
        var raised: [Change] = []
        let source = ActionSource(
            ref: ref,
            item: item,
            marking: marking,
            happened: state.isOver(at: context.now) ? state.day : nil,
            isImported: false
        )
        for action in newActions { raised += try action.raised(in: source, past, context) }
        return (events, raised)
    }
}

extension Refusal {
    /// What a save from an older revision is answered with.
    package static var newerNotes: Refusal {
        .outOfTurn("Someone else saved these notes while you were writing. Compare the two versions and save again.")
    }
}

/// A decision, as it was typed.
package struct NewDecision: Codable, Hashable, Sendable {
    package let decision: ID<Decision>
    package let text: String

    package init(_ text: String, decision: ID<Decision> = ID()) {
        self.decision = decision
        self.text = text
    }

    func made(in meeting: ID<Meeting>, about item: ID<Item>?, _ context: RuleContext) throws(Refusal) -> DecisionMade {
        let text = try Text.lines(text, field: "decision", what: "what was agreed", limit: 5000)
        let subject = Paper.subject(of: item, at: meeting)
        return DecisionMade(
            meeting: meeting,
            item: item,
            decision: decision,
            text: try context.seal(text, under: subject)
        )
    }
}

/// Writes down what was agreed, about an item or the meeting as a whole.
package struct MakeDecision: MeetingCommand {
    package let ref: MeetingRef
    package let item: ID<Item>?
    package let decision: NewDecision
    package let correction: String?

    package init(_ ref: MeetingRef, item: ID<Item>?, _ decision: NewDecision, correction: String? = nil) {
        self.ref = ref
        self.item = item
        self.decision = decision
        self.correction = correction
    }

    package var action: Action { .runMeeting }
    package var alsoReads: [StreamID] { item.map { [Item.stream($0)] } ?? [] }
    package var subjects: Set<Subject> { [Meeting.subject(ref.meeting), Paper.subject(of: item, at: ref.meeting)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        let before = try state.reopened(for: correction, ref, context)
        if let item {
            try state.requireItem(item)
            _ = try past.openItem(item, of: ref.group, for: context.actor)
        }
        guard state.decisions[decision.decision] == nil else {
            throw .outOfTurn("This decision is written down already.")
        }
        let made = try decision.made(in: ref.meeting, about: item, context)
        return [Change(Meeting.stream(ref.meeting), before + [made])]
    }
}

/// Puts the words of a decision right, or says that it was none.
package struct CorrectDecision: MeetingCommand {
    package let ref: MeetingRef
    package let decision: ID<Decision>
    /// The item it is about, as it was shown.
    package let item: ID<Item>?
    /// Nil where it was no decision after all.
    package let text: String?
    package let correction: String?

    package init(
        _ ref: MeetingRef,
        _ decision: ID<Decision>,
        item: ID<Item>?,
        text: String?,
        correction: String? = nil
    ) {
        self.ref = ref
        self.decision = decision
        self.item = item
        self.text = text
        self.correction = correction
    }

    package var action: Action { .runMeeting }
    package var alsoReads: [StreamID] { item.map { [Item.stream($0)] } ?? [] }
    package var subjects: Set<Subject> { [Meeting.subject(ref.meeting), Paper.subject(of: item, at: ref.meeting)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        let before = try state.reopened(for: correction, ref, context)
        guard let known = state.decisions[decision], known == item else { throw .notFound }
        if let item { _ = try past.openItem(item, of: ref.group, for: context.actor) }
        var words: String?
        if let text { words = try Text.lines(text, field: "decision", what: "what was agreed", limit: 5000) }
        let corrected = DecisionCorrected(
            meeting: ref.meeting,
            decision: decision,
            text: try context.seal(words, under: Paper.subject(of: item, at: ref.meeting))
        )
        return [Change(Meeting.stream(ref.meeting), before + [corrected])]
    }
}

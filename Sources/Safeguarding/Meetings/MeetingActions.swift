import Almanac
package import Ledger

/// An action, as it was typed in a meeting.
package struct NewAction: Codable, Hashable, Sendable {
    package var matter: ID<Matter>
    /// The sentence it keeps.
    package var text: String
    /// The first is the holder who is shown.
    package var holders: [HolderChoice]
    package var due: DueChoice
    /// What became of it, where it was over before it was recorded.
    package var outcome: ActionDraft.Outcome

    package init(
        matter: ID<Matter> = ID(),
        _ text: String,
        holders: [HolderChoice],
        due: DueChoice = .notGiven,
        outcome: ActionDraft.Outcome = .open
    ) {
        self.matter = matter
        self.text = text
        self.holders = holders
        self.due = due
        self.outcome = outcome
    }

    var reads: [StreamID] { [Matter.stream(matter), ActionProcedure.stream] + holders.compactMap(\.stream) }

    /// The events that raise it, for the same append as the notes it stands in.
    func raised(in source: ActionSource, _ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let draft = ActionDraft(
            matter: matter,
            text: text,
            holders: holders,
            due: due,
            group: source.group,
            origin: .meeting(source.ref.meeting, item: source.item),
            raiser: source.isImported ? nil : context.actor.member,
            happened: source.happened,
            outcome: outcome
        )
        return try Matter.raising(draft, past, context)
    }
}

/// The place in a meeting that an action comes from.
struct ActionSource {
    let ref: MeetingRef
    let item: ID<Item>?
    /// The item's marking.
    let marking: Marking
    /// The day of the meeting, where that is past.
    let happened: Day?
    let isImported: Bool

    /// What is said under an item for named people only is not for the whole group to see.
    var group: ID<Group>? { marking == .named ? nil : ref.group }
}

package import Almanac
import GRDB
package import Ledger
import Vault

/// An item is for others than it was. It changes no word, so it may be said of notes that were agreed, too.
package struct ItemMarked: DomainEvent {
    package static let type = "item.marked"
    package let item: ID<Item>
    package let marking: Marking
    /// Who may see it, where it is for named people only.
    package let named: [ID<Member>]
}

/// A paper is for others than it was.
package struct PaperMarked: DomainEvent {
    package static let type = "meeting.paper.marked"
    package let meeting: ID<Meeting>
    package let paper: ID<Paper>
    package let marking: Marking
    package let named: [ID<Member>]
}

/// Says who may see an item, wherever it is. Its proposer and presenter may, and whoever runs the meetings and may see it.
package struct MarkItem: Command {
    package let item: ID<Item>
    package let group: ID<Group>
    package let marking: Marking
    package let named: [ID<Member>]

    package init(item: ID<Item>, group: ID<Group>, _ marking: Marking, named: [ID<Member>] = []) {
        self.item = item
        self.group = group
        self.marking = marking
        self.named = named
    }

    package var action: Action { .proposeItem }
    package var reads: [StreamID] { [Group.stream(group), Item.stream(item)] + named.map { Member.stream($0) } }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try past.group(group).relations(of: actor)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.openItem(item, of: group, for: context.actor)
        guard try past.group(group).mayRunMeetings(context.actor) || state.belongs(to: context.actor.member) else {
            throw .notAllowed
        }
        let named = try marking.named(named, past, context)
        return [Change(Item.stream(item), [ItemMarked(item: item, marking: marking, named: named)])]
    }
}

/// Says who may have a paper. Whoever may have it now and may add papers there.
package struct MarkPaper: MeetingCommand {
    package let ref: MeetingRef
    /// The item it is for, as it was shown.
    package let item: ID<Item>?
    package let paper: ID<Paper>
    package let marking: Marking
    package let named: [ID<Member>]

    package init(
        _ ref: MeetingRef,
        item: ID<Item>?,
        _ paper: ID<Paper>,
        _ marking: Marking,
        named: [ID<Member>] = []
    ) {
        self.ref = ref
        self.item = item
        self.paper = paper
        self.marking = marking
        self.named = named
    }

    package var action: Action { .proposeItem }
    package var alsoReads: [StreamID] {
        (item.map { [Item.stream($0)] } ?? []) + named.map { Member.stream($0) }
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        guard let place = state.papers[paper], place == item else { throw .notFound }
        var isTheirs = try past.group(ref.group).mayRunMeetings(context.actor)
        if let item {
            let state = try past.openItem(item, of: ref.group, for: context.actor)
            isTheirs = isTheirs || state.belongs(to: context.actor.member)
        }
        guard isTheirs, state.isOpen(paper, to: context.actor) else { throw .notAllowed }
        let marked = PaperMarked(
            meeting: ref.meeting,
            paper: paper,
            marking: marking,
            named: try marking.named(named, past, context)
        )
        return [Change(Meeting.stream(ref.meeting), [marked])]
    }
}

extension Marking {
    /// Those it names: at least one, and whoever says so, who would else be shut out by it.
    fileprivate func named(
        _ people: [ID<Member>],
        _ past: Past,
        _ context: RuleContext
    ) throws(Refusal) -> [ID<Member>] {
        guard self == .named else { return [] }
        for person in people { try past.requireMember(person, field: "named") }
        guard !people.isEmpty else { throw .invalid("named", "Choose the people it is for.") }
        return people + (context.actor.member.map { [$0] } ?? []).filter { !people.contains($0) }
    }
}

/// Who last said for whom something is, where that was after it came.
package struct Remarking: Hashable, Sendable {
    /// As in the ledger: `member/…`
    package let actor: String
    package let at: Instant

    init?(_ row: Row) {
        guard let actor = row["markedBy"] as String?, let at = row["markedAt"] as Instant? else { return nil }
        (self.actor, self.at) = (actor, at)
    }
}

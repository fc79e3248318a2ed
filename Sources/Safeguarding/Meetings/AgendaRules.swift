package import Ledger
package import Vault

/// Puts something forward: for one meeting, or to wait until someone finds a date for it.
package struct ProposeItem: Command {
    package let item: ID<Item>
    package let group: ID<Group>
    /// Nil to wait.
    package let meeting: ID<Meeting>?
    package let details: ItemDetails

    package init(item: ID<Item> = ID(), group: ID<Group>, meeting: ID<Meeting>?, _ details: ItemDetails) {
        self.item = item
        self.group = group
        self.meeting = meeting
        self.details = details
    }

    package var action: Action { .proposeItem }
    package var subjects: Set<Subject> { [Item.subject(item)] }
    package var reads: [StreamID] {
        [Group.stream(group), Item.stream(item)] + (meeting.map { [Meeting.stream($0)] } ?? []) + details.people
    }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try past.group(group).relations(of: actor)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard try !past.group(group).hasEnded else { throw .outOfTurn("This group has ended.") }
        guard !past.has(Item.stream(item)) else { throw .outOfTurn("This item has been proposed already.") }
        let details = try details.checked(past)
        let proposed = try details.proposed(item, to: group, by: context.actor.member, context)
        guard let meeting else {
            guard details.dateOwner != nil else { throw .invalid("dateOwner", "Say who finds a date for it.") }
            return [Change(Item.stream(item), [proposed])]
        }
        let state = try past.meeting(MeetingRef(meeting, of: group))
        try state.requireOpenAgenda()
        // Whoever runs the meeting may still write down what came up in it.
        guard try past.group(group).mayRunMeetings(context.actor) || !state.isOver(at: context.now) else {
            throw .outOfTurn("That meeting has been. Propose this for the next one.")
        }
        return [
            Change(Item.stream(item), [proposed, ItemPlaced(item: item, meeting: meeting, number: nil)]),
            Change(Meeting.stream(meeting), [AgendaSet(meeting: meeting, items: state.agenda + [item])]),
        ]
    }
}

/// Puts an item on a meeting's agenda: one that waits, or one that nobody has written about yet at another meeting.
package struct PlaceItem: MeetingCommand {
    package let ref: MeetingRef
    package let item: ID<Item>
    /// The meeting whose agenda it leaves.
    package let from: ID<Meeting>?

    package init(_ ref: MeetingRef, item: ID<Item>, from: ID<Meeting>? = nil) {
        self.ref = ref
        self.item = item
        self.from = from
    }

    package var action: Action { .runMeeting }
    package var alsoReads: [StreamID] { [Item.stream(item)] + (from.map { [Meeting.stream($0)] } ?? []) }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        try state.requireOpenAgenda()
        let item = try past.item(item, of: ref.group)
        guard item.place == from.map({ .on($0) }) ?? .waiting else {
            throw .outOfTurn("This item has been put somewhere else in the meantime. Look at it again.")
        }
        guard from != ref.meeting else { return [] }
        var changes = [
            Change(Meeting.stream(ref.meeting), [AgendaSet(meeting: ref.meeting, items: state.agenda + [self.item])])
        ]
        var events: [any DomainEvent] = []
        if let from {
            changes.append(try Agenda.leaving(from, of: ref.group, self.item, past))
            events.append(ItemTakenOff(item: self.item, meeting: from, fate: .waits, dateOwner: nil, reason: nil))
        }
        events.append(ItemPlaced(item: self.item, meeting: ref.meeting, number: nil))
        return changes + [Change(Item.stream(self.item), events)]
    }
}

package enum Agenda {
    /// The agenda of a meeting without one item.
    static func leaving(
        _ meeting: ID<Meeting>,
        of group: ID<Group>,
        _ item: ID<Item>,
        _ past: Past
    ) throws(Refusal) -> Change {
        let state = try past.meeting(MeetingRef(meeting, of: group))
        try state.requireOpenAgenda()
        try state.requireItem(item)
        guard !state.hasNotes(on: item) else {
            throw .outOfTurn("This item has notes, a decision or papers here. Propose it again for the other meeting.")
        }
        return Change(
            Meeting.stream(meeting),
            [AgendaSet(meeting: meeting, items: state.agenda.filter { $0 != item })]
        )
    }
}

/// Puts the agenda in another order. Names every item, so that none is lost to a page that was out of date.
package struct ReorderAgenda: MeetingCommand {
    package let ref: MeetingRef
    package let items: [ID<Item>]

    package init(_ ref: MeetingRef, _ items: [ID<Item>]) {
        self.ref = ref
        self.items = items
    }

    package var action: Action { .runMeeting }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        try state.requireOpenAgenda()
        guard items.count == state.agenda.count, Set(items) == Set(state.agenda) else { throw .agendaChanged }
        guard items != state.agenda else { return [] }
        return [Change(Meeting.stream(ref.meeting), [AgendaSet(meeting: ref.meeting, items: items)])]
    }
}

/// Changes what an item says of itself. Its proposer and presenter may, and whoever runs the meetings.
package struct ChangeItem: Command {
    package let item: ID<Item>
    package let group: ID<Group>
    /// The meeting it is on, if it is on one.
    package let meeting: ID<Meeting>?
    package let details: ItemDetails

    package init(item: ID<Item>, group: ID<Group>, meeting: ID<Meeting>?, _ details: ItemDetails) {
        self.item = item
        self.group = group
        self.meeting = meeting
        self.details = details
    }

    package var action: Action { .prepareItem }
    package var subjects: Set<Subject> { [Item.subject(item)] }
    package var reads: [StreamID] {
        [Group.stream(group), Item.stream(item)] + (meeting.map { [Meeting.stream($0)] } ?? []) + details.people
    }

    /// Whoever only presents it, from outside the group, gives papers for it and leaves it as it is.
    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        let relations = try past.group(group).relations(of: actor)
        let isTheirs = try past.item(item, of: group).isPrepared(by: actor.member)
        return isTheirs && relations.contains(.inGroup) ? relations.union([.own]) : relations
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.openItem(item, of: group, for: context.actor)
        try Agenda.requirePlace(state, meeting: meeting, of: group, past)
        let details = try details.checked(past)
        guard state.place != .waiting || details.dateOwner != nil else {
            throw .invalid("dateOwner", "Say who finds a date for it.")
        }
        let changed = ItemChanged(
            item: item,
            title: try context.seal(details.title, under: Item.subject(item)),
            about: try context.seal(details.about, under: Item.subject(item)),
            presenter: details.presenter,
            minutes: details.minutes,
            marking: details.marking,
            named: details.named,
            dateOwner: details.dateOwner
        )
        return [Change(Item.stream(item), [changed])]
    }
}

extension Agenda {
    /// Makes sure that an item is where the page showed it, and that it may change there.
    static func requirePlace(
        _ state: ItemState,
        meeting: ID<Meeting>?,
        of group: ID<Group>,
        _ past: Past
    ) throws(Refusal) {
        guard state.place != .dropped else { throw .outOfTurn("This item was dropped. Propose it again.") }
        guard state.place == meeting.map({ .on($0) }) ?? .waiting else {
            throw .outOfTurn("This item has been put somewhere else in the meantime. Look at it again.")
        }
        if let meeting { try past.meeting(MeetingRef(meeting, of: group)).requireOpenAgenda() }
    }
}

/// Takes an item off its agenda, or off the list of those that wait.
package struct TakeItemOff: Command {
    package enum Fate: Codable, Hashable, Sendable {
        case waits(dateOwner: ID<Member>)
        /// Says why, for whoever proposed it.
        case dropped(reason: String)
    }
    package let item: ID<Item>
    package let group: ID<Group>
    package let meeting: ID<Meeting>?
    package let fate: Fate

    package init(item: ID<Item>, group: ID<Group>, meeting: ID<Meeting>?, _ fate: Fate) {
        self.item = item
        self.group = group
        self.meeting = meeting
        self.fate = fate
    }

    package var action: Action { .runMeeting }
    package var subjects: Set<Subject> { [Item.subject(item)] }
    package var reads: [StreamID] {
        [Group.stream(group), Item.stream(item)] + (meeting.map { [Meeting.stream($0)] } ?? [])
            + (dateOwner.map { [Member.stream($0)] } ?? [])
    }

    private var dateOwner: ID<Member>? {
        if case .waits(let owner) = fate { owner } else { nil }
    }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try past.group(group).relations(of: actor)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.item(item, of: group)
        try Agenda.requirePlace(state, meeting: meeting, of: group, past)
        let change = Change(Item.stream(item), [try takenOff(past, context)])
        guard let meeting else { return [change] }
        return [change, try Agenda.leaving(meeting, of: group, item, past)]
    }

    private func takenOff(_ past: Past, _ context: RuleContext) throws(Refusal) -> ItemTakenOff {
        switch fate {
        case .waits(let owner):
            try past.requireMember(owner, field: "dateOwner")
            return ItemTakenOff(item: item, meeting: meeting, fate: .waits, dateOwner: owner, reason: nil)
        case .dropped(let reason):
            let reason = try Text.line(reason, field: "reason", what: "the reason, for whoever proposed it")
            let sealed: Sealed<String> = try context.seal(reason, under: Item.subject(item))
            return ItemTakenOff(item: item, meeting: meeting, fate: .dropped, dateOwner: nil, reason: sealed)
        }
    }
}

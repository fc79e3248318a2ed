package import Almanac
package import Ledger
import Procedures
package import Vault

/// What is to be raised, as it was typed or read from notes.
package struct ActionDraft: Codable, Hashable, Sendable {
    package enum Outcome: Codable, Hashable, Sendable {
        case open
        /// Finished before it was recorded. The note is what came of it, in the source's words.
        case done(note: String, on: Day?)
        case dropped(reason: String, on: Day?)
    }

    package var matter: ID<Matter>
    /// The sentence it keeps.
    package var text: String
    /// At least one. The first is the holder who is shown; each owes their own finish.
    package var holders: [HolderChoice]
    package var due: DueChoice
    package var group: ID<Group>?
    package var origin: Origin
    package var raiser: ID<Member>?
    /// The day of the meeting, where it is recorded on a later day.
    package var happened: Day?
    package var outcome: Outcome

    package init(
        matter: ID<Matter> = ID(),
        text: String,
        holders: [HolderChoice],
        due: DueChoice = .notGiven,
        group: ID<Group>?,
        origin: Origin = .member,
        raiser: ID<Member>?,
        happened: Day? = nil,
        outcome: Outcome = .open
    ) {
        self.matter = matter
        self.text = text
        self.holders = holders
        self.due = due
        self.group = group
        self.origin = origin
        self.raiser = raiser
        self.happened = happened
        self.outcome = outcome
    }

    /// The streams a command must read to raise it.
    package var reads: [StreamID] {
        var streams = [Matter.stream(matter), ActionProcedure.stream]
        for stream in holders.map(\.stream) + [group.map { Group.stream($0) }] {
            if let stream, !streams.contains(stream) { streams.append(stream) }
        }
        return streams
    }

    /// The subject a command must seal under to raise it.
    package var subject: Subject { Matter.subject(matter) }
}

extension Matter {
    /// Raises an action as part of any command whose reads and subjects hold the draft's.
    ///
    /// - Parameter asks: Whether the one it is meant for is only asked to take it on: whoever raises it holds it until then.
    /// - Throws: `Refusal.invalid` for the fields `text`, `holder`, `due` and `note`.
    package static func raising(
        _ draft: ActionDraft,
        asks: Bool = false,
        _ past: Past,
        _ context: RuleContext
    ) throws(Refusal) -> [Change] {
        guard !past.has(stream(draft.matter)) else { throw .outOfTurn("This action is raised already.") }
        if let group = draft.group, !past.has(Group.stream(group)) { throw .notFound }
        let (version, terms) = try ActionProcedure.current(in: past)
        let text = try Text.lines(draft.text, field: "text", what: "what is to be done", limit: 2000)
        let today = London.day(context.now)
        let happened = draft.happened == today ? nil : draft.happened
        let due = try draft.due.due(
            field: "due",
            matter: draft.matter,
            notBefore: happened == nil ? today : nil,
            context
        )
        var holders = try holders(of: draft, past, context)
        var taker: Party?
        if asks { (holders, taker) = try asked(of: holders, context) }
        let event = MatterRaised(
            matter: draft.matter,
            procedure: ActionTerms.procedure,
            procedureVersion: version,
            text: try context.seal(text, under: draft.subject),
            raiser: draft.raiser,
            origin: draft.origin,
            group: draft.group,
            holders: holders.map(\.party),
            due: due,
            happened: happened
        )
        var writer = MatterWriter(raising: event, under: terms, context)
        for holder in holders {
            // Whoever holds what they raised themselves has received it.
            if draft.outcome == .open, !asks { writer.oweReceipt(of: holder.party, parts: holder.parts) }
            writer.owe(.finish, of: holder.party, given: due, from: happened, parts: holder.parts)
        }
        if let taker {
            let giver = holders[0].party
            writer.add(MatterOffered(matter: draft.matter, from: giver, to: taker, by: writer.by, note: nil))
        }
        try end(draft, &writer, context)
        return [Change(stream(draft.matter), writer.events, mustBeNew: true)]
    }

    /// Ownership moves by offer and acceptance: whoever raises it is its holder, and the one it is meant for is asked.
    private static func asked(
        of meant: [(party: Party, parts: [ID<Member>])],
        _ context: RuleContext
    ) throws(Refusal) -> (holders: [(party: Party, parts: [ID<Member>])], taker: Party?) {
        let own = Party.member(try context.member)
        guard meant.count == 1, let taker = meant.first?.party else {
            throw .invalid("holder", "Choose one to ask: you hold it until they take it on.")
        }
        switch taker {
        case .member, .post, .organisation: return ([(own, [])], taker == own ? nil : taker)
        case .lead, .all, .officers, .coordinators, .everyone, .unmatched:
            throw .invalid("holder", "Choose a person, a post or an organisation.")
        }
    }

    private static func holders(
        of draft: ActionDraft,
        _ past: Past,
        _ context: RuleContext
    ) throws(Refusal) -> [(party: Party, parts: [ID<Member>])] {
        guard !draft.holders.isEmpty else { throw .invalid("holder", "Say who is to do this.") }
        var choices: [HolderChoice] = []
        var holders: [(party: Party, parts: [ID<Member>])] = []
        for choice in draft.holders where !choices.contains(choice) {
            choices.append(choice)
            holders.append(try choice.party(field: "holder", matter: draft.matter, past, context))
        }
        return holders
    }

    /// What was over before it was recorded goes round the loop at once.
    private static func end(
        _ draft: ActionDraft,
        _ writer: inout MatterWriter,
        _ context: RuleContext
    ) throws(Refusal) {
        switch draft.outcome {
        case .open: return
        case .done(let note, let day):
            let note = try Text.lines(note, field: "note", what: "what came of it")
            let sealed = try context.seal(note, under: draft.subject)
            for duty in writer.state.openDuties { writer.meet(duty, note: sealed, happened: day) }
            var meeting: ID<Meeting>?
            if case .meeting(let id, _) = draft.origin { meeting = id }
            writer.answerWhenFinished(sealed, in: meeting, happened: day)
            writer.add(MatterClosed(matter: draft.matter, by: writer.by, happened: day))
        case .dropped(let reason, let day):
            let reason = try Text.lines(reason, field: "note", what: "why it was dropped")
            let sealed = try context.seal(reason, under: draft.subject)
            writer.add(MatterWithdrawn(matter: draft.matter, by: writer.by, reason: sealed, happened: day))
        }
    }
}

/// Raises an action outside a meeting. Officers say who is to do it; other members ask someone to take it on.
package struct RaiseAction: Command {
    package let draft: ActionDraft

    package init(_ draft: ActionDraft) {
        self.draft = draft
    }

    package var action: Action { .raiseAction }
    package var reads: [StreamID] { draft.reads }
    package var subjects: Set<Subject> { [draft.subject] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        guard let group = draft.group else { return [] }
        return past.state(GroupState.self, Group.stream(group))?.relations(of: actor) ?? []
    }

    /// Whether an actor who raises it only asks.
    package static func asks(_ actor: Actor, _ relations: Set<Relation>) -> Bool {
        !Policy.allows(.nameHolder, actor, relations)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard draft.origin == .member, draft.happened == nil, draft.outcome == .open,
            draft.raiser == context.actor.member
        else { throw .notAllowed }
        let asks = Self.asks(context.actor, try relations(of: context.actor, in: past))
        return try Matter.raising(draft, asks: asks, past, context)
    }
}

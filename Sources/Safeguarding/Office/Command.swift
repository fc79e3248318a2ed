package import Almanac
package import Ledger
package import Vault

/// What someone asks to be done. Its rule is pure: from what happened before to what happens now.
///
/// Encoded (and keyed-hashed, never stored) so that the same form sent twice is told from another form with its id.
package protocol Command: Encodable, Sendable {
    /// What the Gate is asked.
    var action: Action { get }
    /// The streams that the rule must see whole.
    var reads: [StreamID] { get }
    /// Those of them that only what was read so far tells of. Asked again until there is nothing new.
    func reads(after past: Past) -> [StreamID]
    /// Whose keys the rule seals with.
    var subjects: Set<Subject> { get }
    /// How the actor stands to what is acted on.
    func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation>
    /// What happens. Awaits nothing, reads no clock and no tables.
    func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change]
}

extension Command {
    package var subjects: Set<Subject> { [] }
    package func reads(after past: Past) -> [StreamID] { [] }
    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> { [] }
}

/// Events for one stream.
package struct Change: Sendable {
    package let stream: StreamID
    package let events: [any DomainEvent]
    /// Where the stream was not read: whether it must be new. A stream that was read is expected as it was.
    package let mustBeNew: Bool

    package init(_ stream: StreamID, _ events: [any DomainEvent], mustBeNew: Bool = false) {
        self.stream = stream
        self.events = events
        self.mustBeNew = mustBeNew
    }
}

/// What a rule may know besides the past.
package struct RuleContext: Sendable {
    package let actor: Actor
    package let now: Instant
    package let sealer: Sealer

    package init(actor: Actor, now: Instant, sealer: Sealer) {
        self.actor = actor
        self.now = now
        self.sealer = sealer
    }

    package func seal<Value>(_ value: Value, under subject: Subject) throws(Refusal) -> Sealed<Value> {
        do {
            return try sealer.seal(value, under: subject)
        } catch .erased {
            throw .outOfTurn("This was erased and cannot be written to any more.")
        } catch {
            throw .unavailable("The key for this could not be used. Nothing was saved.")
        }
    }

    package var member: ID<Member> {
        get throws(Refusal) {
            guard let member = actor.member else { throw .notAllowed }
            return member
        }
    }
}

/// The streams a command reads, decoded.
package struct Past: Sendable {
    package struct History: Sendable {
        package let version: Int
        /// The events of one append share its command.
        package let events: [(event: any DomainEvent, at: Instant, command: CommandID)]

        package init(version: Int, events: [(event: any DomainEvent, at: Instant, command: CommandID)]) {
            (self.version, self.events) = (version, events)
        }
    }

    package let histories: [StreamID: History]

    package init(_ histories: [StreamID: History]) {
        self.histories = histories
    }

    package func has(_ stream: StreamID) -> Bool {
        (histories[stream]?.version ?? 0) > 0
    }

    /// The state that a stream's events add up to, or nil where it has none.
    package func state<State: Foldable>(_ type: State.Type, _ stream: StreamID) -> State? {
        guard let history = histories[stream], !history.events.isEmpty else { return nil }
        var state = State()
        for (event, at, _) in history.events { state.apply(event, at: at) }
        return state
    }
}

/// A state that is nothing but its events, added up.
package protocol Foldable: Sendable {
    init()
    mutating func apply(_ event: any DomainEvent, at: Instant)
}

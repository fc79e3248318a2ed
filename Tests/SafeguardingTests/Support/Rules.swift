import Almanac
import Ledger
import Vault

@testable import Safeguarding

/// Given what happened, when someone asks for something, then these events. No ledger and no tables: the rule alone.
struct Rules {
    let vault = Vault(keys: MemoryKeys(), master: .random(network: ID())) { at("2026-11-23") }
    var now = at("2026-11-23")

    /// What a command comes to after a history. Asks the Gate as the Office does.
    ///
    /// - Throws: `Refusal`.
    func when(_ command: some Command, by actor: Actor, given history: [Change] = []) async throws -> [Change] {
        let past = past(history, reads: command.reads)
        let gate = Gate(ledger: MemoryLedger()) { now }
        try gate.check(command.action, actor, try command.relations(of: actor, in: past))
        let sealer = try await vault.sealer(for: command.subjects)
        return try command.decide(past, RuleContext(actor: actor, now: now, sealer: sealer))
    }

    /// The same history with what a command came to.
    func then(_ history: [Change], _ command: some Command, by actor: Actor) async throws -> [Change] {
        history + (try await when(command, by: actor, given: history))
    }

    func past(_ history: [Change], reads: [StreamID]) -> Past {
        var histories: [StreamID: Past.History] = [:]
        for stream in reads {
            let events = history.filter { $0.stream == stream }.flatMap(\.events)
            histories[stream] = Past.History(version: events.count, events: events.map { ($0, now) })
        }
        return Past(histories)
    }

    func sealed(_ text: String, under subject: Subject) async throws -> Sealed<String> {
        try await vault.sealer(for: [subject]).seal(text, under: subject)
    }
}

extension [Change] {
    /// The events of all streams, in order.
    var events: [any DomainEvent] { flatMap(\.events) }

    /// Their types, as they stand in the ledger.
    var types: [String] { events.map { type(of: $0).type } }

    func all<Event: DomainEvent>(_ type: Event.Type) -> [Event] { events.compactMap { $0 as? Event } }
}

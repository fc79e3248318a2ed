import Almanac
import Ledger
import Procedures
import Vault

@testable import Safeguarding

/// Given what happened, when someone asks for something, then these events. No ledger and no tables: the rule alone.
struct Rules {
    let vault = Vault(keys: MemoryKeys(), master: .random(network: ID())) { at("2026-11-23") }
    var now = at("2026-11-23")

    /// What a command comes to after a history. Asks the Gate as the Office does.
    ///
    /// - Throws: `Refusal`.
    /// - Parameter appends: How many changes of the history each of the last appends made, where it matters which came
    ///   together.
    func when(
        _ command: some Command,
        by actor: Actor,
        given history: [Change] = [],
        appends: [Int] = []
    ) async throws -> [Change] {
        let past = past(history, reads: command.reads, appends: appends)
        let gate = Gate(ledger: MemoryLedger()) { now }
        try gate.check(command.action, actor, try command.relations(of: actor, in: past))
        let sealer = try await vault.sealer(for: command.subjects)
        return try command.decide(past, RuleContext(actor: actor, now: now, sealer: sealer))
    }

    /// The same history with what a command came to.
    func then(_ history: [Change], _ command: some Command, by actor: Actor) async throws -> [Change] {
        history + (try await when(command, by: actor, given: history))
    }

    func past(_ history: [Change], reads: [StreamID], appends: [Int] = []) -> Past {
        let together = appends.enumerated().flatMap { Array(repeating: "append-\($0.offset)", count: $0.element) }
        let before = (0..<(history.count - together.count)).map { "change-\($0)" }
        let commands = (before + together).map { CommandID(actor: "test", id: $0) }
        var histories: [StreamID: Past.History] = [:]
        for stream in reads {
            let events = zip(history, commands).filter { $0.0.stream == stream }.flatMap { change, command in
                change.events.map { ($0, now, command) }
            }
            histories[stream] = Past.History(version: events.count, events: events)
        }
        // Every network has begun with the procedure of actions.
        if histories[ActionProcedure.stream]?.events.isEmpty == true, let published = Self.actions {
            histories[ActionProcedure.stream] = Past.History(version: 1, events: [(published, now, Self.beginning)])
        }
        return Past(histories)
    }

    private static let beginning = CommandID(actor: "test", id: "beginning")
    private static let actions = (try? ShippedProcedures.all())?.first { $0.name == ActionTerms.procedure }.map {
        ProcedurePublished(procedure: $0.name, version: 1, text: $0.text, lists: $0.lists, reason: "", by: nil)
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

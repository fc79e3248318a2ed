package import GRDB
package import Ledger
package import Vault

/// The network itself: its name, and whether it is a demonstration.
package enum NetworkEvents {
    package static let all: [any DomainEvent.Type] = [NetworkFounded.self, NetworkRenamed.self, JobAdmitted.self]
}

extension Network {
    package static let stream = StreamID("network")
}

package struct NetworkFounded: DomainEvent {
    package static let type = "network.founded"
    package let name: String
    package let demonstration: Bool
}

package struct NetworkRenamed: DomainEvent {
    package static let type = "network.renamed"
    package let name: String
}

/// Begins a ledger, with the procedure of actions: meetings cannot do without. Only an empty one can be begun.
package struct FoundNetwork: Command {
    package let name: String
    package let demonstration: Bool

    package init(name: String, demonstration: Bool) {
        self.name = name
        self.demonstration = demonstration
    }

    package var action: Action { .foundNetwork }
    package var reads: [StreamID] { [Network.stream, ActionProcedure.stream] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard !past.has(Network.stream) else { throw .outOfTurn("This folder already holds a network.") }
        let name = try Text.line(name, field: "name", what: "the network's name")
        let founded = NetworkFounded(name: name, demonstration: demonstration)
        return [Change(Network.stream, [founded])] + (try PublishActions().decide(past, context))
    }
}

package struct RenameNetwork: Command {
    package let name: String

    package init(name: String) {
        self.name = name
    }

    package var action: Action { .manageGroups }
    package var reads: [StreamID] { [Network.stream] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        [Change(Network.stream, [NetworkRenamed(name: try Text.line(name, field: "name", what: "the network's name"))])]
    }
}

package enum NetworkReading: Reading {
    package static let name = "network"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(sql: "CREATE TABLE network (name TEXT NOT NULL, demonstration INTEGER NOT NULL) STRICT")
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as NetworkFounded:
            try db.executeCached(
                sql: "INSERT INTO network VALUES (?, ?)",
                arguments: [event.name, event.demonstration]
            )
        case let event as NetworkRenamed:
            try db.executeCached(sql: "UPDATE network SET name = ?", arguments: [event.name])
        default: break
        }
    }
}

extension Readings {
    package struct NetworkFacts: Hashable, Sendable {
        package let name: String
        package let demonstration: Bool
    }

    /// Nil until the network is founded.
    package func network() async throws -> NetworkFacts? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT name, demonstration FROM network").map {
                NetworkFacts(name: $0["name"], demonstration: $0["demonstration"])
            }
        }
    }
}

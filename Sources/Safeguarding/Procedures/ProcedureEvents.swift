package import Almanac
package import Ledger

/// The versions of one procedure that were put into use, one after another, by its name: `procedure/missing-child`.
package enum ProcedureHistory {
    package static func stream(_ procedure: String) -> StreamID { StreamID("procedure/\(procedure)") }
}

package enum ProcedureEvents {
    package static let all: [any DomainEvent.Type] = [ProcedurePublished.self, ProcedureWithdrawn.self]
}

/// A version is in use from now on. What runs under it runs from these texts, never from a file.
package struct ProcedurePublished: DomainEvent {
    package static let type = "procedure.published"
    package let procedure: String
    package let version: Int
    /// The YAML, as it was checked.
    package let text: String
    /// The lists of options that it refers to, by name.
    package let lists: [String: String]
    package let reason: String
    package let by: ID<Member>?
}

/// Nothing new is raised under it. What was raised goes on as it began.
package struct ProcedureWithdrawn: DomainEvent {
    package static let type = "procedure.withdrawn"
    package let procedure: String
    package let reason: String
    package let by: ID<Member>?
}

/// The versions of one procedure.
package struct ProcedureState: Foldable {
    package struct Published: Hashable, Sendable {
        package let text: String
        package let lists: [String: String]
    }

    package private(set) var versions: [Int: Published] = [:]
    /// What new matters are raised under. Nil where it was withdrawn.
    package private(set) var current: Int?

    package init() {}

    package mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as ProcedurePublished:
            versions[event.version] = Published(text: event.text, lists: event.lists)
            current = event.version
        case is ProcedureWithdrawn: current = nil
        default: break
        }
    }

    /// The highest that was ever published, withdrawn or not.
    package var highest: Int { versions.keys.max() ?? 0 }

    /// Nil where there is none, or where this Safeloop cannot read it.
    package func version(_ number: Int) -> ProcedureVersion? {
        versions[number].flatMap { ProcedureVersion.published(text: $0.text, lists: $0.lists) }
    }
}

package import Ledger
import Procedures

/// Puts the procedures that Safeloop brings into use: those of which the network never had a version.
package struct PublishShipped: Command {
    package static let reason = "Shipped with Safeloop"

    private let shipped: [PublishProcedure]

    private enum CodingKeys: String, CodingKey { case shipped }

    package init() throws(Refusal) {
        do {
            shipped = try ShippedProcedures.all().map {
                PublishProcedure(text: $0.text, lists: $0.lists, reason: Self.reason)
            }
        } catch {
            throw .noneShipped
        }
    }

    package var action: Action { .publishProcedure }
    package var reads: [StreamID] { shipped.flatMap(\.reads) }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        var changes: [Change] = []
        for procedure in shipped where !procedure.reads.contains(where: past.has) {
            changes += try procedure.decide(past, context)
        }
        return changes
    }
}

extension PublishProcedure {
    /// One that Safeloop brings.
    static func shipped(_ name: String) throws(Refusal) -> PublishProcedure {
        guard let file = try? ShippedProcedures.all().first(where: { $0.name == name }) else { throw .noneShipped }
        return PublishProcedure(text: file.text, lists: file.lists, reason: PublishShipped.reason)
    }
}

extension Refusal {
    fileprivate static let noneShipped = Refusal.unavailable(
        "The procedures that belong beside the program cannot be read: build Safeloop again."
    )
}

extension PublishShipped {
    /// The names of those that would be put into use, where these were published before.
    package static func missing(besides known: Set<String>) -> [String] {
        names.filter { !known.contains($0) }
    }

    private static let names = (try? ShippedProcedures.all().map(\.name)) ?? []
}

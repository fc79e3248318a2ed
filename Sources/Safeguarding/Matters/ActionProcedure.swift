import GRDB
package import Ledger
import Procedures

/// The procedure of actions, as the ledger has it: what is raised keeps the version it was raised under.
package enum ActionProcedure {
    package static let stream = ProcedureHistory.stream(ActionTerms.procedure)

    /// What new actions are raised under.
    static func current(in past: Past) throws(Refusal) -> (version: Int, terms: ActionTerms) {
        guard let version = past.state(ProcedureState.self, stream)?.current, let terms = terms(of: version, in: past)
        else {
            throw .unavailable("The procedure of actions is not in use here. Start Safeloop again to put it into use.")
        }
        return (version, terms)
    }

    /// Nil where there is no such version, or this Safeloop cannot run it.
    static func terms(of version: Int, in past: Past) -> ActionTerms? {
        past.state(ProcedureState.self, stream)?.version(version).flatMap(terms)
    }

    /// The same, as the readings have it.
    static func terms(of matter: ID<Matter>, in db: Database) throws -> ActionTerms? {
        try ProcedureRow.under(matter, in: db)?.procedure.flatMap(terms)
    }

    private static func terms(_ version: ProcedureVersion) -> ActionTerms? {
        try? ActionTerms(version.definition)
    }
}

/// Puts the shipped procedure of actions into use where the network has none: one begun now, or by an earlier Safeloop.
package struct PublishActions: Command {
    package init() {}

    package var action: Action { .publishProcedure }
    package var reads: [StreamID] { [ActionProcedure.stream] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard !past.has(ActionProcedure.stream) else { return [] }
        return try PublishProcedure.shipped(ActionTerms.procedure).decide(past, context)
    }
}

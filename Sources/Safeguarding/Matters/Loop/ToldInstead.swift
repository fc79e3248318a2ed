import GRDB
package import Ledger
package import Procedures

/// Who is told what came of a matter in place of the raiser, where the raiser's own organisation is implicated.
package enum ToldInstead: Hashable, Sendable {
    /// The safeguarding lead of the authority that holds it.
    case organisation(ID<Organisation>)
    /// While no other authority holds it than the one that it is about.
    case coordinators

    package var party: Party {
        switch self {
        case .organisation(let id): .lead(id)
        case .coordinators: .coordinators
        }
    }

    package var organisation: ID<Organisation>? { party.organisation }

    func includes(_ actor: Actor) -> Bool { party.includes(actor) }
}

extension LoopRaised {
    package var instead: ToldInstead? {
        toldInstead.map(ToldInstead.organisation) ?? (isImplicated == true ? .coordinators : nil)
    }
}

extension ProcedureDefinition {
    /// Whether answers say that the raiser's own organisation is implicated.
    package func isImplicated(by words: [String: [String]]) -> Bool {
        telling.implicated.map { words[$0] == ["yes"] } ?? false
    }
}

/// The authority's id, or `coordinators`.
extension ToldInstead: TextColumn, DatabaseValueConvertible, StatementColumnConvertible {
    private static let coordinatorsColumn = "coordinators"

    package init?(column: String) {
        if column == Self.coordinatorsColumn {
            self = .coordinators
        } else if let id = ID<Organisation>(column) {
            self = .organisation(id)
        } else {
            return nil
        }
    }

    package var column: String { organisation.map(\.description) ?? Self.coordinatorsColumn }
}

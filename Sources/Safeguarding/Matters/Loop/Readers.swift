import Procedures

/// For whom a message or a file on a matter is. Whoever holds the matter reads it too, and those who wrote it.
package enum Readers: Hashable, Sendable {
    /// All who have a part in it.
    case everyone
    case raiser
    case holder
    /// One part, as the procedure names it: `police`.
    case part(String)

    /// Which part of the procedure is meant, where it is one.
    var part: String? { if case .part(let id) = self { id } else { nil } }

    /// The narrowest that is an answer: whoever holds it writes to whoever raised it, all others to whoever holds it.
    package static func narrowest(for relations: Set<Relation>) -> Readers {
        relations.contains(.holder) && !relations.contains(.raiser) ? .raiser : .holder
    }
}

extension Readers: Codable, CustomStringConvertible {
    package var description: String {
        switch self {
        case .everyone: "everyone"
        case .raiser: "raiser"
        case .holder: "holder"
        case .part(let id): "part/\(id)"
        }
    }

    /// Reads what ``description`` writes.
    package init?(_ text: some StringProtocol) {
        switch text {
        case "everyone": self = .everyone
        case "raiser": self = .raiser
        case "holder": self = .holder
        case _ where text.hasPrefix("part/"): self = .part(String(text.dropFirst("part/".count)))
        default: return nil
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let readers = Readers(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "nobody's part")
        }
        self = readers
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension LoopScene {
    /// As what somebody writes on the matter, so that their successors read what was written. Nil where they have no part
    /// of their own.
    func standing(of actor: Actor) -> Readers? {
        if state.holder.includes(actor) { return .holder }
        if relations(of: actor).contains(.raiser) { return .raiser }
        return state.parties.first { $0.party?.includes(actor) ?? false }.map { .part($0.id) }
    }

    func check(_ readers: Readers) throws(Refusal) {
        if case .part(let id) = readers, !state.parties.contains(where: { $0.id == id }) {
            throw .invalid("for", "Choose who it is for.")
        }
    }

    /// What somebody is shown of the matter.
    func sight(of actor: Actor) -> LoopSight {
        LoopSight(
            definition,
            relations(of: actor),
            parts: Set(state.parties.filter { $0.party?.includes(actor.taking(stands(of: actor))) ?? true }.map(\.id)),
            isTold: state.toldInstead?.includes(actor) ?? false,
            isToldInstead: state.toldInstead != nil,
            isCoordinator: actor.taking(stands(of: actor)).isCoordinatorHere
        )
    }
}

import Crypto
import Foundation
import GRDB
import Ledger
import Vault

/// A party as tables hold it.
enum PartyColumns {
    static let names = #"partyKey, kind, member, organisation, post, "group", name"#
    static let marks = "?, ?, ?, ?, ?, ?, ?"
    static let definition = """
        partyKey TEXT NOT NULL, kind TEXT NOT NULL, member TEXT, organisation TEXT, post TEXT, "group" TEXT, name TEXT
        """

    static func values(_ party: Party) -> StatementArguments {
        [
            party.key, party.kind.rawValue, party.member, party.organisation, party.post, party.group, party.name,
        ]
    }
}

extension Party {
    /// Equal for equal parties.
    var key: String {
        let rest: String =
            switch self {
            case .member(let id): "\(id)"
            case .organisation(let id): "\(id)"
            case .post(let title, let id): "\(id)/\(title)"
            case .all(let id), .officers(let id): "\(id)"
            case .coordinators: ""
            case .unmatched(let name): SHA256.hash(data: name.box).map { "\($0)" }.joined(separator: ".")
            }
        return "\(kind.rawValue)/\(rest)"
    }

    init?(_ row: Row) {
        guard let kind = Kind(rawValue: row["kind"]) else { return nil }
        self.init(
            kind,
            member: row["member"],
            post: row["post"],
            organisation: row["organisation"],
            group: row["group"],
            name: row["name"]
        )
    }
}

extension Due {
    /// The group whose next meeting it waits for.
    var group: ID<Group>? { if case .nextMeeting(let group) = self { group } else { nil } }
}

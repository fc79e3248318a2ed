import Almanac
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

    /// What `Party.init(_:)` reads.
    static func shown(of table: String) -> String {
        ["kind", "member", "organisation", "post", #""group""#, "name"].map { "\(table).\($0)" }.joined(separator: ", ")
    }

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
            case .organisation(let id), .lead(let id): "\(id)"
            case .post(let title, let id): "\(id)/\(title)"
            case .all(let id), .officers(let id): "\(id)"
            case .coordinators, .everyone: ""
            case .unmatched(let name): SHA256.hash(data: name.box).map { "\($0)" }.joined(separator: ".")
            }
        return "\(kind.rawValue)/\(rest)"
    }

    init?(_ columns: inout Columns) {
        let kind = Kind(rawValue: columns.take())
        let (member, organisation): (ID<Member>?, ID<Organisation>?) = (columns.take(), columns.take())
        let (post, group, name): (String?, ID<Group>?, Sealed<String>?) = (
            columns.take(), columns.take(), columns.take()
        )
        guard let kind else { return nil }
        self.init(kind, member: member, post: post, organisation: organisation, group: group, name: name)
    }
}

extension Due {
    /// The group whose next meeting it waits for.
    var group: ID<Group>? { if case .nextMeeting(let group) = self { group } else { nil } }
}

/// `on 2026-11-30`, `next-meeting 6f1c…`, `month 2027-02`, `when` and the sealed words, `not-given`.
extension Due: TextColumn {
    package var column: String {
        switch self {
        case .on(let day): "on \(day.iso)"
        case .nextMeeting(let group): "next-meeting \(group)"
        case .month(let year, let month): "month \(year)-\(month)"
        case .when(let words): "when \(words.column)"
        case .notGiven: "not-given"
        }
    }

    package init?(column: String) {
        let gap = column.utf8.firstIndex(of: UInt8(ascii: " ")) ?? column.endIndex
        guard let kind = Kind(rawValue: String(column[..<gap])) else { return nil }
        let rest = String(column[gap...].dropFirst())
        let due: Due? =
            switch kind {
            case .on: Day(iso: rest).map(Due.on)
            case .nextMeeting: ID(rest).map(Due.nextMeeting)
            case .month:
                {
                    let numbers = rest.split(separator: "-").compactMap { Int($0) }
                    return numbers.count == 2 ? .month(year: numbers[0], month: numbers[1]) : nil
                }()
            case .when: Sealed(column: rest).map(Due.when)
            case .notGiven: .notGiven
            }
        guard let due else { return nil }
        self = due
    }
}

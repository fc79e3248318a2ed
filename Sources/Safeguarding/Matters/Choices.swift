package import Almanac
package import Ledger
import Vault

/// Who is asked to hold something, as a form or a line of notes says it.
package enum HolderChoice: Hashable, Codable, Sendable {
    case member(ID<Member>)
    case post(String, at: ID<Organisation>)
    case organisation(ID<Organisation>)
    /// Every member that the group has now.
    case all(ID<Group>)
    /// A name that nobody has matched to a member.
    case named(String)

    /// What must be read to know that there is such a party.
    package var stream: StreamID? {
        switch self {
        case .member(let id): Member.stream(id)
        case .post(_, let id), .organisation(let id): Organisation.stream(id)
        case .all(let id): Group.stream(id)
        case .named: nil
        }
    }

    /// The party, once it is known to be there, with the members whose parts it is made of.
    func party(
        field: String,
        matter: ID<Matter>,
        _ past: Past,
        _ context: RuleContext
    ) throws(Refusal) -> (party: Party, parts: [ID<Member>]) {
        switch self {
        case .member(let id):
            guard let state = past.state(MemberState.self, Member.stream(id)), state.standing != .left else {
                throw .invalid(field, "Choose someone who is in the network.")
            }
            return (.member(id), [])
        case .post(let title, let id):
            guard past.has(Organisation.stream(id)) else { throw .invalid(field, "Choose the post's organisation.") }
            return (.post(try Text.line(title, field: field, what: "the post", limit: 120), id), [])
        case .organisation(let id):
            guard past.has(Organisation.stream(id)) else { throw .invalid(field, "Choose an organisation.") }
            return (.organisation(id), [])
        case .all(let id):
            guard let state = past.state(GroupState.self, Group.stream(id)), !state.hasEnded else {
                throw .invalid(field, "Choose a group that still meets.")
            }
            return (.all(id), state.offices.keys.sorted())
        case .named(let name):
            let name = try Text.line(name, field: field, what: "a name", limit: 200)
            return (.unmatched(try context.seal(name, under: Matter.subject(matter))), [])
        }
    }
}

/// When something is to be due, as a form or a line of notes says it.
package enum DueChoice: Hashable, Codable, Sendable {
    case on(Day)
    case nextMeeting(ID<Group>)
    case month(year: Int, month: Int)
    /// "when the guidance is published"
    case when(String)
    case notGiven

    /// - Parameter earliest: The first day that may be given, or nil for what is brought in from the past.
    func due(
        field: String,
        matter: ID<Matter>,
        notBefore earliest: Day?,
        _ context: RuleContext
    ) throws(Refusal) -> Due {
        let due: Due
        switch self {
        case .on(let day): due = .on(day)
        case .nextMeeting(let group): due = .nextMeeting(group)
        case .month(let year, let month):
            guard Day(year: year, month: month, day: 1) != nil else { throw .invalid(field, "Give a month of a year.") }
            due = .month(year: year, month: month)
        case .when(let words):
            let words = try Text.line(words, field: field, what: "what it waits for", limit: 300)
            due = .when(try context.seal(words, under: Matter.subject(matter)))
        case .notGiven: due = .notGiven
        }
        if let earliest, let last = due.lastDay, last < earliest {
            throw .invalid(field, "Give a date that is not in the past.")
        }
        return due
    }
}

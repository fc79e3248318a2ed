import Almanac
import HTML
import Ledger
import Safeguarding

/// What a list is narrowed to, as it stands in an address: states and ids, never a name.
struct MatterAddress: Hashable {
    enum Whose: String, CaseIterable {
        case all
        case held = "mine"
        case raised

        var title: String {
            switch self {
            case .all: "Anyone's"
            case .held: "Held by me"
            case .raised: "Raised by me"
            }
        }
    }

    var state: MatterFilter.State? = .open
    var whose = Whose.all
    var group: ID<Group>?
    var organisation: ID<Organisation>?
    var meeting: ID<Meeting>?
    var isOverdue = false
    var isAskedAbout = false

    init() {}

    init(_ visit: Visit) {
        state = visit.query("state").map { MatterFilter.State(rawValue: $0) } ?? .open
        whose = visit.query("whose").flatMap(Whose.init) ?? .all
        group = visit.query("group").flatMap { ID($0) }
        organisation = visit.query("organisation").flatMap { ID($0) }
        meeting = visit.query("meeting").flatMap { ID($0) }
        isOverdue = visit.query("overdue") == "yes"
        isAskedAbout = visit.query("asked") == "yes"
    }

    func filter(_ visit: Visit) throws -> MatterFilter {
        let reader = try visit.person.id
        return MatterFilter(
            state: state,
            group: group,
            meeting: meeting,
            holder: whose == .held ? reader : nil,
            organisation: organisation,
            raiser: whose == .raised ? reader : nil,
            overdueOn: isOverdue ? visit.today : nil,
            isAskedAbout: isAskedAbout
        )
    }

    func link(_ path: Link, page: Int = 1) -> Link {
        let base: Link = "\(path)?state=\(state?.rawValue ?? "all")&whose=\(whose.rawValue)&page=\(page)"
        let people: Link =
            "\(base)&group=\(group.map { "\($0)" } ?? "")&organisation=\(organisation.map { "\($0)" } ?? "")"
        let place: Link = "\(people)&meeting=\(meeting.map { "\($0)" } ?? "")"
        return "\(place)&overdue=\(isOverdue ? "yes" : "")&asked=\(isAskedAbout ? "yes" : "")"
    }
}

extension MatterFilter.State {
    var title: String {
        switch self {
        case .open: "Open"
        case .answered: "Answered, not closed"
        case .closed: "Closed"
        case .withdrawn: "Withdrawn"
        }
    }
}

import HTML
import Hummingbird
import Ledger
import Safeguarding

/// The groups that meet, and who is in them.
enum GroupRoutes {
    static let all: [Route] = [
        .get("/groups", .role(.seeNetwork), GroupPages.list),
        .get("/groups/new", .role(.manageGroups), GroupPages.newPage),
        .post("/groups/new", .role(.manageGroups), GroupPages.form),
        .get("/groups/:group", .role(.seeNetwork), GroupPages.page),
        .get("/groups/:group/edit", .role(.manageGroups), GroupPages.editPage),
        .post("/groups/:group/edit", .role(.manageGroups), GroupPages.edit),
        .get("/groups/:group/end", .role(.manageGroups), GroupPages.endPage),
        .post("/groups/:group/end", .role(.manageGroups), GroupPages.end),
        .get("/groups/:group/join", .role(.manageGroups), GroupMembers.joinPage),
        .post("/groups/:group/join", .role(.manageGroups), GroupMembers.join),
        .get("/groups/:group/members/:member", .role(.manageGroups), GroupMembers.officePage),
        .post("/groups/:group/members/:member", .role(.manageGroups), GroupMembers.changeOffice),
        .post("/groups/:group/members/:member/leave", .role(.manageGroups), GroupMembers.leave),
    ]
}

extension Visit {
    /// The group of the address.
    func group() async throws -> GroupRow {
        guard let row = try await readings.group(try id("group")) else { throw Refusal.notFound }
        return row
    }
}

extension Group.Office {
    var title: String {
        switch self {
        case .member: "Member"
        case .chair: "Chair"
        case .clerk: "Clerk"
        }
    }

    var explanation: String {
        switch self {
        case .member: "Sees its meetings and puts things on its agenda."
        case .chair: "Runs its meetings."
        case .clerk: "Writes its notes and runs its meetings."
        }
    }

    static func choices() -> [Choice] { allCases.map { Choice($0.rawValue, $0.title, hint: $0.explanation) } }
}

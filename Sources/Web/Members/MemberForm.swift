import HTML
import Ledger
import Safeguarding

/// What is typed about one member.
struct MemberForm {
    var name = ""
    var email = ""
    var organisation = ""
    var post = ""
    var roles: Set<String> = []

    init() {}

    init(_ form: Form) {
        name = form["name"]
        email = form["email"]
        organisation = form["organisation"]
        post = form["post"]
        roles = Set(form.all("roles"))
    }

    init(_ entry: Directory.Entry) {
        name = entry.name
        email = entry.email ?? ""
        organisation = "\(entry.organisation)"
        post = entry.post ?? ""
        roles = Set(entry.roles.map(\.rawValue))
    }

    /// Whatever was typed: the rules say what will not do, an organisation that was not chosen too.
    func details(_ visit: Visit) async throws -> MemberDetails {
        try await visit.site.office.details(
            name: name,
            email: email,
            organisation: ID(organisation) ?? ID(),
            post: post,
            roles: Set(roles.compactMap(Role.init))
        )
    }

    func fields(_ visit: Visit, _ errors: [FieldError]) async throws -> Markup {
        let organisations = try await visit.organisationChoices(first: "Choose")
        return Markup {
            textField(Field("name", "Name", errors: errors), value: name, width: .long)
            textField(
                Field(
                    "email",
                    "Work e-mail",
                    hint: "They sign in with it. Leave it out for someone who only gets the papers.",
                    errors: errors
                ),
                value: email,
                kind: .email,
                width: .long
            )
            selectField(Field("organisation", "Organisation", errors: errors), organisations, selected: organisation)
            p(.class("meta")) {
                "Not in the list? "
                a(.href("/organisations/new")) { "Add the organisation" }
                " first."
            }
            textField(
                Field("post", "Post", hint: "What they do there, as “Designated safeguarding lead”.", errors: errors),
                value: post,
                width: .long
            )
            checkField(
                Field("roles", "Roles in this network", hint: "What they see and may do here.", errors: errors),
                Role.allCases.map { Choice($0.rawValue, $0.title, hint: $0.explanation) },
                selected: roles
            )
        }
    }
}

extension Role {
    fileprivate var explanation: String {
        switch self {
        case .coordinator: "Runs the network: members, groups, meetings and what is overdue."
        case .boroughLead: "Safeguarding lead of a local authority."
        case .schoolLead: "Designated safeguarding lead of a school."
        case .welfareOfficer: "Education welfare or attendance officer."
        case .liaison: "Police, health, immigration, a charity: asked and answering."
        case .auditor: "Sees that the record is whole, and no names."
        }
    }
}

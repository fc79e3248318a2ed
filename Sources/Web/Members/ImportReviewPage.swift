import HTML
import Ledger
import Safeguarding

/// The page on which a list of people is looked through, a hundred at a time.
struct ImportReviewPage {
    let review: MemberImportPlan
    let range: Range<Int>
    let page: Int
    let pages: Int

    private static let organisationList = "organisations"

    func page(_ visit: Visit, errors: [FieldError]) -> Page {
        Page(
            title: "Look through the list",
            current: "/members",
            eyebrow: a(.href("/members/import")) { "Bring in members" },
            heading: heading,
            lead: "Read from \(review.draft.source). Change what is wrong, untick who should stay out.",
            errors: errors
        ) {
            postForm(to: "/members/import/review", csrf: visit.csrf, command: visit.newCommand) {
                hiddenField("page", "\(page)")
                if !review.unmatched.isEmpty { organisationQuestions(errors) }
                sec("roles", "Their role") {
                    selectField(
                        Field("roleForAll", "For everyone, where nothing else is chosen below"),
                        [
                            Choice(ImportRoles.byOrganisation, "By their organisation"),
                            Choice(ImportRoles.none, "None yet"),
                        ] + Role.allCases.map { Choice($0.rawValue, $0.title) },
                        selected: review.draft.roleForAll
                    )
                    p(.class("meta")) {
                        "By their organisation: borough lead in an authority, school lead in a school, liaison in police, health, departments and charities."
                    }
                }
                sec("people", "People", meta: pages > 1 ? "Page \(page) of \(pages)" : nil) {
                    suggestions(Self.organisationList, review.organisations.map(\.name))
                    dataTable("People", columns, rows: range.map { row($0, errors) }, empty: "Nobody.")
                }
                buttons
            }
            if !review.draft.remarks.isEmpty {
                sec("remarks", "What the reader was not sure of") {
                    ul { for remark in review.draft.remarks { li { remark } } }
                    if !review.draft.bytes.isEmpty {
                        p { a(.href("/members/import/source")) { "Look at it as it came" } }
                    }
                }
            }
            sec("stop", "Not this list after all") {
                pressForm("Throw it away", to: "/members/import/drop", csrf: visit.csrf, .plain)
            }
        }
    }

    private var heading: String {
        let total = review.draft.people.count
        guard review.joining < total else {
            return "\(Words.capitalised(Words.count(total, "person", plural: "people"))) can become members"
        }
        return "\(Words.number(review.joining)) of \(Words.count(total, "person", plural: "people")) can become members"
    }

    private var buttons: Markup {
        acts {
            if review.joining > 0 {
                submit(
                    "Make \(review.joining == 1 ? "this person a member" : "these \(Words.number(review.joining)) members")",
                    name: "go",
                    value: "all"
                )
            }
            submit("Save and look again", .quiet, name: "go", value: "\(page)")
            if page > 1 { submit("Previous page", .plain, name: "go", value: "\(page - 1)") }
            if page < pages { submit("Next page", .plain, name: "go", value: "\(page + 1)") }
        }
    }

    // MARK: Organisations

    private func organisationQuestions(_ errors: [FieldError]) -> Markup {
        sec("unmatched", "Organisations that are not in the network yet") {
            for (index, unmatched) in review.unmatched.enumerated() {
                hiddenField("choice-key", unmatched.key)
                selectField(
                    Field("choice", question(unmatched), id: "choice-\(index)"),
                    choices(unmatched),
                    selected: answer(unmatched)
                )
            }
        }
    }

    private func question(_ unmatched: MemberImportPlan.Unmatched) -> String {
        let people = Words.count(unmatched.people, "person", plural: "people")
        return unmatched.name.isEmpty ? "No organisation is given, \(people)" : "\(unmatched.name), \(people)"
    }

    private func choices(_ unmatched: MemberImportPlan.Unmatched) -> [Choice] {
        let new =
            unmatched.name.isEmpty
            ? [] : Organisation.Kind.allCases.map { Choice($0.rawValue, "Make it new: \($0.title.lowercasedFirst)") }
        return [Choice("", "Choose"), Choice("out", "Leave them out")] + new
            + review.organisations.map { Choice("\($0.id)", "They belong to \($0.name)") }
    }

    private func answer(_ unmatched: MemberImportPlan.Unmatched) -> String {
        switch review.draft.choices[unmatched.key] {
        case .existing(let id): "\(id)"
        case .new(_, let kind): kind.rawValue
        case .leftOut: "out"
        case nil: ""
        }
    }

    // MARK: People

    private var columns: [Column] {
        [Column("Line"), Column("Name and e-mail"), Column("Organisation and post"), Column("Role and what follows")]
    }

    private func row(_ index: Int, _ errors: [FieldError]) -> [Markup] {
        let person = review.draft.people[index]
        func cell(_ name: String, _ label: String, _ value: String, list: String? = nil) -> Markup {
            let id = "\(name)-\(index)"
            return input(
                .class("form-control mb-1"),
                .type("text"),
                .id(id),
                .name(id),
                .value(value),
                .autocomplete("off"),
                .list(list),
                .aria("label", "\(label) on line \(person.line)"),
                .aria("invalid", errors.contains { $0.field == id } ? "true" : nil)
            )
        }
        return [
            taken(index, person),
            Markup {
                cell("name", "Name", person.name)
                cell("email", "E-mail", person.email)
                if let candidates = person.candidates {
                    p(.class("meta")) {
                        "May be \(Words.list(candidates)), who is a member. Tick only if this is somebody else."
                    }
                }
            },
            Markup {
                cell("organisation", "Organisation", person.organisation, list: Self.organisationList)
                cell("post", "Post", person.post)
            },
            Markup {
                roleChoice(index, person)
                verdict(index)
            },
        ]
    }

    private func taken(_ index: Int, _ person: MemberImport.Person) -> Markup {
        label(.class("pick"), .for("take-\(index)")) {
            input(
                .type("checkbox"),
                .name("take-\(index)"),
                .id("take-\(index)"),
                .value("yes"),
                .checked(person.isTaken)
            )
            span {
                span(.class("visually-hidden")) { "Take line " }
                "\(person.line)"
            }
        }
    }

    private func roleChoice(_ index: Int, _ person: MemberImport.Person) -> Markup {
        select(.class("form-control mb-1"), .name("role-\(index)"), .aria("label", "Role of line \(person.line)")) {
            option(.value(""), .selected(person.role.isEmpty)) { "As for all" }
            option(.value(ImportRoles.none), .selected(person.role == ImportRoles.none)) { "None yet" }
            for role in Role.allCases {
                option(.value(role.rawValue), .selected(person.role == role.rawValue)) { role.title }
            }
        }
    }

    private func verdict(_ index: Int) -> Markup {
        switch review.verdicts[index] {
        case .joins(let destination): tag(place(destination), .shut)
        case .out(let reason): tag(reason)
        case .problem("name", _): tag("Needs a name", .due)
        case .problem("email", _): tag("Address to correct", .due)
        case .problem: tag("Where do they belong?", .due)
        }
    }

    private func place(_ destination: MemberImportPlan.Destination) -> String {
        switch destination {
        case .existing(let id): review.organisations.first { $0.id == id }?.name ?? ""
        case .new: "New organisation"
        }
    }

    /// What is wrong with the people on this page.
    var errors: [FieldError] {
        range.compactMap { index in
            guard case .problem(let field, let sentence) = review.verdicts[index] else { return nil }
            return FieldError("\(field)-\(index)", sentence)
        }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

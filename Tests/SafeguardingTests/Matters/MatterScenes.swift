import Almanac
import Ledger
import Procedures
import Vault

@testable import Safeguarding

/// A group with officers and members, as a history that rules are given.
struct Circle {
    let group = ID<Group>()
    let borough = ID<Organisation>()
    let otherBorough = ID<Organisation>()
    let asha: Someone
    let bryn: Someone
    let chair: Someone
    let coordinator: Someone
    let stranger: Someone
    let history: [Change]

    init(_ rules: Rules) async throws {
        asha = Someone(id: ID(), name: "Asha Penhallow", organisation: borough, roles: [.boroughLead])
        bryn = Someone(id: ID(), name: "Bryn Okonjo", organisation: otherBorough, roles: [.boroughLead])
        chair = Someone(id: ID(), name: "Celia Varga", organisation: borough, roles: [.boroughLead])
        coordinator = Someone(id: ID(), name: "Dilys Marr", organisation: otherBorough, roles: [.coordinator])
        stranger = Someone(id: ID(), name: "Edda Quill", organisation: ID(), roles: [.boroughLead])
        var history: [Change] = []
        for (organisation, name) in [(borough, "Northmere"), (otherBorough, "Saltby")] {
            history.append(
                Change(
                    Organisation.stream(organisation),
                    [
                        OrganisationRegistered(
                            organisation: organisation,
                            name: name,
                            kind: .authority,
                            code: nil,
                            aliases: []
                        )
                    ]
                )
            )
        }
        for person in [asha, bryn, chair, coordinator, stranger] {
            let event = MemberRegistered(
                member: person.id,
                organisation: person.organisation,
                name: try await rules.sealed(person.name, under: Member.subject(person.id)),
                email: nil,
                emailKey: nil,
                post: nil,
                roles: Array(person.roles)
            )
            history.append(Change(Member.stream(person.id), [event]))
        }
        history.append(
            Change(
                Group.stream(group),
                [
                    GroupFormed(group: group, name: "Steering group", purpose: nil),
                    GroupJoined(group: group, member: asha.id, office: .member),
                    GroupJoined(group: group, member: bryn.id, office: .member),
                    GroupJoined(group: group, member: chair.id, office: .chair),
                ]
            )
        )
        self.history = history
    }

    /// What is raised in these tests, unless they say otherwise.
    func draft(
        _ text: String = "Write to the heads about the new form",
        holders: [HolderChoice]? = nil,
        due: DueChoice = .on(day("2026-12-14"))
    ) -> ActionDraft {
        ActionDraft(
            text: text,
            holders: holders ?? [.member(asha.id)],
            due: due,
            group: group,
            raiser: chair.id
        )
    }

    func reference(_ draft: ActionDraft) -> MatterReference { MatterReference(draft.matter, group: draft.group) }
}

/// A matter that was raised in the circle, and what the rules make of it from there.
struct RaisedMatter {
    var rules: Rules
    let circle: Circle
    let draft: ActionDraft
    var history: [Change]
    var reference: MatterReference { circle.reference(draft) }

    init(rules: Rules = Rules(), _ change: (inout ActionDraft, Circle) -> Void = { _, _ in }) async throws {
        let circle = try await Circle(rules)
        var draft = circle.draft()
        change(&draft, circle)
        self.rules = rules
        self.circle = circle
        self.draft = draft
        history = try await rules.then(circle.history, RaiseAction(draft), by: circle.chair.actor)
    }

    /// What a command comes to now, taken into the history.
    @discardableResult
    mutating func when(_ command: some Command, by someone: Someone) async throws -> [Change] {
        let changes = try await rules.when(command, by: someone.actor, given: history)
        history += changes
        return changes
    }

    var state: MatterState {
        rules.past(history, reads: [Matter.stream(draft.matter)]).state(MatterState.self, Matter.stream(draft.matter))
            ?? MatterState()
    }

    /// "acknowledge of member", for each thing that is owed.
    var owed: [String] { state.openDuties.map { "\($0.task.rawValue) of \($0.of.kind.rawValue)" } }
}

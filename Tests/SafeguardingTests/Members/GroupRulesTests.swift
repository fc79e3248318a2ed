import Ledger
import Testing

@testable import Safeguarding

@Suite("Rules for groups")
struct GroupRulesTests {
    private let rules = Rules()
    private let group = ID<Group>()

    private func formed() async throws -> [Change] {
        try await rules.when(FormGroup(group: group, name: "Thresholds", purpose: nil), by: .scene)
    }

    /// The group, and someone who may be put into it.
    private func withSomeone() async throws -> ([Change], ID<Member>) {
        let (organisation, member) = (ID<Organisation>(), ID<Member>())
        var history = try await rules.then(
            formed(),
            RegisterOrganisation(organisation: organisation, name: "Merton", kind: .authority),
            by: .scene
        )
        let details = MemberDetails(name: "Priya Raman", email: nil, emailKey: nil, organisation: organisation)
        history = try await rules.then(history, RegisterMembers([.init(member: member, details: details)]), by: .scene)
        return (history, member)
    }

    @Test("a group is formed once; the same form again renames it, and the same words do nothing")
    func form() async throws {
        let history = try await formed()
        #expect(history.types == ["group.formed"])
        let renamed = FormGroup(group: group, name: "Thresholds and steering")
        #expect(try await rules.when(renamed, by: .scene, given: history).types == ["group.renamed"])
        let same = FormGroup(group: group, name: " Thresholds ")
        #expect(try await rules.when(same, by: .scene, given: history).events.isEmpty)
        await #expect(throws: Refusal.self) { try await rules.when(FormGroup(name: " \n"), by: .scene) }
    }

    @Test("whoever is put in has an office there, may have another, and leaves")
    func offices() async throws {
        var (history, member) = try await withSomeone()
        func join(_ office: Group.Office) -> JoinGroup { JoinGroup(group: group, members: [member], office: office) }
        history = try await rules.then(history, join(.member), by: .scene)
        #expect(try await rules.when(join(.member), by: .scene, given: history).events.isEmpty)
        history = try await rules.then(history, join(.chair), by: .scene)
        let actor = Actor.member(.init(id: member, organisation: ID(), roles: []))
        let state = try #require(
            rules.past(history, reads: [Group.stream(group)]).state(GroupState.self, Group.stream(group))
        )
        #expect(state.relations(of: actor) == [.inGroup, .officer])
        #expect(state.relations(of: .scene).isEmpty)
        history = try await rules.then(history, LeaveGroup(group: group, member: member), by: .scene)
        #expect(history.types.last == "group.left")
        #expect(try await rules.when(LeaveGroup(group: group, member: member), by: .scene, given: history).isEmpty)
    }

    @Test("nobody, somebody unknown and somebody who left cannot be put in")
    func refused() async throws {
        let (history, member) = try await withSomeone()
        await #expect(throws: Refusal.invalid("members", "Choose at least one person.")) {
            try await rules.when(JoinGroup(group: group, members: [], office: .chair), by: .scene, given: history)
        }
        await #expect(throws: Refusal.notFound) {
            try await rules.when(JoinGroup(group: group, members: [ID()], office: .chair), by: .scene, given: history)
        }
        let left = try await rules.then(history, RemoveMember(member: member), by: .scene)
        await #expect(throws: Refusal.notFound) {
            try await rules.when(JoinGroup(group: group, members: [member], office: .chair), by: .scene, given: left)
        }
    }

    @Test("a group that has ended takes nobody in, and ends once")
    func ended() async throws {
        let (history, member) = try await withSomeone()
        let ended = try await rules.then(history, EndGroup(group: group), by: .scene)
        await #expect(throws: Refusal.outOfTurn("This group has ended.")) {
            try await rules.when(JoinGroup(group: group, members: [member], office: .member), by: .scene, given: ended)
        }
        #expect(try await rules.when(EndGroup(group: group), by: .scene, given: ended).events.isEmpty)
        await #expect(throws: Refusal.notFound) { try await rules.when(EndGroup(group: ID()), by: .scene) }
    }
}

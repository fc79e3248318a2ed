import Ledger
import Procedures
import Testing

@testable import Safeguarding

@Suite("Rules for procedures in the ledger")
struct ProcedureRulesTests {
    private let rules = Rules()
    private let lead = Actor.member(.init(id: ID(), organisation: ID(), roles: [.boroughLead]))

    /// A shipped one, as it is or in another version.
    private static func shipped(
        _ name: String,
        version: Int = 1
    ) throws -> (text: String, lists: [String: String]) {
        let file = try #require(try ShippedProcedures.all().first { $0.name == name })
        let text = file.text.replacing("\nversion: 1\n", with: "\nversion: \(version)\n")
        return (text, file.lists)
    }

    private static func publish(
        _ name: String = "missing-child",
        version: Int = 1,
        reason: String = "Agreed in February"
    ) throws -> PublishProcedure {
        let file = try shipped(name, version: version)
        return PublishProcedure(text: file.text, lists: file.lists, reason: reason)
    }

    private func state(_ history: [Change], _ name: String = "missing-child") throws -> ProcedureState {
        let stream = ProcedureHistory.stream(name)
        return try #require(rules.past(history, reads: [stream]).state(ProcedureState.self, stream))
    }

    @Test("a version is published with its text and the lists it refers to, and is read back from them")
    func publish() async throws {
        let file = try Self.shipped("missing-child")
        let given = file.lists.merging(["not-asked-for": "list: x"]) { first, _ in first }
        let command = PublishProcedure(text: file.text, lists: given, reason: " Agreed in February ")
        let history = try await rules.when(command, by: lead)
        let event = try #require(history.all(ProcedurePublished.self).first)
        #expect(history.map(\.stream.description) == ["procedure/missing-child"])
        #expect(event.text == file.text && event.lists == file.lists && !event.lists.isEmpty)
        #expect((event.version, event.reason, event.by) == (1, "Agreed in February", lead.member))

        let state = try state(history)
        let version = try #require(state.version(1))
        #expect(state.current == 1 && version.definition.id == "missing-child")
        #expect(Set(version.lists.keys) == version.definition.listNames)
        #expect(state.version(2) == nil)
    }

    @Test("a later version follows; the same or an earlier one never does, withdrawn or not")
    func versions() async throws {
        var history = try await rules.then([], Self.publish(version: 3), by: lead)
        for version in [1, 3] {
            let refusal = try await #require(throws: Refusal.self) {
                try await rules.when(Self.publish(version: version), by: lead, given: history)
            }
            #expect(refusal.sentence.contains("version: version \(version) of missing-child"))
            #expect(refusal.sentence.contains("expected 4 or higher"))
        }
        history = try await rules.then(history, Self.publish(version: 5), by: lead)
        #expect(try state(history).current == 5)
        #expect(try state(history).version(3)?.definition.version == 3)

        history = try await rules.then(
            history,
            WithdrawProcedure(procedure: "missing-child", reason: "Under review"),
            by: lead
        )
        #expect(try state(history).current == nil)
        #expect(try state(history).version(5)?.definition.version == 5)
        await #expect(throws: Refusal.self) {
            try await rules.when(Self.publish(version: 5), by: lead, given: history)
        }
        history = try await rules.then(history, Self.publish(version: 6), by: lead)
        #expect(try state(history).current == 6)
    }

    @Test("it is withdrawn once, with a reason, and only what was published")
    func withdraw() async throws {
        func withdraw(_ name: String, _ reason: String = "Nobody uses it.") -> WithdrawProcedure {
            WithdrawProcedure(procedure: name, reason: reason)
        }
        let history = try await rules.then([], Self.publish(), by: lead)
        await #expect(throws: Refusal.notFound) {
            try await rules.when(withdraw("fgm-concern"), by: lead, given: history)
        }
        await #expect(throws: Refusal.invalid("reason", "Write why it is withdrawn.")) {
            try await rules.when(withdraw("missing-child", " \n"), by: lead, given: history)
        }
        let after = try await rules.then(history, withdraw("missing-child"), by: lead)
        #expect(after.types == ["procedure.published", "procedure.withdrawn"])
        await #expect(throws: Refusal.outOfTurn("This procedure was withdrawn already.")) {
            try await rules.when(withdraw("missing-child"), by: lead, given: after)
        }
    }

    @Test("a text that will not do is refused with each line and what was expected, and ten problems at most")
    func problems() async throws {
        let file = try Self.shipped("missing-child")
        func problems(_ text: String, lists: [String: String]? = nil) async throws -> [Refusal.Problem] {
            let command = PublishProcedure(text: text, lists: lists ?? file.lists, reason: "r")
            let refusal = try await #require(throws: Refusal.self) { try await rules.when(command, by: lead) }
            guard case .invalid(let problems) = refusal else { return [] }
            return problems
        }
        let without = try await problems(file.text.replacing("to: acknowledge,", with: "to: nod,"))
        let line = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains("to: acknowledge,") }.map { $0 + 1 }
        #expect(without.first?.field == "text")
        #expect(without.first?.message.hasPrefix("line \(try #require(line)), duties[2].to: ") == true)

        #expect(try await problems("").map(\.message) == ["The text is empty; expected a procedure"])
        #expect(try await problems("a: 1").count == 10)
        #expect(try await problems("a: 1").last?.message.hasSuffix("more problems after these.") == true)
        #expect(try await problems(file.text, lists: [:]).allSatisfy { $0.message.contains("there is no list") })
        let broken = file.lists.mapValues { $0.replacing("title:", with: "name:") }
        #expect(try await problems(file.text, lists: broken).first?.message.hasPrefix("list ") == true)
        // What is no text of a procedure reads no stream, and is refused all the same.
        #expect(PublishProcedure(text: "a: 1", lists: [:], reason: "r").reads.isEmpty)
        await #expect(throws: Refusal.invalid("reason", "Write why it is published.")) {
            try await rules.when(Self.publish(reason: " "), by: lead)
        }
    }

    @Test("coordinators and borough leads publish and withdraw; all but auditors see")
    func gate() async throws {
        for role in Role.allCases {
            let actor = Actor.member(.init(id: ID(), organisation: ID(), roles: [role]))
            let mayPublish = [.coordinator, .boroughLead].contains(role)
            #expect(Policy.allows(.publishProcedure, actor, Set(Relation.allCases)) == mayPublish)
            #expect(Policy.allows(.seeProcedures, actor, []) == (role != .auditor))
            #expect(Policy.allows(.seeProcedures, actor, []) == Policy.allows(.seeNetwork, actor, []))
        }
        let school = Actor.member(.init(id: ID(), organisation: ID(), roles: [.schoolLead]))
        await #expect(throws: Refusal.notAllowed) { try await rules.when(Self.publish(), by: school) }
    }

    @Test("line ends and a mark at the start do not make another text")
    func plain() async throws {
        let file = try Self.shipped("resource-order")
        let typed = "\u{FEFF}" + file.text.replacing("\n", with: "\r\n")
        let events = try await rules.when(PublishProcedure(text: typed, lists: [:], reason: "r"), by: lead)
        #expect(events.all(ProcedurePublished.self).first?.text == file.text)
    }

    @Test("what is shipped is put into use at once, and again only what the network never had")
    func shipped() async throws {
        let names = try ShippedProcedures.all().map(\.name)
        // The network has begun with that of actions.
        let all = names.filter { $0 != "meeting-action" }
        #expect(names.count == 18 && all.count == 17)
        let history = try await rules.when(PublishShipped(), by: .scene)
        #expect(history.all(ProcedurePublished.self).map(\.procedure) == all)
        #expect(history.all(ProcedurePublished.self).allSatisfy { $0.by == nil && $0.reason == PublishShipped.reason })
        #expect(try await rules.when(PublishShipped(), by: .scene, given: history).isEmpty)
        let withdrawn = try await rules.then(
            history.filter { $0.stream != ProcedureHistory.stream("fgm-concern") },
            WithdrawProcedure(procedure: "missing-child", reason: "Under review"),
            by: lead
        )
        let again = try await rules.when(PublishShipped(), by: .scene, given: withdrawn)
        #expect(again.all(ProcedurePublished.self).map(\.procedure) == ["fgm-concern"])
        #expect(PublishShipped.missing(besides: Set(names.dropFirst(2))) == Array(names.prefix(2)))
    }

    @Test(
        "the procedure of actions may change its times and its words, and nothing that the rules of actions do not follow"
    )
    func actions() async throws {
        let text = try Self.shipped("meeting-action").text.replacing("\nversion: 1\n", with: "\nversion: 2\n")
        func published(_ old: String, _ new: String) async throws -> [Change] {
            #expect(text.contains(old))
            let changed = text.replacing(old, with: new)
            return try await rules.when(PublishProcedure(text: changed, lists: [:], reason: "r"), by: lead)
        }
        let quicker = "of: holder, to: acknowledge, within: 2 working days"
        #expect(try await published("of: holder, to: acknowledge, within: 5 working days", quicker).count == 1)
        let refused = [
            (
                "of: holder, to: acknowledge, within: 5 working days", "of: holder, to: acknowledge, within: 3 hours",
                "acknowledge"
            ),
            ("overdue: [remind when due, ", "overdue: [remind at half time, ", "when due"),
            (
                "required: yes, at most: 2000, hint: One sentence. Name no child. }",
                "required: yes, at most: 2000 }\n      - { id: more, label: More, type: text, at most: 20 }",
                "the fields"
            ),
            ("raised by: anyone", "raised by: [school]", "anyone"),
        ]
        for (old, new, said) in refused {
            let refusal = await #expect(throws: Refusal.self) { try await published(old, new) }
            guard case .invalid(let problems)? = refusal else { Issue.record("not refused: \(new)"); continue }
            #expect(problems.first?.field == "text" && problems.first?.message.hasPrefix("line ") == true)
            #expect(problems.first?.message.contains(said) == true, "\(problems)")
        }
        await #expect(throws: Refusal.self) {
            try await rules.when(WithdrawProcedure(procedure: "meeting-action", reason: "r"), by: lead)
        }
    }

    @Test("a stored text that this Safeloop cannot read is no version, and no crash")
    func unreadable() throws {
        var state = ProcedureState()
        let event = ProcedurePublished(procedure: "x", version: 2, text: "a: [", lists: [:], reason: "r", by: nil)
        state.apply(event, at: rules.now)
        #expect(state.current == 2 && state.version(2) == nil)
        let file = try Self.shipped("missing-child")
        #expect(ProcedureVersion.published(text: file.text, lists: file.lists.mapValues { _ in "b: 2" }) == nil)
        #expect(ProcedureVersion.published(text: file.text, lists: file.lists)?.definition.id == "missing-child")
    }
}

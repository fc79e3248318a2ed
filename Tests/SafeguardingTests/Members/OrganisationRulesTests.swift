import Ledger
import Testing

@testable import Safeguarding

@Suite("Rules for organisations")
struct OrganisationRulesTests {
    private let rules = Rules()
    private let larkfield = ID<Organisation>()

    private func registered(_ name: String = "Larkfield School", aliases: [String] = []) async throws -> [Change] {
        try await rules.when(
            RegisterOrganisation(organisation: larkfield, name: name, kind: .school, aliases: aliases),
            by: .scene
        )
    }

    @Test(
        "names that mean one body have one key",
        arguments: [
            ("London Borough of Hammersmith & Fulham", "Hammersmith and Fulham"),
            ("Royal Borough of Kensington and Chelsea", "Kensington & Chelsea"), ("MERTON COUNCIL", "Merton"),
            ("St. Brannoc's School", "St Brannoc's  school"), ("École Ste Odile", "Ecole Ste. Odile"),
            ("City of Westminster", "Westminster"),
        ]
    )
    func sameKey(_ one: String, _ other: String) {
        #expect(Organisation.key(of: one) == Organisation.key(of: other))
    }

    @Test(
        "names of different bodies have different keys",
        arguments: [
            ("City of London", "London Borough of Camden"), ("Larkfield School", "Larkfield Academy"),
            ("City of London", "London"),
        ]
    )
    func otherKey(_ one: String, _ other: String) {
        #expect(Organisation.key(of: one) != Organisation.key(of: other))
        #expect(!Organisation.key(of: one).isEmpty)
    }

    @Test("given an organisation, when another is registered under its name, then it is refused")
    func sameName() async throws {
        await #expect(throws: Refusal.invalid("name", "There is already an organisation called LARKFIELD school.")) {
            try await rules.when(
                RegisterOrganisation(name: "LARKFIELD school", kind: .charity),
                by: .scene,
                given: registered()
            )
        }
    }

    @Test("when it is renamed, then the old name becomes an alias and stays its own")
    func rename() async throws {
        let rename = RenameOrganisation(
            organisation: larkfield,
            name: "Larkfield Academy",
            aliases: ["LA", " LA ", ""]
        )
        let history = try await rules.then(registered(), rename, by: .scene)
        let event = try #require(history.all(OrganisationRenamed.self).last)
        #expect(event.aliases == ["LA", "Larkfield School"])
        await #expect(throws: Refusal.self) {
            try await rules.when(
                RegisterOrganisation(name: "Larkfield School", kind: .school),
                by: .scene,
                given: history
            )
        }
        // It may have its old name back, and nothing is listed twice.
        let back = RenameOrganisation(organisation: larkfield, name: "Larkfield School", aliases: event.aliases)
        let again = try await rules.when(back, by: .scene, given: history)
        #expect(again.types == ["organisation.renamed"])
        #expect(again.all(OrganisationRenamed.self).last?.aliases == ["LA", "Larkfield Academy"])
    }

    @Test("when nothing about it changes, then nothing is written")
    func same() async throws {
        let same = RenameOrganisation(organisation: larkfield, name: "Larkfield School", aliases: [])
        #expect(try await rules.when(same, by: .scene, given: registered()).events.isEmpty)
    }

    @Test("London has 33 authorities, each with its own code and telling names")
    func london() {
        let all = LondonAuthorities.all
        #expect(all.count == 33)
        #expect(Set(all.map(\.code)) == Set((1...33).map { "E090000\($0 < 10 ? "0" : "")\($0)" }))
        let keys = all.flatMap { [$0.name] + $0.aliases }.map(Organisation.key(of:))
        #expect(Set(keys).count == keys.count)
        #expect(LondonAuthorities.registrations(besides: ["LB Camden", "The City of London", "rbkc"]).count == 30)
    }
}

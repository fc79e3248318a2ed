import Procedures
import Testing

@testable import Safeguarding

@Suite("Procedures as pages read them")
struct ProcedureReadingTests {
    @Test("those in use by title, every version of one, and what was withdrawn")
    func rows() async throws {
        let network = try TestNetwork()
        let merton = try await network.organisation("Merton")
        let priya = try await network.member("Priya Raman", of: merton)
        try await network.perform(PublishShipped(), as: .scene)
        let readings = network.readings
        let all = try await readings.procedures()
        #expect(all.count == 18 && all.map { $0.title.lowercased() } == all.map { $0.title.lowercased() }.sorted())
        #expect(all.allSatisfy { $0.isCurrent && $0.publishedBy == nil && $0.procedure?.definition.id == $0.id })
        #expect(all.allSatisfy { $0.isPersonal == $0.procedure?.definition.isPersonal })

        let file = try #require(try ShippedProcedures.all().first { $0.name == "missing-child" })
        let second = file.text.replacing("\nversion: 1\n", with: "\nversion: 2\n")
        network.clock.move(to: at("2026-11-24"))
        try await network.perform(
            PublishProcedure(text: second, lists: file.lists, reason: "Shorter"),
            as: priya.actor
        )
        let current = try #require(try await readings.procedure("missing-child"))
        #expect(current.row.version == 2 && current.version.definition.version == 2)
        #expect(current.row.publishedBy == priya.id && current.row.publishedAt == at("2026-11-24"))
        #expect(current.row.lists == file.lists && current.row.text == second)
        #expect(try await readings.procedureVersions(of: "missing-child").map(\.version) == [2, 1])
        #expect(try await readings.procedureVersion("missing-child", 1)?.definition.version == 1)
        #expect(try await readings.procedureVersion("missing-child", 3) == nil)
        #expect(try await readings.procedures().count == 18)
        #expect(try await readings.withdrawnProcedures().isEmpty)

        try await network.perform(
            WithdrawProcedure(procedure: "missing-child", reason: "Under review"),
            as: priya.actor
        )
        #expect(try await readings.procedure("missing-child") == nil)
        #expect(try await readings.procedures().count == 17)
        let withdrawn = try await readings.withdrawnProcedures()
        #expect(withdrawn.map(\.version) == [2] && withdrawn.first?.withdrawn?.reason == "Under review")
        #expect(withdrawn.first?.withdrawn?.by == priya.id)
        #expect(try await readings.procedureVersion("missing-child", 1) != nil)

        let third = file.text.replacing("\nversion: 1\n", with: "\nversion: 3\n")
        try await network.perform(PublishProcedure(text: third, lists: file.lists, reason: "Back"), as: priya.actor)
        #expect(try await readings.withdrawnProcedures().isEmpty)
        #expect(try await readings.procedure("missing-child")?.row.version == 3)
    }
}

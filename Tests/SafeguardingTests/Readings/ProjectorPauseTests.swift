import GRDB
import Testing

@testable import Safeguarding

@Suite("Readings that cannot be written for a while")
struct ProjectorPauseTests {
    @Test("the projector says so, and goes on by itself when they can be written again")
    func pause() async throws {
        let network = try TestNetwork()
        let following = Task { await network.projector.run() }
        defer { following.cancel() }
        try await network.office.perform(
            FoundNetwork(name: "Riverside", demonstration: false),
            as: .scene,
            form: FormID()
        )

        try await network.readings.pool.write { try $0.execute(sql: "ALTER TABLE progress RENAME TO gone") }
        try await network.office.perform(RenameNetwork(name: "Northside"), as: .scene, form: FormID(), patience: .zero)
        var sentence = ""
        while sentence.isEmpty {
            if case .stopped(let said) = await network.projector.state { sentence = said }
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(sentence.contains("readings cannot be used"))
        #expect(!sentence.contains("progress"), "SQLite's own words may quote a value")

        try await network.readings.pool.write { try $0.execute(sql: "ALTER TABLE gone RENAME TO progress") }
        while await network.projector.state != .upToDate { try await Task.sleep(for: .milliseconds(5)) }
        #expect(try await network.readings.network()?.name == "Northside")
        #expect(await network.projector.position == 3)
    }
}

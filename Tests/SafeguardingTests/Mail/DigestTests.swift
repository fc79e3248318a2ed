import Almanac
import Ledger
import Testing

@testable import Safeguarding

@Suite("Notices once a day")
struct DigestTests {
    private struct Scene {
        let loops: LoopNetwork
        let matter: LoopReference
        let carrier = FakeCarrier()
        let outbox: Outbox
        var network: TestNetwork { loops.network }
        var asha: Resident { loops.town.asha }

        /// Asha has raised something with Northmere, and was mailed about nothing yet.
        init(_ daily: String?) async throws {
            loops = try await LoopNetwork(now: at("2026-11-23", "10:00"), publishing: ["trafficking-referral"])
            outbox = Outbox(loops.network.office, desk: MemoryDesk(), carrier: carrier)
            matter = try await loops.raise("trafficking-referral", by: loops.town.asha)
            try await choose(daily)
            try await comes("2026-11-23", "11:00")
        }

        func choose(_ daily: String?) async throws {
            let choice = ChooseNotices(asha.id, daily: daily.flatMap { ClockTime(iso: $0) })
            try await network.perform(choice, as: asha.actor)
        }

        func write(_ text: String) async throws {
            try await network.perform(WriteOnMatter(matter, text: text, to: .everyone), as: loops.town.celia.actor)
        }

        func comes(_ day: String, _ time: String, by outbox: Outbox? = nil) async throws {
            network.clock.move(to: at(day, time))
            for _ in 0..<3 {
                _ = try await (outbox ?? self.outbox).tick()
                try await network.projector.catchUp()
            }
        }

        /// Why each mail went to Asha.
        var sent: [Mail.Why] { carrier.carried.filter { $0.to == .member(asha.id) }.map(\.why) }
    }

    @Test("news goes out in one mail the next working morning, once, whichever node comes first")
    func daily() async throws {
        let scene = try await Scene("08:00")
        try await scene.write("We looked.")
        try await scene.write("We found her.")
        try await scene.comes("2026-11-23", "23:00")
        #expect(scene.sent.isEmpty)
        // Another node, after a restart.
        let other = Outbox(scene.network.office, desk: MemoryDesk(), carrier: scene.carrier)
        try await scene.comes("2026-11-24", "08:01", by: other)
        try await scene.comes("2026-11-24", "08:05")
        #expect(scene.sent == [.digest([scene.matter.id])])
        try await scene.write("She is well.")
        try await scene.comes("2026-11-24", "08:10")
        try await scene.comes("2026-11-25", "08:01")
        #expect(scene.sent == [.digest([scene.matter.id]), .digest([scene.matter.id])])
    }

    @Test("whoever chooses to be told at once after all is told what was held, and everyone who chose nothing at once")
    func changed() async throws {
        let scene = try await Scene("08:00")
        try await scene.write("We looked.")
        try await scene.comes("2026-11-23", "11:05")
        #expect(scene.sent.isEmpty)
        try await scene.choose(nil)
        try await scene.comes("2026-11-23", "11:06")
        #expect(scene.sent == [.digest([scene.matter.id])])
        try await scene.write("More.")
        try await scene.comes("2026-11-23", "11:10")
        #expect(scene.sent.last == .waits([scene.matter.id]) && scene.sent.count == 2)
    }

    @Test("what is late does not wait for the digest")
    func late() async throws {
        let scene = try await Scene("08:00")
        // Northmere owes an acknowledgement by the end of the next working day, and does nothing.
        scene.network.clock.move(to: at("2026-11-27", "15:00"))
        try await LoopClock(scene.network.office).tick(scene.network.clock.now)
        try await scene.network.projector.catchUp()
        try await scene.comes("2026-11-27", "15:01")
        let lates = scene.carrier.carried.filter { $0.to != .member(scene.asha.id) }.map(\.why.kind)
        #expect(lates.contains(.overdue))
        #expect(!scene.carrier.carried.contains { $0.why.kind == .digest })
    }

    @Test("the next moment is on a working day, after what is told")
    func moments() {
        let eight = ClockTime(iso: "08:00") ?? .noon
        #expect(Digest.next(after: at("2026-11-23", "07:59"), at: eight) == at("2026-11-23", "08:00"))
        #expect(Digest.next(after: at("2026-11-23", "08:00"), at: eight) == at("2026-11-24", "08:00"))
        #expect(Digest.next(after: at("2026-11-28", "06:00"), at: eight) == at("2026-11-30", "08:00"))
        #expect(Digest.next(after: at("2026-12-24", "09:00"), at: eight) == at("2026-12-29", "08:00"))
    }
}

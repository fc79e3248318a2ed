import Almanac
import Ledger
import Testing

@testable import Safeguarding

@Suite("Chunks that no event names")
struct BlobSweepTests {
    @Test("those of commands that were refused go after an hour, those that are named or in flight stay")
    func sweep() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let matter = try await net.raise("missing-child", by: net.town.asha)
        let office = net.network.office
        func receive(_ words: String) async throws -> NewFile {
            try await office.receive(Array(words.utf8), named: "a.txt", under: matter.subject)
        }
        let (kept, refused) = (try await receive("Kept"), try await receive("Refused"))
        try await net.network.perform(AddFile(matter, [kept], for: .holder), as: net.town.asha.actor)
        let forbidden = AddFile(matter, [refused], for: .holder)
        #expect(await refusal { try await net.network.perform(forbidden, as: net.town.hari.actor) } != nil)

        let sweep = BlobSweep(office)
        #expect(try await sweep.tick(.now) == 0, "a command may still be about to name it")
        let later = Instant.now.adding(seconds: BlobSweep.patience + 60)
        // Named on another node meanwhile, and this node has not heard of it.
        let late = try await receive("Late")
        let events = try await office.foresee(AddFile(matter, [late], for: .holder), as: net.town.asha.actor)
        _ = try await office.ledger.append(
            Proposal(
                command: CommandID(actor: "other/node", id: "1"),
                digest: [1],
                at: net.network.clock.now,
                streams: [
                    StreamProposal(
                        stream: Matter.stream(matter.id),
                        expected: .any,
                        events: try events.map { try $0.proposed() }
                    )
                ]
            )
        )
        async let followed: Void = net.network.projector.catchUp()
        #expect(try await sweep.tick(later) == refused.chunks.count)
        try await followed
        for chunk in kept.chunks + late.chunks { #expect(try await office.ledger.blob(chunk) != nil) }
        for chunk in refused.chunks { #expect(try await office.ledger.blob(chunk) == nil) }
        #expect(try await sweep.tick(later) == 0)
    }

    @Test("the chunks that an event names are found in it, whatever kind it is")
    func named() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let matter = try await net.raise("missing-child", by: net.town.asha)
        let file = try await net.network.office.receive([1, 2, 3], named: "a.bin", under: matter.subject)
        try await net.network.perform(AddFile(matter, [file], for: .holder), as: net.town.asha.actor)
        let events = try await net.network.ledger.events(from: 0, limit: 10_000)
        #expect(events.flatMap(Events.blobs) == file.chunks)
        let chunk = file.chunks[0]
        let inside = #"{"raw":{"chunks":["\#(chunk)"]},"files":[{"chunks":["\#(chunk)"]}]}"#
        #expect(Events.blobs(in: Array(inside.utf8)) == [chunk, chunk])
        #expect(Events.blobs(in: Array(#"{"text":"\"chunks\""}"#.utf8)) == [])
    }
}

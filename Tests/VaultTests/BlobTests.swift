import Foundation
import Ledger
import Testing

@testable import Vault

@Suite("Annexes are sealed in chunks that stay in their place")
struct BlobTests {
    let trial = Trial()
    let meeting = Subject(.meeting, ID<Meeting>())
    let blob = UUID()

    func sealed(_ content: [UInt8], pieces: Int) async throws -> [[UInt8]] {
        var sealer = BlobSealer(try await trial.vault.sealer(for: [meeting]), blob: blob, under: meeting)
        var chunks: [[UInt8]] = []
        for start in stride(from: 0, to: content.count, by: pieces) {
            chunks += try sealer.append(content[start..<min(start + pieces, content.count)])
        }
        return chunks + [try sealer.finish()]
    }

    func opened(_ chunks: [[UInt8]], _ subject: Subject? = nil, blob: UUID? = nil) async throws -> [UInt8]? {
        let opener = try await trial.opener(meeting)
        var content: [UInt8] = []
        for (number, chunk) in chunks.enumerated() {
            let place = ChunkPlace(blob: blob ?? self.blob, number: number, isLast: number == chunks.count - 1)
            guard let bytes = opener.open(chunk: chunk, at: place, of: subject ?? meeting).value else { return nil }
            content += bytes
        }
        return content
    }

    @Test("Content of any length comes back", arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
    func roundTrip(length: Int) async throws {
        let content = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let chunks = try await sealed(content, pieces: 10_007)
        #expect(chunks.count == max(1, (length + 65_535) / 65_536))
        #expect(chunks.dropLast().allSatisfy { $0.count == 65_536 + 28 })
        #expect(try await opened(chunks) == content)
    }

    @Test("One large piece is cut as many small ones are")
    func onePiece() async throws {
        let content = [UInt8](repeating: 5, count: 300_000)
        let whole = try await sealed(content, pieces: 300_000)
        #expect(whole.map(\.count) == (try await sealed(content, pieces: 999)).map(\.count))
        #expect(try await opened(whole) == content)
    }

    @Test("Chunks that are swapped, dropped, repeated or from another annex do not open")
    func moved() async throws {
        let chunks = try await sealed([UInt8](repeating: 1, count: 200_000), pieces: 200_000)
        try #require(chunks.count == 4)
        #expect(try await opened([chunks[1], chunks[0], chunks[2], chunks[3]]) == nil)
        #expect(try await opened(Array(chunks.dropLast())) == nil)
        #expect(try await opened(Array(chunks.dropFirst())) == nil)
        #expect(try await opened(chunks + [chunks[3]]) == nil)
        #expect(try await opened(chunks, blob: UUID()) == nil)
        #expect(try await opened(chunks, Subject(.meeting, ID<Meeting>())) == nil)
        #expect(try await opened(chunks) != nil)
    }
}

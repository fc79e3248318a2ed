import Ledger
import Testing

@testable import Safeguarding

@Suite("An event that was damaged, or made up, is refused and never crashes its reader")
struct DamagedPayloadTests {
    @Test("every payload with bytes changed, cut or doubled", arguments: GoldenEvent.all)
    func damaged(golden: GoldenEvent) throws {
        let type = try #require(Events.known.first { $0.type == golden.type && $0.schema == golden.schema })
        var dice = Dice(seed: golden.text.utf8.count)
        for _ in 0..<60 {
            var bytes = Array(golden.text.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &dice) {
                let at = Int.random(in: bytes.indices, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &dice)
                case 1: bytes.removeSubrange(at...)
                default: bytes.insert(contentsOf: bytes[at...], at: at)
                }
                if bytes.isEmpty { bytes = [0x7B] }
            }
            _ = try? Coding.decode(type, from: bytes)
        }
        // Nested deeper than any stack should follow.
        let deep = Array(String(repeating: "[", count: 100_000).utf8)
        #expect(throws: (any Error).self) { try Coding.decode(type, from: deep) }
    }
}

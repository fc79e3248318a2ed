import Almanac
import Testing

@testable import Ledger

@Suite("A record is one byte string")
struct EventRecordTests {
    /// Format 1 for good: what was stored once must always open.
    private static let golden = """
        01 0000000000000007 0000000000000003 0000019c4d2b3c80 0002 00000001 00000002 \
        0e 6d656574696e672e616772656564 09 6d656574696e672f61 0a 6d656d6265722f616461 02 6331 03 010203 \
        00000002 7b7d
        """

    private var record: EventRecord {
        let event = ProposedEvent(type: "meeting.agreed", schema: 2, payload: Array("{}".utf8))
        let proposal = Proposal(
            command: CommandID(actor: "member/ada", id: "c1"),
            digest: [1, 2, 3],
            at: Instant(milliseconds: 0x19C_4D2B_3C80),
            streams: []
        )
        return EventRecord(position: 7, version: 3, part: 1, parts: 2, stream: StreamID("meeting/a"), event, proposal)
    }

    @Test("Format 1 is what it was on the first day")
    func golden() {
        let digits = Self.golden.filter(\.isHexDigit)
        let hexadecimal = record.event.record.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hexadecimal == digits)
    }

    @Test("What is written is read")
    func roundTrip() throws {
        #expect(try EventRecord(reading: record.event.record) == record)
        #expect(record.positions == 6..<8)
    }

    @Test("Cut anywhere, or with a byte too many, it is refused")
    func truncated() {
        let bytes = record.event.record
        for count in bytes.indices {
            #expect(throws: LedgerError.self) { try EventRecord(reading: Array(bytes.prefix(count))) }
        }
        #expect(throws: LedgerError.self) { try EventRecord(reading: bytes + [0]) }
    }

    @Test("Any changed byte gives an error or another record with another leaf")
    func changed() {
        let bytes = record.event.record
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                guard let other = try? EventRecord(reading: changed) else { continue }
                #expect(other != record)
                #expect(other.event.leaf != record.event.leaf)
            }
        }
    }

    @Test("Random bytes never crash the reader")
    func random() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let start: [UInt8] = Bool.random(using: &generator) ? [1] + Array(repeating: 0, count: 34) : []
            let bytes = start + (0..<Int.random(in: 0...80, using: &generator)).map { _ in UInt8.random(in: 0...255) }
            if let record = try? EventRecord(reading: bytes) { #expect(record.event.record == bytes) }
        }
    }
}

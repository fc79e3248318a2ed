import Almanac
import Foundation
import Ledger

/// Commands as the site makes them: one event of about 500 bytes, streams of about ten events, random ids.
enum Workload {
    static func proposals(_ count: Int) -> [Proposal] {
        var random = SystemRandomNumberGenerator()
        let noise = (0..<512).map { _ in UInt8.random(in: 0...255, using: &random) }
        var stream = StreamID("matter/\(UUID())")
        return (0..<count).map { number in
            if number % 10 == 0 { stream = StreamID("matter/\(UUID())") }
            return Proposal(
                command: CommandID(actor: "member/3f8a1c9e-5b7d-4e21-9a60-7c4d2e8b1f53", id: "\(UUID())"),
                digest: Array(noise.prefix(32)),
                at: Instant(milliseconds: 1_795_000_000_000 + Int64(number)),
                streams: [
                    StreamProposal(
                        stream: stream,
                        expected: .exactly(number % 10),
                        events: [ProposedEvent(type: "matter.answered", schema: 1, payload: payload(noise, number))]
                    )
                ]
            )
        }
    }

    private static func payload(_ noise: [UInt8], _ number: Int) -> [UInt8] {
        let box = Data(noise[(number % 180)..<(number % 180 + 330)]).base64EncodedString()
        return Array(#"{"note":{"of":"matter/3f8a1c9e","box":"\#(box)"}}"#.utf8)
    }
}

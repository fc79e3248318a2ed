import Ledger
import Testing

@testable import Safeguarding

/// The payload of an event as it lies in the ledgers of networks.
struct GoldenEvent: Sendable, CustomTestStringConvertible {
    let type: String
    let schema: Int
    let text: String

    init(_ type: String, schema: Int = 1, _ text: String) {
        self.type = type
        self.schema = schema
        self.text = text
    }

    var testDescription: String { "\(type)#\(schema) \(text.prefix(60))" }
    var proposed: ProposedEvent { ProposedEvent(type: type, schema: schema, payload: Array(text.utf8)) }

    /// Every kind and schema that was ever written. Add to it; change nothing in it.
    static let all =
        GoldenTexts.all
        + (MatterEventsTests.golden + SheetTests.golden + MailEventsTests.golden).map { GoldenEvent($0.type, $0.text) }
}

@Suite("What was ever written still opens")
struct GoldenTests {
    @Test("there is a golden text for every kind of event and schema that is registered")
    func complete() {
        let registered = Set(Events.known.map { "\($0.type)#\($0.schema)" })
        #expect(registered.count == Events.known.count)
        #expect(registered.subtracting(GoldenEvent.all.map { "\($0.type)#\($0.schema)" }).sorted() == [])
    }

    @Test("an event opens, and is written the same", arguments: GoldenEvent.all)
    func opens(golden: GoldenEvent) async throws {
        let ledger: any Ledger = MemoryLedger()
        try await Self.append([golden], to: ledger)
        let recorded = try #require(try await ledger.events(from: 0, limit: 1).first)
        let event = try Events.decode(recorded)
        // Written by the newest schema of its kind: for older ones, `Events.decode` has brought it up to that.
        if type(of: event).schema == golden.schema {
            #expect(String(decoding: try Coding.encode(event), as: UTF8.self) == golden.text)
        }
    }

    @Test("an event is taken by the readings, after what must have come before it", arguments: GoldenEvent.all)
    func projects(golden: GoldenEvent) async throws {
        let network = try TestNetwork()
        try await Self.append(Self.scene.filter { $0.type != golden.type } + [golden], to: network.ledger)
        try await network.projector.catchUp()
        #expect(await network.projector.position == (try await network.ledger.count()))
    }

    /// One of each thing that the golden texts speak of.
    private static var scene: [GoldenEvent] {
        [
            "network.founded", "organisation.registered", "member.registered", "group.formed", "meeting.called",
            "item.proposed", "item.placed", "matter.raised", "duty.owed",
        ].compactMap { type in GoldenEvent.all.first { $0.type == type } }
    }

    private static func append(_ events: [GoldenEvent], to ledger: any Ledger) async throws {
        _ = try await ledger.append(
            Proposal(
                command: CommandID(actor: "system/golden", id: "1"),
                digest: [1],
                at: at("2026-11-23"),
                streams: [StreamProposal(stream: StreamID("golden"), expected: .any, events: events.map(\.proposed))]
            )
        )
    }
}

package import Foundation
package import Ledger

/// A fact as the domain speaks of it. Its stored form is JSON whose personal values are sealed.
///
/// `type` and `schema` are fixed for ever: each pair that was ever written has a golden fixture that must still open.
package protocol DomainEvent: Codable, Sendable {
    static var type: String { get }
    static var schema: Int { get }
}

extension DomainEvent {
    package static var schema: Int { 1 }

    func proposed() throws -> ProposedEvent {
        ProposedEvent(type: Self.type, schema: Self.schema, payload: Array(try Coding.encode(self)))
    }
}

/// Every event that this version of Safeloop knows.
package enum Events {
    package static let known: [any DomainEvent.Type] =
        NetworkEvents.all + MemberEvents.all + Deputies.events + Absence.events + StandIn.events + GroupEvents.all
        + MeetingEvents.all
        + ProcedureEvents.all + AdoptionEvents.all + MatterEvents.all + LoopEvents.all + BodyEvents.all
        + AccessEvents.all + MailEvents.all + DigestEvents.all + NoticeEvents.all + LetterEvents.all
        + ErasureEvents.all

    private static let byType: [String: any DomainEvent.Type] = Dictionary(
        known.map { ("\($0.type)#\($0.schema)", $0) },
        uniquingKeysWith: { first, _ in first }
    )

    /// - Throws: ``UnknownEvent`` where a newer Safeloop wrote the event: whoever reads stops, and never skips it.
    package static func decode(_ event: RecordedEvent) throws -> any DomainEvent {
        guard let type = byType["\(event.type)#\(event.schema)"] else {
            throw UnknownEvent(type: event.type, schema: event.schema, position: event.position)
        }
        return try Coding.decode(type, from: event.payload)
    }
}

package struct UnknownEvent: Error, Hashable {
    package let type: String
    package let schema: Int
    package let position: Int
}

/// JSON as it is stored: keys in order, so that equal values are equal bytes.
package enum Coding {
    package static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}

import Almanac

/// One event as the byte string that is stored and hashed, and what it says.
///
/// Format 1, integers big-endian: format (1 byte), position (8), version (8), time in ms (8), schema (2), part (4),
/// parts (4); type, stream, actor, command id and command digest, each behind its length (1); payload behind its length
/// (4). A command's events are parts 0 to `parts - 1` at consecutive positions, so a record says by itself whether the
/// command is whole.
package struct EventRecord: Hashable, Sendable {
    package let event: RecordedEvent
    package let digest: [UInt8]
    package let part: Int
    package let parts: Int

    /// The positions of the whole command.
    package var positions: Range<Int> {
        let first = event.position - part
        return first..<(first + parts)
    }

    /// The answer to the same command again.
    ///
    /// - Throws: ``LedgerError/commandReused(_:)`` where the digest is another.
    package func receipt(for digest: [UInt8]) throws(LedgerError) -> Receipt {
        guard digest == self.digest else { throw .commandReused(event.command) }
        return Receipt(positions: positions, repeated: true)
    }
}

extension EventRecord {
    static let format: UInt8 = 1
    static let longestPayload = 4 << 20
    private static let fixedSize = 35

    init(position: Int, version: Int, part: Int, parts: Int, stream: StreamID, _ event: ProposedEvent, _ of: Proposal) {
        var bytes: [UInt8] = []
        let names =
            event.type.utf8.count + stream.raw.utf8.count + of.command.actor.utf8.count + of.command.id.utf8.count
        bytes.reserveCapacity(Self.fixedSize + 5 + names + of.digest.count + 4 + event.payload.count)
        bytes.append(Self.format)
        bytes.append(integer: UInt64(position))
        bytes.append(integer: UInt64(version))
        bytes.append(integer: of.at.milliseconds)
        bytes.append(integer: UInt16(event.schema))
        bytes.append(integer: UInt32(part))
        bytes.append(integer: UInt32(parts))
        bytes.append(short: event.type.utf8)
        bytes.append(short: stream.raw.utf8)
        bytes.append(short: of.command.actor.utf8)
        bytes.append(short: of.command.id.utf8)
        bytes.append(short: of.digest)
        bytes.append(integer: UInt32(event.payload.count))
        bytes.append(contentsOf: event.payload)
        self.event = RecordedEvent(
            position: position,
            stream: stream,
            version: version,
            type: event.type,
            schema: event.schema,
            command: of.command,
            at: of.at,
            payload: event.payload,
            record: bytes,
            leaf: Merkle.leaf(bytes)
        )
        digest = of.digest
        self.part = part
        self.parts = parts
    }

    /// Reads a stored record.
    ///
    /// - Throws: ``LedgerError/corrupt(position:_:)`` where the bytes are not exactly one record.
    package init(reading bytes: [UInt8]) throws(LedgerError) {
        var reader = RecordReader(bytes)
        guard try reader.integer(UInt8.self) == Self.format else {
            throw .corrupt(position: nil, "A stored record has an unknown format.")
        }
        let position = try reader.count(UInt64.self)
        let version = try reader.count(UInt64.self)
        let at = Instant(milliseconds: try reader.integer(Int64.self))
        let schema = try reader.count(UInt16.self)
        part = try reader.count(UInt32.self)
        parts = try reader.count(UInt32.self)
        let type = try reader.name()
        let stream = StreamID(try reader.name())
        let command = CommandID(actor: try reader.name(), id: try reader.name())
        digest = Array(try reader.take(try reader.count(UInt8.self)))
        let payload = Array(try reader.take(try reader.count(UInt32.self)))
        guard reader.isAtEnd, part < parts, part <= position, version > 0 else {
            throw RecordReader.damaged
        }
        event = RecordedEvent(
            position: position,
            stream: stream,
            version: version,
            type: type,
            schema: schema,
            command: command,
            at: at,
            payload: payload,
            record: bytes,
            leaf: Merkle.leaf(bytes)
        )
    }
}

private struct RecordReader {
    static let damaged = LedgerError.corrupt(position: nil, "A stored record is not one whole record.")

    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func take(_ count: Int) throws(LedgerError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - offset else { throw Self.damaged }
        defer { offset += count }
        return bytes[offset..<(offset + count)]
    }

    mutating func integer<Value: FixedWidthInteger>(_: Value.Type) throws(LedgerError) -> Value {
        var value: Value = 0
        for byte in try take(Value.bitWidth / 8) {
            value = value << 8 | Value(truncatingIfNeeded: byte)
        }
        return value
    }

    mutating func count<Value: FixedWidthInteger>(_ type: Value.Type) throws(LedgerError) -> Int {
        guard let value = Int(exactly: try integer(type)) else { throw Self.damaged }
        return value
    }

    mutating func name() throws(LedgerError) -> String {
        let bytes = try take(try count(UInt8.self))
        guard bytes.isName else { throw Self.damaged }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Collection<UInt8> {
    /// Printable ASCII only, so that Swift, SQLite and PostgreSQL agree on what is equal.
    var isName: Bool { (1...255).contains(count) && allSatisfy { (0x20...0x7E).contains($0) } }
}

extension [UInt8] {
    fileprivate mutating func append(integer: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: integer.bigEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func append(short value: some Collection<UInt8>) {
        append(UInt8(value.count))
        append(contentsOf: value)
    }
}

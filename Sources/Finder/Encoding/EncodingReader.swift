import Foundation

/// Reads clkhash's JSON, `{"clks": ["…", …]}`, as its bytes come.
///
/// Memory is that of the filters, whatever else the file holds: 4 bytes and a multiple of 64 for each, so that a file of
/// the shortest there are, of one byte, takes ten times its size, and one of 1,024 bits less than its size.
public struct EncodingReader {
    private enum State {
        case start, key, inKey, colon, value, inOther, listStart, listItem, inFilter, afterFilter, afterValue, end
    }

    private var state = State.start
    private var key: [UInt8] = []
    /// A member that is no list of filters, as it is written; cut where it is long.
    private var other: [UInt8] = []
    private var depth = 0
    private var inString = false
    private var afterBackslash = false
    private var hasList = false
    private var isFirstMember = true
    private var header: EncodingHeader?

    /// Bytes of the filter being read, and the six bits at a time they come in.
    private var filter: [UInt8] = []
    private var held: UInt32 = 0
    private var heldBits: UInt32 = 0
    private var padding = 0
    private var characters = 0
    /// Bytes of the first filter, which all others must have too.
    private var length: Int?
    private var count = 0
    private var words: [UInt64] = []

    /// A filter has no more bytes.
    private static let longestFilter = LinkageSchema.mostBits / 8
    private static let longestOther = 1 << 16
    private static let mostRows = 1 << 30

    public init() {}

    private static func fault(_ what: String) -> EncodingError {
        .unreadable("This is no file of encodings as safeloop encode and clkhash write them: \(what).")
    }

    /// Takes the next bytes of the file.
    ///
    /// - throws: `EncodingError` at the first thing that is wrong.
    public mutating func push(_ bytes: [UInt8]) throws(EncodingError) {
        for byte in bytes { try take(byte) }
    }

    /// Ends the file.
    ///
    /// - throws: `EncodingError.unreadable` where it is not complete.
    public mutating func end() throws(EncodingError) -> EncodedRoll {
        guard state == .end, hasList else {
            throw Self.fault(
                state == .start ? "it is empty" : state == .end ? "it has no list “clks”" : "it ends too early"
            )
        }
        let bits = header?.bits ?? (length ?? 0) * 8
        let layout = FilterLayout(bits: max(1, bits))
        guard length == nil || layout.bytes == length else {
            throw Self.fault("its encodings are not as long as it says")
        }
        return EncodedRoll(header: header, layout: layout, words: words)
    }

    private mutating func take(_ byte: UInt8) throws(EncodingError) {
        switch state {
        case .inFilter: try takeInFilter(byte)
        case .inKey: try takeInKey(byte)
        case .inOther: try takeInOther(byte)
        default:
            if byte == 32 || byte == 10 || byte == 13 || byte == 9 { return }
            try takeBetween(byte)
        }
    }

    private mutating func takeBetween(_ byte: UInt8) throws(EncodingError) {
        switch (state, byte) {
        case (.start, UInt8(ascii: "{")): state = .key
        case (.key, UInt8(ascii: "\"")):
            key.removeAll()
            state = .inKey
        case (.key, UInt8(ascii: "}")) where isFirstMember: state = .end
        case (.colon, UInt8(ascii: ":")): state = .value
        case (.value, UInt8(ascii: "[")) where key == Array("clks".utf8):
            guard !hasList else { throw Self.fault("it has two lists “clks”") }
            hasList = true
            state = .listStart
        case (.value, _):
            guard key != Array("clks".utf8) else { throw Self.fault("its “clks” are no list") }
            other.removeAll()
            depth = 0
            inString = false
            state = .inOther
            try takeInOther(byte)
        case (.listStart, UInt8(ascii: "]")), (.afterFilter, UInt8(ascii: "]")): endMember()
        case (.listStart, UInt8(ascii: "\"")), (.listItem, UInt8(ascii: "\"")): beginFilter()
        case (.afterFilter, UInt8(ascii: ",")): state = .listItem
        case (.afterValue, UInt8(ascii: ",")): state = .key
        case (.afterValue, UInt8(ascii: "}")): state = .end
        case (.end, _): throw Self.fault("something follows its end")
        case (.start, _): throw Self.fault("it does not begin with {")
        case (.listStart, _), (.listItem, _): throw Self.fault("encoding \(count + 1) is no text")
        default: throw Self.fault("it is not JSON")
        }
    }

    private mutating func endMember() {
        isFirstMember = false
        state = .afterValue
    }

    private mutating func takeInKey(_ byte: UInt8) throws(EncodingError) {
        if byte == UInt8(ascii: "\"") {
            state = .colon
        } else {
            guard key.count < 1000, byte != UInt8(ascii: "\\") else { throw Self.fault("a name in it is too strange") }
            key.append(byte)
        }
    }

    /// Any other value: its text is kept where it is short, its end found by counting brackets.
    private mutating func takeInOther(_ byte: UInt8) throws(EncodingError) {
        if inString {
            if afterBackslash {
                afterBackslash = false
            } else if byte == UInt8(ascii: "\\") {
                afterBackslash = true
            } else if byte == UInt8(ascii: "\"") {
                inString = false
            }
        } else {
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if depth == 0 {
                    try endOther()
                    return try takeBetween(byte)
                }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                try endOther()
                return try takeBetween(byte)
            default: break
            }
        }
        if other.count <= Self.longestOther { other.append(byte) }
    }

    private mutating func endOther() throws(EncodingError) {
        endMember()
        let data = Data(other)
        let key = String(decoding: key, as: UTF8.self)
        if key == "safeloop" {
            guard let read = try? JSONDecoder().decode(EncodingHeader.self, from: data),
                (8...LinkageSchema.mostBits).contains(read.bits)
            else { throw Self.fault("what it says of itself cannot be read") }
            guard read.version == EncodingHeader.version else {
                throw .unreadable("This file was made by a newer Safeloop. Upgrade this one first.")
            }
            header = read
            return
        }
        guard (try? JSONDecoder().decode(JSONTree.self, from: data)) != nil || other.count > Self.longestOther else {
            throw Self.fault("it is not JSON")
        }
        if key == "format", (try? JSONDecoder().decode(String.self, from: data)) == "safeloop-field-encodings" {
            throw .refused("This file is encoded field by field: compare it with another of its kind.")
        }
    }

    private mutating func beginFilter() {
        filter.removeAll(keepingCapacity: true)
        held = 0
        heldBits = 0
        padding = 0
        characters = 0
        state = .inFilter
    }

    private mutating func takeInFilter(_ byte: UInt8) throws(EncodingError) {
        let value = Base64.values[Int(byte)]
        if afterBackslash, byte != UInt8(ascii: "/") {
            throw Self.fault("encoding \(count + 1) is not base64")
        }
        if value < 64, padding == 0 {
            afterBackslash = false
            held = held << 6 | UInt32(value)
            heldBits += 6
            characters += 1
            if heldBits >= 8 {
                heldBits -= 8
                filter.append(UInt8(truncatingIfNeeded: held >> heldBits))
                guard filter.count <= Self.longestFilter else { throw Self.fault("encoding \(count + 1) is too long") }
            }
        } else if byte == UInt8(ascii: "\"") {
            try endFilter()
        } else if byte == UInt8(ascii: "="), padding < 2 {
            padding += 1
            characters += 1
        } else if byte == UInt8(ascii: "\\"), padding == 0 {
            // Before a slash it is another way to write the slash.
            afterBackslash = true
        } else {
            throw Self.fault("encoding \(count + 1) is not base64")
        }
    }

    private mutating func endFilter() throws(EncodingError) {
        let isWhole = characters % 4 == 0 && (held & (1 << heldBits - 1)) == 0 && heldBits == UInt32(padding) * 2
        guard isWhole, !filter.isEmpty else { throw Self.fault("encoding \(count + 1) is not base64") }
        if let length {
            guard filter.count == length else {
                throw Self.fault("encoding \(count + 1) has \(filter.count) bytes where the first has \(length)")
            }
        } else {
            length = filter.count
        }
        count += 1
        guard count <= Self.mostRows else { throw Self.fault("it has too many encodings") }
        let row = FilterLayout(bits: (length ?? 0) * 8).rowWords
        let base = words.count
        words += repeatElement(0, count: row)
        for (place, byte) in filter.enumerated() { words[base + place / 8] |= UInt64(byte) << UInt64(place % 8 * 8) }
        state = .afterFilter
    }
}

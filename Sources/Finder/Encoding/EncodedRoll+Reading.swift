import Foundation

extension EncodedRoll {
    /// Reads clkhash's JSON, `{"clks": ["…", …]}`, as its bytes come, and what Safeloop adds to it.
    ///
    /// Memory is that of the filters, whatever else the file holds: 4 bytes and a multiple of 64 for each, so that a file
    /// of the shortest there are, of one byte, takes ten times its size, and one of 1,024 bits less than its size.
    ///
    /// - parameter more: the next bytes of the file; nil at its end.
    /// - throws: `EncodingError` at the first thing that is wrong, or what `more` throws.
    public init(reading more: @escaping () throws -> [UInt8]?) throws {
        var reader = EncodedRollReader(scanner: JSONScanner(.foreign, more))
        do {
            self = try reader.document()
        } catch let damage as JSONScanner.Damage {
            throw EncodedRollReader.fault(
                damage.isEnd ? "it ends too early" : "it cannot be read at byte \(damage.place)"
            )
        }
    }
}

private struct EncodedRollReader {
    var scanner: JSONScanner
    private var header: EncodingHeader?
    /// Bytes of the first filter, which all others must have too.
    private var length: Int?
    private var count = 0
    private var words: [UInt64] = []
    private var text: [UInt8] = []

    private static let longestText = Base64.length(of: LinkageSchema.mostBits / 8)
    private static let longestName = 1000
    private static let longestOther = 1 << 16
    private static let mostRows = 1 << 30

    init(scanner: JSONScanner) { self.scanner = scanner }

    static func fault(_ what: String) -> EncodingError {
        .unreadable("This is no file of encodings as safeloop encode and clkhash write them: \(what).")
    }

    mutating func document() throws -> EncodedRoll {
        guard try scanner.takes("{") else {
            throw Self.fault(scanner.damage.isEnd ? "it is empty" : "it does not begin with {")
        }
        var hasList = false
        if try !scanner.takes("}") {
            repeat {
                try scanner.text(into: &text, longest: Self.longestName)
                try scanner.take(":")
                if text.elementsEqual("clks".utf8) {
                    guard !hasList else { throw Self.fault("it has two lists “clks”") }
                    hasList = true
                    try list()
                } else {
                    try other(String(decoding: text, as: UTF8.self))
                }
            } while try scanner.takes(",")
            try scanner.take("}")
        }
        do { try scanner.end() } catch is JSONScanner.Damage { throw Self.fault("something follows its end") }
        guard hasList else { throw Self.fault("it has no list “clks”") }
        let layout = FilterLayout(bits: max(1, header?.bits ?? (length ?? 0) * 8))
        guard length == nil || layout.bytes == length else {
            throw Self.fault("its encodings are not as long as it says")
        }
        return EncodedRoll(header: header, layout: layout, words: words)
    }

    private mutating func list() throws {
        guard try scanner.takes("[") else { throw Self.fault("its “clks” are no list") }
        if try scanner.takes("]") { return }
        repeat { try filter() } while try scanner.takes(",")
        try scanner.take("]")
    }

    private mutating func filter() throws {
        count += 1
        guard count <= Self.mostRows else { throw Self.fault("it has too many encodings") }
        do {
            try scanner.text(into: &text, longest: Self.longestText)
        } catch let damage as JSONScanner.Damage where !damage.isEnd {
            throw Self.fault("encoding \(count) is no text in base64, or too long")
        }
        guard let bytes = Base64.count(of: text.span), bytes > 0 else { throw notBase64 }
        guard bytes == length ?? bytes else {
            throw Self.fault("encoding \(count) has \(bytes) bytes where the first has \(length ?? 0)")
        }
        length = bytes
        let start = words.count * MemoryLayout<UInt64>.size
        words += repeatElement(0, count: FilterLayout(bits: bytes * 8).rowWords)
        let text = text
        var span = words.mutableSpan
        var output = span.mutableBytes
        guard Base64.read(text.span, into: &output, at: start) else { throw notBase64 }
    }

    private var notBase64: EncodingError { Self.fault("encoding \(count) is not base64") }

    /// A member that is no list of filters.
    private mutating func other(_ name: String) throws {
        let value = try scanner.value(longest: Self.longestOther)
        let data = Data(value)
        if name == "safeloop" {
            guard let read = try? JSONDecoder().decode(EncodingHeader.self, from: data),
                (8...LinkageSchema.mostBits).contains(read.bits)
            else { throw Self.fault("what it says of itself cannot be read") }
            guard read.version == EncodingHeader.version else {
                throw EncodingError.unreadable("This file was made by a newer Safeloop. Upgrade this one first.")
            }
            header = read
            return
        }
        guard value.count > Self.longestOther || (try? JSONDecoder().decode(JSONTree.self, from: data)) != nil else {
            throw Self.fault("what comes before byte \(scanner.damage.place) is not JSON")
        }
        if name == "format", (try? JSONDecoder().decode(String.self, from: data)) == "safeloop-field-encodings" {
            throw EncodingError.refused(
                "This file is encoded field by field: compare it with another of its kind."
            )
        }
    }
}

/// What an `XMLScanner` meets.
protocol XMLHandler {
    /// Whether the text of the element that is open is wanted.
    var wantsText: Bool { get }
    /// An element begins; `name` is without prefix.
    mutating func start(_ name: String) throws(RollError)
    /// The element that is open ends; `text` is what it held after its last start or end of an element, if it was wanted.
    mutating func end(_ text: [UInt8]) throws(RollError)
}

/// Elements and texts of XML, a chunk at a time, in memory that does not grow with the file.
///
/// What a file of records needs and no more: attributes, comments and instructions are passed over, characters written
/// by number or by one of the five names are read, definitions are refused, and nothing outside the bytes is ever looked
/// at. Foundation's parser is not used: it ends the program on an element name that is not UTF-8.
struct XMLScanner {
    /// Elements deeper than this are refused.
    static let deepest = 200
    /// No name, and no more text of an element than this, in bytes.
    static let longest = 4096

    private enum State {
        case text, entity, opening, bang, startName, endName, endTail, inTag, emptyTag, comment, cdata, instruction
        case attribute(quote: UInt8)
    }

    private var state = State.text
    private var line = 1
    private var open: [[UInt8]] = []
    private var isRooted = false
    /// The name, entity or beginning of a declaration that is being read.
    private var word: [UInt8] = []
    private var text: [UInt8] = []

    init() {}

    /// - throws: `RollError.brokenXML` or `.definitions`, and what the handler throws.
    mutating func push(_ bytes: Span<UInt8>, _ handler: inout some XMLHandler) throws(RollError) {
        for index in 0..<bytes.count {
            if bytes[index] == 10 { line += 1 }
            try take(bytes[index], &handler)
        }
    }

    /// - throws: `RollError.brokenXML` where anything is still open, or there was nothing.
    func end() throws(RollError) {
        guard case .text = state, open.isEmpty, isRooted else { throw broken }
    }

    private var broken: RollError { .brokenXML(line: line) }

    private mutating func take(_ byte: UInt8, _ handler: inout some XMLHandler) throws(RollError) {
        switch state {
        case .text: try takeText(byte, handler)
        case .entity: try takeEntity(byte)
        case .opening: try takeOpening(byte)
        case .bang: try takeBang(byte)
        case .comment: takeUntil("-->", byte)
        case .cdata: takeCDATA(byte)
        case .instruction: takeUntil("?>", byte)
        case .startName, .inTag, .emptyTag, .attribute: try takeTag(byte, &handler)
        case .endName, .endTail: try takeEnd(byte, &handler)
        }
    }

    private mutating func takeText(_ byte: UInt8, _ handler: some XMLHandler) throws(RollError) {
        switch byte {
        case UInt8(ascii: "<"):
            state = .opening
        case UInt8(ascii: "&"):
            word = []
            state = .entity
        default:
            if open.isEmpty, byte > 32, !Self.mark.contains(byte) { throw broken }
            if handler.wantsText, text.count < Self.longest { text.append(byte) }
        }
    }

    /// A byte order mark may stand before everything.
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private mutating func takeEntity(_ byte: UInt8) throws(RollError) {
        if byte != UInt8(ascii: ";") {
            word.append(byte)
            if word.count > 10 { throw broken }
            return
        }
        state = .text
        guard let character = Self.character(word) else { throw broken }
        if text.count < Self.longest { text += Array(String(character).utf8) }
    }

    private mutating func takeOpening(_ byte: UInt8) throws(RollError) {
        switch byte {
        case UInt8(ascii: "/"): state = .endName
        case UInt8(ascii: "!"): state = .bang
        case UInt8(ascii: "?"): state = .instruction
        default:
            guard Self.isName(byte), byte != UInt8(ascii: "-"), !(isRooted && open.isEmpty) else { throw broken }
            state = .startName
            word = [byte]
            return
        }
        word = []
    }

    private mutating func takeBang(_ byte: UInt8) throws(RollError) {
        word.append(byte)
        if word == Array("--".utf8) {
            state = .comment
        } else if word == Array("[CDATA[".utf8), !open.isEmpty {
            state = .cdata
        } else if word == Array("DOCTYPE".utf8) {
            throw .definitions
        } else {
            if word.count > 6 { throw broken }
            return
        }
        word = []
    }

    private mutating func takeUntil(_ end: StaticString, _ byte: UInt8) {
        word.append(byte)
        let bytes = end.withUTF8Buffer { Array($0) }
        if word.suffix(bytes.count) == bytes[...] {
            state = .text
        } else if word.count > 64 {
            word.removeFirst(word.count - 3)
        }
    }

    private mutating func takeCDATA(_ byte: UInt8) {
        word.append(byte)
        if word.suffix(3) == Array("]]>".utf8)[...] {
            text += word.dropLast(3).prefix(max(0, Self.longest - text.count))
            state = .text
        } else if word.count > Self.longest {
            text += word.prefix(word.count - 3).prefix(max(0, Self.longest - text.count))
            word.removeFirst(word.count - 3)
        }
    }

    private mutating func takeTag(_ byte: UInt8, _ handler: inout some XMLHandler) throws(RollError) {
        if case .attribute(let quote) = state {
            if byte == quote { state = .inTag }
            return
        }
        if case .startName = state, Self.isName(byte) {
            word.append(byte)
            if word.count > Self.longest { throw broken }
            return
        }
        if case .emptyTag = state {
            guard byte == UInt8(ascii: ">") else { throw broken }
            try start(&handler)
            return try end(&handler)
        }
        switch byte {
        case UInt8(ascii: ">"): try start(&handler)
        case UInt8(ascii: "/"): state = .emptyTag
        case UInt8(ascii: "<"): throw broken
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            guard case .inTag = state else { throw broken }
            state = .attribute(quote: byte)
        default: state = .inTag
        }
    }

    private mutating func takeEnd(_ byte: UInt8, _ handler: inout some XMLHandler) throws(RollError) {
        if byte == UInt8(ascii: ">") {
            guard let name = open.last, name == word else { throw broken }
            return try end(&handler)
        }
        if case .endName = state, Self.isName(byte), word.count < Self.longest {
            word.append(byte)
        } else if byte <= 32 {
            state = .endTail
        } else {
            throw broken
        }
    }

    private mutating func start(_ handler: inout some XMLHandler) throws(RollError) {
        guard open.count < Self.deepest else { throw broken }
        isRooted = true
        open.append(word)
        text.removeAll(keepingCapacity: true)
        state = .text
        let local = word.lastIndex(of: UInt8(ascii: ":")).map { word[($0 + 1)...] } ?? word[...]
        try handler.start(String(decoding: local, as: UTF8.self))
    }

    private mutating func end(_ handler: inout some XMLHandler) throws(RollError) {
        open.removeLast()
        try handler.end(text)
        text.removeAll(keepingCapacity: true)
        state = .text
    }

    /// Letters, digits, the marks a name may have, and everything beyond ASCII.
    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 45, 46, 48...58, 65...90, 95, 97...122, 128...255: true
        default: false
        }
    }

    /// The character that an entity stands for: `amp`, `#233`, `#xE9`.
    private static func character(_ entity: [UInt8]) -> Unicode.Scalar? {
        switch String(decoding: entity, as: UTF8.self) {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        case let text:
            guard text.hasPrefix("#") else { return nil }
            let isHexadecimal = text.hasPrefix("#x")
            let number = UInt32(text.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
            return number.flatMap(Unicode.Scalar.init)
        }
    }
}

/// UTF-16, as some programs write XML, turned into UTF-8 a chunk at a time.
struct UTF16Bytes {
    private let isBigEndian: Bool
    private var waiting: [UInt8] = []

    /// nil where `beginning` is not UTF-16.
    init?(_ beginning: [UInt8]) {
        switch Array(beginning.prefix(2)) {
        case [0xFE, 0xFF], [0, 0x3C]: isBigEndian = true
        case [0xFF, 0xFE], [0x3C, 0]: isBigEndian = false
        default: return nil
        }
    }

    /// The characters that `bytes` complete; a half surrogate becomes the mark of a character that cannot be read.
    mutating func utf8(_ bytes: [UInt8]) -> [UInt8] {
        waiting += bytes
        var units: [UInt16] = []
        for place in stride(from: 0, to: waiting.count - 1, by: 2) {
            let (first, second) = (UInt16(waiting[place]), UInt16(waiting[place + 1]))
            units.append(isBigEndian ? first << 8 | second : second << 8 | first)
        }
        if let last = units.last, last & 0xFC00 == 0xD800 { units.removeLast() }
        waiting.removeFirst(units.count * 2)
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}

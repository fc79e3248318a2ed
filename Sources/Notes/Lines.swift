/// One line of the source, tidied for reading.
struct Line: Equatable, Sendable {
    /// From 1; the parts of a line that was cut share it.
    var number: Int
    /// Without indent, bullet, markup and doubled spaces.
    let text: String
    /// As written but for odd kinds of space, so that columns can be told.
    var raw: String
    var indent: Int
    var isBulleted: Bool
    /// Marked as a heading by the file itself (`## Title`).
    var isMarkedHeading: Bool
    /// The first line, or one after a blank line.
    var opensParagraph: Bool
    /// What the line is as a label.
    var label: Label? { looked.map(\.label) ?? Label(text) }
    /// The number at its head.
    var enumerator: Enumerator? { looked.map(\.enumerator) ?? Enumerator(text) }
    private var looked: Looked?

    /// What a line of the source begins with, looked up once: it is asked often.
    private final class Looked: Equatable, Sendable {
        let label: Label?
        let enumerator: Enumerator?

        init(_ text: String) {
            label = Label(text)
            enumerator = Enumerator(text)
        }

        static func == (left: Looked, right: Looked) -> Bool {
            left === right || left.label == right.label && left.enumerator == right.enumerator
        }
    }

    var isBlank: Bool { text.isEmpty }

    init(number: Int, raw: String, opensParagraph: Bool) {
        self.number = number
        self.raw = raw
        self.opensParagraph = opensParagraph
        let body = raw.drop { $0 == " " || $0 == "\t" }
        indent = raw[..<body.startIndex].reduce(0) { $0 + ($1 == "\t" ? 8 : 1) }
        let (text, marker) = Line.withoutMarker(body)
        isBulleted = marker == .bullet
        isMarkedHeading = marker == .heading
        self.text = Line.tidied(text).trimmed(of: "|")
    }

    /// With what it begins with looked up.
    func lookedUp() -> Line {
        var line = self
        line.looked = Looked(text)
        return line
    }

    /// The same place in the source with other words: a cell, or a part of the line.
    func with(text: String) -> Line {
        var line = Line(number: number, raw: text, opensParagraph: opensParagraph)
        line.isBulleted = line.isBulleted || isBulleted
        return line
    }

    private enum Marker { case none, bullet, heading }

    private static let bullets: Set<Character> = [
        "·", "•", "▪", "◦", "‣", "●", "○", "■", "□", "➢", "►", "▸", "–", "-", "*", "+", "—", "\u{F0B7}", "\u{F0A7}",
        "→",
    ]

    private static func withoutMarker(_ text: Substring) -> (Substring, Marker) {
        guard text.mayBegin(with: "#-*+o") else { return (text, .none) }
        if text.first == "#" {
            let rest = text.drop { $0 == "#" }
            if rest.first == " " { return (rest, .heading) }
        }
        guard let first = text.first else { return (text, .none) }
        let rest = text.dropFirst()
        let isBullet = bullets.contains(first) && (rest.first.map { $0 == " " || $0 == "\t" } ?? true)
        // Word's second-level bullet is a letter o in Courier.
        let isRing = first == "o" && (rest.hasPrefix("\t") || rest.hasPrefix("  "))
        // A tight bullet of the kinds that open no word.
        let isTight = "·•▪●■➢►\u{F0B7}".contains(first)
        return isBullet || isRing || isTight ? (rest, .bullet) : (text, .none)
    }

    /// With single spaces and without `**` and `__`. All of these are ASCII, so bytes will do.
    private static func tidied(_ text: Substring) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var pendingSpace = false
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 32 || byte == 9 {
                pendingSpace = !result.isEmpty
            } else if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_"), index + 1 < bytes.count,
                bytes[index + 1] == byte
            {
                while index < bytes.count, bytes[index] == byte { index += 1 }
                continue
            } else {
                if pendingSpace { result.append(32) }
                pendingSpace = false
                result.append(byte)
            }
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }
}

enum SourceText {
    /// Cuts a text into lines. Linear in its length.
    static func lines(of text: String) -> [Line] {
        var lines: [Line] = []
        var afterBlank = true
        for (index, part) in parts(of: text).enumerated() {
            let line = Line(number: index + 1, raw: plain(part), opensParagraph: afterBlank)
            lines.append(line.lookedUp())
            afterBlank = line.isBlank
        }
        return lines
    }

    /// The text between line ends of any kind.
    private static func parts(of text: String) -> [Substring] {
        let bounds = text.withBytes { bytes in
            var bounds: [Range<Int>] = []
            var (start, index) = (0, 0)
            while index < bytes.count {
                let length = lineEnd(bytes, at: index)
                if length > 0 {
                    bounds.append(start..<index)
                    start = index + length
                }
                index += max(1, length)
            }
            return bounds + [start..<bytes.count]
        }
        return bounds.map { text[bytes: $0] }
    }

    /// The length of the line end that begins at a byte, or 0 where none does.
    private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
        switch bytes[index] {
        case 0x0D: return byte(1) == 0x0A ? 2 : 1
        case 0x0A, 0x0B, 0x0C: return 1
        // U+0085, U+2028 and U+2029.
        case 0xC2: return byte(1) == 0x85 ? 2 : 0
        case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }

    /// With ordinary spaces, without invisible characters. Tabs stay, since an empty cell is one.
    private static func plain(_ part: Substring) -> String {
        if part.utf8.allSatisfy({ $0 < 0x80 && $0 != 0 && $0 != 7 }) { return String(part.reversedDrop { $0 == " " }) }
        var result = String.UnicodeScalarView()
        for scalar in part.unicodeScalars {
            switch scalar {
            case "\u{A0}", "\u{2007}", "\u{202F}", "\u{2002}", "\u{2003}", "\u{2009}", "\u{3000}": result.append(" ")
            case "\u{7}": result.append("\t")
            case "\u{FEFF}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{AD}", "\u{200E}", "\u{200F}", "\0": break
            default: result.append(scalar)
            }
        }
        return String(String(result).reversedDrop { $0 == " " })
    }
}

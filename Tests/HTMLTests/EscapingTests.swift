import HTML
import Testing

@Suite struct EscapingTests {
    @Test(arguments: [
        ("Ruth & Carl", "Ruth &amp; Carl"),
        ("<script>", "&lt;script&gt;"),
        ("say \"yes\"", "say &quot;yes&quot;"),
        ("it's", "it&#39;s"),
        ("&amp;", "&amp;amp;"),
        ("Zoë, 東京, 👩‍👧", "Zoë, 東京, 👩‍👧"),
        ("a\u{0}b\u{1B}c\u{7F}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("", ""),
    ])
    func `text is escaped, and so are attributes`(text: String, escaped: String) {
        #expect(p { text }.html == "<p>\(escaped)</p>")
        #expect(input(.value(text)).html == "<input value=\"\(escaped)\">")
        #expect(span(.aria("label", text)) {}.html == "<span aria-label=\"\(escaped)\"></span>")
    }

    /// The hole of the template library we did not take: to Swift, a quote and an accent are one other character.
    @Test(arguments: ["\"", "'", "<", ">", "&"], ["\u{301}", "\u{20DD}", "\u{FE0F}", "\u{200D}", "\u{1F3FD}"])
    func `a combining mark does not smuggle a special character through`(special: String, mark: String) {
        let hostile = special + mark + " onfocus=alert(1)"
        let html = input(.value(hostile)).html
        #expect(!Array(html.utf8.dropFirst(14).dropLast(2)).contains(special.utf8.first ?? 0) || special == "&")
        #expect(unescaped(inner(html, from: "<input value=\"", to: "\">")) == hostile)
    }

    @Test func `no Unicode text breaks out of an element or an attribute`() {
        var numbers = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            let text = String(String.UnicodeScalarView((0..<12).map { _ in randomScalar(using: &numbers) }))
            let element = inner(p { text }.html, from: "<p>", to: "</p>")
            let attribute = inner(input(.value(text)).html, from: "<input value=\"", to: "\">")
            for written in [element, attribute] {
                #expect(!written.utf8.contains { [0x22, 0x27, 0x3C, 0x3E].contains($0) }, "\(text.unicodeScalars)")
                #expect(Array(unescaped(written).utf8) == Array(text.utf8), "\(text.unicodeScalars)")
            }
        }
    }

    private func randomScalar(using numbers: inout SystemRandomNumberGenerator) -> Unicode.Scalar {
        let special = Array("\"'<>&;/= \n`".unicodeScalars)
        let marks: [Unicode.Scalar] = [
            "\u{301}", "\u{338}", "\u{20DD}", "\u{200D}", "\u{FE0F}", "\u{202E}", "\u{E0041}",
        ]
        switch Int.random(in: 0..<5, using: &numbers) {
        case 0, 1: return special.randomElement(using: &numbers) ?? "<"
        case 2: return marks.randomElement(using: &numbers) ?? "\u{301}"
        default:
            let scalar = Unicode.Scalar(UInt32.random(in: 0x20...0x10FFFF, using: &numbers)) ?? "x"
            return scalar == "\u{7F}" ? "x" : scalar
        }
    }
}

private func inner(_ html: String, from start: String, to end: String) -> String {
    String(decoding: html.utf8.dropFirst(start.utf8.count).dropLast(end.utf8.count), as: UTF8.self)
}

/// What a browser reads back.
private func unescaped(_ html: String) -> String {
    var result: [UInt8] = []
    var rest = Array(html.utf8)[...]
    let entities: [(String, UInt8)] = [
        ("&amp;", 0x26), ("&lt;", 0x3C), ("&gt;", 0x3E), ("&quot;", 0x22), ("&#39;", 0x27),
    ]
    while let byte = rest.first {
        if byte == 0x26, let entity = entities.first(where: { rest.starts(with: $0.0.utf8) }) {
            result.append(entity.1)
            rest = rest.dropFirst(entity.0.utf8.count)
        } else {
            result.append(byte)
            rest = rest.dropFirst()
        }
    }
    return String(decoding: result, as: UTF8.self)
}

import Testing

@testable import Safeguarding

struct TextTests {
    @Test(arguments: ["\n", "\r\n", "\r", "\u{2028}", "\u{2029}", "\t", " "])
    func `a name stands on one line, whatever it was pasted from`(separator: String) throws {
        #expect(try Text.line("Steering\(separator)Group", field: "name", what: "a name") == "Steering Group")
    }

    @Test func `what nobody can see, or what turns text round, is left out`() throws {
        let text = "\u{200F}\u{202E}Ann\u{0} Bell\u{7}\u{2069}"
        #expect(try Text.line(text, field: "name", what: "a name").unicodeScalars.allSatisfy { $0.value >= 0x20 })
        #expect(try Text.line(text, field: "name", what: "a name").hasSuffix("Ann Bell"))
    }
}

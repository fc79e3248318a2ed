import Foundation
import Testing

@testable import Web

/// Whatever is posted, the reader of forms answers: the form, or that it is none.
@Suite("Forms that somebody made to break the reader")
struct FormFuzzTests {
    /// SplitMix64: a failing test names its seed.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }

        mutating func text(_ pieces: [String], upTo count: Int) -> String {
            (0..<Int.random(in: 0...count, using: &self)).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
        }
    }

    private static let pieces = [
        "a", "Zoë", "=", "&", "%", "%4", "%zz", "+", " ", "\r\n", "\r", "\n", "--", "\"", ";", "\0", "漢字", "\u{301}",
        "😀", "%00", "boundary", "--boundary", "\r\n--boundary", "name=\"", "filename=\"", "a longer stretch of words",
    ]

    @Test("what is encoded as browsers do is read back as it was", arguments: 0..<200)
    func encoded(seed: Int) throws {
        var chance = Chance(state: UInt64(seed))
        let pairs = (0..<Int.random(in: 0...12, using: &chance)).map { number in
            ("field\(number)" + chance.text(Self.pieces, upTo: 2), chance.text(Self.pieces, upTo: 8))
        }
        func encode(_ text: String) -> String {
            (text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "").replacing("%20", with: "+")
        }
        let body = pairs.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&")
        let form = try #require(Form(encoded: Array(body.utf8)))
        for (name, value) in pairs { #expect(form[name] == value) }
    }

    @Test("parts are read back byte for byte, files too", arguments: 0..<200)
    func multipart(seed: Int) throws {
        var chance = Chance(state: UInt64(seed))
        let content = chance.text(Self.pieces.filter { !$0.contains("--boundary") }, upTo: 30)
        let file = (0..<Int.random(in: 1...3000, using: &chance)).map { _ in UInt8.random(in: 0...255, using: &chance) }
        let form = try #require(Form(multipart: Self.parts(content, file), boundary: "boundary"))
        #expect(form["text"] == content)
        #expect(form.files("file").first?.bytes == file)
        #expect(form.files("file").first?.name == "a.bin")
    }

    @Test("what was typed is read out of a form that is too large, in whatever pieces it comes", arguments: 0..<100)
    func words(seed: Int) throws {
        var chance = Chance(state: UInt64(seed))
        let content = chance.text(Self.pieces.filter { !$0.contains("--boundary") }, upTo: 30)
        let file = (0..<Int.random(in: 1...3000, using: &chance)).map { _ in UInt8.random(in: 0...255, using: &chance) }
        let whole = Self.parts(content, file)
        let split = Int.random(in: 0...whole.count, using: &chance)
        var words = FormWords(boundary: "boundary", Array(whole[..<split]))
        var start = split
        while start < whole.count {
            #expect(words.form == nil)
            let end = min(whole.count, start + Int.random(in: 1...400, using: &chance))
            words.read(Array(whole[start..<end]))
            start = end
        }
        let form = try #require(words.form)
        #expect(form["text"] == content && form.isCut && form.files("file").isEmpty && !form.hasFiles)
        var noise = FormWords(boundary: "boundary", file)
        noise.read(file)
        #expect(noise.form == nil)
    }

    @Test("damaged forms are read or refused, and never stop the reader", arguments: 0..<40)
    func damaged(seed: Int) {
        var chance = Chance(state: UInt64(seed))
        let whole = Self.parts(chance.text(Self.pieces, upTo: 20), Array("\r\n--boundar--boundary".utf8))
        for _ in 0..<100 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &chance) {
                let at = Int.random(in: bytes.indices, using: &chance)
                switch Int.random(in: 0..<4, using: &chance) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &chance)
                case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...20, using: &chance)))
                case 2: bytes.insert(contentsOf: Array(chance.text(Self.pieces, upTo: 3).utf8), at: at)
                default: bytes = Array(bytes[..<at]) + bytes
                }
                if bytes.isEmpty { bytes = [45] }
            }
            _ = Form(multipart: bytes, boundary: "boundary")
            _ = Form(encoded: bytes)
        }
        let noise = (0..<2000).map { _ in UInt8.random(in: 0...255, using: &chance) }
        _ = Form(encoded: noise)
        #expect(Form(multipart: noise, boundary: chance.text(Self.pieces, upTo: 6)) == nil)
    }

    @Test("more fields, more files or more above a part than any page has are refused")
    func tooMuch() {
        let fields = (0...2000).map { "f\($0)=1" }.joined(separator: "&")
        #expect(Form(encoded: Array(fields.utf8)) == nil)
        #expect(Form(encoded: Array(String(repeating: "a=1&", count: 2001).utf8)) == nil)
        #expect(Form(encoded: Array(String(repeating: "a=1&", count: 2000).utf8)) != nil)
        let file = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nx\r\n"
        #expect(Form(multipart: Array((String(repeating: file, count: 101) + "--b--").utf8), boundary: "b") == nil)
        #expect(Form(multipart: Array((String(repeating: file, count: 100) + "--b--").utf8), boundary: "b") != nil)
        let lines = String(repeating: "X-Line: 1\r\n", count: 1000)
        let head = "--b\r\n\(lines)Content-Disposition: form-data; name=\"f\"\r\n\r\nx\r\n--b--"
        #expect(Form(multipart: Array(head.utf8), boundary: "b") == nil)
    }

    @Test("a name that looks like a path or holds a quote is only a name")
    func fileNames() throws {
        for (sent, name) in [
            ("../../etc/passwd", "passwd"), ("C:\\\\notes\\\\a.doc", "a.doc"), ("/", "file"), ("a%22b.txt", "a\"b.txt"),
        ] {
            let head = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\(sent)\"\r\n\r\nx\r\n--b--"
            let form = try #require(Form(multipart: Array(head.utf8), boundary: "b"))
            #expect(form.files("f").first?.name == name)
        }
    }

    private static func parts(_ text: String, _ file: [UInt8]) -> [UInt8] {
        Array("--boundary\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\(text)\r\n".utf8)
            + Array("--boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n".utf8)
            + Array("Content-Type: application/octet-stream\r\n\r\n".utf8) + file
            + Array("\r\n--boundary--\r\n".utf8)
    }
}

import Foundation
import Testing

@testable import Channels

@Suite("Text out of documents")
struct DocumentReaderTests {
    // What a converter may take is not measured here: other tests may hold both cores while it runs.
    private let reader = DocumentReader(limit: 1_048_576, timeout: .seconds(600))

    @Test("text is read in UTF-8, UTF-16 and Windows-1252, marked or not")
    func encodings() async throws {
        let text = "Café – 10.30\nAction: Zoë"
        let utf16 = Array(text.utf16)
        let little = utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let latin: [UInt8] =
            Array("Caf".utf8) + [0xE9, 0x20, 0x96, 0x20] + Array("10.30\nAction: Zo".utf8) + [0xEB]
        for bytes in [
            Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little,
            big, latin,
        ] {
            #expect(try await reader.text(of: bytes, named: "notes.txt") == text)
        }
    }

    @Test("empty, binary, oversized and missing files are refused in one sentence each")
    func refusals() async throws {
        await #expect(throws: DocumentError.empty) { try await reader.text(of: [], named: "a.txt") }
        await #expect(throws: DocumentError.empty) { try await reader.text(of: Array(" \n\t ".utf8), named: "a.txt") }
        await #expect(throws: DocumentError.notADocument) {
            try await reader.text(of: (0...255).map { UInt8($0) }, named: "a.txt")
        }
        await #expect(throws: DocumentError.tooLarge(limit: 1_048_576)) {
            try await reader.text(of: Array(repeating: 65, count: 1_048_577), named: "a.txt")
        }
        await #expect(throws: DocumentError.longLine(2)) {
            try await reader.text(of: Array("One\r\n\(String(repeating: "word ", count: 8_000))".utf8), named: "a.txt")
        }
        await #expect(throws: DocumentError.notFound) { try await reader.text(ofFile: "/no/such/file") }
        await #expect(throws: DocumentError.damaged(.pdf)) {
            try await reader.text(of: Array("%PDF-1.4 broken".utf8), named: "a.pdf")
        }
        await #expect(throws: DocumentError.damaged(.word)) {
            try await reader.text(of: [0x50, 0x4B, 3, 4] + Array(repeating: 7, count: 200), named: "a.docx")
        }
        for error in [DocumentError.empty, .notFound, .notADocument, .tooLarge(limit: 1_048_576), .longLine(3)] {
            #expect(error.description.hasSuffix(".") && error.description.filter { $0 == "." }.count == 1)
        }
    }

    @Test("a file of 50 MB is refused without being read whole")
    func large() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("large-\(UUID().uuidString).txt").path
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.truncate(atOffset: 50 * 1_048_576)
        try file.close()
        await #expect(throws: DocumentError.tooLarge(limit: 1_048_576)) { try await reader.text(ofFile: path) }
    }

    @Test("a page's tables keep their columns and its lists their marks")
    func webPage() async throws {
        let page = """
            <html><body><h2>Notes</h2><ul><li>First</li></ul>
            <table><tr><td>1</td><td>Welcome</td></tr><tr><td>2</td><td>Tea</td></tr></table>
            <table><tr><td>3</td><td><p>One</p><p>Two</p></td></tr></table></body></html>
            """
        let text = try await reader.text(of: Array(page.utf8), named: "notes.html")
        #expect(text.contains("## Notes"))
        #expect(text.contains("• First"))
        #expect(text.contains("1\tWelcome\n2\tTea"))
        #expect(text.contains("| 3 | One |\n|  |  |\n|  | Two |"))
    }

    @Test("rich text is read")
    func richText() async throws {
        let text = try await reader.text(of: Array("{\\rtf1\\ansi Action: Jo to write\\par}".utf8), named: "notes.rtf")
        #expect(text.contains("Action: Jo to write"))
    }

    @Test("a mail gives its heading and its text part, whatever its encoding")
    func mail() async throws {
        let message = """
            From: Jo <jo@example.org>\r
            To: all@example.org\r
            Subject: =?utf-8?Q?Notes_=E2=80=93_May?=\r
            MIME-Version: 1.0\r
            Content-Type: multipart/alternative;\r
             boundary="edge"\r
            \r
            --edge\r
            Content-Type: text/html; charset=utf-8\r
            \r
            <p>page</p>\r
            --edge\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Transfer-Encoding: quoted-printable\r
            \r
            Action: Zo=C3=AB to=\r
             write\r
            --edge--\r

            """
        let text = try await reader.text(of: Array(message.utf8), named: "notes.eml")
        #expect(text.contains("Subject: Notes – May"))
        #expect(text.contains("Action: Zoë to write"))
        #expect(!text.contains("page"))
    }

    @Test(
        "an OpenDocument text says how many spaces it means, and is believed within reason",
        arguments: [
            ("-1", 0), ("3", 3), ("9223372036854775807", 100), ("many", 1),
        ]
    )
    func spaces(count: String, found: Int) throws {
        let xml = #"<a xmlns:text="urn:t"><text:p>Lost<text:s text:c="\#(count)"/>files</text:p></a>"#
        let text = try #require(OpenDocumentText.text(ofXML: Array(xml.utf8)))
        #expect(text.count(where: { $0 == " " }) == found)
    }

    @Test("lists may count from anywhere", arguments: [("-200", "a"), ("0", "A"), ("9223372036854775807", "1")])
    func numbers(start: String, type: String) async throws {
        let page = #"<ol start="\#(start)" type="\#(type)"><li>Lost files</li><li>Exchange visits</li></ol>"#
        let text = try await reader.text(of: Array(page.utf8), named: "a.html")
        #expect(text.contains("Lost files") && text.contains("Exchange visits"))
    }

    @Test("a program that takes too long is stopped")
    func slow() async throws {
        let reader = DocumentReader(timeout: .zero)
        await #expect(throws: DocumentError.tooSlow(.richText)) {
            try await reader.text(of: Array("{\\rtf1 text}".utf8), named: "a.rtf")
        }
    }

    @Test("a Word document made here is read back line by line")
    func wordRoundTrip() async throws {
        let markdown =
            "Road Forum\\\nNotes of the meeting on Tuesday 3 March 2009\n\nPresent:\\\nRita Vale \\(RV\\)\n\n1\\. Roads\n"
        let document = try await DocumentWriter(timeout: .seconds(600)).word(fromMarkdown: markdown)
        let text = try await reader.text(of: document, named: "sheet.docx")
        let lines = text.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "Road Forum", "Notes of the meeting on Tuesday 3 March 2009", "Present:", "Rita Vale (RV)", "1. Roads",
            ]
        )
    }
}

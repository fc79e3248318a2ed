import Channels
import Foundation
import Notes
import Testing

/// The same notes as people send them: each was written by a word processor, a browser or a mail program.
@Suite("Notes in documents")
struct DocumentFormatsTests {
    @Test(
        "say the same in every format",
        arguments: ["docx", "odt", "rtf", "html", "doc", "pdf", "printed.pdf", "eml"]
    )
    func formats(_ ending: String) async throws {
        let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/documents")
        let path = folder.appendingPathComponent("quarry-lane." + ending).path
        let text = try await DocumentReader(timeout: .seconds(600)).text(ofFile: path)
        let report = NotesReport(NotesReader().read(text), file: "quarry-lane")
        let expected = try JSONValue.read(Data(contentsOf: folder.appendingPathComponent("quarry-lane.json")))
        let printed = try JSONValue.read(Data(try report.json().utf8))
        for key in FixtureTests.keys { #expect(printed[key] == expected[key], "\(key)") }
    }
}

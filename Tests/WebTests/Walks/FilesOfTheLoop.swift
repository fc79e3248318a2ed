import Almanac
import Foundation
import HTTPTypes
import Ledger
import Procedures
import Safeguarding
import Testing
import Vault

@testable import Web

@Suite("Files, sources and links round a loop")
struct FilesOfTheLoop {
    private static let photo: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + (0..<70_000).map { UInt8(truncatingIfNeeded: $0) }
    private static let routes: KeyValuePairs<String, Walker> = [
        "authority-of-residence": .merton, "police": .police, "school-of-the-child": .thornbeck,
        "immigration": .homeOffice,
    ]
    private static let answers = [
        "danger-now": "unknown", "school-known": "yes", "ask-home-office": "yes", "missing-since": "2026-03-30",
    ]

    /// Fills in part of the form, with files, and sends it.
    private func sends(
        _ walk: Walk,
        _ fields: [(name: String, value: String)],
        _ files: [Browser.File]
    ) async throws -> Answer {
        let (path, browser) = ("/raise/missing-child", try await walk.browser(.larkhill))
        let kept = try await browser.get(path).form(path).fields.filter { !$0.name.hasPrefix("a-") }
        return try await browser.upload(path, fields: kept + fields, files: files)
    }

    private func files(_ page: Answer) -> [String] {
        page.html.matches(of: /\/m\/\d+\/files\/[0-9a-f-]+/).map { String($0.output) }
    }

    @Test(
        "a file goes with the form, with a message and with a letter that came, to those who may have it, until it is erased"
    )
    func files() async throws {
        try await walk("missing-child", "2026-04-02 16:00") { walk in
            // What will not do is said, and nothing else that was sent is lost.
            let script = Browser.File("a-files", name: "photo.png", type: "image/png", "<script>alert(1)</script>")
            let photo = Browser.File("a-files", name: "Zephyrine photo.jpg", type: "image/jpeg", Self.photo)
            let refused = try await sends(walk, [("a-last-seen", "At the ferry"), ("do", "check")], [script, photo])
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("“photo.png” is not a picture"))
            #expect(refused.html.contains("At the ferry") && refused.html.contains("Zephyrine photo.jpg"))
            let letter = Browser.File("a-files", name: "Zephyrine letter.txt", "Zephyrine wrote this")
            #expect(try await sends(walk, [("do", "save")], [letter]).location == "/raise")
            let person = walk.people[.larkhill].id
            let desk = await walk.site.desk.entries(kind: "draft-file", group: "\(person)", at: walk.site.clock.now)
            #expect(desk.count == 3, "two chunks and one")
            #expect(!desk.contains { String(decoding: $0.value, as: UTF8.self).contains("Zephyrine") })

            try await walk.raise(by: .larkhill, Self.answers, to: Self.routes)
            #expect(
                await walk.site.desk.entries(kind: "draft-file", group: "\(person)", at: walk.site.clock.now)
                    .isEmpty
            )
            try await walk.reads(.merton, "Zephyrine photo.jpg", "Zephyrine letter.txt")
            // The school is shown some answers, and no papers.
            try await walk.doesNotRead(.thornbeck, "Zephyrine")
            let addresses = files(try await walk.page(.merton))
            #expect(addresses.count == 2)
            let got = try await walk.browser(.merton).get(addresses[0])
            #expect(got.status == .ok && got.bytes == Self.photo)
            #expect(got.headers[.contentType] == "application/octet-stream")
            #expect(got.headers[.contentDisposition]?.hasPrefix("attachment; ") == true)
            await walk.site.caughtUp()
            try await walk.reads(.merton, ", file 1")
            for walker: Walker in [.thornbeck, .charity, .coordinator, .camden] {
                #expect(try await walk.browser(walker).get(addresses[0]).status == .notFound, "\(walker)")
            }
            await walk.site.caughtUp()
            let refusals = try await walk.site.readings.refusals(limit: 20)
            #expect(Set(refusals.map(\.place)) == ["matter 1"])
            #expect(refusals.contains { $0.member == walk.people[.charity].id })

            // A message to whoever holds it, with a file.
            let writing = try await walk.browser(.larkhill).get("/m/1/write").form("/m/1/write")
            let note = Browser.File("file", name: "Zephyrine note.txt", "A note")
            let sent = try await walk.browser(.larkhill).upload(writing, ["text": "For you alone"], files: [note])
            #expect(sent.location == "/m/1", "\(sent.text.prefix(600))")
            try await walk.reads(.merton, "For you alone", "Zephyrine note.txt", "for whoever holds it")
            try await walk.doesNotRead(.police, "For you alone", "Zephyrine note.txt")
            let again = try await walk.browser(.larkhill).upload(writing, ["text": "For you alone"], files: [note])
            #expect(again.location == "/m/1", "the same form twice is one message")

            // The letter that came, entered for whoever wrote it.
            let step = try await walk.address(of: "home-office-answer", for: .larkhill)
            let entering = try await walk.browser(.larkhill).get(step).form(step)
            let came = Browser.File("file", name: "Zephyrine answer.pdf", type: "application/pdf", "%PDF-1.7")
            let entered = try await walk.browser(.larkhill).upload(
                entering,
                ["who": "The duty desk", "way": "letter", "on": "2026-04-02", "note": "They left"],
                files: [came]
            )
            #expect(entered.location == "/m/1", "\(entered.text.prefix(600))")
            try await walk.reads(.merton, "Zephyrine answer.pdf")
            try await walk.reads(.police, "Zephyrine answer.pdf")
            #expect(files(try await walk.page(.merton)).count == 4)

            // Added in error: out of sight, and on the record.
            try await walk.act(
                "added-in-error",
                by: .larkhill,
                ["reason": " "],
                refused: "Write why it should not be here."
            )
            let wrong = try #require(files(try await walk.page(.larkhill)).last)
            let id = String(wrong.split(separator: "/").last ?? "")
            try await walk.act("added-in-error", by: .larkhill, ["file": id, "reason": "Of another child"])
            #expect(try await walk.browser(.merton).get(wrong).status == .notFound)
            try await walk.reads(.merton, "A file that was added in error", "Of another child")

            for recorded in await walk.site.ledger.events(from: 0, limit: 10_000) {
                let text = String(decoding: recorded.payload, as: UTF8.self)
                #expect(!text.contains("Zephyrine") && !text.contains("For you alone"), "\(recorded.type)")
            }
            let subject = try await walk.detail(.merton).reference.subject
            try await walk.site.perform(EraseSubject(subject, because: .mistake), as: .coordinator)
            await walk.site.caughtUp()
            let gone = try await walk.browser(.merton).get(addresses[0])
            #expect(gone.status == .conflict && gone.text.contains("This file was erased"))
            #expect(gone.bytes.count < Self.photo.count)
        }
    }

    @Test(
        "evidence on its own has what it is, where it is from and when it was made, and comes back where it will not do"
    )
    func evidence() async throws {
        try await walk("missing-child", "2026-04-02 16:00") { walk in
            try await walk.raise(by: .larkhill, Self.answers, to: Self.routes)
            func adding(_ fields: KeyValuePairs<String, String>, _ files: [Browser.File]) async throws -> Answer {
                let form = try await walk.browser(.police).get("/m/1/add-file").form("/m/1/add-file")
                return try await walk.browser(.police).upload(form, fields, files: files)
            }
            let words: KeyValuePairs = ["what": "A still", "from-where": "The ferry", "made": "2026-04-01"]
            let cases: [(files: [Browser.File], sentence: String)] = [
                ([], "Choose a file."),
                ([.init("file", name: "empty.txt", "")], "“empty.txt” is empty."),
                ([.init("file", name: String(repeating: "n", count: 400), "x")], "Shorten the file’s name"),
                (
                    [.init("file", name: "film.mp4", [UInt8](repeating: 1, count: MatterFile.largest + 1))],
                    "“film.mp4” is too large. Choose a file of 25 MB or less."
                ),
            ]
            for (files, sentence) in cases {
                let answer = try await adding(words, files)
                #expect(answer.status == .unprocessableContent && answer.text.contains(sentence), "\(sentence)")
                #expect(answer.html.contains("A still") && answer.html.contains("The ferry"), "\(sentence)")
            }
            let added = try await adding(words, [.init("file", name: "still.txt", "x")])
            #expect(added.location == "/m/1", "\(added.text.prefix(600))")
            try await walk.reads(.merton, "still.txt", "A still. From: The ferry. Made on", "for whoever holds it")
            try await walk.doesNotRead(.larkhill, "still.txt", "The ferry")
        }
    }

    @Test("what another source says stands beside the answer on the page of whoever may see it")
    func sources() async throws {
        try await walk("missing-child", "2026-04-02 16:00") { walk in
            try await walk.raise(by: .larkhill, Self.answers, to: Self.routes)
            let path = "/m/1/add-fact"
            func asked(_ field: String, by walker: Walker) async throws -> Answer {
                let form = try await walk.browser(walker).get(path).form(path)
                return try await walk.post(form, [("field", field)], by: walker)
            }
            #expect(try await asked("last-seen", by: .thornbeck).text.contains("Choose what it is about."))
            let form = try await asked("missing-since", by: .police).form(path)
            let row = "a-missing-since-0-"
            let nobody = try await walk.post(form, [(row + "value", "2026-03-28"), (row + "source", "")], by: .police)
            #expect(nobody.status == .unprocessableContent && nobody.text.contains("Say who says so."))
            #expect(nobody.html.contains("2026-03-28"))
            let said = try await walk.post(
                form,
                [(row + "value", "2026-03-28"), (row + "source", "The landlady"), (row + "weight", "likely")],
                by: .police
            )
            #expect(said.location == "/m/1", "\(said.text.prefix(600))")
            for walker: Walker in [.larkhill, .merton, .police, .homeOffice] {
                try await walk.reads(walker, "The landlady", "28 March 2026", "30 March 2026", "Likely")
            }
        }
    }

    @Test("matters are linked by number, and what is raised from one is linked at once")
    func links() async throws {
        try await walk("missing-child", "2026-04-02 16:00") { walk in
            try await walk.raise(by: .larkhill, Self.answers, to: Self.routes)
            try await walk.raise(by: .larkhill, Self.answers, to: Self.routes)
            try await walk.act(
                "link-to",
                by: .larkhill,
                ["other": "77", "why": "The same child"],
                refused: "Give the number"
            )
            try await walk.act(
                "link-to",
                by: .larkhill,
                ["other": "2", "why": "The same child"],
                refused: "another matter"
            )
            try await walk.act("link-to", by: .larkhill, ["other": "1", "why": "The same child"])
            try await walk.reads(.larkhill, "Matter 1")
            try await walk.act("unlink", by: .larkhill, ["other": "1", "why": "A brother"])
            try await walk.reads(.larkhill, "Link taken away")

            let larkhill = try await walk.browser(.larkhill)
            #expect(try await larkhill.get("/m/2").links(to: "/raise?from=2"))
            let choice = try await larkhill.get("/raise?danger=no&from=2")
            #expect(choice.links(to: "/raise/missing-child?danger=no&from=2"))
            let asked = try await larkhill.get("/raise/missing-child?from=2").form("/raise/missing-child")
            _ = try await larkhill.upload(asked, ["do": "save"], files: [])
            try await walk.raise(by: .larkhill, Self.answers, to: Self.routes)
            #expect(walk.number == 3)
            try await walk.reads(.larkhill, "Matter 2")
            #expect(try await walk.browser(.merton).get("/m/2").text.contains("Matter 3"))
        }
    }
}

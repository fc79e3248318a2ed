import Foundation
import HTTPTypes
import Procedures
import Safeguarding
import Testing

@testable import Web

@Suite("Files of a form that is raised")
struct RaiseFilesTests {
    private static let path = "/raise/resource-order"

    /// An order that needs a paper.
    private func ordering(_ test: @escaping @Sendable (SiteHarness, Browser) async throws -> Void) async throws {
        try await withSite { site in
            let file = ShippedProcedures.folder.appending(path: "resource-order.yaml")
            let field = "- { id: paper, label: The order, type: file, required: yes }"
            let paper = "  - section: Paper\n    fields:\n      \(field)\nduties:"
            let text = try String(contentsOf: file, encoding: .utf8).replacing("\nduties:", with: "\n" + paper)
            try await site.perform(PublishProcedure(text: text, lists: [:], reason: "Agreed"), as: .boroughLead)
            try await test(site, try await site.signIn(as: .schoolLead))
        }
    }

    private func send(_ site: SiteHarness, _ browser: Browser, _ files: [Browser.File]) async throws -> Answer {
        let form = try await browser.get(Self.path).form(Self.path)
        return try await browser.upload(
            Self.path,
            fields: form.fields.filter { !$0.name.hasPrefix("a-") } + [
                ("a-resource", "The film about Zephyrine"), ("a-to", "organisation/\(site.cast.kestrel)"),
                ("a-kind", "film"), ("a-as", "disc"), ("a-copies", "2"), ("a-send-to", "The school"), ("do", "check"),
            ],
            files: files
        )
    }

    @Test("a form that requires a file does not go on without one, and keeps the rest")
    func required() async throws {
        try await ordering { site, browser in
            let page = try await browser.get(Self.path)
            #expect(page.text.contains("The order") && !page.text.contains("The order (optional)"))
            let refused = try await send(site, browser, [])
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("The order: add a file."))
            #expect(refused.html.contains("The film about Zephyrine") && refused.html.contains("href=\"#a-paper\""))
            let sent = try await send(site, browser, [.init("a-paper", name: "order.txt", "Two, please")])
            #expect(sent.location == "\(Self.path)/check", "\(sent.text.prefix(400))")
            let look = try await browser.get("\(Self.path)/check")
            let form = try look.form("\(Self.path)/send")
            let done = try await browser.send(form, ["route-whom-the-form-names": "organisation/\(site.cast.kestrel)"])
            #expect(done.location == "/m/1", "\(done.text.prefix(600))")
        }
    }

    @Test("more than is taken at a time loses nothing of what was typed")
    func cut() async throws {
        try await ordering { site, browser in
            let half = [UInt8](repeating: 0x41, count: Route.withFiles / 2 + 1000)
            let files = ["one", "two"].map { Browser.File("a-paper", name: "\($0).txt", half) }
            let refused = try await send(site, browser, files)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("That is too much at a time.") && refused.html.contains("href=\"#a-paper\""))
            #expect(refused.html.contains("The film about Zephyrine"))
            // Kept, also where the page is closed.
            #expect(try await browser.get(Self.path).html.contains("The film about Zephyrine"))
        }
    }
}

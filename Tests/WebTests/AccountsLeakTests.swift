import Foundation
import InMemoryLogging
import Ledger
import Safeguarding
import Testing

/// Nobody's name or address where it does not belong: an address, a log, a file.
@Suite("What must not be readable")
struct AccountsLeakTests {
    private static let secret = "Quillfeather"

    /// Goes through what a coordinator does with people, and a few errors.
    private func bustle(_ site: SiteHarness) async throws -> [Answer] {
        let ruth = try await site.signIn(as: .coordinator)
        var answers: [Answer] = []
        func went(_ answer: Answer) async throws { answers.append(try await ruth.follow(answer)) }
        let email = "xanthe.quillfeather@network.example"
        try await went(ruth.send(ruth.get("/members").form("/members"), ["q": "Priya Raman"]))
        let new = try await ruth.get("/members/new").form("/members/new")
        try await went(ruth.send(new, ["name": "Xanthe \(Self.secret)", "email": email]))
        try await went(
            ruth.send(new, ["name": "Xanthe \(Self.secret)", "email": email, "organisation": "\(site.cast.merton)"])
        )
        try await went(
            ruth.upload(
                ruth.get("/members/import").form("/members/import"),
                ["pasted": "Odile \(Self.secret) <odile.quillfeather@network.example>"],
                files: []
            )
        )
        let invitation = try await ruth.get("/members/invite")
        try await went(ruth.send(invitation.form("/members/invite")))
        try await went(ruth.get("/members/\(Self.secret)"))
        let stranger = site.browser()
        let signIn = try await stranger.get("/signin").form("/signin")
        answers.append(try await stranger.send(signIn, ["email": email, "password": "not the password"]))
        return answers
    }

    private func personal(_ site: SiteHarness) -> [String] {
        // Words that are long enough not to come about by chance in what is sealed.
        let words = site.cast.names.flatMap { $0.split(separator: " ").map(String.init) }.filter { $0.count >= 7 }
        return (site.cast.names + words + site.cast.emails + [Self.secret]).map { $0.lowercased() }
    }

    @Test("no address on any page holds a name or an e-mail address")
    func addresses() async throws {
        try await withSite { site in
            var pages = try await bustle(site)
            let ruth = try await site.signIn(as: .coordinator)
            for path in ["/members", "/organisations", "/groups", "/members/\(site.cast[.boroughLead].id)"] {
                pages.append(try await ruth.get(path))
            }
            var seen = 0
            for page in pages {
                for match in page.html.matches(of: /(?:href|action|src)="([^"]*)"/) {
                    let address = String(match.1).lowercased()
                    guard !address.hasPrefix("mailto:") else { continue }
                    seen += 1
                    for word in personal(site) { #expect(!address.contains(word), "\(address) on \(page.path)") }
                }
                for word in personal(site) where !page.path.contains(Self.secret) {
                    #expect(!page.path.lowercased().contains(word))
                }
            }
            #expect(seen > 100)
        }
    }

    @Test("no line of the log holds a name, an e-mail address or what was typed")
    func logs() async throws {
        try await withSite { site in
            _ = try await bustle(site)
            let entries = site.log.entries
            #expect(entries.count > 10)
            for entry in entries {
                let line = "\(entry.message) \(entry.metadata)".lowercased()
                for word in personal(site) { #expect(!line.contains(word), "\(line)") }
            }
        }
    }

    @Test("the tables on disk, the ledger and what is begun hold no name and no e-mail address")
    func atRest() async throws {
        try await withSite { site in
            _ = try await bustle(site)
            var stores: [(String, [UInt8])] = []
            for file in try FileManager.default.contentsOfDirectory(atPath: site.folder.path) {
                let bytes = FileManager.default.contents(atPath: site.folder.appending(path: file).path) ?? Data()
                stores.append((file, Array(bytes)))
            }
            #expect(stores.contains { $0.0.hasPrefix("readings-") && $0.1.count > 1000 })
            let events = await site.ledger.events(from: 0, limit: 10_000)
            #expect(events.count > 10)
            stores += events.map { ("event \($0.position)", $0.payload) }
            let group = "\(site.cast[.coordinator].id)"
            let drafts = await site.desk.entries(kind: "draft", group: group, at: site.clock.now)
            #expect(drafts.count == 2)
            stores += drafts.map { ("draft \($0.key.id)", $0.value) }
            for (name, bytes) in stores {
                let text = String(decoding: bytes, as: UTF8.self).lowercased()
                for word in personal(site) { #expect(!text.contains(word), "\(word) in \(name)") }
            }
        }
    }
}

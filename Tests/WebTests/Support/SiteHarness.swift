import Almanac
import Channels
import Foundation
import Hummingbird
import InMemoryLogging
import Ledger
import Logging
import Safeguarding
import Vault

@testable import Web

/// A whole site in this process: memory for its stores, a folder for its readings, a clock that stands still, and
/// fictional members of every role.
///
/// ```swift
/// try await withSite { site in
///     let ruth = try await site.signIn(as: .coordinator)
///     let page = try await ruth.get("/members")
///     #expect(page.status == .ok)
///     let answer = try await ruth.send(page.form("/members/find"), ["q": "Priya"])
/// }
/// ```
struct SiteHarness: Sendable {
    let clock: TestClock
    let ledger: MemoryLedger
    let keys: MemoryKeys
    let desk: MemoryDesk
    let office: Office
    let accounts: Accounts
    let site: Site
    /// Where the readings are.
    let folder: URL
    /// Everything that was logged.
    let log: InMemoryLogHandler
    let cast: Cast
    let client: SiteClient

    var readings: Readings { site.readings }

    /// A browser of its own, that nobody is signed in with.
    func browser() -> Browser { Browser(client: client) }

    /// A browser in which a member of the cast is signed in, through the sign-in page.
    func signIn(as part: Cast.Part) async throws -> Browser {
        let browser = browser()
        let page = try await browser.get("/signin")
        let answer = try await browser.send(
            page.form("/signin"),
            ["email": cast[part].email, "password": Cast.password]
        )
        guard answer.status == .seeOther, answer.location == "/" else { throw SiteProblem("\(part) could not sign in") }
        // Any page of theirs: it holds the token that their forms need.
        _ = try await browser.get("/account")
        return browser
    }

    /// Carries out a command, as the scene or as a member of the cast.
    @discardableResult
    func perform(_ command: some Command, as part: Cast.Part? = nil) async throws -> Int {
        let actor = part.map { cast[$0].actor } ?? .system("scene")
        return try await office.perform(command, as: actor, form: FormID())
    }
}

struct SiteProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Builds a site, runs the test in it, and clears it away.
///
/// - Parameters:
///   - now: What the clock shows.
///   - origin: How the site is reached; `https` makes cookies `Secure`.
///   - mailFrom: Whom mails come from; nil is a network without a mail server.
///   - isEmpty: Without a network, as before its first coordinator.
func withSite(
    now: Instant = at("2026-11-23"),
    origin: String = "http://localhost",
    mailFrom: Mailbox? = nil,
    isEmpty: Bool = false,
    _ test: @escaping @Sendable (SiteHarness) async throws -> Void
) async throws {
    let clock = TestClock(now)
    let folder = FileManager.default.temporaryDirectory.appending(path: "safeloop-web-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    let log = InMemoryLogHandler()
    let logger = Logger(label: "safeloop.tests") { _ in log }
    let (ledger, keys, desk) = (MemoryLedger(), MemoryKeys(), MemoryDesk())
    let vault = Vault(keys: keys, master: .random(network: ID())) { clock.now }
    try await vault.begin(hasHistory: false)
    let projector = Projector(ledger: ledger, readings: try Readings.open(in: folder), erasing: vault, logger: logger)
    let office = Office(
        ledger: ledger,
        vault: vault,
        projector: projector,
        clock: { clock.now },
        patience: .seconds(60)
    )
    let accounts = Accounts(office: office, keys: keys, desk: desk, hasher: PasswordHasher(cost: .least))
    let site = try Site(
        office: office,
        accounts: accounts,
        desk: desk,
        configuration: Site.Configuration(origin: origin, mailFrom: mailFrom)
    )
    let client = SiteClient(responder: site.router().buildResponder(), logger: logger)

    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await projector.run() }
        defer { group.cancelAll() }
        let cast = isEmpty ? Cast() : try await Cast.take(to: office, accounts)
        try await test(
            SiteHarness(
                clock: clock,
                ledger: ledger,
                keys: keys,
                desk: desk,
                office: office,
                accounts: accounts,
                site: site,
                folder: folder,
                log: log,
                cast: cast,
                client: client
            )
        )
    }
}

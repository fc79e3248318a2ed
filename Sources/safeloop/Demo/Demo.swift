import Almanac
import ArgumentParser
import Foundation
import Ledger
import LedgerSQLite
import Safeguarding
import Vault

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fills a new data folder with a demonstration network of made-up people.",
        discussion: """
            Two years of meetings, actions and matters under procedures, made by the same commands that people use, \
            under a clock that walks from two years ago to now. SAFELOOP_DEMO_PASSWORD sets the password; a random one is \
            made otherwise.
            """
    )
    @OptionGroup var options: DataOptions

    func run() async throws {
        try await reportingFailure {
            let folder = options.folder
            guard try folder.about() == nil else {
                throw Failure.refused(
                    "The folder \(folder.url.path) holds a network already. Only an empty one can be filled."
                )
            }
            _ = try folder.create(demonstration: true)
            let lock = try FolderLock(folder: folder.url.path)
            let end = Instant.now
            let clock = DemoClock(DemoStory.start(before: end))
            let network = try await folder.open(clock: { clock.now })
            let password = try demoPassword()
            let story = DemoStory(network: network, clock: clock, password: password, end: end)
            try await story.tell { Console.progress("Making the demonstration", $0, of: $1) }
            clock.walk(to: end)
            try await DemoPeople.keep(password, network)
            try await network.office.projector.catchUp()
            Console.note("The demonstration is ready: \(try await network.ledger.count()) events in \(folder.url.path)")
            withExtendedLifetime(lock) {}
        }
    }

    private func demoPassword() throws -> String {
        guard let given = ProcessInfo.processInfo.environment["SAFELOOP_DEMO_PASSWORD"] else {
            let letters = Array("abcdefghjkmnpqrstuvwxyz")
            return (0..<4).map { _ in String((0..<4).compactMap { _ in letters.randomElement() }) }.joined(
                separator: "-"
            )
        }
        do {
            try Accounts.check(given)
        } catch {
            throw Failure(sentence: "SAFELOOP_DEMO_PASSWORD will not do: \(Failure(error).sentence)", code: 64)
        }
        return given
    }
}

/// The table of who can sign in to a demonstration. Only a folder made by `demo` has its password kept.
enum DemoPeople {
    private static let name = SecretName(kind: "demonstration", id: "password")

    private static func subject(_ network: OpenNetwork) -> Subject {
        Subject(.draft, network.about.network)
    }

    static func keep(_ password: String, _ network: OpenNetwork) async throws {
        let subject = subject(network)
        let sealed = try await network.vault.sealer(for: [subject]).seal(password, under: subject)
        _ = try await network.vault.keys.create(name, Array(try Coding.encode(sealed)))
    }

    static func printTable(_ network: OpenNetwork, at origin: String) async throws {
        guard let stored = try await network.vault.keys.secret(name) else { return }
        let sealed = try Coding.decode(Sealed<String>.self, from: stored)
        let admission = try network.office.gate.admit(
            .system("demonstration"),
            to: .runJob,
            opening: .these([subject(network)])
        )
        let password = try await network.vault.opener(under: admission).text(sealed) ?? "?"
        let rows = DemoCast.people.filter { $0.standing == .joined }.map { person in
            [person.name, person.roles.map(\.title).sorted().joined(separator: ", "), person.email, password]
        }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        Console.print("This is a demonstration. All its people are made up. Sign in at \(origin) as one of them:")
        Console.print()
        for row in [["Name", "Role", "E-mail", "Password"]] + rows {
            let cells = zip(row, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
            Console.print("  " + cells.joined(separator: "  "))
        }
        Console.print()
    }
}

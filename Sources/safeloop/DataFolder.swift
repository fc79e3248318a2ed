import Almanac
import ArgumentParser
import Foundation
import Ledger
import LedgerSQLite
import Logging
import Safeguarding
import Vault

/// The options that every command on a network's data has.
struct DataOptions: ParsableArguments {
    @Option(help: "The data folder. Also SAFELOOP_DATA; ./data where neither is given.")
    var data: String?

    @Option(help: "The file of the master key. Also SAFELOOP_KEY; ~/.config/safeloop/NETWORK-ID.key otherwise.")
    var key: String?

    @Flag(
        name: .customLong("passphrase"),
        help: "The master key is a passphrase: ask for it at the terminal. On a new folder, makes it so."
    )
    var askPassphrase = false

    @Option(help: "The same, with the passphrase read as one line from this file descriptor.")
    var passphraseFd: Int32?

    var folder: DataFolder {
        let environment = ProcessInfo.processInfo.environment
        return DataFolder(
            path: data ?? environment["SAFELOOP_DATA"] ?? "./data",
            key: key,
            passphrase: passphrase,
            environment: environment
        )
    }
}

/// `network.json`, `ledger.sqlite`, `keys.sqlite`, `desk.sqlite`, `blobs/`, `readings-SCHEMA.sqlite`, `lock`.
struct DataFolder {
    let url: URL
    let key: String?
    let passphrase: Passphrase?
    let environment: [String: String]

    init(path: String, key: String?, passphrase: Passphrase? = nil, environment: [String: String]) {
        url = URL(fileURLWithPath: path).standardizedFileURL
        self.key = key
        self.passphrase = passphrase
        self.environment = environment
    }

    /// What stands in `network.json`. Nothing secret.
    struct About: Codable {
        var network: ID<Network>
        var format: Int
        var demonstration: Bool
        /// How the master key comes of a passphrase; nil where it is in a file.
        var passphrase: PassphraseRecipe?
        /// The one that a rotation is changing to.
        var nextPassphrase: PassphraseRecipe?
    }

    static let format = 1

    private var aboutFile: URL { url.appending(path: "network.json") }

    /// Nil where the folder is empty or not there.
    func about() throws -> About? {
        guard FileManager.default.fileExists(atPath: aboutFile.path) else { return nil }
        guard let bytes = FileManager.default.contents(atPath: aboutFile.path),
            let about = try? JSONDecoder().decode(About.self, from: bytes)
        else { throw Failure.unavailable("The file network.json in the data folder cannot be read.") }
        guard about.format <= Self.format else {
            throw Failure.unavailable("This data folder was made by a newer Safeloop. Upgrade this one first.")
        }
        return about
    }

    /// Makes the folder for a new network.
    func create(demonstration: Bool) throws -> About {
        do {
            try FileManager.default.createDirectory(
                at: url,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            guard try FileManager.default.contentsOfDirectory(atPath: url.path).isEmpty else {
                throw Failure.unavailable("The folder \(url.path) is not empty and holds no network. Choose another.")
            }
            let recipe = passphrase.map { _ in PassphraseRecipe.fresh() }
            let about = About(network: ID(), format: Self.format, demonstration: demonstration, passphrase: recipe)
            try write(about)
            return about
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure.unavailable(
                "The data folder \(url.path) cannot be written. Check its owner and the free space."
            )
        }
    }

    func write(_ about: About) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(about).write(to: aboutFile, options: .atomic)
        // The rename is on the disk before anything relies on it.
        let folder = Foundation.open(url.path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// Opens the ledger alone: what `ledger verify` needs, without any key.
    func openLedger() async throws -> SQLiteLedger {
        guard try about() != nil else { throw Failure.unavailable("There is no network in \(url.path).") }
        try requireLedger()
        return try await SQLiteLedger.open(folder: url.path)
    }

    /// A ledger is made with a new folder only. One that is gone is not begun again beside the keys of what it held.
    private func requireLedger() throws {
        let ledger = url.appending(path: "ledger.sqlite").path
        let isGone = !FileManager.default.fileExists(atPath: ledger)
        guard !isGone || !FileManager.default.fileExists(atPath: keysPath) else {
            throw Failure.unavailable(
                "The file ledger.sqlite is missing from \(url.path): put it back from its backup. Nothing was changed."
            )
        }
    }

    /// Opens everything.
    ///
    /// - Parameters:
    ///   - clock: Another clock than the system's, for the demonstration.
    ///   - newKey: Whether a key may be made where there is none and the ledger is empty.
    func open(
        clock: @escaping @Sendable () -> Instant = { .now },
        hasher: PasswordHasher = PasswordHasher()
    ) async throws -> OpenNetwork {
        guard let about = try about() else { throw Failure.unavailable("There is no network in \(url.path).") }
        try requireLedger()
        let ledger = try await SQLiteLedger.open(folder: url.path)
        let hasHistory = try await ledger.count() > 0
        let vault = try await openVault(about, hasHistory: hasHistory, clock: clock)
        let desk = try await SQLiteDesk(path: url.appending(path: "desk.sqlite").path)
        let readings = try Readings.open(in: url)
        let projector = Projector(ledger: ledger, readings: readings, erasing: vault)
        let office = Office(ledger: ledger, vault: vault, projector: projector, clock: clock)
        let count = try await ledger.count()
        do {
            try await projector.catchUp { Console.progress("Reading the ledger", $0, of: count) }
        } catch let error as UnknownEvent {
            throw Failure.unavailable(
                "Event \(error.position) is of a kind (\(error.type)) that this Safeloop does not know. Upgrade it first."
            )
        }
        try await projector.replayErasures()
        try Readings.removeOthers(in: url)
        return OpenNetwork(
            about: about,
            ledger: ledger,
            vault: vault,
            desk: desk,
            office: office,
            accounts: Accounts(office: office, keys: vault.keys, desk: desk, hasher: hasher)
        )
    }
}

/// A network with everything open.
struct OpenNetwork {
    let about: DataFolder.About
    let ledger: SQLiteLedger
    let vault: Vault
    let desk: SQLiteDesk
    let office: Office
    let accounts: Accounts

    /// The name that signs this network's checkpoints.
    var checkpointName: String { "safeloop/\(about.network)" }
}

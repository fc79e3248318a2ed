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

    var folder: DataFolder {
        let environment = ProcessInfo.processInfo.environment
        return DataFolder(path: data ?? environment["SAFELOOP_DATA"] ?? "./data", key: key, environment: environment)
    }
}

/// `network.json`, `ledger.sqlite`, `keys.sqlite`, `desk.sqlite`, `blobs/`, `readings-SCHEMA.sqlite`, `lock`.
struct DataFolder {
    let url: URL
    let key: String?
    let environment: [String: String]

    init(path: String, key: String?, environment: [String: String]) {
        url = URL(fileURLWithPath: path).standardizedFileURL
        self.key = key
        self.environment = environment
    }

    /// What stands in `network.json`. Nothing secret.
    struct About: Codable {
        var network: ID<Network>
        var format: Int
        var demonstration: Bool
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
            let about = About(network: ID(), format: Self.format, demonstration: demonstration)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(about).write(to: aboutFile, options: .atomic)
            return about
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure.unavailable(
                "The data folder \(url.path) cannot be written. Check its owner and the free space."
            )
        }
    }

    /// Opens the ledger alone: what `ledger verify` needs, without any key.
    func openLedger() async throws -> SQLiteLedger {
        guard try about() != nil else { throw Failure.unavailable("There is no network in \(url.path).") }
        return try await SQLiteLedger.open(folder: url.path)
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
        let ledger = try await SQLiteLedger.open(folder: url.path)
        let hasHistory = try await ledger.count() > 0
        let vault = Vault(
            keys: try await SQLiteKeys(path: url.appending(path: "keys.sqlite").path),
            master: try masterKey(about.network, hasHistory: hasHistory),
            clock: clock
        )
        try await vault.begin(hasHistory: hasHistory)
        let desk = try await SQLiteDesk(path: url.appending(path: "desk.sqlite").path)
        let readings = try Readings.open(in: url)
        let projector = Projector(ledger: ledger, readings: readings)
        let office = Office(ledger: ledger, vault: vault, projector: projector, clock: clock)
        let count = try await ledger.count()
        do {
            try await projector.catchUp { Console.progress("Reading the ledger", $0, of: count) }
        } catch let error as UnknownEvent {
            throw Failure.unavailable(
                "Event \(error.position) is of a kind (\(error.type)) that this Safeloop does not know. Upgrade it first."
            )
        }
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

    private func masterKey(_ network: ID<Network>, hasHistory: Bool) throws -> MasterKey {
        let file = try MasterKeyFile(option: key, environment: environment, network: network, dataFolder: url.path)
        if file.exists { return try file.read(for: network) }
        guard !hasHistory else {
            throw Failure.unavailable(
                "The master key is not at \(file.path). Put it there, or name its file with --key. Nothing was changed."
            )
        }
        let key = try file.create(for: network)
        Console.note("Made the network's master key: \(file.path)")
        Console.note("Copy it to another safe place now. Without it nothing in the data folder can be read.")
        return key
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

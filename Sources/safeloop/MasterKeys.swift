import Almanac
import Foundation
import Ledger
import LedgerSQLite
import Vault

/// How a data folder comes by its master key: a file that is not in it, or a passphrase. Settles a rotation that was
/// interrupted.
extension DataFolder {
    /// Opens the vault with the key that fits.
    func openVault(
        _ about: About,
        hasHistory: Bool,
        clock: @escaping @Sendable () -> Instant
    ) async throws -> Vault {
        // SQLite would make an empty file, which is then in the way of the backup.
        guard !hasHistory || FileManager.default.fileExists(atPath: keysPath) else { throw VaultError.keysMissing }
        let candidates = try candidates(about, hasHistory: hasHistory)
        let keys = try await SQLiteKeys(path: keysPath)
        var wrong = VaultError.wrongKey
        for candidate in candidates {
            let vault = Vault(keys: keys, master: try candidate.key(), clock: clock)
            do {
                try await vault.begin(hasHistory: hasHistory)
                try candidate.settle()
                return vault
            } catch VaultError.wrongKey {
                wrong = candidate.wrong
            }
        }
        throw wrong
    }

    var keysPath: String { url.appending(path: "keys.sqlite").path }

    /// A key that may fit, and what is to be done once it is known to.
    struct Candidate {
        let key: () throws -> MasterKey
        let settle: () throws -> Void
        let wrong: VaultError
    }

    private func candidates(_ about: About, hasHistory: Bool) throws -> [Candidate] {
        if let recipe = about.passphrase { return try passphraseCandidates(about, recipe) }
        guard passphrase == nil else {
            throw Failure(sentence: "This network's master key is a file, not a passphrase.", code: 64)
        }
        let file = try keyFile(about)
        let now = try masterKey(about.network, in: file, hasHistory: hasHistory)
        var found = [Candidate(key: { now }, settle: {}, wrong: .wrongKey)]
        if file.next.exists {
            found.append(
                Candidate(
                    key: { try file.next.read(for: about.network) },
                    settle: { try file.promoteNext() },
                    wrong: .wrongKey
                )
            )
        }
        return found
    }

    private func passphraseCandidates(_ about: About, _ recipe: PassphraseRecipe) throws -> [Candidate] {
        guard let passphrase else {
            throw Failure(
                sentence: "This network's master key is a passphrase. Give it with --passphrase or --passphrase-fd.",
                code: 64
            )
        }
        let isNew = !FileManager.default.fileExists(atPath: keysPath)
        let typed = try isNew ? passphrase.readNew() : passphrase.read()
        let wrong = VaultError.keyFile(
            "This passphrase does not fit the keys in this data folder: nothing was changed."
        )
        func candidate(_ recipe: PassphraseRecipe, settle: @escaping () throws -> Void) -> Candidate {
            Candidate(
                key: { try MasterKey(passphrase: typed, recipe: recipe, network: about.network) },
                settle: settle,
                wrong: wrong
            )
        }
        let next = about.nextPassphrase.map { next in
            candidate(next) {
                var settled = about
                (settled.passphrase, settled.nextPassphrase) = (next, nil)
                try write(settled)
            }
        }
        return [candidate(recipe, settle: {})] + [next].compactMap(\.self)
    }

    func keyFile(_ about: About) throws -> MasterKeyFile {
        try MasterKeyFile(option: key, environment: environment, network: about.network, dataFolder: url.path)
    }

    private func masterKey(_ network: ID<Network>, in file: MasterKeyFile, hasHistory: Bool) throws -> MasterKey {
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

    // MARK: Rotating

    /// Wraps every key under a new master key. Safe to interrupt: the next start finds the one that fits.
    ///
    /// - Returns: Where the new key is, for a person.
    func rotate(_ vault: Vault, _ about: About, newPassphrase: Passphrase?) async throws -> String {
        if about.passphrase != nil {
            guard let newPassphrase = newPassphrase ?? passphrase else {
                throw Failure(sentence: "Give the new passphrase with --passphrase or --new-passphrase-fd.", code: 64)
            }
            let next = PassphraseRecipe.fresh()
            let key = try MasterKey(passphrase: try newPassphrase.readNew(), recipe: next, network: about.network)
            var settled = about
            settled.nextPassphrase = next
            try write(settled)
            try await vault.rewrap(to: key)
            (settled.passphrase, settled.nextPassphrase) = (next, nil)
            try write(settled)
            return "The new passphrase is the network's master key now."
        }
        let file = try keyFile(about)
        // One that is there already is of a rotation that did not come as far as the keys.
        let key = try file.next.exists ? file.next.read(for: about.network) : file.next.create(for: about.network)
        try await vault.rewrap(to: key)
        try file.promoteNext()
        return """
            The new master key is \(file.path). Copy it to another safe place now.
            The old one is \(file.previous.path): it opens only backups of the keys from before. Make a new backup of \
            keys.sqlite, then destroy both.
            """
    }
}

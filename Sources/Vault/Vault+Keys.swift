import Crypto
import Foundation
import Ledger
import Synchronization

/// How the vault finds, makes and wraps keys among the Keys.
extension Vault {
    // MARK: Data keys

    /// The data keys that are there, from memory or from the Keys.
    func load(_ subjects: Set<Subject>) async throws(VaultError) -> [Subject: SymmetricKey] {
        var found = ring.keys(of: subjects)
        let missing = subjects.filter { found[$0] == nil }
        guard !missing.isEmpty else { return found }
        let wrapping = wrapping
        let stored = try await stored(missing.map(SecretName.init(dataKeyOf:)))
        var loaded: [Subject: SymmetricKey] = [:]
        for subject in missing {
            let name = SecretName(dataKeyOf: subject)
            guard let wrapped = stored[name] else { continue }
            loaded[subject] = SymmetricKey(data: try wrapping.unwrap(wrapped, as: name))
        }
        ring.keep(loaded)
        found.merge(loaded) { old, _ in old }
        return found
    }

    /// Makes data keys. Where another node was first, its key is the one.
    func create(_ subjects: Set<Subject>) async throws(VaultError) -> [Subject: SymmetricKey] {
        let wrapping = wrapping
        var fresh: [SecretName: [UInt8]] = [:]
        for subject in subjects {
            let name = SecretName(dataKeyOf: subject)
            fresh[name] = try wrapping.wrap(Random.bytes(32), as: name)
        }
        let proposed = fresh
        let stored = try await inStore { () throws(LedgerError) in try await self.keys.create(proposed) }
        var made: [Subject: SymmetricKey] = [:]
        for subject in subjects {
            let name = SecretName(dataKeyOf: subject)
            guard let wrapped = stored[name] else {
                ring.erase([subject])
                throw .erased(subject)
            }
            made[subject] = SymmetricKey(data: try wrapping.unwrap(wrapped, as: name))
        }
        ring.keep(made)
        return made
    }

    func erased(among subjects: Set<Subject>) async throws(VaultError) -> Set<Subject> {
        guard !subjects.isEmpty else { return [] }
        let names = subjects.map(SecretName.init(dataKeyOf:))
        let destroyed = try await inStore { () throws(LedgerError) in try await self.keys.destroyed(names) }
        return subjects.filter { destroyed.contains(SecretName(dataKeyOf: $0)) }
    }

    func subjects(of kind: Subject.Kind) async throws(VaultError) -> [Subject] {
        let names = SecretName.dataKeys(of: kind)
        return try await inStore { () throws(LedgerError) in try await self.keys.names(kind: names) }
            .compactMap { Subject("\(kind.rawValue)/\($0.id)") }
    }

    func erasedSubjects(of kind: Subject.Kind) async throws(VaultError) -> [Subject] {
        let names = SecretName.dataKeys(of: kind)
        return try await inStore { () throws(LedgerError) in try await self.keys.tombstones(kind: names) }
            .compactMap { Subject("\(kind.rawValue)/\($0.id)") }
    }

    // MARK: Secrets of the network

    /// One of the network's secrets, made on first use.
    func secret(_ secret: NetworkSecret) async throws(VaultError) -> SymmetricKey {
        if let known = state.withLock({ $0.secrets[secret] }) { return known }
        try await begin(hasHistory: false)
        let (name, wrapping) = (SecretName(secret), wrapping)
        var stored = try await stored([name])[name]
        if stored == nil {
            let fresh = try wrapping.wrap(Random.bytes(32), as: name)
            stored = try await inStore { () throws(LedgerError) in try await self.keys.create(name, fresh) }
        }
        guard let stored else { throw .damaged }
        let key = SymmetricKey(data: try wrapping.unwrap(stored, as: name))
        state.withLock { $0.secrets[secret] = key }
        return key
    }

    /// HMAC-SHA256. The purpose is hashed to one length, so that it cannot run into the bytes.
    static func mac(_ bytes: [UInt8], _ purpose: String, _ key: SymmetricKey) -> [UInt8] {
        let purpose = SHA256.hash(data: Array(purpose.utf8))
        return Array(HMAC<SHA256>.authenticationCode(for: Array(purpose) + bytes, using: key))
    }

    // MARK: The store

    var wrapping: Wrapping { Wrapping(state.withLock(\.master)) }

    func stored(_ names: [SecretName]) async throws(VaultError) -> [SecretName: [UInt8]] {
        try await inStore { () throws(LedgerError) in try await self.keys.secrets(names) }
    }

    func wrappedNames() async throws(VaultError) -> [SecretName] {
        var names: [SecretName] = []
        for kind in SecretName.wrappedKinds {
            names += try await inStore { () throws(LedgerError) in try await self.keys.names(kind: kind) }
        }
        return names
    }

    func inStore<Value: Sendable>(
        _ work: @Sendable () async throws(LedgerError) -> Value
    ) async throws(VaultError) -> Value {
        do {
            return try await work()
        } catch {
            throw .store(error)
        }
    }
}

package import Almanac
package import Crypto
import Foundation
package import Ledger
import Synchronization

/// Seals and opens what is personal, and keeps the keys for it.
///
/// Each call first makes sure, once, that the master key fits the Keys, so a wrong key never writes anything.
///
/// - Note: Safe to use from any task. Nothing else may write keys while ``rewrap(to:)`` runs.
package final class Vault: Sendable {
    struct State {
        var master: MasterKey
        var isChecked = false
        var secrets: [NetworkSecret: SymmetricKey] = [:]
    }

    package let keys: any Keys
    let state: Mutex<State>
    let ring: KeyRing
    private let clock: @Sendable () -> Instant

    /// - Parameters:
    ///   - cached: How many data keys to hold in memory.
    ///   - clock: What the time of an admission is judged by.
    package init(
        keys: any Keys,
        master: MasterKey,
        cached: Int = 20_000,
        clock: @escaping @Sendable () -> Instant = { .now }
    ) {
        self.keys = keys
        self.clock = clock
        ring = KeyRing(limit: cached)
        state = Mutex(State(master: master))
    }

    // MARK: Beginning

    /// Makes sure that the master key fits these keys.
    ///
    /// - Parameter hasHistory: True where the ledger holds events: then the keys must be there already.
    /// - Throws: ``VaultError/wrongKey``, ``VaultError/keyOfAnotherNetwork(key:expected:)``,
    ///   ``VaultError/keysMissing``, ``VaultError/store(_:)``.
    package func begin(hasHistory: Bool) async throws(VaultError) {
        guard !state.withLock(\.isChecked) else { return }
        let name = SecretName(.check)
        let master = state.withLock(\.master)
        var stored = try await stored([name])[name]
        if stored == nil {
            guard !hasHistory, try await wrappedNames().isEmpty else { throw .keysMissing }
            let check = try Wrapping(master).wrap(Array(master.network.description.utf8), as: name)
            stored = try await inStore { () throws(LedgerError) in try await self.keys.create(name, check) }
        }
        guard let stored, let network = try? Wrapping(master).unwrap(stored, as: name) else { throw .wrongKey }
        guard network == Array(master.network.description.utf8) else {
            throw .keyOfAnotherNetwork(
                key: master.network.description,
                expected: String(decoding: network, as: UTF8.self)
            )
        }
        state.withLock { $0.isChecked = true }
    }

    // MARK: Sealing and opening

    /// What seals under these subjects. Missing data keys are made, and are stored before this returns.
    ///
    /// - Throws: ``VaultError/erased(_:)``, ``VaultError/wrongKey``, ``VaultError/store(_:)``.
    package func sealer(for subjects: Set<Subject>) async throws(VaultError) -> Sealer {
        try await begin(hasHistory: false)
        if let erased = subjects.first(where: ring.isErased) { throw .erased(erased) }
        var found = try await load(subjects)
        let missing = subjects.filter { found[$0] == nil }
        if !missing.isEmpty { found.merge(try await create(missing)) { old, _ in old } }
        return Sealer(keys: found)
    }

    /// What opens the subjects of an admission, as far as their keys are there now.
    ///
    /// - Throws: ``VaultError/admissionOver``, ``VaultError/needsRecord(_:)``, ``VaultError/wrongKey``,
    ///   ``VaultError/damaged``, ``VaultError/store(_:)``.
    package func opener(under admission: Admission) async throws(VaultError) -> Opener {
        guard clock() < admission.until else { throw .admissionOver }
        if let kind = admission.forbiddenKind { throw .needsRecord(kind) }
        try await begin(hasHistory: false)
        let found: [Subject: SymmetricKey]
        switch admission.subjects {
        case .these(let subjects):
            found = try await load(subjects)
            ring.erase(try await erased(among: subjects.filter { found[$0] == nil }))
        case .all(let kind):
            found = try await load(Set(try await self.subjects(of: kind)))
            ring.erase(try await erasedSubjects(of: kind))
        }
        return Opener(admission: admission, keys: found, ring: ring, clock: clock)
    }

    // MARK: Erasing

    /// Destroys the subject's data key for good: nothing sealed under it can be read again, here or by openers that are
    /// out. The caller has put the reason into the ledger before. May be repeated where storing failed.
    package func erase(_ subject: Subject) async throws(VaultError) {
        try await erase([subject])
    }

    package func erase(_ subjects: Set<Subject>) async throws(VaultError) {
        try await begin(hasHistory: false)
        // Memory first: the erasure is on the record, so nothing opens from here on, even where the disk is full.
        ring.erase(subjects)
        let names = subjects.map(SecretName.init(dataKeyOf:))
        try await inStore { () throws(LedgerError) in try await self.keys.destroy(names) }
    }

    /// Makes sure that the keys of erased subjects are gone, as where an older copy of the keys was put back. Costs one
    /// read where they are.
    package func keepErased(_ subjects: Set<Subject>) async throws(VaultError) {
        ring.erase(subjects)
        let gone = try await erased(among: subjects)
        if gone != subjects { try await erase(subjects.subtracting(gone)) }
    }

    /// Destroys every data key of a kind.
    package func eraseAll(of kind: Subject.Kind) async throws(VaultError) {
        let all = Set(try await subjects(of: kind))
        if !all.isEmpty { try await erase(all) }
    }

    /// Whether the keys of all of them are destroyed in the store.
    package func areErased(_ subjects: Set<Subject>) async throws(VaultError) -> Bool {
        try await erased(among: subjects) == subjects
    }

    /// Whether there is a key for the subject: something may be sealed under it.
    package func holdsKey(of subject: Subject) async throws(VaultError) -> Bool {
        let name = SecretName(dataKeyOf: subject)
        return try await stored([name])[name] != nil
    }

    /// Whether the subject's key is destroyed in the store.
    package func isErased(_ subject: Subject) async throws(VaultError) -> Bool {
        try await !erased(among: [subject]).isEmpty
    }

    /// Forgets the key of a subject that another node erased.
    package func noteErased(_ subject: Subject) {
        ring.erase([subject])
    }

    // MARK: Keys of the network

    /// A digest to find equal texts by without keeping them. Differs by purpose, so that columns cannot be compared.
    ///
    /// - Parameter text: Already brought to the one form that is looked up (case, spaces). Unicode is composed here.
    /// - Returns: 32 bytes.
    package func blindIndex(_ text: String, purpose: String) async throws(VaultError) -> [UInt8] {
        let bytes = Array(text.precomposedStringWithCanonicalMapping.utf8)
        return Self.mac(bytes, purpose, try await secret(.index))
    }

    /// Proves later that these bytes came from here, as a form's token.
    ///
    /// - Returns: 32 bytes. Compare with ``Compare/equal(_:_:)``.
    package func mac(_ bytes: [UInt8], purpose: String) async throws(VaultError) -> [UInt8] {
        Self.mac(bytes, purpose, try await secret(.mac))
    }

    /// Signs checkpoints. Made on first use.
    package func signingKey() async throws(VaultError) -> Curve25519.Signing.PrivateKey {
        let seed = try await secret(.checkpoint).withUnsafeBytes { Array($0) }
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { throw .damaged }
        return key
    }

    /// Wraps every key under another master key, all or none. The old master key then opens nothing here.
    ///
    /// Where storing fails, make a new vault: its ``begin(hasHistory:)`` tells which of the two keys fits.
    ///
    /// - Throws: ``VaultError/keyOfAnotherNetwork(key:expected:)``, ``VaultError/wrongKey``, ``VaultError/damaged``,
    ///   ``VaultError/store(_:)``.
    package func rewrap(to new: MasterKey) async throws(VaultError) {
        try await begin(hasHistory: true)
        let old = state.withLock(\.master)
        guard new.network == old.network else {
            throw .keyOfAnotherNetwork(key: new.network.description, expected: old.network.description)
        }
        var changes: [SecretChange] = []
        for (name, wrapped) in try await stored(try await wrappedNames()) {
            let secret = try Wrapping(old).unwrap(wrapped, as: name)
            changes.append(SecretChange(name: name, old: wrapped, new: try Wrapping(new).wrap(secret, as: name)))
        }
        let planned = changes
        guard try await inStore({ () throws(LedgerError) in try await self.keys.replace(planned) }) else {
            throw .store(.unavailable("The keys changed while they were being rotated: try again."))
        }
        state.withLock { $0.master = new }
    }
}

import Foundation
import Ledger
import Testing

@testable import Vault

@Suite("What is erased is gone, and stays gone")
struct ErasureTests {
    let trial = Trial()
    let meeting = Subject(.meeting, ID<Meeting>())
    let other = Subject(.meeting, ID<Meeting>())

    @Test("An erased subject opens nowhere: not here, not by openers that are out, not in another vault")
    func erased() async throws {
        let sealed = try await trial.sealed("Agreed", under: meeting)
        let kept = try await trial.sealed("Kept", under: other)
        let out = try await trial.opener(meeting, other)
        let elsewhere = Vault(keys: trial.keys, master: trial.master, clock: { [clock = trial.clock] in clock.now })
        #expect(out.open(sealed) == .value("Agreed"))

        try await trial.vault.erase(meeting)

        #expect(out.open(sealed) == .erased)
        #expect(out.open(kept) == .value("Kept"))
        #expect(try await trial.opener(meeting).open(sealed) == .erased)
        for subjects in [Admission.Subjects.these([meeting, other]), .all(of: .meeting)] {
            let opener = try await elsewhere.opener(under: trial.ordinary(subjects))
            #expect(opener.open(sealed) == .erased)
            #expect(opener.open(kept) == .value("Kept"))
        }
    }

    @Test("Nothing is sealed under an erased subject again, by any vault")
    func neverAgain() async throws {
        _ = try await trial.sealed("Agreed", under: meeting)
        try await trial.vault.erase(meeting)
        let elsewhere = Vault(keys: trial.keys, master: trial.master)
        for vault in [trial.vault, elsewhere] {
            await #expect(throws: VaultError.erased(meeting)) { try await vault.sealer(for: [meeting]) }
            await #expect(throws: VaultError.erased(meeting)) { try await vault.sealer(for: [meeting, other]) }
        }
    }

    @Test("A subject can be erased before anything was sealed under it")
    func inAdvance() async throws {
        try await trial.vault.erase(meeting)
        await #expect(throws: VaultError.erased(meeting)) { try await trial.vault.sealer(for: [meeting]) }
    }

    @Test("Whether a subject was erased is known to every vault")
    func isErased() async throws {
        _ = try await trial.sealed("Agreed", under: meeting)
        #expect(try await !trial.vault.isErased(meeting))
        try await trial.vault.erase([meeting, other])
        for vault in [trial.vault, Vault(keys: trial.keys, master: trial.master)] {
            #expect(try await vault.isErased(meeting))
            #expect(try await vault.isErased(other))
            #expect(try await !vault.isErased(Subject(.meeting, ID<Meeting>())))
        }
    }

    @Test("A vault that is told of another node's erasure forgets the key that it holds")
    func noted() async throws {
        let sealed = try await trial.sealed("Agreed", under: meeting)
        let out = try await trial.opener(meeting)
        try await Vault(keys: trial.keys, master: trial.master).erase(meeting)
        trial.vault.noteErased(meeting)
        #expect(out.open(sealed) == .erased)
        await #expect(throws: VaultError.erased(meeting)) { try await trial.vault.sealer(for: [meeting]) }
    }

    @Test("A key that was lost is damage, not erasure")
    func lost() async throws {
        let sealed = try await trial.sealed("Agreed", under: meeting)
        let name = SecretName(dataKeyOf: meeting)
        let wrapped = try await trial.keys.secret(name)
        #expect(try await trial.keys.replace(name, wrapped, with: nil))
        let fresh = Vault(keys: trial.keys, master: trial.master, clock: { [clock = trial.clock] in clock.now })
        let opener = try await fresh.opener(under: trial.ordinary(.these([meeting])))
        #expect(opener.open(sealed) == .damaged)
    }

    @Test("A wrapped key that is put in another's place is refused")
    func swapped() async throws {
        _ = try await trial.sealed("Agreed", under: meeting)
        _ = try await trial.sealed("Another", under: other)
        let (name, place) = (SecretName(dataKeyOf: meeting), SecretName(dataKeyOf: other))
        let stored = try await trial.keys.secrets([name, place])
        #expect(try await trial.keys.replace(place, stored[place], with: stored[name]))
        await #expect(throws: VaultError.damaged) {
            try await Vault(keys: trial.keys, master: trial.master).sealer(for: [other])
        }
    }

    @Test("Where the store fails, what was to be erased is shut all the same, and erasing can be repeated")
    func storeFails() async throws {
        let full = FullKeys()
        let trial = Trial(keys: full)
        let sealed = try await trial.sealed("Agreed", under: meeting)
        let out = try await trial.opener(meeting)
        await #expect(throws: VaultError.store(.unavailable("The disk is full."))) {
            try await trial.vault.erase(meeting)
        }
        #expect(out.open(sealed) == .erased)
        #expect(try await !trial.vault.isErased(meeting))
        await full.makeRoom()
        try await trial.vault.erase(meeting)
        #expect(try await trial.vault.isErased(meeting))
    }
}

/// Keys on a disk without room for a tombstone.
private actor FullKeys: Keys {
    private let kept = MemoryKeys()
    private var isFull = true

    func makeRoom() { isFull = false }

    func destroy(_ names: [SecretName]) async throws(LedgerError) {
        guard !isFull else { throw .unavailable("The disk is full.") }
        await kept.destroy(names)
    }

    func secrets(_ names: [SecretName]) async -> [SecretName: [UInt8]] { await kept.secrets(names) }
    func create(_ secrets: [SecretName: [UInt8]]) async -> [SecretName: [UInt8]] { await kept.create(secrets) }
    func replace(_ changes: [SecretChange]) async -> Bool { await kept.replace(changes) }
    func destroyed(_ names: [SecretName]) async -> Set<SecretName> { await kept.destroyed(names) }
    func names(kind: String) async -> [SecretName] { await kept.names(kind: kind) }
    func tombstones(kind: String) async -> [SecretName] { await kept.tombstones(kind: kind) }
}

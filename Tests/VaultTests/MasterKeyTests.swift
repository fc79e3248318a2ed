import Crypto
import Foundation
import Ledger
import Testing

@testable import Vault

@Suite("Only the network's own master key fits")
struct MasterKeyTests {
    let trial = Trial()
    let meeting = Subject(.meeting, ID<Meeting>())

    /// Everything that is stored under the master key.
    func stored(in keys: any Keys) async throws -> [SecretName: [UInt8]] {
        var names: [SecretName] = []
        for kind in SecretName.wrappedKinds { names += try await keys.names(kind: kind) }
        return try await keys.secrets(names)
    }

    @Test("A wrong key is told before anything is written")
    func wrongKey() async throws {
        _ = try await trial.sealed("Agreed", under: meeting)
        let before = try await stored(in: trial.keys)
        let clock = trial.clock
        let wrong = Vault(keys: trial.keys, master: .random(network: trial.master.network), clock: { clock.now })
        let other = Subject(.meeting, ID<Meeting>())
        await #expect(throws: VaultError.wrongKey) { try await wrong.begin(hasHistory: true) }
        await #expect(throws: VaultError.wrongKey) { try await wrong.sealer(for: [other]) }
        await #expect(throws: VaultError.wrongKey) { try await wrong.opener(under: trial.recorded(.these([meeting]))) }
        await #expect(throws: VaultError.wrongKey) { try await wrong.erase(meeting) }
        await #expect(throws: VaultError.wrongKey) { try await wrong.signingKey() }
        await #expect(throws: VaultError.wrongKey) { try await wrong.blindIndex("x", purpose: "p") }
        await #expect(throws: VaultError.wrongKey) { try await wrong.rewrap(to: trial.master) }
        #expect(try await stored(in: trial.keys) == before)
        #expect(try await !trial.vault.isErased(meeting))
    }

    @Test("Another network's name on the right key is told")
    func otherNetwork() async throws {
        try await trial.vault.begin(hasHistory: false)
        let claimed = try #require(MasterKey(bytes: trial.master.bytes, network: ID()))
        let error = VaultError.keyOfAnotherNetwork(
            key: claimed.network.description,
            expected: trial.master.network.description
        )
        await #expect(throws: error) { try await Vault(keys: trial.keys, master: claimed).begin(hasHistory: true) }
    }

    @Test("History without keys never gets new ones")
    func keysMissing() async throws {
        await #expect(throws: VaultError.keysMissing) { try await trial.vault.begin(hasHistory: true) }
        #expect(try await stored(in: trial.keys).isEmpty)
    }

    @Test("Data keys without the network's check are not taken over")
    func checkMissing() async throws {
        _ = try await trial.sealed("Agreed", under: meeting)
        let check = SecretName(.check)
        #expect(try await trial.keys.replace(check, try await trial.keys.secret(check), with: nil))
        let other = Vault(keys: trial.keys, master: .random(network: trial.master.network))
        await #expect(throws: VaultError.keysMissing) { try await other.sealer(for: [meeting]) }
    }

    @Test("After rewrapping, the new master key opens all and the old one nothing")
    func rewrap() async throws {
        let sealed = try await trial.sealed("Agreed", under: meeting)
        let index = try await trial.vault.blindIndex("ada@example.org", purpose: "email")
        let signing = try await trial.vault.signingKey().publicKey.rawRepresentation
        let before = try await stored(in: trial.keys)
        let new = MasterKey.random(network: trial.master.network)

        try await trial.vault.rewrap(to: new)

        let after = try await stored(in: trial.keys)
        #expect(Set(after.keys) == Set(before.keys))
        #expect(after.allSatisfy { before[$0.key] != $0.value })
        let clock = trial.clock
        let reopened = Vault(keys: trial.keys, master: new, clock: { clock.now })
        for vault in [trial.vault, reopened] {
            try await vault.begin(hasHistory: true)
            #expect(try await vault.opener(under: trial.recorded(.these([meeting]))).text(sealed) == "Agreed")
            #expect(try await vault.blindIndex("ada@example.org", purpose: "email") == index)
            #expect(try await vault.signingKey().publicKey.rawRepresentation == signing)
        }
        let old = Vault(keys: trial.keys, master: trial.master)
        await #expect(throws: VaultError.wrongKey) { try await old.begin(hasHistory: true) }
        let fresh = Subject(.meeting, ID<Meeting>())
        let later = try await trial.vault.sealer(for: [fresh]).seal("Later", under: fresh)
        #expect(try await reopened.opener(under: trial.recorded(.these([fresh]))).text(later) == "Later")
    }

    @Test("A new master key of another network is refused, and nothing changes")
    func rewrapOtherNetwork() async throws {
        _ = try await trial.sealed("Agreed", under: meeting)
        let before = try await stored(in: trial.keys)
        await #expect(throws: VaultError.self) { try await trial.vault.rewrap(to: .random(network: ID())) }
        #expect(try await stored(in: trial.keys) == before)
    }

    @Test("A passphrase gives the same key again with its recipe, and another with another")
    func passphrase() throws {
        let recipe = PassphraseRecipe.fresh(cost: .least)
        let coded = try JSONDecoder().decode(PassphraseRecipe.self, from: try JSONEncoder().encode(recipe))
        let network = ID<Network>()
        let key = try MasterKey(passphrase: "three blue herons", recipe: recipe, network: network)
        #expect(try MasterKey(passphrase: "three blue herons", recipe: coded, network: network).bytes == key.bytes)
        #expect(try MasterKey(passphrase: "three blue heron", recipe: recipe, network: network).bytes != key.bytes)
        let other = PassphraseRecipe.fresh(cost: .least)
        #expect(try MasterKey(passphrase: "three blue herons", recipe: other, network: network).bytes != key.bytes)
    }

    @Test(
        "A damaged recipe is told",
        arguments: [
            PassphraseRecipe(salt: Data(), memory: 8192, passes: 1),
            PassphraseRecipe(salt: Data(count: 16), memory: 0, passes: 1),
            PassphraseRecipe(salt: Data(count: 16), memory: .max, passes: 1),
            PassphraseRecipe(salt: Data(count: 16), memory: 8192, passes: -1),
        ]
    )
    func damagedRecipe(recipe: PassphraseRecipe) {
        #expect(throws: VaultError.self) { try MasterKey(passphrase: "x", recipe: recipe, network: ID()) }
    }
}

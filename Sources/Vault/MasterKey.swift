import Crypto
package import Foundation
package import Ledger

/// Names the network in `ID<Network>`.
package enum Network {}

/// The 256-bit key that every other key of a network is wrapped under. It is never inside the data folder.
///
/// The bytes are held by swift-crypto, which zeroes them when the last copy goes.
package struct MasterKey: Sendable {
    package let network: ID<Network>
    private let key: SymmetricKey

    /// - Returns: `nil` where there are not 32 bytes.
    init?(bytes: [UInt8], network: ID<Network>) {
        guard bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
        self.network = network
    }

    /// A new random key, which is nowhere but in memory.
    package static func random(network: ID<Network>) -> MasterKey {
        MasterKey(key: SymmetricKey(size: .bits256), network: network)
    }

    /// The key that a passphrase gives. Blocks for about a second: call it before serving, or off the pool.
    ///
    /// - Throws: ``VaultError/hashing(_:)``.
    package init(passphrase: String, recipe: PassphraseRecipe, network: ID<Network>) throws(VaultError) {
        key = SymmetricKey(data: try Argon2.key(of: passphrase, recipe: recipe))
        self.network = network
    }

    private init(key: SymmetricKey, network: ID<Network>) {
        self.key = key
        self.network = network
    }

    var bytes: [UInt8] { key.withUnsafeBytes { Array($0) } }

    /// What wraps the other keys. The master key itself encrypts nothing.
    var wrappingKey: SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data("safeloop wrap 1".utf8), outputByteCount: 32)
    }
}

/// How a passphrase becomes a master key. Not secret: kept with the network's description.
package struct PassphraseRecipe: Hashable, Codable, Sendable {
    package let salt: Data
    /// Bytes.
    package let memory: Int
    package let passes: Int

    /// A new salt, with 256 MiB and 3 passes unless told otherwise.
    package static func fresh(cost: HashingCost = .moderate) -> PassphraseRecipe {
        PassphraseRecipe(salt: Data(Random.bytes(16)), memory: cost.memory, passes: cost.passes)
    }
}

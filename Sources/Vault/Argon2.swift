import CSodium
import Foundation

/// What Argon2id costs.
package struct HashingCost: Hashable, Sendable {
    /// Bytes.
    package let memory: Int
    package let passes: Int

    package init(memory: Int, passes: Int) {
        self.memory = memory
        self.passes = passes
    }

    /// 64 MiB, 2 passes: for signing in.
    package static let interactive = HashingCost(memory: 64 << 20, passes: 2)
    /// 256 MiB, 3 passes: for a master passphrase.
    package static let moderate = HashingCost(memory: 256 << 20, passes: 3)
    /// The least there is: for tests only.
    package static let least = HashingCost(memory: 8192, passes: 1)
}

/// Argon2id through libsodium. Every function blocks.
enum Argon2 {
    /// libsodium must be told to begin once; it may be told from several threads.
    private static let isReady = sodium_init() >= 0
    private static let longestPassword = 4096

    static func hash(_ password: String, cost: HashingCost) throws(VaultError) -> String {
        let bytes = try prepared(password)
        var text = [CChar](repeating: 0, count: crypto_pwhash_strbytes())
        let result = crypto_pwhash_str(&text, bytes, UInt64(bytes.count - 1), UInt64(cost.passes), cost.memory)
        guard result == 0 else { throw .hashing("There is not enough memory to check passwords.") }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    static func verify(_ password: String, _ hash: String) throws(VaultError) -> Bool {
        let bytes = try prepared(password)
        return crypto_pwhash_str_verify(hash, bytes, UInt64(bytes.count - 1)) == 0
    }

    static func needsRehash(_ hash: String, cost: HashingCost) -> Bool {
        isReady && crypto_pwhash_str_needs_rehash(hash, UInt64(cost.passes), cost.memory) != 0
    }

    static func key(of passphrase: String, recipe: PassphraseRecipe) throws(VaultError) -> [UInt8] {
        let salt = Array(recipe.salt)
        guard salt.count == crypto_pwhash_saltbytes(), recipe.passes > 0, (8192...4 << 30).contains(recipe.memory)
        else { throw .hashing("The network's passphrase settings are damaged.") }
        let bytes = try prepared(passphrase)
        var key = [UInt8](repeating: 0, count: 32)
        let result = crypto_pwhash(
            &key,
            32,
            bytes,
            UInt64(bytes.count - 1),
            salt,
            UInt64(recipe.passes),
            recipe.memory,
            crypto_pwhash_alg_argon2id13()
        )
        guard result == 0 else { throw .hashing("There is not enough memory to use the passphrase.") }
        return key
    }

    /// The password as bytes and a final zero, composed so that every keyboard gives the same.
    private static func prepared(_ password: String) throws(VaultError) -> [CChar] {
        guard isReady else { throw .hashing("libsodium could not begin.") }
        let bytes = password.precomposedStringWithCompatibilityMapping.utf8
        guard bytes.count <= longestPassword else { throw .hashing("This password is too long.") }
        return bytes.map(CChar.init(bitPattern:)) + [0]
    }
}

import CSodium
import Crypto
import Foundation

/// Hashes tokens of one feature to places in a filter, as clkhash does.
struct TokenHasher: Sendable {
    private let hash: Feature.Hash
    private let keys: (first: SymmetricKey, second: SymmetricKey)
    private let bits: Int

    /// Without it, libsodium hashes as on a processor of twenty years ago.
    private static let isReady = sodium_init() >= 0

    init(_ hash: Feature.Hash, keys: (first: SymmetricKey, second: SymmetricKey), bits: Int) {
        self.hash = hash
        self.keys = keys
        self.bits = bits
        _ = Self.isReady
    }

    /// Sets `count` bits for a token, fewer where places fall together,.
    func set(_ token: [UInt8], count: Int, in words: inout [UInt64]) {
        switch hash {
        case .blake: blake(token, count, &words)
        case .double(let preventsSingularity): double(token, count, &words, preventsSingularity)
        }
    }

    /// Slices of keyed BLAKE2b, salted with the number of the hash in decimal digits.
    private func blake(_ token: [UInt8], _ count: Int, _ words: inout [UInt64]) {
        var digest = [UInt8](repeating: 0, count: 64)
        let personal = [UInt8](repeating: 0, count: 16)
        var done = 0
        while done < count {
            var salt = Array(String(done / 32).utf8)
            salt += repeatElement(0, count: 16 - salt.count)
            keys.first.withUnsafeBytes { key in
                _ = crypto_generichash_blake2b_salt_personal(
                    &digest,
                    digest.count,
                    token,
                    UInt64(token.count),
                    key.baseAddress,
                    key.count,
                    salt,
                    personal
                )
            }
            for slice in 0..<min(32, count - done) {
                let place = (Int(digest[2 * slice]) | Int(digest[2 * slice + 1]) << 8) & (bits - 1)
                words[FilterLayout.word(place)] |= FilterLayout.mask(place)
            }
            done += 32
        }
    }

    /// Schnell, Bachteler and Reiher 2009: the place of hash i is h1 + i h2.
    private func double(
        _ token: [UInt8],
        _ count: Int,
        _ words: inout [UInt64],
        _ preventsSingularity: Bool
    ) {
        let first = remainder(HMAC<Insecure.SHA1>.authenticationCode(for: token, using: keys.first))
        var step = remainder(HMAC<Insecure.MD5>.authenticationCode(for: token, using: keys.second))
        // clkhash adds the character of this number; a thousand in a row are not seen before the sun goes out.
        var attempt: UInt8 = 0
        while step == 0, preventsSingularity, attempt < 128, bits > 1 {
            step = remainder(HMAC<Insecure.MD5>.authenticationCode(for: token + [attempt], using: keys.second))
            attempt += 1
        }
        var place = first
        for _ in 0..<count {
            words[FilterLayout.word(place)] |= FilterLayout.mask(place)
            place = (place + step) % bits
        }
    }

    /// The digest as a number, highest byte first, modulo the bits of the filter.
    private func remainder(_ digest: some Sequence<UInt8>) -> Int {
        digest.reduce(0) { ($0 << 8 | Int($1)) % bits }
    }
}

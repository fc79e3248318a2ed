import CSodium
import Crypto
import Foundation

/// Hashes tokens of one feature to places in a filter, as clkhash does.
struct TokenHasher: Sendable {
    private let hash: Feature.Hash
    private let keys: (first: SymmetricKey, second: SymmetricKey)
    private let bits: Int

    /// How many hashes a digest of BLAKE2b is sliced into.
    static let atOnce = 32

    /// Without it, libsodium hashes as on a processor of twenty years ago.
    private static let isReady = sodium_init() >= 0

    init(_ hash: Feature.Hash, keys: (first: SymmetricKey, second: SymmetricKey), bits: Int) {
        self.hash = hash
        self.keys = keys
        self.bits = bits
        _ = Self.isReady
    }

    /// Where these hashes of a token fall, as `FilterLayout.place` has it; the first of them is a multiple of `atOnce`.
    func places(_ hashes: Range<Int>, of token: [UInt8]) -> [UInt16] {
        var places: [UInt16] = []
        places.reserveCapacity(hashes.count)
        switch hash {
        case .blake: blake(token, hashes, &places)
        case .double(let preventsSingularity): double(token, hashes, &places, preventsSingularity)
        }
        return places
    }

    /// Slices of keyed BLAKE2b, salted with the number of the digest in decimal digits.
    private func blake(_ token: [UInt8], _ hashes: Range<Int>, _ places: inout [UInt16]) {
        var digest = [UInt8](repeating: 0, count: 2 * Self.atOnce)
        let personal = [UInt8](repeating: 0, count: 16)
        for first in stride(from: hashes.lowerBound, to: hashes.upperBound, by: Self.atOnce) {
            var salt = Array(String(first / Self.atOnce).utf8)
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
            for slice in 0..<min(Self.atOnce, hashes.upperBound - first) {
                let bit = (Int(digest[2 * slice]) | Int(digest[2 * slice + 1]) << 8) & (bits - 1)
                places.append(FilterLayout.place(bit))
            }
        }
    }

    /// Schnell, Bachteler and Reiher 2009: the place of hash i is h1 + i h2.
    private func double(
        _ token: [UInt8],
        _ hashes: Range<Int>,
        _ places: inout [UInt16],
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
        for hash in hashes { places.append(FilterLayout.place((first + hash * step) % bits)) }
    }

    /// The digest as a number, highest byte first, modulo the bits of the filter.
    private func remainder(_ digest: some Sequence<UInt8>) -> Int {
        digest.reduce(0) { ($0 << 8 | Int($1)) % bits }
    }
}

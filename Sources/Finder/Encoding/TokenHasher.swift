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

    /// Sets `count` bits for a token, fewer where places fall together, in the filter that begins at `base`.
    func set(_ token: [UInt8], count: Int, in words: inout [UInt64], at base: Int) {
        switch hash {
        case .blake: blake(token, count, &words, base)
        case .double(let preventsSingularity): double(token, count, &words, base, preventsSingularity)
        }
    }

    /// Slices of keyed BLAKE2b, salted with the number of the hash in decimal digits.
    private func blake(_ token: [UInt8], _ count: Int, _ words: inout [UInt64], _ base: Int) {
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
                words[base + FilterLayout.word(place)] |= FilterLayout.mask(place)
            }
            done += 32
        }
    }

    /// Schnell, Bachteler and Reiher 2009: the place of hash i is h1 + i h2.
    private func double(
        _ token: [UInt8],
        _ count: Int,
        _ words: inout [UInt64],
        _ base: Int,
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
            words[base + FilterLayout.word(place)] |= FilterLayout.mask(place)
            place = (place + step) % bits
        }
    }

    /// The digest as a number, highest byte first, modulo the bits of the filter.
    private func remainder(_ digest: some Sequence<UInt8>) -> Int {
        digest.reduce(0) { ($0 << 8 | Int($1)) % bits }
    }
}

/// Filters of short tokens that were hashed before. Holds so many and no more, whatever the values are.
struct TokenTable {
    /// A token of at most eight bytes, its place in the value and how often it is set.
    struct Key {
        var bytes: UInt64 = 0
        var rest: UInt64 = 0

        /// Nil where the token or a number is too long for the table.
        @inline(__always)
        init?(_ token: ArraySlice<UInt8>, place: Int, count: Int) {
            guard token.count <= 8, place < 1 << 24, count < 1 << 20 else { return nil }
            for byte in token { bytes = bytes << 8 | UInt64(byte) }
            rest = UInt64(place) << 32 | UInt64(count) << 8 | UInt64(token.count + 1)
        }
    }

    private static let slots = 1 << 16
    private static let most = 1 << 15

    private let width: Int
    private var keys = [(bytes: UInt64, rest: UInt64)](repeating: (0, 0), count: slots)
    private var places = [Int32](repeating: 0, count: slots)
    private var count = 0
    /// The filters, one after the other.
    private var filters: [UInt64] = []

    init(width: Int) { self.width = width }

    /// Adds the token's filter to `filter`; `make` makes it in the words and at the place given, where it is new.
    /// False where there is no room for another.
    @inline(__always)
    mutating func add(
        _ key: Key,
        to filter: inout [UInt64],
        make: (inout [UInt64], Int) -> Void
    ) -> Bool {
        var slot = Int(truncatingIfNeeded: Self.mixed(key)) & (Self.slots - 1)
        while keys[slot].rest != 0, keys[slot] != (key.bytes, key.rest) { slot = (slot + 1) & (Self.slots - 1) }
        if keys[slot].rest == 0 {
            guard count < Self.most else { return false }
            count += 1
            keys[slot] = (key.bytes, key.rest)
            places[slot] = Int32(filters.count / width)
            filters += repeatElement(0, count: width)
            make(&filters, filters.count - width)
        }
        let base = Int(places[slot]) * width
        filters.withUnsafeBufferPointer { from in
            filter.withUnsafeMutableBufferPointer { to in
                for word in 0..<width { to[word] |= from[base + word] }
            }
        }
        return true
    }

    @inline(__always)
    private static func mixed(_ key: Key) -> UInt64 {
        var value = (key.bytes &+ key.rest &* 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
        value ^= value >> 32
        return value &* 0x94D0_49BB_1331_11EB >> 40
    }
}

internal import CSodium
internal import Crypto

/// A keyed hash of a value: 48 bits of HMAC-SHA256. 0 stands for a missing value and is never a hash.
struct FieldToken: Hashable, Comparable, Sendable {
    let bits: UInt64

    /// How many bytes it takes in a document.
    static let bytes = 6
    static let missing = FieldToken(bits: 0)

    var isMissing: Bool { bits == 0 }

    init(bits: UInt64) { self.bits = bits }

    /// The first bytes of a hash.
    init(_ hash: [UInt8]) {
        let bits = hash.prefix(Self.bytes).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.bits = max(1, bits)
    }

    static func < (left: FieldToken, right: FieldToken) -> Bool { left.bits < right.bits }
}

/// The keys of one linkage: one for each field and purpose, all from the linkage's secret.
///
/// Each is derived for its purpose by HKDF, so that equal texts in two fields, or in one field for two purposes, have
/// unlike hashes, and nothing said by one linkage says anything about another.
struct FieldKeys: Sendable {
    /// What a value is hashed for. The names are part of the format.
    enum Purpose: String, CaseIterable {
        case word, skeleton, group, bigram
        case noGroup = "no group"
        case birth, birthUnordered = "birth unordered", dayOfYear = "day of year", month = "month of birth"
        case dayAndYear = "day and year"
        case firstOfJanuary = "first of january", notFirstOfJanuary = "not first of january"
        case sex
        case postcode, sector, district, town, address, door
        case school, schoolBigram = "school bigram"
        case upn, nhsNumber = "nhs number"
        case order
        case check
    }

    private let states: [Purpose: crypto_auth_hmacsha256_state]

    /// The keys of the linkage with this secret.
    init(_ secret: LinkageSecret) {
        var states: [Purpose: crypto_auth_hmacsha256_state] = [:]
        for purpose in Purpose.allCases {
            let label = "\(FieldEncodings.format) \(FieldEncodings.version) \(purpose.rawValue)"
            var state = crypto_auth_hmacsha256_state()
            secret.subkey(label).withUnsafeBytes { key in
                _ = crypto_auth_hmacsha256_init(&state, Array(key), key.count)
            }
            states[purpose] = state
        }
        self.states = states
    }

    /// The whole hash, 32 bytes, of a value for one purpose. `salt` is hashed with it.
    func hash(_ purpose: Purpose, _ value: [UInt8], salt: [UInt8] = []) -> [UInt8] {
        guard let state = states[purpose] else { return [] }
        // Values are letters, digits and spaces: a zero byte parts them from the salt beyond doubt.
        return Self.finish(state, salt.isEmpty ? value : salt + [0] + value)
    }

    func token(_ purpose: Purpose, _ value: [UInt8], salt: [UInt8] = []) -> FieldToken {
        FieldToken(hash(purpose, value, salt: salt))
    }

    private static func finish(_ state: crypto_auth_hmacsha256_state, _ message: [UInt8]) -> [UInt8] {
        var state = state
        var hash = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
        crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        crypto_auth_hmacsha256_final(&state, &hash)
        return hash
    }
}

import Crypto
import Foundation

/// How people are encoded: clkhash's linkage schema, version 3.
///
/// The parties of a linkage agree on one. With the same schema and secret, the encodings are bit for bit those of
/// clkhash 0.18.3 (Data61, Apache-2.0).
public struct LinkageSchema: Sendable {
    /// How keys are derived from the secret.
    struct Derivation: Sendable {
        enum Hash: String, Sendable { case sha256 = "SHA256", sha512 = "SHA512" }
        let hash: Hash
        let salt: [UInt8]
        let info: [UInt8]
        /// Bytes of a key.
        let keySize: Int
    }

    /// Bits of an encoding, after folding.
    let bits: Int
    /// How often a filter of `bits << folds` bits is folded in half by exclusive or.
    let folds: Int
    let derivation: Derivation
    /// The features in their order, those that are ignored included: each has keys of its own.
    let features: [Feature]
    /// A name for what the schema says: 16 bytes of SHA-256 in hexadecimal digits.
    let name: String

    /// The longest filter before folding, in bits: BLAKE2b is sliced into numbers of 16 bits.
    static let mostBits = 1 << 16
    /// No schema file is longer than this, in bytes.
    public static let longestFile = 1 << 20
    /// Hashes of one feature or one token in a filter.
    static let mostInsertions = 1 << 16

    /// Reads a schema.
    ///
    /// - throws: `EncodingError.unreadable` with what is wrong and where.
    public init(_ file: [UInt8]) throws(EncodingError) {
        guard file.count <= Self.longestFile else { throw SchemaObject.fault("it is longer than 1 MiB") }
        guard let tree = try? JSONDecoder().decode(JSONTree.self, from: Data(file)) else {
            throw SchemaObject.fault("it is not JSON")
        }
        let whole = try SchemaObject(tree, "its top level")
        guard try whole.number("version") == 3 else {
            throw SchemaObject.fault(
                "its version must be 3; clkhash's convert_to_latest_version makes one of older ones"
            )
        }
        let config = try whole.object("clkConfig")
        guard config.members["xorFolds"] == nil else {
            throw config.fault("has xorFolds, which clkhash silently leaves out; write xor_folds")
        }
        folds = try config.whole("xor_folds", in: 0...10) ?? 0
        bits = try config.requiredWhole("l", in: 8...Self.mostBits)
        guard bits << folds <= Self.mostBits else {
            throw config.fault("makes filters of more than \(Self.mostBits) bits before they are folded")
        }
        derivation = try Derivation(config.object("kdf"))
        guard case .array(let list)? = whole.members["features"], !list.isEmpty else {
            throw SchemaObject.fault("it has no list of features")
        }
        var features: [Feature] = []
        for (index, tree) in list.enumerated() {
            let object = try SchemaObject(tree, "feature \(index + 1)")
            features.append(try Feature(object, bits: bits << folds, keySize: derivation.keySize))
        }
        guard features.contains(where: { $0.hashing != nil }) else {
            throw SchemaObject.fault("all of its features are ignored")
        }
        guard Set(features.map(\.identifier)).count == features.count else {
            throw SchemaObject.fault("two of its features have one identifier")
        }
        guard 2 * features.count * derivation.keySize <= derivation.longestOutput else {
            throw SchemaObject.fault("HKDF gives no keys for so many features; take smaller keys or fewer features")
        }
        self.features = features
        let digest = SHA256.hash(data: Data(tree.canonical.utf8))
        name = digest.prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

extension LinkageSchema.Derivation {
    init(_ object: SchemaObject) throws(EncodingError) {
        guard try object.text("type") == "HKDF" else { throw object.fault("must have the type HKDF") }
        guard let hash = Hash(rawValue: try object.text("hash") ?? "SHA256") else {
            throw object.fault("must have the hash SHA256 or SHA512")
        }
        self.hash = hash
        salt = try object.bytes("salt")
        info = try object.bytes("info")
        keySize = try object.whole("keySize", in: 1...4096) ?? 64
    }

    /// Bytes that HKDF gives at most (RFC 5869, section 2.3).
    var longestOutput: Int { 255 * (hash == .sha256 ? 32 : 64) }

    /// Two keys for each of `count` features, as clkhash takes them from one output of HKDF.
    func keys(from secret: LinkageSecret, features count: Int) -> [(first: SymmetricKey, second: SymmetricKey)] {
        let length = 2 * count * keySize
        let output =
            switch hash {
            case .sha256:
                HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: secret.material,
                    salt: Data(salt),
                    info: Data(info),
                    outputByteCount: length
                )
            case .sha512:
                HKDF<SHA512>.deriveKey(
                    inputKeyMaterial: secret.material,
                    salt: Data(salt),
                    info: Data(info),
                    outputByteCount: length
                )
            }
        return output.withUnsafeBytes { bytes in
            (0..<count).map { feature in
                let start = 2 * feature * keySize
                return (
                    SymmetricKey(data: bytes[start..<start + keySize]),
                    SymmetricKey(data: bytes[start + keySize..<start + 2 * keySize])
                )
            }
        }
    }
}

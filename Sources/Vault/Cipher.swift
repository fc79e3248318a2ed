import Crypto
import Foundation

/// AES-256-GCM, and the words that are bound into each kind of box so that none can pass for another.
enum Cipher {
    /// A nonce of 12 bytes, the ciphertext, a tag of 16.
    static func seal(_ bytes: some DataProtocol, with key: SymmetricKey, bound: [UInt8]) throws(VaultError) -> Data {
        // Only a nonce of another length than the one made here would give no `combined`, and no input is too long.
        guard let box = try? AES.GCM.seal(bytes, using: key, authenticating: bound).combined else { throw .unstorable }
        return box
    }

    /// - Returns: `nil` where the box was not sealed with this key and these bound words.
    static func open(_ box: some DataProtocol, with key: SymmetricKey, bound: [UInt8]) -> Data? {
        guard let sealed = try? AES.GCM.SealedBox(combined: box) else { return nil }
        return try? AES.GCM.open(sealed, using: key, authenticating: bound)
    }

    static func bound(value subject: Subject, form: String) -> [UInt8] {
        bound("value 1", to: subject) + form.utf8
    }

    static func bound(chunk place: ChunkPlace, of subject: Subject) -> [UInt8] {
        let end = place.isLast ? "last" : "more"
        return bound("chunk 1", to: subject) + "\(place.blob.uuidString) \(place.number) \(end)".utf8
    }

    static func bound(secret name: String) -> [UInt8] {
        Array("safeloop secret 1\n\(name)".utf8)
    }

    /// The id goes in as its 16 bytes: a page opens many values, and writing an id out costs as much as opening one.
    private static func bound(_ use: String, to subject: Subject) -> [UInt8] {
        Array("safeloop \(use)\n\(subject.kind.rawValue)\n".utf8) + withUnsafeBytes(of: subject.id.uuid, Array.init)
    }
}

import Crypto
package import Foundation

/// Seals values under the keys of the subjects it was made for. Works without waiting, so that rules can use it.
package struct Sealer: Sendable {
    private let keys: [Subject: SymmetricKey]

    init(keys: [Subject: SymmetricKey]) {
        self.keys = keys
    }

    /// - Throws: ``VaultError/notLoaded(_:)`` for a subject that the sealer was not made for,
    ///   ``VaultError/unstorable`` for a value that has no JSON.
    package func seal<Value>(_ value: Value, under subject: Subject) throws(VaultError) -> Sealed<Value> {
        let bound = Cipher.bound(value: subject, form: Plain.form(of: Value.self))
        guard let plain = try? Plain.bytes(value) else { throw .unstorable }
        return Sealed(subject: subject, box: try Cipher.seal(plain, with: try key(of: subject), bound: bound))
    }

    /// - Throws: ``VaultError/notLoaded(_:)`` for a subject that the sealer was not made for.
    package func seal(
        chunk: some DataProtocol,
        at place: ChunkPlace,
        under subject: Subject
    ) throws(VaultError) -> [UInt8] {
        let bound = Cipher.bound(chunk: place, of: subject)
        return Array(try Cipher.seal(chunk, with: try key(of: subject), bound: bound))
    }

    private func key(of subject: Subject) throws(VaultError) -> SymmetricKey {
        guard let key = keys[subject] else { throw .notLoaded(subject) }
        return key
    }
}

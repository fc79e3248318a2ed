/// Secrets that change and can be destroyed: wrapped data keys, password hashes, signing keys. Kept apart from the
/// ledger, backed up apart from it. Every engine passes ``KeysContract``.
package protocol Keys: Sendable {
    func secret(_ name: SecretName) async throws(LedgerError) -> [UInt8]?

    /// Stores a secret only where there is none, and returns the one that is there afterwards.
    func create(_ name: SecretName, _ value: [UInt8]) async throws(LedgerError) -> [UInt8]

    /// Replaces a secret, if it still is what the caller read. Returns false, and changes nothing, where it is not.
    func replace(_ name: SecretName, _ old: [UInt8]?, with new: [UInt8]) async throws(LedgerError) -> Bool

    /// Destroys a secret for good: overwritten on disk before this returns.
    func destroy(_ name: SecretName) async throws(LedgerError)

    /// All names of one kind, for rotation.
    func names(kind: String) async throws(LedgerError) -> [SecretName]
}

package struct SecretName: Hashable, Sendable {
    /// `data`, `password`, `checkpoint`, `index` …
    package let kind: String
    package let id: String

    package init(kind: String, id: String) {
        self.kind = kind
        self.id = id
    }
}

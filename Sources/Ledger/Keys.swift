/// Secrets that change and can be destroyed: wrapped data keys, password hashes, signing keys. Kept apart from the
/// ledger, backed up apart from it. Every engine passes ``KeysContract``.
///
/// - Note: Safe to use from any task. Each call is one transaction, durable before it returns.
package protocol Keys: Sendable {
    /// Those of the named secrets that are there.
    func secrets(_ names: [SecretName]) async throws(LedgerError) -> [SecretName: [UInt8]]

    /// Stores each secret only where there is none, and returns what is there afterwards. A destroyed name takes no
    /// secret and is left out of the answer.
    func create(_ secrets: [SecretName: [UInt8]]) async throws(LedgerError) -> [SecretName: [UInt8]]

    /// Makes all of the changes, if every secret still is what the caller read. Returns false, and changes nothing,
    /// where one is not or its name was destroyed. What was replaced is overwritten on disk before this returns.
    func replace(_ changes: [SecretChange]) async throws(LedgerError) -> Bool

    /// Destroys secrets for good: overwritten on disk before this returns. A tombstone stays, so that the name can
    /// never hold a secret again; a name that held none gets one too.
    func destroy(_ names: [SecretName]) async throws(LedgerError)

    /// Those of the named secrets that were destroyed.
    func destroyed(_ names: [SecretName]) async throws(LedgerError) -> Set<SecretName>

    /// All names of one kind that hold a secret, in order of their ids.
    func names(kind: String) async throws(LedgerError) -> [SecretName]

    /// All names of one kind that were destroyed, in order of their ids.
    func tombstones(kind: String) async throws(LedgerError) -> [SecretName]
}

extension Keys {
    package func secret(_ name: SecretName) async throws(LedgerError) -> [UInt8]? {
        try await secrets([name])[name]
    }

    /// Stores a secret only where there is none, and returns the one that is there afterwards: `nil` where the name
    /// was destroyed.
    package func create(_ name: SecretName, _ value: [UInt8]) async throws(LedgerError) -> [UInt8]? {
        try await create([name: value])[name]
    }

    /// Replaces a secret, if it still is what the caller read. Returns false, and changes nothing, where it is not.
    package func replace(
        _ name: SecretName,
        _ old: [UInt8]?,
        with new: [UInt8]?
    ) async throws(LedgerError) -> Bool {
        try await replace([SecretChange(name: name, old: old, new: new)])
    }

    package func destroy(_ name: SecretName) async throws(LedgerError) {
        try await destroy([name])
    }
}

package struct SecretName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// `data.meeting`, `network`, `password` …
    package let kind: String
    package let id: String

    package init(kind: String, id: String) {
        self.kind = kind
        self.id = id
    }

    package var description: String { "\(kind)/\(id)" }

    package static func < (left: SecretName, right: SecretName) -> Bool {
        (left.kind, left.id) < (right.kind, right.id)
    }
}

/// One secret's next value. `nil` means that there is none: removed, not destroyed, so the name may be used again.
package struct SecretChange: Sendable {
    package let name: SecretName
    package let old: [UInt8]?
    package let new: [UInt8]?

    package init(name: SecretName, old: [UInt8]?, new: [UInt8]?) {
        self.name = name
        self.old = old
        self.new = new
    }
}

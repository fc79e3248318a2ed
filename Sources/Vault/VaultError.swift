package import Ledger

/// Why the vault would not, in words that hold no personal data and no secret.
package enum VaultError: Error, Hashable, Sendable {
    /// The subject's key was destroyed; nothing can be sealed under it again.
    case erased(Subject)
    /// The sealer was made for other subjects.
    case notLoaded(Subject)
    /// This kind of subject opens only under an admission that is on the record.
    case needsRecord(Subject.Kind)
    /// The admission's time is over.
    case admissionOver
    /// The master key does not belong to these keys. Nothing was written.
    case wrongKey
    /// The key is another network's.
    case keyOfAnotherNetwork(key: String, expected: String)
    /// The key file cannot be used: one clear sentence.
    case keyFile(String)
    /// The keys were lost: there is history, but not the keys it was sealed with.
    case keysMissing
    /// The passphrase or the password cannot be hashed: one clear sentence.
    case hashing(String)
    /// Too many passwords wait to be checked.
    case busy
    /// The value has no stored form, as a number that is not finite.
    case unstorable
    /// What was stored does not open with the key that it was stored under.
    case damaged
    case store(LedgerError)

    /// One clear sentence.
    package var message: String {
        switch self {
        case .erased(let subject): "The \(subject.kind.rawValue) was erased, so nothing more can be kept about it."
        case .notLoaded(let subject): "The key of \(subject) was not loaded before sealing."
        case .needsRecord(let kind): "Nothing about a \(kind.rawValue) opens before the reason is on the record."
        case .admissionOver: "This has been open for too long: say again what you need it for."
        case .wrongKey: "This master key does not fit the keys in this data folder: nothing was changed."
        case .keyOfAnotherNetwork(let key, let expected):
            "This master key belongs to network \(key), and this data folder to network \(expected)."
        case .keyFile(let sentence), .hashing(let sentence): sentence
        case .keysMissing:
            "There is history here but the keys it was sealed with are missing: put keys.sqlite back from its backup."
        case .unstorable: "This value cannot be kept in the form it has."
        case .busy: "Too many people are signing in at this moment: try again in a minute."
        case .damaged: "A stored key was altered or damaged: put keys.sqlite back from its backup."
        case .store(.unavailable(let sentence)), .store(.corrupt(_, let sentence)): sentence
        case .store: "The keys could not be stored."
        }
    }
}

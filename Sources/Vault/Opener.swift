import Almanac
import Crypto
package import Foundation

/// Opens what an admission covers, until its time is over. Works without waiting, so that pages can use it.
package struct Opener: Sendable {
    package let admission: Admission
    private let keys: [Subject: SymmetricKey]
    private let ring: KeyRing
    private let clock: @Sendable () -> Instant

    init(
        admission: Admission,
        keys: [Subject: SymmetricKey],
        ring: KeyRing,
        clock: @escaping @Sendable () -> Instant
    ) {
        self.admission = admission
        self.keys = keys
        self.ring = ring
        self.clock = clock
    }

    /// A subject that was first sealed after this opener was made is ``Opened/damaged`` to it, as its key is not there.
    package func open<Value>(_ sealed: Sealed<Value>) -> Opened<Value> {
        opened(of: sealed.subject) { key in
            let bound = Cipher.bound(value: sealed.subject, form: Plain.form(of: Value.self))
            return Cipher.open(sealed.box, with: key, bound: bound).flatMap {
                try? Plain.value($0, as: Value.self)
            }
        }
    }

    /// The text, or `nil` where it does not open, whatever the cause.
    package func text(_ sealed: Sealed<String>) -> String? {
        open(sealed).value
    }

    package func open(chunk: some DataProtocol, at place: ChunkPlace, of subject: Subject) -> Opened<[UInt8]> {
        opened(of: subject) { key in
            Cipher.open(chunk, with: key, bound: Cipher.bound(chunk: place, of: subject)).map { Array($0) }
        }
    }

    private func opened<Value>(of subject: Subject, _ unseal: (SymmetricKey) -> Value?) -> Opened<Value> {
        guard admission.subjects.covers(subject), clock() < admission.until else { return .notAdmitted }
        guard !ring.isErased(subject) else { return .erased }
        guard let key = keys[subject], let value = unseal(key) else { return .damaged }
        return .value(value)
    }
}

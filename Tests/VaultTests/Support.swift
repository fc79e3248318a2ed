import Almanac
import Crypto
import Foundation
import Ledger
import LedgerSQLite
import Synchronization

@testable import Vault

/// A folder that is gone when its owner is.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "vault-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Every byte of every file.
    func everything() throws -> Data {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted().reduce(into: Data()) { bytes, name in
            bytes.append(try Data(contentsOf: URL(fileURLWithPath: file(name))))
        }
    }
}

/// A clock that stands still until it is moved.
final class Clock: Sendable {
    private let time = Mutex(Instant(milliseconds: 1_795_300_000_000))

    var now: Instant { time.withLock { $0 } }

    func advance(seconds: Int64) {
        time.withLock { $0 = $0.adding(seconds: seconds) }
    }
}

enum Meeting {}
enum Child {}

/// A vault on memory, with a clock of its own.
struct Trial {
    let clock = Clock()
    let keys: any Keys
    let master: MasterKey
    let vault: Vault

    init(keys: any Keys = MemoryKeys(), master: MasterKey = .random(network: ID())) {
        self.keys = keys
        self.master = master
        let clock = clock
        vault = Vault(keys: keys, master: master, clock: { clock.now })
    }

    func sealed<Value>(_ value: Value, under subject: Subject) async throws -> Sealed<Value> {
        try await vault.sealer(for: [subject]).seal(value, under: subject)
    }

    func ordinary(_ subjects: Admission.Subjects) -> Admission {
        .ordinary(member: "m", session: "s", purpose: "meeting.read", subjects: subjects, at: clock.now)
    }

    func recorded(_ subjects: Admission.Subjects, positions: Range<Int> = 0..<1) -> Admission {
        let receipt = Receipt(positions: positions, repeated: false)
        return .recorded(
            member: "m",
            session: "s",
            purpose: "child.read",
            subjects: subjects,
            receipt: receipt,
            at: clock.now
        )
    }

    func opener(_ subjects: Subject...) async throws -> Opener {
        try await vault.opener(under: recorded(.these(Set(subjects))))
    }
}

extension SymmetricKey {
    static let trial = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
}

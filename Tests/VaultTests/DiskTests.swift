import Almanac
import Crypto
import Foundation
import Ledger
import LedgerSQLite
import Testing

@testable import Vault

@Suite("What lies on the disk tells nothing, and what is destroyed is overwritten")
struct DiskTests {
    let folder: Folder

    init() throws {
        folder = try Folder()
    }

    func keys() async throws -> SQLiteKeys { try await SQLiteKeys(path: folder.file("keys.sqlite")) }

    @Test("No plain text, no data key and no master key lies in any file")
    func plaintext() async throws {
        let trial = Trial(keys: try await keys())
        let desk = try await SQLiteDesk(path: folder.file("desk.sqlite"))
        let subject = Subject(.child, ID<Child>())
        let names = (0..<40).map { "Pip Wren the \($0)th" }
        let sealer = try await trial.vault.sealer(for: [subject])
        for (number, name) in names.enumerated() {
            let sealed = try sealer.seal(name, under: subject)
            try await desk.put(
                DeskKey(kind: "draft", id: "\(number)"),
                Array(try JSONEncoder().encode(sealed)),
                until: trial.clock.now.adding(seconds: 60)
            )
        }
        _ = try await trial.vault.blindIndex("pip.wren@example.org", purpose: "email")
        let found = try folder.everything()
        let dataKeys = try await trial.vault.load([subject]).values.map { $0.withUnsafeBytes { Data($0) } }
        #expect(dataKeys.count == 1)
        for secret in [Data("Pip Wren".utf8), Data("pip.wren".utf8), Data(trial.master.bytes)] + dataKeys {
            #expect(found.range(of: secret) == nil)
        }
        // The scan sees what is there: the subject's id is.
        #expect(found.range(of: Data(subject.id.uuidString.lowercased().utf8)) != nil)
    }

    @Test("A destroyed secret is in no file any more, also where rows were moved between pages")
    func destroyed() async throws {
        let keys = try await keys()
        var secrets: [SecretName: [UInt8]] = [:]
        for _ in 0..<400 { secrets[SecretName(kind: "password", id: UUID().uuidString)] = Random.bytes(100) }
        _ = try await keys.create(secrets)
        // Longer values make pages overflow, so that SQLite moves rows and leaves copies behind.
        let changes = secrets.keys.shuffled().prefix(200).map { name in
            SecretChange(name: name, old: secrets[name], new: Random.bytes(.random(in: 100...900)))
        }
        #expect(try await keys.replace(changes))
        var gone = changes.compactMap(\.old)
        for change in changes { secrets[change.name] = change.new }
        let before = Pieces(of: try folder.everything())
        #expect(secrets.values.allSatisfy(before.contain))

        let kept = try #require(secrets.keys.randomElement())
        let doomed = secrets.keys.filter { $0 != kept }
        try await keys.destroy(doomed)

        gone += doomed.compactMap { secrets[$0] }
        let after = Pieces(of: try folder.everything())
        #expect(gone.count == 599)
        #expect(!gone.contains(where: after.contain))
        #expect(try await keys.secrets(Array(secrets.keys)) == secrets.filter { $0.key == kept })
        #expect(after.contain(secrets[kept] ?? []))
    }

    @Test("Changed and removed secrets are in no file any more")
    func replaced() async throws {
        let keys = try await keys()
        let (changed, removed) = (SecretName(kind: "password", id: "a"), SecretName(kind: "password", id: "b"))
        let (first, second) = (Random.bytes(97), Random.bytes(120))
        _ = try await keys.create([changed: first, removed: second])
        #expect(try folder.everything().range(of: Data(first)) != nil)
        #expect(try await keys.replace(changed, first, with: Random.bytes(97)))
        #expect(try await keys.replace(removed, second, with: nil))
        let found = try folder.everything()
        #expect(found.range(of: Data(first)) == nil)
        #expect(found.range(of: Data(second)) == nil)
    }

    @Test("After rewrapping, nothing wrapped under the old master key is in any file")
    func rewrapped() async throws {
        let keys = try await keys()
        let trial = Trial(keys: keys)
        _ = try await trial.vault.sealer(for: Set((0..<300).map { _ in Subject(.meeting, ID<Meeting>()) }))
        let old = try await keys.secrets(try await trial.vault.wrappedNames())
        #expect(old.count == 301)
        try await trial.vault.rewrap(to: .random(network: trial.master.network))
        let found = try folder.everything()
        #expect(old.values.allSatisfy { found.range(of: Data($0)) == nil })
    }

    @Test("Secrets, tombstones and entries are there when the files are opened again")
    func reopened() async throws {
        let (kept, gone) = (SecretName(kind: "data.child", id: "a"), SecretName(kind: "data.child", id: "b"))
        let (entry, clock) = (DeskKey(kind: "session", id: "a"), Clock())
        do {
            let keys = try await keys()
            _ = try await keys.create([kept: [1], gone: [2]])
            try await keys.destroy(gone)
            try await SQLiteDesk(path: folder.file("desk.sqlite")).put(entry, [3], until: clock.now.adding(seconds: 9))
        }
        let keys = try await keys()
        #expect(try await keys.secrets([kept, gone]) == [kept: [1]])
        #expect(try await keys.create(gone, [4]) == nil)
        #expect(try await SQLiteDesk(path: folder.file("desk.sqlite")).value(entry, at: clock.now) == [3])
    }

    @Test(
        "A file that is not a database is told in one sentence and left alone",
        arguments: ["keys.sqlite", "desk.sqlite"]
    )
    func damaged(name: String) async throws {
        let garbage = Data(repeating: 0x5A, count: 10_000)
        try garbage.write(to: URL(fileURLWithPath: folder.file(name)))
        let refusal = await #expect(throws: LedgerError.self) {
            if name == "keys.sqlite" {
                _ = try await SQLiteKeys(path: folder.file(name))
            } else {
                _ = try await SQLiteDesk(path: folder.file(name))
            }
        }
        guard case .corrupt(_, let sentence) = refusal else {
            Issue.record("refused with \(String(describing: refusal))")
            return
        }
        #expect(sentence.contains(name))
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file(name))) == garbage)
    }

    @Test("Two openings of one file, as two programs have, agree on one secret")
    func twoOpenings() async throws {
        let (one, two) = (try await keys(), try await keys())
        let name = SecretName(kind: "data.child", id: "a")
        let answers = try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            for number in 0..<50 {
                group.addTask { try await (number.isMultiple(of: 2) ? one : two).create(name, [UInt8(number)]) }
            }
            return try await group.reduce(into: Set<[UInt8]?>()) { $0.insert($1) }
        }
        #expect(answers.count == 1)
        #expect(answers.first != .some(nil))
    }
}

/// Every run of 16 bytes in some files, to look many secrets up. A secret counts as there when its first 16 bytes are.
private struct Pieces {
    private let found: Set<[UInt8]>

    init(of data: Data) {
        let bytes = Array(data)
        found = Set((0...(bytes.count - 16)).map { Array(bytes[$0..<$0 + 16]) })
    }

    func contain(_ secret: [UInt8]) -> Bool { found.contains(Array(secret.prefix(16))) }
}

import Foundation
import GRDB
import Testing

@testable import Ledger
@testable import LedgerSQLite

@Suite("The SQLite ledger")
struct SQLiteLedgerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("What was appended is there after reopening, and the tree goes on")
    func reopening() async throws {
        let memory = MemoryLedger()
        for round in 0..<4 {
            let ledger = try await SQLiteLedger.open(folder: folder.path)
            for number in 0..<90 {
                let proposal = Sample.proposal("\(round)-\(number)", [("meeting/\(number % 7)", .any, 1 + number % 3)])
                #expect(try await ledger.append(proposal) == memory.append(proposal))
            }
            #expect(try await ledger.tree(size: nil) == memory.tree(size: nil))
            await ledger.close()
        }
        let ledger = try await SQLiteLedger.open(folder: folder.path)
        #expect(try await ledger.events(from: 0, limit: 1000) == memory.events(from: 0, limit: 1000))
        #expect(try await LedgerVerifier(ledger).verify().problem == nil)
    }

    @Test("The writer waits for the disk")
    func synchronous() async throws {
        let ledger = try await SQLiteLedger.open(folder: folder.path)
        let (journal, synchronous) = try await ledger.file.pool.writeWithoutTransaction { db in
            (
                try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(db, sql: "PRAGMA synchronous")
            )
        }
        #expect(journal == "wal")
        #expect(synchronous == 2)
    }

    @Test("Two ledgers on one file append beside each other, and each follows the other")
    func besideEachOther() async throws {
        let one = try await SQLiteLedger.open(folder: folder.path)
        let two = try await SQLiteLedger.open(folder: folder.path)
        let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
            for number in 0..<300 {
                let ledger = number % 2 == 0 ? one : two
                group.addTask { try await ledger.append(Sample.proposal("c\(number)", [("shared/all", .any, 1)])) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(receipts.map(\.positions.lowerBound)) == Set(0..<300))
        #expect(try await LedgerVerifier(one).verify().problem == nil)
        for ledger in [one, two] {
            for await count in ledger.counts() where count == 300 { break }
        }
    }

    @Test("A conflict does not fail those who share its transaction")
    func groupCommit() async throws {
        let ledger = try await SQLiteLedger.open(folder: folder.path)
        let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
            for number in 0..<200 {
                let expected: ExpectedVersion = number % 4 == 0 ? .exactly(7) : .new
                group.addTask {
                    let proposal = Sample.proposal("c\(number)", [("meeting/\(number)", expected, 1)])
                    return (number, (try? await ledger.append(proposal)) != nil)
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(outcomes.allSatisfy { $0.value == ($0.key % 4 != 0) })
        #expect(try await ledger.count() == 150)
    }

    @Test("Events are never edited", arguments: ["UPDATE event SET version = 9", "DELETE FROM event"])
    func triggers(change: String) async throws {
        let ledger = try await SQLiteLedger.open(folder: folder.path)
        try await Sample.fill(ledger, with: 1)
        await #expect(throws: DatabaseError.self) { try await ledger.file.pool.write { try $0.execute(sql: change) } }
    }

    @Test("When the disk is full, the append is refused in one sentence, nothing is lost, and later ones succeed")
    func diskFull() async throws {
        let ledger = try await SQLiteLedger.open(folder: folder.path)
        try await Sample.fill(ledger, with: 20)
        try await limitPages(of: ledger, to: 1)
        var large = Sample.proposal("large", [("meeting/a", .new, 1)])
        large.streams[0].events[0].payload = Array(repeating: 7, count: 1 << 20)
        let error = await #expect(throws: LedgerError.self) { try await ledger.append(large) }
        #expect(
            error
                == .unavailable(
                    "The disk that holds ledger.sqlite is full: nothing was written. Free some space and try again."
                )
        )
        #expect(try await ledger.count() == 20)
        try await limitPages(of: ledger, to: 1 << 30)
        #expect(try await ledger.append(large).positions == 20..<21)
        #expect(try await LedgerVerifier(ledger).verify().problem == nil)
    }

    @Test("A folder that cannot be written gives one sentence")
    func readOnly() async throws {
        let error = await #expect(throws: LedgerError.self) { try await SQLiteLedger.open(folder: "/proc/self") }
        #expect(
            error
                == .unavailable(
                    "The file ledger.sqlite cannot be opened for writing: check that its folder is there and writable."
                )
        )
    }

    @Test(
        "A ledger that became read-only gives one sentence, not a failure at the first append",
        .enabled(if: geteuid() != 0)
    )
    func becameReadOnly() async throws {
        let ledger = try await SQLiteLedger.open(folder: folder.path)
        try await Sample.fill(ledger, with: 1)
        await ledger.close()
        for name in ["ledger.sqlite", ""] {
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.file(name).path)
        }
        let error = await #expect(throws: LedgerError.self) { try await SQLiteLedger.open(folder: folder.path) }
        #expect(
            error
                == .unavailable(
                    "The file ledger.sqlite cannot be opened for writing: check that its folder is there and writable."
                )
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
    }

    @Test("A file that is not a database gives one sentence")
    func notADatabase() async throws {
        try Data(repeating: 65, count: 9000).write(to: folder.file("ledger.sqlite"))
        let error = await #expect(throws: LedgerError.self) { try await SQLiteLedger.open(folder: folder.path) }
        #expect(
            error
                == .corrupt(
                    position: nil,
                    "The file ledger.sqlite is damaged: SQLite cannot read it. Restore it from a backup."
                )
        )
    }

    @Test("A file of a newer format is refused, and left as it is")
    func newerFormat() async throws {
        let ledger = try await SQLiteLedger.open(folder: folder.path)
        try await ledger.file.pool.write { try $0.execute(sql: "PRAGMA user_version = 9") }
        await ledger.close()
        let error = await #expect(throws: LedgerError.self) { try await SQLiteLedger.open(folder: folder.path) }
        #expect(error == .unavailable("The file ledger.sqlite has format 9; this Safeloop reads format 1."))
    }

    @Test("A closed ledger refuses, and its counts end")
    func closed() async throws {
        let ledger = try await SQLiteLedger.open(folder: folder.path)
        let counts = ledger.counts()
        await ledger.close()
        for await _ in counts {}
        await #expect(throws: LedgerError.self) {
            try await ledger.append(Sample.proposal("c", [("meeting/a", .new, 1)]))
        }
    }

    @Test("A stored chunk whose bytes were changed is refused, and storing it again mends it")
    func damagedBlob() async throws {
        let ledger = try await SQLiteLedger.open(folder: folder.path)
        let hash = try await ledger.store(blob: Array("a photograph".utf8))
        let name = hash.description
        let file = folder.file("blobs/\(name.prefix(2))/\(name.dropFirst(2))")
        try Data("another one".utf8).write(to: file)
        await #expect(throws: LedgerError.self) { try await ledger.blob(hash) }
        #expect(
            try await LedgerVerifier(ledger).verify().problem?.sentence.contains("chunk \(name) is damaged") == true
        )
        #expect(try await ledger.store(blob: Array("a photograph".utf8)) == hash)
        #expect(try await ledger.blob(hash) == Array("a photograph".utf8))
    }

    private func limitPages(of ledger: SQLiteLedger, to pages: Int) async throws {
        try await ledger.file.pool.writeWithoutTransaction { db in
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
        }
    }
}

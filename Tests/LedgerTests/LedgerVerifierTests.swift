import Foundation
import GRDB
import Testing

@testable import Ledger
@testable import LedgerSQLite

@Suite("Verification says where a history was changed")
struct LedgerVerifierTests {
    private let folder: TemporaryFolder
    private let ledger: SQLiteLedger

    init() async throws {
        folder = try TemporaryFolder()
        ledger = try await SQLiteLedger.open(folder: folder.path)
        for number in 0..<30 {
            let proposal = Sample.proposal(
                "c\(number)",
                [("meeting/\(number % 4)", .any, 10), ("shared/all", .any, 1)]
            )
            _ = try await ledger.append(proposal)
        }
    }

    @Test("A whole ledger is right, up to its newest event")
    func whole() async throws {
        let verification = try await LedgerVerifier(ledger, heads: [ledger.tree(size: 0), ledger.tree(size: 77)])
            .verify()
        #expect(verification.problem == nil)
        #expect(try await verification.head == ledger.tree(size: nil))
    }

    @Test("Any flipped byte of a stored record is found at its position", arguments: [0, 142, 255, 256, 329])
    func flippedByte(position: Int) async throws {
        let record = try await ledger.events(from: position, limit: 1)[0].record
        try await dropTriggers()
        for index in record.indices {
            var changed = record
            changed[index] ^= 1 << UInt8(index % 8)
            try await set("record", to: Data(changed), at: position)
            #expect(try await problem?.position == position, "byte \(index)")
        }
        try await set("record", to: Data(record), at: position)
        #expect(try await problem == nil)
    }

    @Test("A reader refuses a changed record too")
    func changedForReaders() async throws {
        try await dropTriggers()
        var record = try await ledger.events(from: 12, limit: 1)[0].record
        record[record.count - 2] ^= 1
        try await set("record", to: Data(record), at: 12)
        let error = await #expect(throws: LedgerError.self) { try await ledger.events(from: 0, limit: 50) }
        guard case .corrupt(12, _) = error else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
    }

    @Test(
        "A column that is not what the record says is found",
        arguments: [
            "stream = 'meeting/x'", "version = 99", "actor = 'x'", "command = 'x'", "part = 50", "leaf = x'00'",
        ]
    )
    func changedColumn(change: String) async throws {
        try await dropTriggers()
        try await execute("UPDATE event SET \(change) WHERE position = 33")
        #expect(try await problem?.position == 33)
    }

    @Test("A record that was replaced together with its hash is found in the tree")
    func replaced() async throws {
        try await dropTriggers()
        var record = try await ledger.events(from: 100, limit: 1)[0].record
        record[record.count - 2] ^= 1
        try await set("record", to: Data(record), at: 100)
        try await set("leaf", to: Data(Merkle.leaf(record).bytes), at: 100)
        #expect(
            try await problem?.sentence == "The stored tree over the events 0 to 255 is not the tree of their records."
        )
    }

    @Test("A history that agrees with itself is found by a checkpoint kept elsewhere")
    func rewritten() async throws {
        let signed = try await ledger.tree(size: 329)
        try await dropTriggers()
        var record = try await ledger.events(from: 328, limit: 1)[0].record
        record[record.count - 2] ^= 1
        try await set("record", to: Data(record), at: 328)
        try await set("leaf", to: Data(Merkle.leaf(record).bytes), at: 328)
        #expect(try await problem == nil)
        #expect(try await LedgerVerifier(ledger, heads: [signed]).verify().problem?.position == 328)
    }

    @Test("A missing event is found, at the end by the checkpoint or the command that is not whole")
    func missing() async throws {
        let signed = try await ledger.tree(size: 330)
        try await dropTriggers()
        try await execute("DELETE FROM event WHERE position = 329")
        #expect(try await problem?.sentence == "The event at position 329 is missing: its command is not whole.")
        try await execute("DELETE FROM event WHERE position > 318")
        #expect(try await problem == nil)
        #expect(try await LedgerVerifier(ledger, heads: [signed]).verify().problem?.position == 319)
        try await execute("DELETE FROM event WHERE position = 40")
        #expect(try await problem?.sentence == "The event at position 40 is missing.")
    }

    @Test("Changed, missing and added hashes of the stored tree are found")
    func storedTree() async throws {
        try await dropTriggers()
        try await execute("INSERT INTO subtree VALUES (8, 1, x'00')")
        #expect(try await problem?.sentence == "The stored tree holds hashes that belong to no event.")
        try await execute("DELETE FROM subtree WHERE number = 1; UPDATE subtree SET hash = zeroblob(32)")
        #expect(try await problem?.position == 0)
        try await execute("DELETE FROM subtree")
        #expect(try await problem?.position == 0)
    }

    @Test("A blob that an event refers to and that is not there is found")
    func missingBlob() async throws {
        let absent = Hash(of: [1])
        let verifier = LedgerVerifier(ledger) { $0.position == 5 ? [absent] : [] }
        #expect(try await verifier.verify().problem?.position == 5)
    }

    @Test("Progress ends at the newest event")
    func progress() async throws {
        await confirmation(expectedCount: 1) { done in
            _ = try? await LedgerVerifier(ledger).verify { verified, count in
                if verified == count { done() }
            }
        }
    }

    @Test("A corrupt page anywhere gives one clear sentence and never a crash")
    func corruptPages() async throws {
        await ledger.close()
        let whole = try Data(contentsOf: folder.file("ledger.sqlite"))
        for page in 0..<(whole.count / 4096) {
            var damaged = whole
            for offset in stride(from: page * 4096, to: page * 4096 + 4096, by: 3) {
                damaged[offset] = UInt8.random(in: 0...255)
            }
            let place = try TemporaryFolder()
            try damaged.write(to: place.file("ledger.sqlite"))
            let sentence = await sentence(ofFileIn: place)
            #expect(sentence.hasSuffix("."), "page \(page): \(sentence)")
        }
    }

    private func sentence(ofFileIn folder: TemporaryFolder) async -> String {
        do throws(LedgerError) {
            let ledger = try await SQLiteLedger.open(folder: folder.path)
            let verification = try await LedgerVerifier(ledger).verify()
            await ledger.close()
            return verification.problem?.sentence ?? "nothing found"
        } catch {
            switch error {
            case .corrupt(_, let sentence), .unavailable(let sentence), .invalid(let sentence): return sentence
            case .conflict, .commandReused: return "\(error)"
            }
        }
    }

    private var problem: Verification.Problem? {
        get async throws { try await LedgerVerifier(ledger).verify().problem }
    }

    private func dropTriggers() async throws {
        try await execute(
            """
            DROP TRIGGER eventNoUPDATE; DROP TRIGGER eventNoDELETE;
            DROP TRIGGER subtreeNoUPDATE; DROP TRIGGER subtreeNoDELETE;
            """
        )
    }

    private func set(_ column: String, to value: Data, at position: Int) async throws {
        try await ledger.file.pool.write { db in
            try db.execute(sql: "UPDATE event SET \(column) = ? WHERE position = ?", arguments: [value, position])
        }
    }

    private func execute(_ sql: String) async throws {
        try await ledger.file.pool.write { try $0.execute(sql: sql) }
    }
}

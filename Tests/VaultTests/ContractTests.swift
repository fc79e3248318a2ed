import Ledger
import LedgerSQLite
import Testing

@Suite("Every engine of the Keys and the Desk keeps its contract")
struct ContractTests {
    @Test("Keys in memory", arguments: KeysContract.rules)
    func memoryKeys(rule: ContractRule<any Keys>) async throws {
        try await rule.check(MemoryKeys())
    }

    @Test("Keys in SQLite", arguments: KeysContract.rules)
    func sqliteKeys(rule: ContractRule<any Keys>) async throws {
        let folder = try Folder()
        try await rule.check(try await SQLiteKeys(path: folder.file("keys.sqlite")))
    }

    @Test("A desk in memory", arguments: DeskContract.rules)
    func memoryDesk(rule: ContractRule<any Desk>) async throws {
        try await rule.check(MemoryDesk())
    }

    @Test("A desk in SQLite", arguments: DeskContract.rules)
    func sqliteDesk(rule: ContractRule<any Desk>) async throws {
        let folder = try Folder()
        try await rule.check(try await SQLiteDesk(path: folder.file("desk.sqlite")))
    }
}

import Ledger
import LedgerSQLite
import Testing

@Suite("Every engine keeps the ledger's contract")
struct LedgerContractTests {
    @Test(arguments: LedgerContract.rules)
    func memory(rule: LedgerContract.Rule) async throws {
        try await rule.check(MemoryLedger())
    }

    @Test(arguments: LedgerContract.rules)
    func sqlite(rule: LedgerContract.Rule) async throws {
        let folder = try TemporaryFolder()
        let ledger = try await SQLiteLedger.open(folder: folder.path)
        try await rule.check(ledger)
        await ledger.close()
    }
}

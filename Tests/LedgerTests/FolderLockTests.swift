import Foundation
import Ledger
import LedgerSQLite
import Testing

@Suite("One server a data folder")
struct FolderLockTests {
    @Test("A second server is refused and told which process holds the folder, until the first is gone")
    func second() throws {
        let folder = try TemporaryFolder()
        var first: FolderLock? = try FolderLock(folder: folder.path)
        let error = #expect(throws: LedgerError.self) { try FolderLock(folder: folder.path) }
        let process = ProcessInfo.processInfo.processIdentifier
        #expect(
            error
                == .unavailable(
                    "Another Safeloop server (process \(process)) is using this data folder: stop it first."
                )
        )
        withExtendedLifetime(first) {}
        first = nil
        _ = try FolderLock(folder: folder.path)
    }

    @Test("A folder that cannot be written gives one sentence")
    func notWritable() {
        let error = #expect(throws: LedgerError.self) { try FolderLock(folder: "/proc/self") }
        #expect(error == .unavailable("The data folder cannot be written: check that it is there and writable."))
    }
}

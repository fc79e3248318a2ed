import Foundation
package import Ledger

/// One server a data folder: holds the file `lock` until it is released or the process ends, however it ends.
///
/// - Note: The lock belongs to the process, not to programs that it starts.
package final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of a folder. Does not wait, and does not block for long.
    ///
    /// - Throws: ``LedgerError/unavailable(_:)``, which names the process that holds it.
    package init(folder: String) throws(LedgerError) {
        descriptor = open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unavailable("The data folder cannot be written: check that it is there and writable.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(descriptor)
            throw .unavailable("Another Safeloop server\(holder) is using this data folder: stop it first.")
        }
        let name = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        pwrite(descriptor, name, name.count, 0)
    }

    deinit {
        close(descriptor)
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        return Int32(text.trimmingCharacters(in: .newlines)).map { " (process \($0))" } ?? ""
    }
}

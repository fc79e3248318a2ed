import Foundation
import Ledger

/// Where a file of a master key is exchanged for another: the new key waits beside the old one until every wrapped key
/// has changed over, so that a crash at any moment leaves the one that fits.
extension MasterKeyFile {
    /// The key that is to be next.
    package var next: MasterKeyFile { MasterKeyFile(path: path + ".next") }
    /// The key that was before: it opens backups of the keys that were made before.
    package var previous: MasterKeyFile { MasterKeyFile(path: path + ".previous") }

    /// Puts the next key in this one's place, and keeps this one as the previous.
    package func promoteNext() throws(VaultError) {
        unlink(previous.path)
        guard link(path, previous.path) == 0, rename(next.path, path) == 0 else {
            throw .keyFile(
                "The new master key is at \(next.path) and could not be put in its place: rename it to \(path)."
            )
        }
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}

import Almanac
import Foundation
import Ledger

/// Sealed chunks as files named by the SHA-256 of their bytes. A file is there whole or not at all.
struct BlobFolder: Sendable {
    let path: String

    /// Blocks: call it through ``offPool(_:)``.
    func store(_ bytes: [UInt8]) throws(LedgerError) -> Hash {
        let hash = Hash(of: bytes)
        let place = file(of: hash)
        try makeFolder(path)
        try makeFolder(place.folder)
        // With others who store, and with nobody who takes away: what is found here stays for as long as if it were new.
        try holding(LOCK_SH) { () throws(LedgerError) in
            if contents(of: place.path) == bytes, utimensat(AT_FDCWD, place.path, nil, 0) == 0 { return }
            let temporary = "\(path)/.part-\(UUID().uuidString)"
            try write(bytes, to: temporary)
            guard rename(temporary, place.path) == 0 else {
                let error = errno
                unlink(temporary)
                throw Self.failure(error)
            }
        }
        try flush(place.folder)
        return hash
    }

    /// Blocks: call it through ``offPool(_:)``.
    func names(storedBefore moment: Instant) -> [Hash] {
        names().filter { Self.storedAt(file(of: $0).path).map { $0 < moment } ?? false }
    }

    /// Blocks: call it through ``offPool(_:)``.
    func remove(_ hash: Hash, storedBefore moment: Instant) throws(LedgerError) -> Bool {
        let place = file(of: hash)
        return try holding(LOCK_EX) { () throws(LedgerError) in
            guard let stored = Self.storedAt(place.path), stored < moment else { return false }
            guard unlink(place.path) == 0 || errno == ENOENT else { throw Self.failure(errno) }
            return true
        }
    }

    private static func storedAt(_ path: String) -> Instant? {
        var about = stat()
        guard stat(path, &about) == 0 else { return nil }
        return Instant(milliseconds: Int64(about.st_mtim.tv_sec) * 1000 + Int64(about.st_mtim.tv_nsec) / 1_000_000)
    }

    /// Does something with the folder as a whole while it is locked, for other processes too.
    private func holding<Value>(_ lock: Int32, _ work: () throws(LedgerError) -> Value) throws(LedgerError) -> Value {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(errno) }
        // Closing lets go of it.
        defer { close(descriptor) }
        while flock(descriptor, lock) != 0 {
            guard errno == EINTR else { throw Self.failure(errno) }
        }
        return try work()
    }

    /// Blocks: call it through ``offPool(_:)``.
    func blob(_ hash: Hash) throws(LedgerError) -> [UInt8]? {
        guard let bytes = contents(of: file(of: hash).path) else { return nil }
        guard Hash(of: bytes) == hash else {
            throw .corrupt(position: nil, "The stored chunk \(hash) is damaged: its bytes do not match its name.")
        }
        return bytes
    }

    /// The hashes that files are named by. Blocks.
    func names() -> [Hash] {
        let manager = FileManager.default
        return ((try? manager.contentsOfDirectory(atPath: path)) ?? []).sorted().flatMap { folder in
            ((try? manager.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
                .compactMap { Hash(hexadecimal: folder + $0) }
        }
    }

    /// `blobs/ab/cdef…`: not all in one folder.
    private func file(of hash: Hash) -> (folder: String, path: String) {
        let name = hash.description
        let folder = "\(path)/\(name.prefix(2))"
        return (folder, "\(folder)/\(name.dropFirst(2))")
    }

    private func contents(of path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { [UInt8]($0) }
    }

    private func makeFolder(_ path: String) throws(LedgerError) {
        if mkdir(path, 0o700) == 0 {
            try flush(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        } else if errno != EEXIST {
            throw Self.failure(errno)
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(LedgerError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.failure(errno) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            guard count > 0 || (count < 0 && errno == EINTR) else { break }
            written += max(0, count)
        }
        let isFlushed = written == bytes.count && fsync(file) == 0
        let error = errno
        close(file)
        guard isFlushed else {
            unlink(path)
            throw Self.failure(error)
        }
    }

    /// Makes the names in a folder durable.
    private func flush(_ folder: String) throws(LedgerError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.failure(errno) }
    }

    private static func failure(_ error: Int32) -> LedgerError {
        switch error {
        case ENOSPC, EDQUOT, EFBIG:
            .unavailable("The disk that holds the blobs is full: nothing was written. Free some space and try again.")
        case EROFS, EACCES, EPERM:
            .unavailable("The folder of the blobs cannot be written: check that it is there and writable.")
        default:
            .unavailable("The folder of the blobs cannot be used (system error \(error)).")
        }
    }
}

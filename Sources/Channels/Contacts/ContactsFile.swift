import Dispatch
import Foundation

/// The bytes of a list of contacts, from a file or from standard input.
package enum ContactsFile {
    /// - Parameter path: A file, or `-` for standard input.
    /// - Throws: ``ContactsUnreadable`` where it cannot be opened or is too large.
    package static func bytes(of path: String) async throws(ContactsUnreadable) -> [UInt8] {
        let result: Result<[UInt8], ContactsUnreadable> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: read(path)) }
        }
        return try result.get()
    }

    private static func read(_ path: String) -> Result<[UInt8], ContactsUnreadable> {
        let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let handle else { return .failure(.notFound) }
        defer { if path != "-" { try? handle.close() } }
        do {
            let data = try handle.read(upToCount: ContactsReader.sizeLimit + 1) ?? Data()
            return data.count > ContactsReader.sizeLimit ? .failure(.tooLarge) : .success(Array(data))
        } catch {
            return .failure(.notFound)
        }
    }
}

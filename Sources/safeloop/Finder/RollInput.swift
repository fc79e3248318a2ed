import Foundation

/// A file that is read from its beginning to its end, a part at a time; standard input for `-`.
struct RollInput {
    let path: String

    struct Parts {
        fileprivate let path: String
        fileprivate let file: FileHandle

        /// The next bytes; nil at the end.
        mutating func next() throws -> [UInt8]? {
            do {
                guard let chunk = try file.read(upToCount: 1 << 21), !chunk.isEmpty else { return nil }
                return Array(chunk)
            } catch {
                throw Failure.unreadable("\(path) cannot be read.")
            }
        }
    }

    func open() throws -> Parts {
        if path == "-" { return Parts(path: path, file: .standardInput) }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Failure.unreadable("There is no file \(path) that can be read.")
        }
        return Parts(path: path, file: file)
    }
}

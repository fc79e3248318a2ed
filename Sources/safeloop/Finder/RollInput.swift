import Foundation

/// A file that is read from its beginning to its end, a part at a time; standard input for `-`.
struct RollInput {
    let path: String

    struct Parts {
        fileprivate let path: String
        fileprivate let file: FileHandle

        /// The next bytes; nil at the end.
        mutating func next() throws -> [UInt8]? {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.most) { buffer, initialized in
                repeat {
                    count = read(file.fileDescriptor, buffer.baseAddress, buffer.count)
                } while count < 0 && errno == EINTR
                initialized = max(0, count)
            }
            guard count >= 0 else { throw Failure.unreadable("\(path) cannot be read to its end.") }
            return bytes.isEmpty ? nil : bytes
        }

        private static let most = 1 << 21
    }

    func open() throws -> Parts {
        if path == "-" { return Parts(path: path, file: .standardInput) }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw Failure.unreadable("\(path) is a folder; name a file.")
        }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Failure.unreadable("There is no file \(path) that can be read.")
        }
        return Parts(path: path, file: file)
    }
}

import ArgumentParser
import Foundation

/// A file that appears whole or not at all, readable by its owner alone: it is written beside its place, and takes it
/// when it is done.
struct WholeFile: ~Copyable {
    private let path: String
    private let draft: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isDone = false

    /// Begins a file that will be at `path`; a folder or something that is no file is left alone, and so are the files
    /// that it is made of.
    ///
    /// - parameter inputs: paths, of which `-` is standard input.
    init(_ path: String, sparing inputs: [String] = []) throws {
        if let identity = FileIdentity(path), inputs.contains(where: { FileIdentity($0) == identity }) {
            throw Failure(sentence: FilePlace.isInput(path), code: 64)
        }
        let draft = "\(path).\(UUID().uuidString)"
        var status = stat()
        let isThere = stat(path, &status) == 0
        guard !isThere || status.st_mode & S_IFMT == S_IFREG else {
            throw Failure.unavailable("\(path) is no file; name another with --out.")
        }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure.unavailable("\(path) cannot be written.") }
        self.path = path
        self.draft = draft
        self.descriptor = descriptor
    }

    mutating func write(_ bytes: [UInt8]) throws {
        if buffer.isEmpty { buffer = bytes } else { buffer += bytes }
        if buffer.count > 1 << 20 { try flush() }
    }

    private mutating func flush() throws {
        var done = 0
        while done < buffer.count {
            let count = buffer.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw full }
            done += count
        }
        buffer = []
    }

    private var full: Failure { .unavailable("\(path) cannot be written. Check the free space.") }

    /// Puts the file in its place.
    ///
    /// - parameter replacing: whether one that is there may be replaced; else it is left alone and refused.
    consuming func finish(replacing: Bool = true) throws {
        try flush()
        guard fsync(descriptor) == 0 else { throw full }
        if replacing {
            guard rename(draft, path) == 0 else { throw full }
            isDone = true
        } else if link(draft, path) != 0 {
            throw errno == EEXIST
                ? Failure.refused("There is a file \(path) already: it was left alone.")
                : Failure.unavailable("\(path) cannot be written.")
        }
    }

    deinit {
        close(descriptor)
        if !isDone { unlink(draft) }
    }
}

/// Where a path leads, whether or not there is a file.
struct FilePlace: Equatable {
    private let path: String

    init(_ path: String) {
        let url = URL(fileURLWithPath: path)
        self.path =
            Self.resolved(url.path)
            ?? Self.resolved(url.deletingLastPathComponent().path).map { $0 + "/" + url.lastPathComponent } ?? url.path
    }

    private static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// Refuses an output that would take the place of a file it is made of.
    ///
    /// - parameter inputs: paths, of which `-` is standard input.
    static func check(_ output: String?, isNoneOf inputs: [String]) throws {
        guard let output else { return }
        let place = FilePlace(output)
        guard !inputs.contains(where: { $0 != "-" && FilePlace($0) == place }) else {
            throw ValidationError(isInput(output))
        }
    }

    fileprivate static func isInput(_ path: String) -> String {
        "\(path) is read by this command; name another file with --out."
    }
}

/// Which file it is, whatever it is called.
private struct FileIdentity: Equatable {
    private let device: dev_t
    private let number: ino_t

    /// nil where there is none; standard input for `-`.
    init?(_ path: String) {
        var status = stat()
        guard (path == "-" ? fstat(STDIN_FILENO, &status) : stat(path, &status)) == 0 else { return nil }
        device = status.st_dev
        number = status.st_ino
    }
}

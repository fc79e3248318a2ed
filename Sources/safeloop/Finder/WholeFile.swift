import ArgumentParser
import Foundation

/// A file that appears whole or not at all, readable by its owner alone: it is written beside its place, and takes it
/// when it is done. What cannot be replaced, a device or a pipe, is written as it comes.
final class WholeFile {
    /// As it was given; nil for standard output.
    private let path: String?
    private let place: String
    /// Where it is until it is done; nil for what cannot be replaced.
    private var draft: String?
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Begins a file that will be where `path` leads, or standard output for nil. The files that it is made of are left
    /// alone.
    ///
    /// - parameter inputs: paths, of which `-` is standard input.
    init(_ path: String?, sparing inputs: [String] = []) throws {
        self.path = path
        guard let path else {
            (place, descriptor) = ("", STDOUT_FILENO)
            return
        }
        if let identity = FileIdentity(path), inputs.contains(where: { FileIdentity($0) == identity }) {
            throw Failure(sentence: FilePlace.isInput(path), code: 64)
        }
        place = FilePlace(path).path
        var status = stat()
        let isReplaced = stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
        let draft = isReplaced ? "\(place).\(UUID().uuidString)" : nil
        if let draft { Drafts.add(draft) }
        descriptor = open(draft ?? path, O_WRONLY | O_CLOEXEC | (isReplaced ? O_CREAT | O_EXCL : 0), 0o600)
        guard descriptor >= 0 else {
            throw Failure.unavailable("\(path) cannot be written. Look whether you may write to its folder.")
        }
        self.draft = draft
    }

    func write(_ bytes: some Collection<UInt8>) throws {
        buffer += bytes
        if buffer.count > 1 << 20 { try flush() }
    }

    private func flush() throws {
        var done = 0
        while done < buffer.count {
            let count = buffer.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw full }
            done += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private var full: Failure { .unavailable("\(path ?? "The answer") cannot be written. Check the free space.") }

    /// Puts the file in its place. Nothing can be added after it.
    ///
    /// - parameter replacing: whether something that is there may be replaced; else it is left alone and refused.
    func finish(replacing: Bool = true) throws {
        guard replacing || draft != nil else { throw isThere }
        try flush()
        guard let draft else { return }
        guard fsync(descriptor) == 0 else { throw full }
        if replacing {
            guard rename(draft, place) == 0 else { throw full }
            Drafts.keep(draft)
            self.draft = nil
        } else if link(draft, place) != 0 {
            throw errno == EEXIST ? isThere : full
        }
    }

    private var isThere: Failure { .refused("There is a file \(path ?? "") already: it was left alone.") }

    deinit {
        if path != nil, descriptor >= 0 { close(descriptor) }
        if let draft { Drafts.remove(draft) }
    }
}

/// Where a path leads, whether or not there is a file.
struct FilePlace: Equatable {
    fileprivate let path: String

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
        "\(path) is read by this command; name another file."
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

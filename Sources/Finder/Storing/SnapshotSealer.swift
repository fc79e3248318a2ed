/// Seals what an index writes to disk, so that nothing there can be read without a key and nothing changed unseen.
///
/// The Finder has no keys; whoever stores an index gives it a sealer. `open` must refuse, by throwing, whatever `seal`
/// did not make with the same `bound` bytes: an authenticated cipher with `bound` as its additional data does.
public protocol SnapshotSealer: Sendable {
    /// Seals a piece of at most 4 MiB.
    ///
    /// - parameter bound: bytes that are not hidden; the sealed piece can be opened with the same bytes alone. They are
    ///   different for every piece ever sealed.
    func seal(_ piece: [UInt8], bound: [UInt8]) throws -> [UInt8]

    /// Opens what `seal` made with the same `bound`; throws for anything else.
    func open(_ sealed: [UInt8], bound: [UInt8]) throws -> [UInt8]
}

/// Why an index cannot be stored, or not be taken from where it was stored.
public enum SnapshotError: Error, Equatable, CustomStringConvertible {
    /// There is no regular file at this path, or it cannot be read.
    case missing(String)
    /// What is at this path is no whole snapshot of this key and version.
    case refused(String)
    /// Nothing can be stored at this path.
    case unwritable(String)

    /// A sentence that says what to do.
    public var description: String {
        switch self {
        case .missing(let path): "There is no stored index at \(path) that can be read; build it again."
        case .refused(let path):
            "The stored index at \(path) is not whole, was altered, or is of another key or version; build it again."
        case .unwritable(let path): "The index cannot be stored at \(path). Check the folder and the free space."
        }
    }
}

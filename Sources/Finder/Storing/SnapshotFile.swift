import Foundation

/// The file of a stored index: a header in clear that tells nothing of anybody, and sealed pieces.
///
/// ```
/// 8 bytes   SLFINDEX
/// 4 bytes   version, in the order of bytes of the machine, so that one of another order reads another version
/// 16 bytes  picked by chance for this file
/// …         pieces: 4 bytes length, sealed bytes
/// ```
/// Each piece is bound to the header, to its number and to whether it is the last: pieces cannot be taken from another
/// file, swapped, repeated or cut off. The opened pieces, end to end, hold arrays: 8 bytes how many, then their memory.
enum SnapshotFormat {
    static let version: UInt32 = 1
    static let pieceSize = 4 << 20
    static let headerSize = 28
    static let mark = Array("SLFINDEX".utf8)

    static func bound(_ header: [UInt8], _ number: UInt64, isLast: Bool) -> [UInt8] {
        header + withUnsafeBytes(of: number.littleEndian, Array.init) + [isLast ? 1 : 0]
    }
}

/// Writes a stored index beside its place, and puts it there when it is whole and on the disk.
struct SnapshotWriter<Sealer: SnapshotSealer>: ~Copyable {
    private let path: String
    private let draft: String
    private let file: Int32
    private let sealer: Sealer
    private let header: [UInt8]
    private let pieceSize: Int
    private var piece: [UInt8] = []
    private var number: UInt64 = 0

    init(path: String, sealer: Sealer, pieceSize: Int = SnapshotFormat.pieceSize) throws(SnapshotError) {
        self.path = path
        self.sealer = sealer
        self.pieceSize = pieceSize
        var header = SnapshotFormat.mark
        withUnsafeBytes(of: SnapshotFormat.version) { header += $0 }
        for _ in 0..<16 { header.append(UInt8.random(in: .min ... .max)) }
        self.header = header
        draft = "\(path).\(UUID().uuidString)"
        file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unwritable(path) }
        try write(header)
    }

    deinit {
        if file >= 0 {
            close(file)
            unlink(draft)
        }
    }

    /// Adds an array.
    mutating func put<Element: BitwiseCopyable>(_ elements: [Element]) throws(SnapshotError) {
        try putBytes(of: [UInt64(elements.count)])
        try putBytes(of: elements)
    }

    private mutating func putBytes<Element: BitwiseCopyable>(of elements: [Element]) throws(SnapshotError) {
        var start = 0
        let count = elements.count * MemoryLayout<Element>.stride
        while start < count {
            if piece.count == pieceSize { try seal(isLast: false) }
            let end = min(count, start + pieceSize - piece.count)
            elements.withUnsafeBytes { piece += $0[start..<end] }
            start = end
        }
    }

    private mutating func seal(isLast: Bool) throws(SnapshotError) {
        let bound = SnapshotFormat.bound(header, number, isLast: isLast)
        guard let sealed = try? sealer.seal(piece, bound: bound), sealed.count <= UInt32.max else {
            throw .unwritable(path)
        }
        try write(withUnsafeBytes(of: UInt32(sealed.count).littleEndian, Array.init))
        try write(sealed)
        piece.removeAll(keepingCapacity: true)
        number += 1
    }

    private func write(_ bytes: [UInt8]) throws(SnapshotError) {
        var start = 0
        while start < bytes.count {
            let written = bytes[start...].withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .unwritable(path) }
            start += written
        }
    }

    /// Seals the last piece and puts the file in its place.
    mutating func finish() throws(SnapshotError) {
        try seal(isLast: true)
        guard fsync(file) == 0, rename(draft, path) == 0 else { throw .unwritable(path) }
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}

/// Reads a stored index.
struct SnapshotReader<Sealer: SnapshotSealer>: ~Copyable {
    private let path: String
    private let file: Int32
    private let sealer: Sealer
    private var header: [UInt8] = []
    /// How many bytes of the file have not been read.
    private var left = 0
    private var piece: [UInt8] = []
    private var taken = 0
    private var number: UInt64 = 0

    init(path: String, sealer: Sealer) throws(SnapshotError) {
        self.path = path
        self.sealer = sealer
        file = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard file >= 0, fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .missing(path) }
        left = Int(status.st_size)
        header = try read(SnapshotFormat.headerSize)
        let expected = SnapshotFormat.mark + withUnsafeBytes(of: SnapshotFormat.version, Array.init)
        guard header.starts(with: expected) else { throw .refused(path) }
    }

    deinit {
        if file >= 0 { close(file) }
    }

    /// The next array.
    mutating func take<Element: BitwiseCopyable>(_ type: Element.Type) throws(SnapshotError) -> [Element] {
        let stated = try elements(UInt64.self, 1)[0]
        // Sealing adds to what it seals, so an array takes no more than what is left.
        let most = (left + piece.count - taken) / MemoryLayout<Element>.stride
        guard stated <= UInt64(most) else { throw .refused(path) }
        return try elements(type, Int(stated))
    }

    private mutating func elements<Element: BitwiseCopyable>(
        _ type: Element.Type,
        _ count: Int
    ) throws(SnapshotError) -> [Element] {
        let size = count * MemoryLayout<Element>.stride
        var failure: SnapshotError?
        let elements = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            var filled = 0
            while filled < size {
                if taken == piece.count {
                    do throws(SnapshotError) { try nextPiece() } catch {
                        failure = error
                        return
                    }
                }
                let step = min(size - filled, piece.count - taken)
                bytes[filled..<filled + step].copyBytes(from: piece[taken..<taken + step])
                filled += step
                taken += step
            }
            initialized = count
        }
        if let failure { throw failure }
        return elements
    }

    private mutating func nextPiece() throws(SnapshotError) {
        guard left > 0 else { throw .refused(path) }
        let length = try read(4).enumerated().reduce(0) { $0 | Int($1.element) << ($1.offset * 8) }
        guard length <= left, length <= 2 * SnapshotFormat.pieceSize else { throw .refused(path) }
        let sealed = try read(length)
        let bound = SnapshotFormat.bound(header, number, isLast: left == 0)
        guard let opened = try? sealer.open(sealed, bound: bound), !opened.isEmpty else { throw .refused(path) }
        (piece, taken) = (opened, 0)
        number += 1
    }

    private mutating func read(_ count: Int) throws(SnapshotError) -> [UInt8] {
        guard count <= left else { throw .refused(path) }
        var bytes = [UInt8](repeating: 0, count: count)
        var start = 0
        while start < count {
            let got = bytes[start...].withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw .refused(path) }
            start += got
        }
        left -= count
        return bytes
    }

    /// - throws: `SnapshotError.refused` where something is left.
    func end() throws(SnapshotError) {
        guard left == 0, taken == piece.count else { throw .refused(path) }
    }
}

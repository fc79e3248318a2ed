package import Foundation

/// Where one chunk stands in its blob. Bound into the chunk, so that chunks cannot be swapped, dropped from the end or
/// taken from another blob.
package struct ChunkPlace: Hashable, Sendable {
    package let blob: UUID
    /// From 0.
    package let number: Int
    package let isLast: Bool

    package init(blob: UUID, number: Int, isLast: Bool) {
        self.blob = blob
        self.number = number
        self.isLast = isLast
    }
}

/// Seals an annex as it arrives, in chunks of 64 KiB.
package struct BlobSealer: Sendable {
    /// Bytes of plain content in every chunk but the last.
    package static let chunkSize = 65_536

    private let sealer: Sealer
    private let subject: Subject
    private let blob: UUID
    private var pending: [UInt8] = []
    private var next = 0

    package init(_ sealer: Sealer, blob: UUID, under subject: Subject) {
        self.sealer = sealer
        self.blob = blob
        self.subject = subject
    }

    /// Takes more content and gives the sealed chunks that are full.
    package mutating func append(_ bytes: some Sequence<UInt8>) throws(VaultError) -> [[UInt8]] {
        pending.append(contentsOf: bytes)
        var sealed: [[UInt8]] = []
        var start = 0
        // A full chunk waits until more comes, because it may be the last.
        while pending.count - start > Self.chunkSize {
            sealed.append(try seal(pending[start..<start + Self.chunkSize], isLast: false))
            start += Self.chunkSize
        }
        pending.removeFirst(start)
        return sealed
    }

    /// Gives the last chunk, which is there even for an empty annex.
    package mutating func finish() throws(VaultError) -> [UInt8] {
        defer { pending = [] }
        return try seal(pending[...], isLast: true)
    }

    private mutating func seal(_ bytes: ArraySlice<UInt8>, isLast: Bool) throws(VaultError) -> [UInt8] {
        defer { next += 1 }
        return try sealer.seal(
            chunk: bytes,
            at: ChunkPlace(blob: blob, number: next, isLast: isLast),
            under: subject
        )
    }
}

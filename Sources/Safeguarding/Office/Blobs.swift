package import Ledger
package import Vault

/// Files in the blob store: sealed in chunks as they arrive, and opened for those whom the Gate let in.
extension Office {
    /// Seals bytes into the blob store. Ask the Gate first: nobody's bytes are stored who may not add them.
    ///
    /// - Parameter blob: The id of what it is; its chunks are bound to it.
    /// - Returns: SHA-256 of each sealed chunk, in order.
    package func store<Entity>(
        _ bytes: [UInt8],
        as blob: ID<Entity>,
        under subject: Subject
    ) async throws(Refusal) -> [Hash] {
        var hashes: [Hash] = []
        do {
            var sealing = BlobSealer(try await vault.sealer(for: [subject]), blob: blob.raw, under: subject)
            for chunk in try sealing.append(bytes) + [try sealing.finish()] {
                hashes.append(try await ledger.store(blob: chunk))
            }
        } catch let error as LedgerError {
            throw Refusal(error)
        } catch VaultError.erased {
            throw .outOfTurn("This was erased and cannot be written to any more.")
        } catch {
            throw .unavailable("The file could not be stored. Nothing was saved.")
        }
        return hashes
    }

    /// The bytes of a file; nil where a chunk is gone or does not open.
    package func bytes<Entity>(
        of blob: ID<Entity>,
        _ chunks: [Hash],
        under subject: Subject,
        _ opener: Opener
    ) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        for (number, hash) in chunks.enumerated() {
            let place = ChunkPlace(blob: blob.raw, number: number, isLast: number == chunks.count - 1)
            guard let chunk = try await ledger.blob(hash),
                let plain = opener.open(chunk: chunk, at: place, of: subject).value
            else { return nil }
            bytes += plain
        }
        return bytes
    }
}

import Foundation

/// What a file of encodings says of itself, beside clkhash's list. clkhash and anonlink do not look at it.
struct EncodingHeader: Codable, Sendable, Hashable {
    static let version = 1

    var version: Int
    /// By which rules values were made to fit the schema: `ValueWriter.version`.
    var tidying: Int
    /// The name of the hardening.
    var hardening: String
    /// A name for the schema.
    var schema: String
    /// A name for the secret, of which nothing of it can be told.
    var secret: String
    /// Bits of an encoding.
    var bits: Int

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(self) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// Refuses two files that cannot be compared.
    ///
    /// - throws: `EncodingError.refused` with what differs.
    static func check(_ a: EncodingHeader?, _ b: EncodingHeader?) throws(EncodingError) {
        let plain = Hardening.none.name
        guard (a?.hardening ?? plain) == (b?.hardening ?? plain) else {
            throw .refused("The two files are hardened in different ways: encode both with the same --harden.")
        }
        guard let a, let b else { return }
        guard a.schema == b.schema else {
            throw .refused("The two files are encoded by different schemas: encode both by the same file.")
        }
        guard a.secret == b.secret else {
            throw .refused(
                "The two files are encoded with different secrets: encode both with the secret of this linkage."
            )
        }
        guard a.tidying == b.tidying else {
            throw .refused(
                "The two files are from versions of Safeloop that tidy values differently: encode both with one version."
            )
        }
    }
}

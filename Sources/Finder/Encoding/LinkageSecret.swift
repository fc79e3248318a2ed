package import Crypto
import Foundation

/// What the parties of one linkage share, and the one who compares must never hold.
///
/// Every key of an encoding is derived from it by HKDF (RFC 5869). It is made anew for each linkage and destroyed after.
public struct LinkageSecret: Sendable {
    /// How many bytes a secret may have.
    public static let lengths = 32...4096

    /// The secret as input of HKDF; its memory is wiped when it is let go.
    package let material: SymmetricKey

    /// The secret in the bytes of a file: all of them, less one line end at the end.
    ///
    /// - throws: `EncodingError.unreadable` where they are fewer than 32 or more than 4,096.
    public init(_ file: some Collection<UInt8>) throws(EncodingError) {
        var bytes = ArraySlice(Array(file))
        if bytes.last == 10 {
            bytes.removeLast()
            if bytes.last == 13 { bytes.removeLast() }
        }
        guard Self.lengths.contains(bytes.count) else {
            throw .unreadable(
                "A secret has \(Self.lengths.lowerBound) to \(Self.lengths.upperBound) bytes; make one with --new-secret."
            )
        }
        material = SymmetricKey(data: Array(bytes))
    }

    /// Reads a secret from a file that others cannot read.
    ///
    /// - throws: `EncodingError.unreadable` where there is none, or other users may read it.
    public init(contentsOf path: String) throws(EncodingError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable("There is no secret \(path) that can be read.") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            throw .unreadable("\(path) is a folder; name the file of the secret.")
        }
        guard status.st_mode & S_IFMT != S_IFREG || status.st_mode & 0o077 == 0 else {
            throw .unreadable("Other users may read the secret: run chmod 600 \(path), and think about making another.")
        }
        var bytes = [UInt8](repeating: 0, count: Self.lengths.upperBound + 3)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress.map { $0 + count }, $0.count - count) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .unreadable("The secret \(path) cannot be read.") }
            if got == 0 { break }
            count += got
        }
        try self.init(bytes[..<count])
    }

    /// A new secret as a file holds it: 32 random bytes in base64, and a line end.
    public static func fresh() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).base64EncodedString() } + "\n"
    }

    /// A key of `count` bytes for the use that `label` names. Keys of different labels say nothing of each other.
    package func subkey(_ label: String, bytes count: Int = 32) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: material,
            salt: Data("safeloop linkage 1".utf8),
            info: Data(label.utf8),
            outputByteCount: count
        )
    }

    /// A name for the secret that two files of one linkage share: 16 bytes in hexadecimal digits, of which nothing of
    /// the secret can be told as long as it is random.
    package var name: String {
        subkey("name of the secret", bytes: 16).withUnsafeBytes { bytes in
            bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }
}

package import Crypto
import Foundation

/// A statement of what the ledger held at a size, in the C2SP `tlog-checkpoint` form.
package struct Checkpoint: Hashable, Sendable {
    /// Names the ledger: the name of the key that signs it.
    package let origin: String
    package let head: TreeHead

    /// The signed text: origin, size and root, a line each.
    fileprivate var text: String {
        "\(origin)\n\(head.size)\n\(Data(head.root.bytes).base64EncodedString())\n"
    }

    fileprivate init(origin: String, head: TreeHead) {
        self.origin = origin
        self.head = head
    }

    /// Lines after the third are extensions, which say nothing to us.
    fileprivate init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last == "", !lines.dropLast().contains(""),
            let size = Int(lines[1]), size >= 0, String(size) == lines[1],
            let root = Data(canonicalBase64: lines[2]).flatMap({ Hash($0) })
        else { return nil }
        self.init(origin: String(lines[0]), head: TreeHead(size: size, root: root))
    }
}

/// Why a note is not believed.
package enum CheckpointError: Error, Hashable, Sendable {
    case badName
    case malformed
    /// Signed, if at all, by other keys only.
    case notSigned(by: String)
    case badSignature(of: String)

    package var sentence: String {
        switch self {
        case .badName: "The name of a checkpoint key is not empty and holds no space, plus or control character."
        case .malformed: "This is not a checkpoint note."
        case .notSigned(let name): "The checkpoint is not signed by \(name)."
        case .badSignature(let name): "The signature of \(name) on the checkpoint is wrong."
        }
    }
}

/// Opens checkpoint notes of one key.
package struct CheckpointVerifier: Sendable {
    package let name: String
    package let publicKey: Curve25519.Signing.PublicKey

    package init(name: String, publicKey: Curve25519.Signing.PublicKey) throws(CheckpointError) {
        guard !name.isEmpty, !name.unicodeScalars.contains(where: { $0.isForbiddenInName }) else { throw .badName }
        self.name = name
        self.publicKey = publicKey
    }

    /// Reads `name+hash+key`, the C2SP form of a public key.
    package init(_ text: String) throws(CheckpointError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let key = Data(canonicalBase64: parts[2]), key.first == ed25519,
            let publicKey = try? Curve25519.Signing.PublicKey(rawRepresentation: key.dropFirst())
        else { throw .malformed }
        try self.init(name: String(parts[0]), publicKey: publicKey)
        guard description == text else { throw .malformed }
    }

    /// The checkpoint that a note states.
    ///
    /// Signatures by other keys are passed over, as the form asks.
    package func open(_ note: String) throws(CheckpointError) -> Checkpoint {
        guard let gap = note.range(of: "\n\n", options: .backwards), note.utf8.count < 1 << 20,
            !note.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" })
        else { throw .malformed }
        let text = String(note[..<gap.lowerBound]) + "\n"
        let lines = note[gap.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 2, lines.last == "", let checkpoint = Checkpoint(text: text) else { throw .malformed }
        var isSigned = false
        for line in lines.dropLast() {
            guard let signature = SignatureLine(line) else { throw .malformed }
            guard signature.name == name, signature.keyHash == keyHash else { continue }
            guard publicKey.isValidSignature(signature.bytes, for: Data(text.utf8)) else {
                throw .badSignature(of: name)
            }
            isSigned = true
        }
        guard isSigned, checkpoint.origin == name else { throw .notSigned(by: name) }
        return checkpoint
    }

    fileprivate var keyHash: Data {
        Data(SHA256.hash(data: Data(name.utf8) + Data("\n".utf8) + [ed25519] + publicKey.rawRepresentation).prefix(4))
    }
}

extension CheckpointVerifier: CustomStringConvertible {
    /// `name+hash+key`, to be published so that anyone can check our notes.
    package var description: String {
        let hash = keyHash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "\(name)+\(hash)+\((Data([ed25519]) + publicKey.rawRepresentation).base64EncodedString())"
    }
}

/// Writes checkpoint notes.
package struct CheckpointSigner: Sendable {
    package let verifier: CheckpointVerifier
    private let key: Curve25519.Signing.PrivateKey

    package init(name: String, key: Curve25519.Signing.PrivateKey) throws(CheckpointError) {
        verifier = try CheckpointVerifier(name: name, publicKey: key.publicKey)
        self.key = key
    }

    /// The signed note that states a head.
    package func note(of head: TreeHead) throws -> String {
        let text = Checkpoint(origin: verifier.name, head: head).text
        let signature = verifier.keyHash + (try key.signature(for: Data(text.utf8)))
        return "\(text)\n\u{2014} \(verifier.name) \(signature.base64EncodedString())\n"
    }
}

/// The signature type byte of Ed25519 in C2SP `signed-note`.
private let ed25519: UInt8 = 1

/// `— name base64(key hash, signature)`
private struct SignatureLine {
    let name: Substring
    let keyHash: Data
    let bytes: Data

    init?(_ line: Substring) {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "\u{2014}", !parts[1].isEmpty,
            let content = Data(canonicalBase64: parts[2]), content.count > 4
        else { return nil }
        name = parts[1]
        keyHash = content.prefix(4)
        bytes = content.dropFirst(4)
    }
}

extension Data {
    /// Refuses every other spelling of the same bytes.
    fileprivate init?(canonicalBase64 text: Substring) {
        guard let data = Data(base64Encoded: String(text)), data.base64EncodedString() == text else { return nil }
        self = data
    }
}

extension Unicode.Scalar {
    fileprivate var isForbiddenInName: Bool { properties.isWhitespace || self == "+" || value < 0x20 || value == 0x7F }
}

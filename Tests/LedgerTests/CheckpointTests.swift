import Crypto
import Testing

@testable import Ledger

@Suite("Checkpoints are C2SP signed notes")
struct CheckpointTests {
    private let signer: CheckpointSigner
    private let head = TreeHead(size: 1234, root: Hash(of: [1, 2, 3]))

    init() throws {
        signer = try CheckpointSigner(name: "safeloop.example/north", key: Curve25519.Signing.PrivateKey())
    }

    @Test("A note says its origin, size and root, a line each, and opens with its key")
    func roundTrip() throws {
        let note = try signer.note(of: head)
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "safeloop.example/north")
        #expect(lines[1] == "1234")
        #expect(lines[2] == "A5BYxvLAy0ksUzsKTRTvd8wPeKvMztUofYShogEc+4E=")
        #expect(lines[3].isEmpty)
        #expect(lines[4].hasPrefix("\u{2014} safeloop.example/north "))
        #expect(try signer.verifier.open(note).head == head)
    }

    @Test("A published key reads back, and a key of another implementation is known by its hash")
    func keys() throws {
        let key = try CheckpointVerifier(signer.verifier.description)
        #expect(try key.open(signer.note(of: head)).head == head)
        let known = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        #expect(try CheckpointVerifier(known).description == known)
        #expect(throws: CheckpointError.malformed) { try CheckpointVerifier(known.replacing("c74f", with: "c74e")) }
    }

    @Test("A note with any byte changed is refused")
    func changed() throws {
        let bytes = Array(try signer.note(of: head).utf8)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            let note = String(decoding: changed, as: UTF8.self)
            #expect(throws: CheckpointError.self, "byte \(index)") { try signer.verifier.open(note) }
        }
    }

    @Test("Signatures of others are passed over, ours must be there")
    func otherSignatures() throws {
        let other = try CheckpointSigner(name: "witness.example", key: Curve25519.Signing.PrivateKey())
        let note = try signer.note(of: head)
        let witnessed = note + "\u{2014} witness.example AAAAAAAAAAAA\n"
        #expect(try signer.verifier.open(witnessed).head == head)
        #expect(throws: CheckpointError.notSigned(by: "witness.example")) { try other.verifier.open(note) }
        let twin = try CheckpointSigner(name: "safeloop.example/north", key: Curve25519.Signing.PrivateKey())
        #expect(throws: CheckpointError.notSigned(by: "safeloop.example/north")) { try twin.verifier.open(note) }
    }

    @Test("Names with spaces, plus signs or line ends are refused", arguments: ["", "a b", "a+b", "a\nb", "a\u{A0}b"])
    func names(name: String) {
        #expect(throws: CheckpointError.badName) {
            try CheckpointSigner(name: name, key: Curve25519.Signing.PrivateKey())
        }
    }
}

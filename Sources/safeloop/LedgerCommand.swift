import ArgumentParser
import Foundation
import Ledger
import LedgerSQLite
import Safeguarding
import Vault

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Shows that the history is whole.",
        subcommands: [Verify.self, MakeCheckpoint.self, Prove.self]
    )

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recomputes everything from the stored records. Needs no key.",
            discussion: """
                Each file that an event names is asked for, and is to hold the bytes that it was stored with.
                Exit code 0: whole. 1: the first wrong place, or the first missing file, is named.
                """
        )
        @OptionGroup var options: DataOptions
        @Option(help: "A signed checkpoint note kept elsewhere, which the ledger must have passed through.")
        var checkpoint: String?
        @Option(help: "The public key of the checkpoint, as `ledger checkpoint --public-key` prints it.")
        var publicKey: String?
        @Flag(help: "Print one JSON object.") var json = false

        struct Answer: Codable {
            let whole: Bool
            let events: Int
            let root: String
            let position: Int?
            let problem: String?
        }

        func run() async throws {
            try await reportingFailure {
                let ledger = try await options.folder.openLedger()
                let result = try await LedgerVerifier(ledger, heads: try heads(), blobs: Events.blobs).verify {
                    Console.progress("Verifying", $0, of: $1)
                }
                let answer = Answer(
                    whole: result.problem == nil,
                    events: result.head.size,
                    root: result.head.root.description,
                    position: result.problem?.position,
                    problem: result.problem?.sentence
                )
                if json {
                    Console.print(try jsonLine(answer))
                } else if let problem = result.problem {
                    Console.error(problem.sentence)
                } else {
                    Console.print("The ledger is whole: \(result.head.size) events, root \(result.head.root).")
                }
                if result.problem != nil { throw ExitCode(1) }
            }
        }

        private func heads() throws -> [TreeHead] {
            guard let checkpoint else { return [] }
            guard let bytes = FileManager.default.contents(atPath: checkpoint) else {
                throw Failure.unreadable("The checkpoint \(checkpoint) cannot be read.")
            }
            guard let publicKey else { throw Failure(sentence: "Give --public-key with --checkpoint.", code: 64) }
            do {
                let verifier = try CheckpointVerifier(publicKey)
                return [try verifier.open(String(decoding: bytes, as: UTF8.self)).head]
            } catch {
                throw Failure.refused(error.sentence)
            }
        }
    }

    struct MakeCheckpoint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "checkpoint",
            abstract: "Prints a signed checkpoint of the ledger as it is now (C2SP tlog-checkpoint)."
        )
        @OptionGroup var options: DataOptions
        @Flag(help: "Print the public key that checks our checkpoints instead.") var publicKey = false

        func run() async throws {
            try await reportingFailure {
                let network = try await options.folder.open()
                let signer = try CheckpointSigner(
                    name: network.checkpointName,
                    key: try await network.vault.signingKey()
                )
                if publicKey {
                    Console.print(signer.verifier.description)
                } else {
                    let note = try signer.note(of: try await network.ledger.tree(size: nil))
                    FileHandle.standardOutput.write(Data(note.utf8))
                }
            }
        }
    }

    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a proof that anyone can check with any implementation of RFC 9162, as JSON.",
            discussion:
                "With one position: that this event is in the tree. With --from: that an earlier tree is its beginning."
        )
        @OptionGroup var options: DataOptions
        @Argument(help: "The position of the event, from 0.") var position: Int?
        @Option(help: "The size of an earlier tree.") var from: Int?
        @Option(help: "The size of the tree to prove it in; the newest where none is given.") var size: Int?
        @Flag(help: "Proofs are always JSON; taken for the sake of scripts.") var json = false

        func validate() throws {
            guard (position == nil) != (from == nil) else {
                throw ValidationError("Give either a position or --from.")
            }
        }

        func run() async throws {
            try await reportingFailure {
                let ledger = try await options.folder.openLedger()
                if let position {
                    Console.print(try jsonLine(try await ProofDocument.Inclusion(of: position, size: size, in: ledger)))
                } else if let from {
                    Console.print(try jsonLine(try await ProofDocument.Consistency(from: from, to: size, in: ledger)))
                }
            }
        }
    }
}

/// One JSON object on one line.
func jsonLine(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}

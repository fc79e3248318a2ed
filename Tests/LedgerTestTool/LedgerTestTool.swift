import Almanac
import Crypto
import Foundation
import Ledger
import LedgerSQLite

/// What the ledger's tests need another process for.
///
/// `write FOLDER` appends until it is killed and says what was acknowledged; `proofs COUNT` prints every proof of every
/// tree of up to COUNT events, a JSON object a line, for an independent implementation to check.
@main
enum LedgerTestTool {
    static func main() async {
        do {
            try await run()
        } catch {
            try? FileHandle.standardError.write(contentsOf: Data("\(error)\n".utf8))
            exit(69)
        }
    }

    private static func run() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.dropFirst().first) {
        case ("write", let folder?): try await write(folder)
        case ("proofs", let count?): try await printProofs(Int(count) ?? 0)
        default:
            print("usage: LedgerTestTool write FOLDER | proofs COUNT")
            exit(64)
        }
    }

    private static func write(_ folder: String) async throws {
        let ledger = try await SQLiteLedger.open(folder: folder)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<16 {
                group.addTask { try await appendForever(to: ledger, as: writer) }
            }
            try await group.waitForAll()
        }
    }

    /// Goes on where an earlier process was killed, sending its last command again.
    private static func appendForever(to ledger: SQLiteLedger, as writer: Int) async throws {
        let stream = "writer/\(writer)"
        let done = try await ledger.events(of: StreamID(stream), after: 0).count
        for number in max(0, done - 1)... {
            let command = "\(writer)-\(number)"
            let proposal = Sample.proposal(command, [(stream, .exactly(number), 1), ("shared/all", .any, 1)])
            let receipt = try await ledger.append(proposal)
            say("\(command) \(receipt.positions.lowerBound)")
        }
    }

    private static func printProofs(_ count: Int) async throws {
        let ledger = MemoryLedger()
        try await Sample.fill(ledger, with: count)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for size in stride(from: 1, through: count, by: 1) {
            for position in 0..<size {
                say(try encoder.encode(await ProofDocument.Inclusion(of: position, size: size, in: ledger)))
            }
            for first in 1...size {
                say(try encoder.encode(await ProofDocument.Consistency(from: first, to: size, in: ledger)))
            }
        }
        let signer = try CheckpointSigner(name: "safeloop.example/network", key: Curve25519.Signing.PrivateKey())
        let note = try signer.note(of: try await ledger.tree(size: nil))
        say(try encoder.encode(["kind": "checkpoint", "note": note, "verifier": signer.verifier.description]))
    }

    private static func say(_ text: String) { say(Data(text.utf8)) }

    /// One write a line: what is printed was acknowledged before, and is whole.
    private static func say(_ line: Data) {
        try? FileHandle.standardOutput.write(contentsOf: line + Data("\n".utf8))
    }
}

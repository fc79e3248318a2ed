import Foundation
import Ledger
import LedgerSQLite
import Subprocess
import SystemPackage
import Testing

@Suite("Nothing acknowledged is lost")
struct KilledWriterTests {
    @Test("A writer killed at 25 random moments: every acknowledged command is there exactly once")
    func killedWriter() async throws {
        let folder = try TemporaryFolder()
        var acknowledged: [String: Int] = [:]
        for _ in 0..<25 {
            for line in try await whole(linesOf: killedWriter(of: folder)) {
                let words = line.split(separator: " ")
                let command = String(words[0])
                let position = try #require(Int(words[1]))
                #expect(acknowledged[command] ?? position == position, "\(command) was answered twice, differently")
                acknowledged[command] = position
            }
        }
        let ledger = try await SQLiteLedger.open(folder: folder.path)
        #expect(try await LedgerVerifier(ledger).verify().problem == nil)
        let events = try await ledger.events(from: 0, limit: .max)
        let found = Dictionary(grouping: events, by: \.command.id).mapValues { $0.map(\.position) }
        #expect(acknowledged.count > 25)
        for (command, position) in acknowledged {
            #expect(found[command] == [position, position + 1])
        }
    }

    /// Runs a writer until it has acknowledged something, and kills it within a quarter of a second: what it printed.
    private func killedWriter(of folder: TemporaryFolder) async throws -> [UInt8] {
        let tool = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            .asFileURL.deletingLastPathComponent().appending(path: "LedgerTestTool")
        return try await Subprocess.run(
            .path(FilePath(tool.path)),
            arguments: ["write", folder.path],
            input: .none,
            output: .sequence,
            error: .currentStandardError
        ) { writer in
            var printed: [UInt8] = []
            for try await part in writer.standardOutput {
                let isFirst = printed.isEmpty
                part.withUnsafeBytes { printed += $0 }
                guard isFirst else { continue }
                // Not in a task of its own: one that sleeps in here and is cancelled ends the program now and then
                // (swift-claw issue 113 met the same).
                try await Task.sleep(for: .microseconds(Int.random(in: 0...250_000)))
                try writer.send(signal: .kill)
            }
            return printed
        }.closureResult
    }

    /// A line that the kill cut short was not acknowledged to anybody.
    private func whole(linesOf printed: [UInt8]) -> [Substring] {
        String(decoding: printed, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }
}

extension String {
    fileprivate var asFileURL: URL { URL(fileURLWithPath: self) }
}

import Foundation
import Ledger
import LedgerSQLite
import Testing

@Suite("Nothing acknowledged is lost")
struct KilledWriterTests {
    @Test("A writer killed at 25 random moments: every acknowledged command is there exactly once")
    func killedWriter() async throws {
        let folder = try TemporaryFolder()
        var acknowledged: [String: Int] = [:]
        for round in 0..<25 {
            let output = folder.file("acknowledged-\(round)")
            try await killWriter(of: folder, printingTo: output)
            for line in try whole(linesOf: output) {
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

    /// Runs a writer until it has acknowledged something, then kills it within a quarter of a second.
    private func killWriter(of folder: TemporaryFolder, printingTo output: URL) async throws {
        try Data().write(to: output)
        let writer = Process()
        writer.executableURL = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            .asFileURL.deletingLastPathComponent().appending(path: "LedgerTestTool")
        writer.arguments = ["write", folder.path]
        writer.standardOutput = try FileHandle(forWritingTo: output)
        try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
            writer.terminationHandler = { _ in ended.resume() }
            do {
                try writer.run()
            } catch {
                ended.resume(throwing: error)
                return
            }
            let process = writer.processIdentifier
            Task {
                while try Data(contentsOf: output).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                try await Task.sleep(for: .microseconds(Int.random(in: 0...250_000)))
                kill(process, SIGKILL)
            }
        }
    }

    /// A line that the kill cut short was not acknowledged to anybody.
    private func whole(linesOf file: URL) throws -> [Substring] {
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }
}

extension String {
    fileprivate var asFileURL: URL { URL(fileURLWithPath: self) }
}

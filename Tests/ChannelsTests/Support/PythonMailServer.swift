import Foundation
import Subprocess

/// `Python/mail_server.py` while a test needs it.
struct PythonMailServer {
    struct Started: Decodable {
        let port: Int
        let ca: String
    }

    struct Message: Decodable {
        let from: String
        let to: [String]
        let greeting: String
        let encrypted: Bool
        let signedIn: Bool
        let content: Data
    }

    let port: Int
    let caFile: String
    private let input: StandardInputWriter

    /// Lets everyone go on who is kept waiting.
    func letGo() async throws {
        _ = try await input.write("go\n")
    }

    /// Starts a server, runs the body, ends the server, and returns the messages it took.
    static func run(
        _ options: String...,
        body: @Sendable (PythonMailServer) async throws -> Void
    ) async throws -> [Message] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "safeloop-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await Subprocess.run(
            try Python.program("mail_server.py", [folder.path()] + options),
            input: .inputWriter,
            output: .sequence,
            error: .currentStandardError
        ) { server in
            var lines = server.standardOutput.strings(bufferingPolicy: .unbounded).makeAsyncIterator()
            guard let first = try await lines.next() else { throw Python.Failure(description: "no mail server") }
            let started = try JSONDecoder().decode(Started.self, from: Data(first.utf8))
            let input = server.standardInputWriter
            try await body(PythonMailServer(port: started.port, caFile: started.ca, input: input))
            _ = try await input.write("end\n")
            var messages: [Message] = []
            while let line = try await lines.next() {
                messages.append(try JSONDecoder().decode(Message.self, from: Data(line.utf8)))
            }
            return messages
        }.closureResult
    }
}

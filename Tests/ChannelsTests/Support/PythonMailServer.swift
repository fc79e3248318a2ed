import Dispatch
import Foundation

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
    private let input: FileHandle

    /// Lets everyone go on who is kept waiting.
    func letGo() throws {
        try input.write(contentsOf: Data("go\n".utf8))
    }

    /// Starts a server, runs the body, ends the server, and returns the messages it took.
    static func run(
        _ options: String...,
        body: @Sendable (PythonMailServer) async throws -> Void
    ) async throws -> [Message] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "safeloop-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = try Python.process("mail_server.py", [folder.path()] + options)
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let lines = Lines(output.fileHandleForReading)
        do {
            guard let first = await lines.next() else { throw Python.Failure(description: "no mail server") }
            let started = try JSONDecoder().decode(Started.self, from: first)
            try await body(
                PythonMailServer(port: started.port, caFile: started.ca, input: input.fileHandleForWriting)
            )
        } catch {
            try input.fileHandleForWriting.write(contentsOf: Data("end\n".utf8))
            throw error
        }
        try input.fileHandleForWriting.write(contentsOf: Data("end\n".utf8))
        var messages: [Message] = []
        while let line = await lines.next() {
            messages.append(try JSONDecoder().decode(Message.self, from: line))
        }
        return messages
    }
}

/// The lines that a process prints, read off Swift's own threads.
private final class Lines: @unchecked Sendable {  // `rest` is touched on the serial queue only
    private let handle: FileHandle
    private let queue = DispatchQueue(label: "safeloop.test.lines")
    private var rest = Data()

    init(_ handle: FileHandle) {
        self.handle = handle
    }

    func next() async -> Data? {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.read()) }
        }
    }

    private func read() -> Data? {
        while true {
            if let end = rest.firstIndex(of: 10) {
                let line = rest[..<end]
                rest = Data(rest[(end + 1)...])
                return Data(line)
            }
            let more = handle.availableData
            if more.isEmpty { return nil }
            rest += more
        }
    }
}

import Foundation

/// Runs the scripts in `Python/`, which judge our output with libraries that share no code with us.
enum Python {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Python")

    /// The interpreter that `scripts/test` prepares.
    static func interpreter() throws -> URL {
        guard let path = ProcessInfo.processInfo.environment["SAFELOOP_TEST_PYTHON"], !path.isEmpty else {
            throw Failure(description: "SAFELOOP_TEST_PYTHON is not set: run scripts/test, which prepares it.")
        }
        return URL(filePath: path)
    }

    static func process(_ script: String, _ arguments: [String] = []) throws -> Process {
        let process = Process()
        process.executableURL = try interpreter()
        process.arguments = ["-X", "utf8", folder.appending(path: script).path()] + arguments
        return process
    }

    /// Hands a value to a script as JSON and reads what it prints.
    static func run<Output: Decodable & Sendable>(
        _ script: String,
        _ input: some Encodable & Sendable,
        as type: Output.Type = Output.self
    ) async throws -> Output {
        let data = try JSONEncoder().encode(input)
        let output = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Data, any Error>) in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try blocking(script, data) })
            }
        }
        return try JSONDecoder().decode(Output.self, from: output)
    }

    private static func blocking(_ script: String, _ input: Data) throws -> Data {
        let file = FileManager.default.temporaryDirectory.appending(path: "safeloop-\(UUID().uuidString).json")
        try input.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = try process(script)
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "\(script) failed; see above.") }
        return data
    }
}

import Foundation
import Subprocess
import SystemPackage

/// Runs the scripts in `Python/`, which judge our output with libraries that share no code with us.
enum Python {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Python")

    /// The interpreter that `scripts/test` prepares.
    private static func interpreter() throws -> Executable {
        guard let path = ProcessInfo.processInfo.environment["SAFELOOP_TEST_PYTHON"], !path.isEmpty else {
            throw Failure(description: "SAFELOOP_TEST_PYTHON is not set: run scripts/test, which prepares it.")
        }
        return .path(FilePath(path))
    }

    // Not Foundation's Process: it reads past the list of open files, and ends the tests where many hundreds are open.
    static func program(_ script: String, _ arguments: [String] = []) throws -> Configuration {
        Configuration(
            executable: try interpreter(),
            arguments: .init(["-X", "utf8", folder.appending(path: script).path()] + arguments)
        )
    }

    /// Hands a value to a script as JSON and reads what it prints.
    static func run<Output: Decodable & Sendable>(
        _ script: String,
        _ input: some Encodable & Sendable,
        as type: Output.Type = Output.self
    ) async throws -> Output {
        let result = try await Subprocess.run(
            try program(script),
            input: .array(Array(try JSONEncoder().encode(input))),
            output: .bytes(limit: 64 * 1_048_576),
            error: .string(limit: 65_536)
        )
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "\(script) failed: \(result.standardError)")
        }
        return try JSONDecoder().decode(Output.self, from: Data(result.standardOutput))
    }
}

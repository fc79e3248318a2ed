import Dispatch
import Foundation
import Subprocess

/// Runs the operating system's converters: no shell, bytes in and out through pipes, and a limit on everything.
struct Converter {
    var timeout: Duration
    var outputLimit: Int

    /// What a program prints when it is given some bytes.
    func run(
        _ tool: String,
        _ arguments: [String],
        on input: [UInt8],
        kind: DocumentKind
    ) async throws(DocumentError) -> [UInt8] {
        let outcome = await withTaskGroup(of: Result<[UInt8], DocumentError>.self) { group in
            group.addTask { await output(of: tool, arguments, input, kind) }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return .failure(.tooSlow(kind))
            }
            let first = await group.next() ?? .failure(.damaged(kind))
            // Ends the program if it is still running.
            group.cancelAll()
            return first
        }
        return try outcome.get()
    }

    /// What a program prints that must be given a file: a copy that only this user can read, gone afterwards.
    func run(
        _ tool: String,
        _ arguments: [String],
        on input: [UInt8],
        member: String,
        kind: DocumentKind
    ) async throws(DocumentError) -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("safeloop-\(UUID().uuidString)").path
        let isWritten = await offPool {
            FileManager.default.createFile(
                atPath: path,
                contents: Data(input),
                attributes: [.posixPermissions: 0o600]
            )
        }
        let result: Result<[UInt8], DocumentError>
        do throws(DocumentError) {
            guard isWritten else { throw .damaged(kind) }
            result = .success(try await run(tool, arguments + [path, member], on: [], kind: kind))
        } catch {
            result = .failure(error)
        }
        _ = await offPool { (try? FileManager.default.removeItem(atPath: path)) != nil }
        return try result.get()
    }

    private func offPool(_ work: @escaping @Sendable () -> Bool) async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }

    private func output(
        of tool: String,
        _ arguments: [String],
        _ input: [UInt8],
        _ kind: DocumentKind
    ) async -> Result<[UInt8], DocumentError> {
        do {
            let result = try await Subprocess.run(
                .name(tool),
                arguments: Arguments(arguments),
                input: .array(input),
                output: .bytes(limit: outputLimit),
                error: .discarded
            )
            guard result.terminationStatus.isSuccess else { return .failure(.damaged(kind)) }
            return .success(result.standardOutput)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .failure(.missingTool(tool, kind: kind))
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            return .failure(.tooLarge(limit: outputLimit))
        } catch {
            return .failure(.damaged(kind))
        }
    }
}

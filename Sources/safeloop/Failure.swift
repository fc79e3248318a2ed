import ArgumentParser
import Finder
import Foundation
import Ledger
import Safeguarding
import Vault
import Web

/// Ends a command with one clear sentence on standard error and an exit code: 1 refused or found wrong, 64 usage,
/// 66 input unreadable, 69 data folder or database unavailable.
struct Failure: Error {
    let sentence: String
    let code: Int32

    static func refused(_ sentence: String) -> Failure { Failure(sentence: sentence, code: 1) }
    static func unreadable(_ sentence: String) -> Failure { Failure(sentence: sentence, code: 66) }
    static func unavailable(_ sentence: String) -> Failure { Failure(sentence: sentence, code: 69) }

    init(sentence: String, code: Int32) {
        self.sentence = sentence
        self.code = code
    }

    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as LedgerError: self.init(error)
        case let error as VaultError: self = .unavailable(error.message)
        case let error as Refusal: self.init(error)
        case let error as ReadingsFailure: self = .unavailable(error.sentence)
        case let error as RollError: self = .unreadable(error.description)
        case EncodingError.unreadable(let sentence): self = .unreadable(sentence)
        case EncodingError.refused(let sentence): self = .refused(sentence)
        case let error as MissingAsset: self = .unavailable(error.description)
        default: self = .unavailable("Something went wrong that Safeloop has no words for (\(type(of: error))).")
        }
    }

    private init(_ error: LedgerError) {
        switch error {
        case .unavailable(let sentence), .invalid(let sentence): self = .unavailable(sentence)
        case .corrupt(_, let sentence): self = .refused(sentence)
        case .conflict: self = .refused("Someone else changed this at the same moment. Try again.")
        case .commandReused: self = .refused("This was done before with another content.")
        }
    }

    private init(_ refusal: Refusal) {
        if case .unavailable(let sentence) = refusal {
            self = .unavailable(sentence)
        } else {
            self = .refused(refusal.sentence)
        }
    }
}

/// Runs a command's work, and turns what goes wrong into its sentence and exit code.
func reportingFailure(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let error as ExitCode {
        throw error
    } catch {
        let failure = Failure(error)
        Console.error(failure.sentence)
        throw ExitCode(failure.code)
    }
}

/// The terminal: answers on standard output, everything else on standard error.
enum Console {
    static let isTerminal = isatty(STDERR_FILENO) != 0

    static func print(_ line: String = "") {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    static func error(_ line: String) {
        FileHandle.standardError.write(Data(("safeloop: " + line + "\n").utf8))
    }

    static func note(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// A line that is written over, on a terminal only.
    static func progress(_ label: String, _ done: Int, of total: Int) {
        progress(label, done, of: total, saying: "\(done) of \(total)")
    }

    /// The same, of work that has no steps to count.
    static func progress(_ label: String, percent: Int) { progress(label, percent, of: 100, saying: "\(percent)%") }

    private static func progress(_ label: String, _ done: Int, of total: Int, saying text: String) {
        guard isTerminal, total > 0 else { return }
        let share = min(1, Double(done) / Double(total))
        let filled = Int(share * 30)
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 30 - filled)
        let end = done >= total ? "\n" : ""
        FileHandle.standardError.write(Data("\r\(label) [\(bar)] \(text)\(end)".utf8))
    }
}

/// A bar that shows itself only where the work takes more than two seconds.
struct Progress {
    private let label: String
    private let total: Int
    private let begun = ContinuousClock.now
    private var isShown = false

    init(_ label: String, of total: Int) {
        self.label = label
        self.total = total
    }

    mutating func show(_ done: Int) {
        guard isShown || ContinuousClock.now - begun > .seconds(2) else { return }
        isShown = true
        Console.progress(label, min(done, total - 1), of: total)
    }

    mutating func end() {
        if isShown { Console.progress(label, total, of: total) }
    }
}

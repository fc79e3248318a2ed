import ArgumentParser
import Foundation
import Vault

/// Where a passphrase comes from: a terminal, or an open file descriptor. Never an argument, which others can see.
enum Passphrase {
    case terminal
    case descriptor(Int32)

    /// Fewer characters than this cannot be worth 256 bits.
    private static let shortest = 15

    /// Asks for the passphrase of a network.
    func read(_ prompt: String = "Passphrase of the network: ") throws -> String {
        switch self {
        case .terminal: try Self.ask(prompt)
        case .descriptor(let number): try Self.line(from: number)
        }
    }

    /// Asks for a new passphrase, twice on a terminal.
    func readNew() throws -> String {
        let first = try read("A new passphrase, five words or more: ")
        guard first.count >= Self.shortest else {
            throw Failure(
                sentence: "Use a passphrase of \(Self.shortest) characters or more: five words do well.",
                code: 64
            )
        }
        if case .terminal = self, try Self.ask("The same passphrase again: ") != first {
            throw Failure(sentence: "The two passphrases differ. Nothing was changed.", code: 64)
        }
        return first
    }

    private static func ask(_ prompt: String) throws -> String {
        guard isatty(STDIN_FILENO) != 0 else {
            throw Failure(
                sentence: "There is no terminal to ask at. Use --passphrase-fd with a file descriptor.",
                code: 64
            )
        }
        FileHandle.standardError.write(Data(prompt.utf8))
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return try text(readLine(strippingNewline: true))
    }

    /// One line, byte by byte: what follows it stays for the next reader.
    private static func line(from descriptor: Int32) throws -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count <= 4096 {
            let count = Foundation.read(descriptor, &byte, 1)
            guard count >= 0 else {
                throw Failure(sentence: "Nothing can be read from file descriptor \(descriptor).", code: 64)
            }
            if count == 0 || byte == 10 { break }
            bytes.append(byte)
        }
        return try text(String(validating: bytes, as: UTF8.self))
    }

    private static func text(_ line: String?) throws -> String {
        guard let line, !line.isEmpty else { throw Failure(sentence: "No passphrase was given.", code: 64) }
        return line
    }
}

extension DataOptions {
    var passphrase: Passphrase? {
        if let passphraseFd { return .descriptor(passphraseFd) }
        return askPassphrase ? .terminal : nil
    }
}

import Crypto
import Foundation
package import Ledger

/// Where a master key is kept:
/// ```
/// Safeloop master key, format 1
/// network 6f1c…
/// key 43 characters of base64url
/// check 8 hexadecimal digits
/// ```
/// The check catches a slip in copying by hand. Anything after these lines is for the reader.
///
/// These functions block: call them before serving.
package struct MasterKeyFile: Sendable {
    private static let title = "Safeloop master key, format 1"
    private static let advice =
        "Without this key nothing in the network's data folder can be read. Keep a copy in another safe place."
    private static let longest = 4096

    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// The file that `--key` names, or `SAFELOOP_KEY`, or `~/.config/safeloop/NETWORK-ID.key`.
    ///
    /// - Throws: ``VaultError/keyFile(_:)`` for one inside the data folder, where every backup would take it along.
    package init(
        option: String?,
        environment: [String: String],
        network: ID<Network>,
        dataFolder: String
    ) throws(VaultError) {
        let home = environment["HOME"] ?? NSHomeDirectory()
        let named = option ?? environment["SAFELOOP_KEY"] ?? "\(home)/.config/safeloop/\(network).key"
        path = URL(fileURLWithPath: named).standardizedFileURL.path
        let folder = URL(fileURLWithPath: dataFolder).resolvingSymlinksInPath().path
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard !place.hasPrefix(folder + "/") else {
            throw .keyFile(
                "The master key must not be inside the data folder, where every backup would take it along: \(path)."
            )
        }
    }

    package var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Makes a key and keeps it here, readable by this user only, on the disk before this returns.
    ///
    /// - Throws: ``VaultError/keyFile(_:)``; a file that is there already is left alone.
    package func create(for network: ID<Network>) throws(VaultError) -> MasterKey {
        let key = MasterKey.random(network: network)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .keyFile("The folder for the master key cannot be made: \(folder).")
        }
        try place(Self.text(of: key), folder: folder)
        return key
    }

    /// - Throws: ``VaultError/keyFile(_:)``, ``VaultError/keyOfAnotherNetwork(key:expected:)``.
    package func read(for network: ID<Network>) throws(VaultError) -> MasterKey {
        let key = try Self.key(in: try contents(), path: path)
        guard key.network == network else {
            throw .keyOfAnotherNetwork(key: key.network.description, expected: network.description)
        }
        return key
    }

    static func text(of key: MasterKey) -> String {
        let encoded = Base64URL.text(key.bytes)
        return """
            \(title)
            network \(key.network)
            key \(encoded)
            check \(check(network: key.network, key: encoded))
            \(advice)

            """
    }

    static func key(in text: String, path: String) throws(VaultError) -> MasterKey {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard lines.count >= 4, lines[0] == title else {
            throw .keyFile("This file is not a Safeloop master key: \(path).")
        }
        guard let network = field("network", lines[1]).flatMap({ ID<Network>($0) }),
            let encoded = field("key", lines[2]), let bytes = Base64URL.bytes(encoded),
            field("check", lines[3]) == check(network: network, key: encoded),
            let key = MasterKey(bytes: bytes, network: network)
        else { throw .keyFile("The master key in this file was miscopied or altered: \(path).") }
        return key
    }

    private static func field(_ name: String, _ line: String) -> String? {
        line.hasPrefix(name + " ") ? String(line.dropFirst(name.count + 1)) : nil
    }

    private static func check(network: ID<Network>, key: String) -> String {
        String(Hash(of: Array("\(title)\n\(network)\n\(key)".utf8)).description.prefix(8))
    }

    private func contents() throws(VaultError) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw .keyFile(
                errno == ENOENT
                    ? "The master key is not at \(path): put your copy there, or name another place with --key."
                    : "The master key at \(path) cannot be read: check whose file it is."
            )
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .keyFile("The master key must be a file: \(path).")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .keyFile("Other users may read the master key: run chmod 600 \(path), and think about rotating it.")
        }
        var bytes = [UInt8](repeating: 0, count: Self.longest)
        let count = Foundation.read(file, &bytes, bytes.count)
        guard count > 0, count < Self.longest, let text = String(bytes: bytes[..<count], encoding: .utf8) else {
            throw .keyFile("This file is not a Safeloop master key: \(path).")
        }
        return text
    }

    /// Writes beside the place and then links, so that half a key is never there and a key is never replaced.
    private func place(_ text: String, folder: String) throws(VaultError) {
        let draft = "\(path).\(UUID().uuidString)"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .keyFile("The master key cannot be written to \(folder).") }
        defer { unlink(draft) }
        let bytes = Array(text.utf8)
        let isWritten = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        guard close(file) == 0, isWritten else { throw .keyFile("The master key cannot be written to \(folder).") }
        guard link(draft, path) == 0 else {
            throw .keyFile(
                errno == EEXIST
                    ? "There is a key at \(path) already: it was left alone."
                    : "The master key cannot be written to \(path)."
            )
        }
        let directory = open(folder, O_RDONLY | O_CLOEXEC)
        guard directory >= 0 else { return }
        fsync(directory)
        close(directory)
    }
}

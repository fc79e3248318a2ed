import Foundation
import Ledger
import Testing

@testable import Vault

@Suite("A master key in a file")
struct MasterKeyFileTests {
    let folder: Folder
    let file: MasterKeyFile
    let network = ID<Network>()

    init() throws {
        folder = try Folder()
        file = MasterKeyFile(path: folder.file("deep/down/network.key"))
    }

    func refusal(_ work: () throws(VaultError) -> Void) -> String? {
        do {
            try work()
            return nil
        } catch { return error.message }
    }

    func write(_ text: String, mode: Int = 0o600) throws -> MasterKeyFile {
        let path = folder.file("written.key")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return MasterKeyFile(path: path)
    }

    @Test("A key that is made is read back, and only this user may read it")
    func roundTrip() throws {
        #expect(!file.exists)
        let key = try file.create(for: network)
        #expect(file.exists)
        #expect(try file.read(for: network).bytes == key.bytes)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("deep/down"))
        #expect(names == ["network.key"])
    }

    @Test("A key that is there is never replaced")
    func leftAlone() throws {
        let key = try file.create(for: network)
        let sentence = refusal { () throws(VaultError) in _ = try file.create(for: network) }
        #expect(sentence?.contains("left alone") == true)
        #expect(try file.read(for: network).bytes == key.bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("deep/down")).count == 1)
    }

    @Test("A missing key is told, with what to do")
    func missing() {
        let sentence = refusal { () throws(VaultError) in _ = try file.read(for: network) }
        #expect(sentence?.contains("is not at") == true)
        #expect(sentence?.contains("--key") == true)
    }

    @Test("A key that others may read is refused", arguments: [0o640, 0o604, 0o660, 0o644, 0o601])
    func readable(mode: Int) throws {
        let file = try write(MasterKeyFile.text(of: .random(network: network)), mode: mode)
        let sentence = refusal { () throws(VaultError) in _ = try file.read(for: network) }
        #expect(sentence?.contains("chmod 600") == true)
    }

    @Test("Another network's key is told by both names")
    func otherNetwork() throws {
        let other = ID<Network>()
        let file = try write(MasterKeyFile.text(of: .random(network: other)))
        let sentence = refusal { () throws(VaultError) in _ = try file.read(for: network) }
        #expect(sentence?.contains(other.description) == true)
        #expect(sentence?.contains(network.description) == true)
    }

    @Test("A slip anywhere in the key or the network is noticed")
    func miscopied() throws {
        let text = MasterKeyFile.text(of: .random(network: network))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines[0].count + 1
        let end = lines[0...3].map { $0.count + 1 }.reduce(0, +)
        for index in start..<end - 1 {
            var altered = Array(text)
            altered[index] = altered[index] == "7" ? "8" : "7"
            #expect(throws: VaultError.self) { try MasterKeyFile.key(in: String(altered), path: "x") }
        }
    }

    @Test(
        "Files that are no key are refused",
        arguments: [
            "", "\n", "Safeloop master key, format 2\n", "Safeloop master key, format 1",
            "Safeloop master key, format 1\na\nb\nc",
            String(repeating: "x", count: 5000), "\u{0}\u{1}",
        ]
    )
    func notAKey(text: String) throws {
        let file = try write(text)
        #expect(refusal { () throws(VaultError) in _ = try file.read(for: network) } != nil)
    }

    @Test("A folder is not a key")
    func isFolder() {
        #expect(refusal { () throws(VaultError) in _ = try MasterKeyFile(path: folder.path).read(for: network) } != nil)
    }

    @Test("Line ends of another system and spaces do no harm")
    func windows() throws {
        let key = MasterKey.random(network: network)
        let text = MasterKeyFile.text(of: key).replacingOccurrences(of: "\n", with: " \r\n")
        #expect(try MasterKeyFile.key(in: text, path: "x").bytes == key.bytes)
    }

    @Test("The option comes before the environment, and the environment before the usual place")
    func places() throws {
        let environment = ["HOME": "/home/ada", "SAFELOOP_KEY": "/etc/named.key"]
        func path(_ option: String?, _ environment: [String: String]) throws -> String {
            try MasterKeyFile(option: option, environment: environment, network: network, dataFolder: "/srv/data").path
        }
        #expect(try path("/run/option.key", environment) == "/run/option.key")
        #expect(try path(nil, environment) == "/etc/named.key")
        #expect(try path(nil, ["HOME": "/home/ada"]) == "/home/ada/.config/safeloop/\(network).key")
    }

    @Test(
        "A key inside the data folder is refused, also by a detour",
        arguments: ["data/x.key", "data/../data/deep/x.key"]
    )
    func inside(place: String) {
        #expect(throws: VaultError.self) {
            try MasterKeyFile(
                option: folder.file(place),
                environment: [:],
                network: network,
                dataFolder: folder.file("data")
            )
        }
    }

    @Test("A folder whose name only begins like the data folder's is another folder")
    func beside() throws {
        let file = try MasterKeyFile(
            option: folder.file("data-keys/x.key"),
            environment: [:],
            network: network,
            dataFolder: folder.file("data")
        )
        #expect(file.path == folder.file("data-keys/x.key"))
    }
}

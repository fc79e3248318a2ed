import Crypto
import Foundation
import Ledger
import Testing

@testable import Vault

@Suite("Secrets of the network: indexes, codes and the checkpoint key")
struct SecretTests {
    let trial = Trial()

    @Test("Equal texts have equal indexes, also in another vault and in another composition of letters")
    func equal() async throws {
        let index = try await trial.vault.blindIndex("zo\u{EB}@example.org", purpose: "email")
        #expect(index.count == 32)
        #expect(try await trial.vault.blindIndex("zoe\u{308}@example.org", purpose: "email") == index)
        let other = Vault(keys: trial.keys, master: trial.master)
        #expect(try await other.blindIndex("zo\u{EB}@example.org", purpose: "email") == index)
    }

    @Test("Other texts, purposes and networks have other indexes, and an index is not a code")
    func different() async throws {
        let vault = trial.vault
        let digests = [
            try await vault.blindIndex("ab", purpose: "email"), try await vault.blindIndex("a", purpose: "email"),
            try await vault.blindIndex("b", purpose: "emaila"), try await vault.blindIndex("ab", purpose: "phone"),
            try await Trial().vault.blindIndex("ab", purpose: "email"),
            try await vault.mac(Array("ab".utf8), purpose: "email"),
        ]
        #expect(Set(digests).count == digests.count)
    }

    @Test("A code is the same for the same bytes and purpose, and no other")
    func mac() async throws {
        let code = try await trial.vault.mac([1, 2, 3], purpose: "form")
        #expect(try await trial.vault.mac([1, 2, 3], purpose: "form") == code)
        #expect(try await trial.vault.mac([1, 2, 4], purpose: "form") != code)
        #expect(try await trial.vault.mac([1, 2, 3], purpose: "feed") != code)
    }

    @Test("The checkpoint key is made once, and signs so that its public half agrees")
    func signing() async throws {
        let keys = try await withThrowingTaskGroup(of: Data.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await Vault(keys: trial.keys, master: trial.master).signingKey().publicKey.rawRepresentation
                }
            }
            return try await group.reduce(into: Set<Data>()) { $0.insert($1) }
        }
        let key = try await trial.vault.signingKey()
        #expect(keys == [key.publicKey.rawRepresentation])
        let signature = try key.signature(for: Data("head".utf8))
        #expect(key.publicKey.isValidSignature(signature, for: Data("head".utf8)))
        #expect(!key.publicKey.isValidSignature(signature, for: Data("tail".utf8)))
    }
}

@Suite("Tokens")
struct TokenTests {
    @Test("A token is read back from its text, and only its own digest fits")
    func roundTrip() throws {
        let token = Token()
        #expect(token.text.utf8.count == 43)
        let read = try #require(Token(token.text))
        #expect(read.fits(token.digest))
        #expect(!Token().fits(token.digest))
        #expect("\(token)" == "token")
    }

    @Test("A thousand tokens differ and are safe in an address")
    func many() {
        let texts = (0..<1000).map { _ in Token().text }
        #expect(Set(texts).count == 1000)
        #expect(texts.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) } })
    }

    @Test("Other texts are no tokens")
    func refused() {
        let text = Token().text
        let other = [
            "", "x", text + "=", text + "A", String(text.dropLast()), text.dropLast() + "*", " " + text, "é" + text,
        ]
        #expect(other.allSatisfy { Token($0) == nil })
        // The last letter carries four bits of the token; one with more is another text for the same token.
        #expect(Token("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") != nil)
        #expect(Token("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB") == nil)
    }

    @Test("Bytes are equal only when all are")
    func compare() {
        #expect(Compare.equal([], []))
        #expect(Compare.equal([1, 2], [1, 2]))
        #expect(!Compare.equal([1, 2], [1, 3]))
        #expect(!Compare.equal([1, 2], [1]))
        #expect(!Compare.equal([0], []))
    }
}

@Suite("Passwords")
struct PasswordTests {
    let hasher = PasswordHasher(cost: .least)

    @Test("The right password fits and others do not")
    func fits() async throws {
        let hash = try await hasher.hash("corrèct horse")
        #expect(hash.hasPrefix("$argon2id$"))
        #expect(try await hasher.verify("corrèct horse", against: hash))
        #expect(try await hasher.verify("corre\u{300}ct horse", against: hash))
        for wrong in ["", "corrèct hors", "Corrèct horse", "corrèct horse\u{0}", "correct horse"] {
            #expect(try await !hasher.verify(wrong, against: hash))
        }
        #expect(try await hasher.hash("corrèct horse") != hash)
    }

    @Test("What follows a zero counts too")
    func zeroes() async throws {
        let hash = try await hasher.hash("a\u{0}b")
        #expect(try await hasher.verify("a\u{0}b", against: hash))
        #expect(try await !hasher.verify("a\u{0}c", against: hash))
        #expect(try await !hasher.verify("a", against: hash))
    }

    @Test("Nothing fits an unknown account or a text that is no hash")
    func unknown() async throws {
        #expect(try await !hasher.verify("x", against: nil))
        for text in ["", "x", "$argon2id$", String(repeating: "$", count: 500)] {
            #expect(try await !hasher.verify("x", against: text))
        }
    }

    @Test("A hash of another cost is to be made again")
    func rehash() async throws {
        let hash = try await hasher.hash("x")
        #expect(!hasher.needsRehash(hash))
        #expect(PasswordHasher(cost: .interactive).needsRehash(hash))
        #expect(hasher.needsRehash("x"))
    }

    @Test("The cost for signing in is 64 MiB and two passes")
    func interactive() async throws {
        let hash = try await PasswordHasher().hash("x")
        #expect(hash.contains("m=65536,t=2,p=1"))
    }

    @Test("A password that is absurdly long is refused")
    func long() async {
        await #expect(throws: VaultError.hashing("This password is too long.")) {
            try await hasher.hash(String(repeating: "x", count: 4097))
        }
    }
}

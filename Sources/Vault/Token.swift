package import Ledger

/// A random secret that admits whoever holds it: a session, a single-use link. Only its digest is ever stored.
package struct Token: Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    package init() {
        bytes = Random.bytes(32)
    }

    /// A token that comes again from the same secret bytes: 32 of them.
    init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Reads what ``text`` writes, and nothing else.
    package init?(_ text: some StringProtocol) {
        guard let bytes = Base64URL.bytes(text), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// 43 characters that are safe in an address or a cookie.
    package var text: String { Base64URL.text(bytes) }

    /// What is stored.
    package var digest: Hash { Hash(of: bytes) }

    /// Takes as long whether or not it fits.
    package func fits(_ digest: Hash) -> Bool {
        Compare.equal(self.digest.bytes, digest.bytes)
    }

    /// Never the secret, so that a log cannot hold it.
    package var description: String { "token" }
}

extension Vault {
    /// The secret of one link in one mail: the same each time the mail is written, so that every copy of it works.
    /// Nobody without the keys can tell it.
    package func token(ofLink name: String) async throws -> Token {
        guard let token = Token(bytes: try await mac(Array(name.utf8), purpose: "link")) else {
            throw VaultError.damaged
        }
        return token
    }
}

package enum Compare {
    /// Takes as long whichever bytes differ. Lengths are not secret.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }
}

enum Random {
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in .random(in: .min ... .max, using: &generator) }
    }
}

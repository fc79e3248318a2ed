import Crypto
import Foundation
import Ledger

/// How secrets lie among the Keys: a format byte, then a box under the master's wrapping key that is bound to the
/// secret's name, so that one cannot be put in another's place.
struct Wrapping: Sendable {
    private static let format: UInt8 = 1

    let key: SymmetricKey

    init(_ master: MasterKey) {
        key = master.wrappingKey
    }

    func wrap(_ secret: [UInt8], as name: SecretName) throws(VaultError) -> [UInt8] {
        let box = try Cipher.seal(secret, with: key, bound: Cipher.bound(secret: name.description))
        return [Self.format] + box
    }

    func unwrap(_ wrapped: [UInt8], as name: SecretName) throws(VaultError) -> [UInt8] {
        guard wrapped.first == Self.format,
            let secret = Cipher.open(wrapped.dropFirst(), with: key, bound: Cipher.bound(secret: name.description))
        else { throw .damaged }
        return Array(secret)
    }
}

extension SecretName {
    init(dataKeyOf subject: Subject) {
        self.init(kind: SecretName.dataKeys(of: subject.kind), id: subject.id.canonical)
    }

    init(_ secret: NetworkSecret) {
        self.init(kind: SecretName.network, id: secret.rawValue)
    }

    static let network = "network"

    static func dataKeys(of kind: Subject.Kind) -> String { "data.\(kind.rawValue)" }

    /// Every kind of secret that is wrapped under the master key.
    static let wrappedKinds = [network] + Subject.Kind.allCases.map(dataKeys(of:))
}

/// The secrets of the network as a whole.
enum NetworkSecret: String {
    /// The network's id under the master key: tells whether a master key fits.
    case check
    case index, mac, checkpoint
}

import Foundation

/// Hashes passwords with Argon2id, off the cooperative pool and on half of the cores at most, all hashers together.
package struct PasswordHasher: Sendable {
    /// How many passwords may wait before the next is turned away.
    private static let longestQueue = 200

    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.name = "safeloop.passwords"
        queue.maxConcurrentOperationCount = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        return queue
    }()

    private let cost: HashingCost

    package init(cost: HashingCost = .interactive) {
        self.cost = cost
    }

    /// - Returns: The text to store, which holds the salt and the cost.
    /// - Throws: ``VaultError/hashing(_:)``, ``VaultError/busy``.
    package func hash(_ password: String) async throws(VaultError) -> String {
        let cost = cost
        return try await Self.run { () throws(VaultError) in try Argon2.hash(password, cost: cost) }
    }

    /// Whether the password fits. Takes as long for an account that is not there.
    ///
    /// - Parameter hash: What is stored, or `nil` for an unknown account, which nothing fits.
    /// - Throws: ``VaultError/hashing(_:)``, ``VaultError/busy``.
    package func verify(_ password: String, against hash: String?) async throws(VaultError) -> Bool {
        guard let hash else {
            _ = try await self.hash(password)
            return false
        }
        return try await Self.run { () throws(VaultError) in try Argon2.verify(password, hash) }
    }

    /// Whether the hash was made at another cost than this hasher's: hash again at the next sign-in.
    package func needsRehash(_ hash: String) -> Bool {
        Argon2.needsRehash(hash, cost: cost)
    }

    private static func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(VaultError) -> Value
    ) async throws(VaultError) -> Value {
        guard queue.operationCount < longestQueue else { throw .busy }
        let result: Result<Value, VaultError> = await withCheckedContinuation { continuation in
            queue.addOperation {
                do throws(VaultError) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}

/// One thing that every engine of a protocol must do. Tests run each rule on a fresh engine of each kind.
package struct ContractRule<Engine>: Sendable, CustomStringConvertible {
    package let description: String
    /// Throws ``ContractBroken`` where the engine does not keep the rule.
    package let check: @Sendable (Engine) async throws -> Void

    init(_ description: String, _ check: @escaping @Sendable (Engine) async throws -> Void) {
        self.description = description
        self.check = check
    }
}

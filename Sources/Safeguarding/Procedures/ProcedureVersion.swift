import Ledger
package import Procedures
import Synchronization

/// One version of a procedure with the lists of options that it refers to.
package struct ProcedureVersion: Hashable, Sendable {
    package let definition: ProcedureDefinition
    package let lists: [String: OptionList]
}

extension ProcedureVersion {
    /// Reads what the ledger holds. Rules ask at each command, so what was read is remembered.
    ///
    /// - Returns: nil where this Safeloop cannot read it.
    package static func published(text: String, lists: [String: String]) -> ProcedureVersion? {
        let name = name(text, lists)
        if let known = remembered.withLock({ $0[name] }) { return known.version }
        let version = read(text, lists)
        remembered.withLock { remembered in
            if remembered.count >= mostRemembered { remembered = [:] }
            remembered[name] = Remembered(version: version)
        }
        return version
    }

    private struct Remembered: Sendable {
        let version: ProcedureVersion?
    }

    private static let remembered = Mutex<[Hash: Remembered]>([:])
    /// Several times what a network has in use.
    private static let mostRemembered = 256

    /// A name for the texts: each with its length, so that no two sets of texts have the same.
    private static func name(_ text: String, _ lists: [String: String]) -> Hash {
        let texts = [text] + lists.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        return Hash(of: texts.flatMap { Array("\($0.utf8.count) ".utf8) + Array($0.utf8) })
    }

    private static func read(_ text: String, _ lists: [String: String]) -> ProcedureVersion? {
        guard let definition = try? ProcedureFile.reread(text, named: "procedure") else { return nil }
        var read: [String: OptionList] = [:]
        for (name, text) in lists {
            guard let list = try? ProcedureFile.readList(text, named: name) else { return nil }
            read[name] = list
        }
        return ProcedureVersion(definition: definition, lists: read)
    }
}

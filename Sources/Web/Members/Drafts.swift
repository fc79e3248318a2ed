import Almanac
import HTTPTypes
import Ledger
import Safeguarding
import Vault

// What somebody has begun and not finished: kept on the desk, sealed for them alone.

extension Visit {
    /// Keeps a value for the person who is signed in. Whatever was kept under the same name is replaced.
    func keepDraft(_ value: some Codable & Sendable, as name: some CustomStringConvertible, seconds: Int64) async throws
    {
        let subject = try await draftSubject()
        let sealed = try await site.office.vault.sealer(for: [subject]).seal(value, under: subject)
        try await site.desk.put(draftKey(name), Array(try Coding.encode(sealed)), until: now.adding(seconds: seconds))
    }

    /// What was kept, or nil where nothing was or its time is over.
    func draft<Value: Codable & Sendable>(_ type: Value.Type, _ name: some CustomStringConvertible) async throws
        -> Value?
    {
        guard let bytes = try await site.desk.value(draftKey(name), at: now) else { return nil }
        let (sealed, subject) = (try Coding.decode(Sealed<Value>.self, from: bytes), try await draftSubject())
        // What was begun before something was erased is gone with it.
        guard sealed.subject == subject else { return nil }
        return try await opener(.manageSelf, [.own], .these([subject])).open(sealed).value
    }

    func dropDraft(_ name: some CustomStringConvertible) async throws {
        try await site.desk.remove(draftKey(name))
    }

    /// Another one after each erasure, which destroys the keys of those that were.
    func draftSubject() async throws -> Subject {
        let (person, erasures) = (try person.id, try await readings.erasures())
        return Subject(.draft, erasures == 0 ? person : .derived(from: "draft/\(person)/\(erasures)"))
    }

    private func draftKey(_ name: some CustomStringConvertible) throws(Refusal) -> DeskKey {
        DeskKey(kind: "draft", group: "\(try person.id)", id: name.description)
    }

    /// The id of what a form makes: the form's own, so that a form sent twice makes one thing.
    func newID<Entity>() -> ID<Entity> { ID<Entity>(formID.text) ?? ID() }
}

import Almanac
import Crypto
import Foundation
import Ledger
import Testing

@testable import Vault

@Suite("What is sealed opens for whom it should, and for nobody else")
struct VaultTests {
    let trial = Trial()
    let meeting = Subject(.meeting, ID<Meeting>())
    let child = Subject(.child, ID<Child>())

    struct Person: Codable, Hashable {
        var name: String
        var born: Int?
    }

    @Test(
        "A text comes back",
        arguments: ["", "Agreed", "Łucja O’Neill-Ōta\n\u{1F9F8}", String(repeating: "x", count: 100_000)]
    )
    func text(text: String) async throws {
        let sealed = try await trial.sealed(text, under: meeting)
        #expect(try await trial.opener(meeting).open(sealed) == .value(text))
        #expect(try await trial.opener(meeting).text(sealed) == text)
    }

    @Test("A structure, a number, a list and an absent value come back")
    func values() async throws {
        let opener = { try await trial.opener(meeting) }
        let person = Person(name: "Ada Quill", born: 1961)
        let sealed = try await trial.sealed(person, under: meeting)
        #expect(try await opener().open(sealed) == .value(person))
        let number = try await trial.sealed(7, under: meeting)
        #expect(try await opener().open(number) == .value(7))
        let list = try await trial.sealed(["a", "b"], under: meeting)
        #expect(try await opener().open(list) == .value(["a", "b"]))
        let absent = try await trial.sealed(String?.none, under: meeting)
        #expect(try await opener().open(absent) == .value(nil))
        let present = try await trial.sealed(String?("Ada"), under: meeting)
        #expect(try await opener().open(present) == .value("Ada"))
    }

    @Test("A value without a stored form is refused")
    func unstorable() async throws {
        let sealer = try await trial.vault.sealer(for: [meeting])
        #expect(throws: VaultError.unstorable) { try sealer.seal(Double.nan, under: meeting) }
    }

    @Test("The same text is sealed differently each time")
    func nonces() async throws {
        let sealer = try await trial.vault.sealer(for: [meeting])
        let boxes = try (0..<1000).map { _ in try sealer.seal("Agreed", under: meeting).box }
        #expect(Set(boxes).count == 1000)
        #expect(Set(boxes.map { $0.prefix(12) }).count == 1000)
    }

    @Test("A sealed value goes through JSON as subject and box")
    func json() async throws {
        let sealed = try await trial.sealed("Agreed", under: meeting)
        let data = try JSONEncoder().encode(sealed)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: String])
        #expect(
            object == ["of": "meeting/\(meeting.id.uuidString.lowercased())", "box": sealed.box.base64EncodedString()]
        )
        let decoded = try JSONDecoder().decode(Sealed<String>.self, from: data)
        #expect(decoded == sealed)
        #expect(try await trial.opener(meeting).text(decoded) == "Agreed")
    }

    @Test("A sealer seals only under the subjects it was made for")
    func notLoaded() async throws {
        let sealer = try await trial.vault.sealer(for: [meeting])
        #expect(throws: VaultError.notLoaded(child)) { try sealer.seal("x", under: child) }
    }

    @Test("A box that is moved to another subject does not open")
    func moved() async throws {
        let other = Subject(.meeting, ID<Meeting>())
        let sealed = try await trial.sealed("Agreed", under: meeting)
        _ = try await trial.sealed("Another", under: other)
        let moved = Sealed<String>(subject: other, box: sealed.box)
        #expect(try await trial.opener(meeting, other).open(moved) == .damaged)
    }

    @Test("Two subjects under one key still cannot swap boxes")
    func bound() async throws {
        // The same key for both, so that only what is bound into the box stands in the way.
        let other = Subject(.meeting, ID<Meeting>())
        let keys = [meeting: SymmetricKey.trial, other: SymmetricKey.trial]
        let sealed = try Sealer(keys: keys).seal("Agreed", under: meeting)
        let opener = Opener(
            admission: trial.ordinary(.these([meeting, other])),
            keys: keys,
            ring: KeyRing(limit: 1),
            clock: { [clock = trial.clock] in clock.now }
        )
        #expect(opener.open(sealed) == .value("Agreed"))
        #expect(opener.open(Sealed<String>(subject: other, box: sealed.box)) == .damaged)
        #expect(opener.open(Sealed<[String]>(subject: meeting, box: sealed.box)) == .damaged)
    }

    @Test("An altered box never opens, whichever byte it is")
    func altered() async throws {
        let sealed = try await trial.sealed("Agreed by all", under: meeting)
        let opener = try await trial.opener(meeting)
        for index in sealed.box.indices {
            var box = sealed.box
            box[index] ^= 1
            #expect(opener.open(Sealed<String>(subject: meeting, box: box)) == .damaged)
        }
    }

    @Test("Boxes of any bytes are damaged, and nothing worse")
    func fuzzed() async throws {
        _ = try await trial.sealed("Agreed", under: meeting)
        let opener = try await trial.opener(meeting)
        for length in 0..<200 {
            let box = Data(Random.bytes(length))
            #expect(opener.open(Sealed<Person>(subject: meeting, box: box)) == .damaged)
            #expect(
                opener.open(chunk: box, at: ChunkPlace(blob: UUID(), number: 0, isLast: true), of: meeting) == .damaged
            )
        }
    }

    @Test(
        "JSON that is not a sealed value is refused",
        arguments: [
            "{}", "[]", "7", #"{"of":"meeting/1","box":""}"#,
            #"{"of":"pet/6E6DA4A6-0D4C-4AE7-B3D5-6C7B6A5F0A51","box":"AA=="}"#,
            #"{"of":"meeting/6E6DA4A6-0D4C-4AE7-B3D5-6C7B6A5F0A51","box":"*"}"#,
            #"{"of":"meeting/6E6DA4A6-0D4C-4AE7-B3D5-6C7B6A5F0A51"}"#, #"{"of":"meeting//","box":"AA=="}"#,
        ]
    )
    func badJSON(text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Sealed<String>.self, from: Data(text.utf8))
        }
    }

    @Test("Keys are found again by another vault with the same master key, also when memory is small")
    func again() async throws {
        let subjects = (0..<50).map { _ in Subject(.meeting, ID<Meeting>()) }
        let small = Vault(
            keys: trial.keys,
            master: trial.master,
            cached: 3,
            clock: { [clock = trial.clock] in clock.now }
        )
        var sealed: [Sealed<String>] = []
        for subject in subjects {
            sealed.append(try await small.sealer(for: [subject]).seal("\(subject)", under: subject))
        }
        let opener = try await trial.vault.opener(under: trial.ordinary(.these(Set(subjects))))
        #expect(sealed.map(opener.text) == subjects.map(\.description))
        for (subject, sealed) in zip(subjects, sealed) {
            let opener = try await small.opener(under: trial.ordinary(.these([subject])))
            #expect(opener.text(sealed) == subject.description)
        }
    }

    @Test("A hundred who seal under a new subject at once use one key")
    func race() async throws {
        let sealed = try await withThrowingTaskGroup(of: Sealed<String>.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    // A vault of its own for each, as nodes have, so that only the Keys can agree on one.
                    try await Vault(keys: trial.keys, master: trial.master).sealer(for: [meeting]).seal(
                        "x",
                        under: meeting
                    )
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let opener = try await trial.opener(meeting)
        #expect(sealed.count == 100)
        #expect(sealed.allSatisfy { opener.text($0) == "x" })
    }
}

import Foundation
import Testing

@testable import Procedures

/// A small procedure that is fine; tests spoil one line of it.
private let fine = """
    procedure: lost-key
    version: 1
    title: Lost key
    says: Somebody lost a key.
    happened: [a key is lost]
    sources: [Made up for tests]
    purpose: To find the key.
    lawful basis: { basis: public task, condition: safeguarding of children and of individuals at risk, law: [None] }
    controllers: [the school]
    consent: { needed: no, because: It is a key. }
    family: { told: not, how: It is a key. }
    about: adult
    raised by: [school]
    goes to: coordinator
    parties:
      - { id: locksmith, title: Locksmith, goes to: coordinator, when: { kind: door } }
    form:
      - section: The key
        fields:
          - { id: kind, label: Which kind, type: choice, options: [ { id: door, label: Door }, { id: safe, label: Safe } ] }
          - { id: seen, label: Where it was seen, type: text, ask if: { kind: door } }
          - { id: needed-on, label: When it is needed, type: date }
    duties:
      - { of: holder, to: acknowledge, within: 1 working day }
      - { of: holder, to: decide, within: 2 working days after acknowledge, outcomes: [found] }
      - { of: locksmith, to: do, what: Change the lock, within: 3 working days before needed-on, when: { outcome: found } }
      - { of: holder, to: tell raiser, within: 1 working day after decide }
    outcomes:
      - { id: found, title: Found, tells raiser: full }
    overdue: [escalate to coordinator after 1 working day]
    share: { raiser: [outcome], network: nothing, parties: { locksmith: [kind] } }
    summary: [kind, outcome]
    keep: { for: 6 months after closing, source: Made up }
    """

@Suite("A procedure file that is wrong")
struct FormatTests {
    private func problems(_ text: String) -> [String] {
        do {
            _ = try ProcedureFile.read(text, named: "lost.yaml")
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    /// The problems of the fine file with some words replaced.
    private func problems(_ words: String, _ others: String) throws -> [String] {
        try #require(fine.contains(words))
        return problems(fine.replacing(words, with: others))
    }

    @Test("one that is fine has no problems")
    func isFine() {
        #expect(problems(fine) == [])
    }

    @Test(
        "what is wrong is named with its file, line, key and what was expected",
        arguments: [
            (
                "version: 1", "version: one",
                "lost.yaml:2: version: “one” will not do; expected a whole number from 1 to 9999"
            ),
            ("title: Lost key", "titel: Lost key", "lost.yaml:3: titel: is no key of a procedure; did you mean title?"),
            (
                "says: Somebody lost a key.\n", "",
                "lost.yaml:1: says: is missing from a procedure; expected words, at most 300 characters"
            ),
            (
                "about: adult", "about: dog",
                "lost.yaml:12: about: “dog” will not do; expected one of: child, adult, school, topic, people"
            ),
            (
                "raised by: [school]", "raised by: [shop]",
                "lost.yaml:13: raised by[1]: “shop” will not do; expected one of: authority"
            ),
            (
                "within: 1 working day }", "within: soon }",
                "lost.yaml:24: duties[1].within: “soon” will not do; expected how long, as 1 working day"
            ),
            (
                "within: 1 working day }", "within: \"by the next meeting, or 5 working days\" }",
                "lost.yaml:24: duties[1].within: only an action knows when its group meets next; expected how long"
            ),
            (
                "after acknowledge", "after breakfast",
                "lost.yaml:25: duties[2].within: there is no duty breakfast above it, and no date field breakfast; expected acknowledge, needed-on"
            ),
            (
                "before needed-on", "before noon",
                "lost.yaml:26: duties[3].within: there is no date field noon; expected needed-on"
            ),
            (
                "of: locksmith", "of: baker",
                "lost.yaml:26: duties[3].of: there is no party baker; expected holder, raiser, coordinator, every party, locksmith"
            ),
            (
                "outcomes: [found]", "outcomes: [lost]",
                "lost.yaml:25: duties[2].outcomes[1]: there is no outcome lost; expected found"
            ),
            (
                "when: { outcome: found }", "when: { outcome: found }, unless: [found]",
                "lost.yaml:26: duties[3].unless: found is under when, too, so it would never be owed"
            ),
            (
                "when: { outcome: found }", "unless: [lost]",
                "lost.yaml:26: duties[3].unless: there is no outcome lost; expected found"
            ),
            (
                "ask if: { kind: door }", "ask if: { kind: window }",
                "lost.yaml:21: form[1].fields[2].ask if.kind: window is no answer to it; expected door, safe"
            ),
            (
                "ask if: { kind: door }", "ask if: { needed-on: door }",
                "lost.yaml:21: form[1].fields[2].ask if.needed-on: there is no such field before it; expected the id of an earlier field"
            ),
            (
                "type: date", "type: choice",
                "lost.yaml:22: form[1].fields[3].options: a choice needs options, or options from a list; expected one of the two"
            ),
            (
                "{ id: seen", "{ id: kind",
                "lost.yaml:21: form[1].fields[2].id: kind is the id of a field above; expected another"
            ),
            (
                "summary: [kind", "summary: [seen",
                "lost.yaml:32: summary[1]: seen is a text, which may say who somebody is; expected a choice, a checklist, yes or no, or a number"
            ),
            (
                "parties: { locksmith: [kind] }", "parties: { locksmith: [colour] }",
                "lost.yaml:31: share.parties.locksmith[1]: there is no field colour; expected the id of one, or outcome, note, loop, satisfied"
            ),
            (
                "[escalate to coordinator after 1 working day]", "[remind when due]",
                "lost.yaml:30: overdue: silence is never escalated; expected escalate to coordinator after 2 working days, or the like"
            ),
            (
                "raiser: [outcome]", "raiser: nothing",
                "lost.yaml:31: share.raiser: whoever raised it would not see what came of it; expected outcome among what they see"
            ),
            (
                "needed: no", "needed: yes",
                "lost.yaml:10: consent.from: is missing; expected who gives it, such as parent or child"
            ),
            (
                "for: 6 months after closing", "for: until the child is 25",
                "lost.yaml:33: keep.for: it is about no child; expected so many years or months after closing"
            ),
            ("version: 1", "version: 1\nversion: 2", "lost.yaml:2: a key stands there twice: version"),
            ("happened: [a key is lost]", "happened: a key is lost", "lost.yaml:5: happened: expected a list"),
        ]
    )
    func named(words: String, others: String, problem: String) throws {
        let found = try problems(words, others)
        #expect(found.contains { $0.hasPrefix(problem) }, "\(found)")
    }

    @Test(
        "a procedure under which something might not come back is refused",
        arguments: [
            ("to: tell raiser", "to: do, what: Nothing", "nobody has to tell the raiser what came of it"),
            (
                "to: tell raiser,", "to: tell raiser, when: { kind: safe },",
                "nobody has to tell the raiser what came of it"
            ),
            (
                "to: tell raiser,", "to: tell raiser, unless: [found],",
                "nobody has to tell the raiser what came of it"
            ),
            ("to: acknowledge", "to: do, id: acknowledge, what: Nothing", "nobody owes an acknowledgement"),
            ("of: holder, to: acknowledge", "of: raiser, to: acknowledge", "nobody owes an acknowledgement"),
            ("within: 1 working day }", "within: as given }", "nobody owes an acknowledgement"),
            ("to: decide,", "to: decide, when: { outcome: found },", "nobody has to tell the raiser"),
            (
                "within: 1 working day after decide }", "within: 1 working day after acknowledge }",
                "nobody tells the raiser of found"
            ),
        ]
    )
    func comesBack(words: String, others: String, sentence: String) throws {
        #expect(try problems(words, others).contains { $0.contains(sentence) })
    }

    @Test(
        "no lawful basis, purpose, controllers, consent or word to the family: refused",
        arguments: ["purpose", "lawful basis", "controllers", "consent", "family", "keep", "share"]
    )
    func law(key: String) throws {
        let text = fine.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("\(key):") }
            .joined(separator: "\n")
        #expect(problems(text).contains { $0.contains("\(key): is missing from a procedure") })
    }

    @Test(
        "nor one that says half of it, or nothing in words",
        arguments: [
            ("condition: safeguarding of children and of individuals at risk, ", "", "condition: is missing"),
            (", law: [None]", "", "law: is missing"), ("basis: public task, ", "", "basis: is missing"),
            (", because: It is a key.", "", "because: is missing"), ("needed: no, ", "", "needed: is missing"),
            (", how: It is a key.", "", "how: is missing"), ("told: not, ", "", "told: is missing"),
            ("law: [None]", "law: []", "law: "), ("law: [None]", "law: [\"\"]", "law"),
            ("because: It is a key.", "because: \"\"", "because: "), ("how: It is a key.", "how: \" \"", "how: "),
            ("purpose: To find the key.", "purpose: \"\"", "purpose: "),
            ("controllers: [the school]", "controllers: []", "controllers: "),
        ]
    )
    func law(words: String, others: String, sentence: String) throws {
        #expect(try problems(words, others).contains { $0.contains(sentence) })
    }

    @Test("all that is wrong is said at once, in the order of the lines")
    func together() {
        let text = fine.replacing("version: 1", with: "version: one").replacing("about: adult", with: "about: dog")
        #expect(problems(text).map { $0.prefix(13) } == ["lost.yaml:2: ", "lost.yaml:12:"])
    }
}

@Suite("A hostile procedure file")
struct HostileFormatTests {
    private func sentence(_ text: String) -> String {
        do {
            _ = try ProcedureFile.read(text, named: "x.yaml")
            return "fine"
        } catch {
            return error.description
        }
    }

    @Test(
        "nothing, words, a list, a number: each is told what was expected",
        arguments: ["", "# nothing", "words", "- a\n- b", "7", "~"]
    )
    func noProcedure(text: String) {
        #expect(sentence(text).contains("expected"))
    }

    @Test("aliases that stand for millions of values are refused before they are walked, as values and in keys")
    func aliases() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<12 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        #expect(sentence(text).contains("aliases"))
        #expect(sentence(text + "? *a11\n: x\n").contains("aliases"))
    }

    @Test("what a file says can neither move the cursor of a terminal nor forge a line")
    func terminal() {
        let said = sentence("title: \"\\e[2J\\nother.yaml: fine\"\n\"\\e[31m\": x\n")
        #expect(
            !said.contains("\u{1B}") && said.split(separator: "\n").allSatisfy { $0.hasPrefix("x.yaml:") },
            "\(said)"
        )
    }

    @Test("what is nested without end is refused")
    func nested() {
        let texts = [
            String(repeating: "[", count: 90_000), String(repeating: "{a: ", count: 40_000),
            String(repeating: "- ", count: 90_000), String(repeating: "? ", count: 90_000),
            (0..<600).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
            String(repeating: "[", count: 90) + String(repeating: "]", count: 90),
        ]
        for (index, text) in texts.enumerated() {
            let said = sentence(text)
            #expect(said.contains("deep"), "\(index): \(said.prefix(200))")
        }
    }

    @Test("more than a procedure can be is refused")
    func large() {
        #expect(sentence("title: " + String(repeating: "a", count: 300_000)).contains("larger than 200 kB"))
        let many = "x: [" + Array(repeating: "1", count: 30_000).joined(separator: ",") + "]"
        #expect(sentence(many).contains("more than 20000 values"))
    }

    @Test(
        "a shipped file with anything changed is fine or told what is wrong, and never ends the program",
        arguments: 0..<8
    )
    func fuzz(seed: UInt64) throws {
        var chance = Seeded(state: seed)
        let pieces = [
            "[", "]", "{", "}", ":", "- ", "&a ", "*a", "!!binary ", "\"", "'", "|", ">", "\u{0}", "\u{2028}", "é",
            "yes", "\t", "#", "\n", "\n  ",
        ]
        let texts = try Shipped.names.map(Shipped.text)
        for _ in 0..<60 {
            var bytes = Array(texts[Int(chance.next() % UInt64(texts.count))].utf8)
            for _ in 0...(chance.next() % 4) {
                let place = Int(chance.next() % UInt64(bytes.count))
                switch chance.next() % 3 {
                case 0: bytes.remove(at: place)
                case 1:
                    bytes.insert(contentsOf: Array(pieces[Int(chance.next() % UInt64(pieces.count))].utf8), at: place)
                default: bytes[place] = UInt8(truncatingIfNeeded: chance.next())
                }
            }
            let said = sentence(String(decoding: bytes, as: UTF8.self))
            #expect(said == "fine" || said.hasPrefix("x.yaml"))
        }
    }
}

/// SplitMix64: the same run for the same seed.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

import Almanac
import Foundation
import Testing

@testable import Procedures

/// A procedure that asks in every way there is, the ways that no shipped one uses too.
enum Asking {
    static let fields = """
          - { id: line, label: A line, type: text, at most: 20 }
          - { id: story, label: A story, type: long text, at most: 60 }
          - { id: colour, label: Colour, type: choice, options: [ { id: red, label: Red }, { id: blue, label: Blue } ] }
          - { id: reds, label: Which reds, type: checklist, at least: 1, at most: 2, ask if: { colour: red }, options: [ { id: pink, label: Pink }, { id: ruby, label: Ruby }, { id: wine, label: Wine } ] }
          - { id: signs, label: Signs, type: checklist, answers: "yes, suspected or no", evidence: yes, options: [ { id: tired, label: Tired }, { id: hungry, label: Hungry } ] }
          - { id: seen, label: Seen, type: checklist, answers: yes or no, options: [ { id: home, label: Home }, { id: school, label: School } ] }
          - { id: sure, label: "Sure?", type: "yes, no or unknown" }
          - { id: on, label: "On", type: date }
          - { id: at, label: At, type: time }
          - { id: count, label: Count, type: number, at least: 1, at most: 20 }
          - { id: cost, label: Cost, type: money, at most: 50 }
          - { id: boy, label: Boy, type: child }
          - { id: carer, label: Carer, type: adult }
          - { id: place, label: Place, type: organisation }
          - { id: papers, label: Papers, type: file }
          - { id: born, label: Born, type: date, rival values: yes }
          - id: trips
            label: Trips
            type: repeated group
            at least: 2
            at most: 3
            fields:
              - { id: going, label: Going, type: "yes, no or unknown" }
              - { id: whither, label: Whither, type: text, ask if: { going: yes }, required: yes }
        """

    static func text() throws -> String {
        let action = try Shipped.text("meeting-action")
            .replacing("condition: no special category data", with: "condition: statutory purposes")
        let section =
            "  - section: More\n    fields:\n" + fields.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        return action.replacing("\nduties:", with: "\n\(section)\nduties:")
    }

    static func procedure() throws -> ProcedureDefinition { try ProcedureFile.read(text(), named: "asking.yaml") }

    /// What has to be answered at the least.
    static let least: [String: Answer] = [
        "text": .text("Ring the school"), "to": .named("Ruth"), "due-kind": .chosen(["none"]),
        "trips": .entries([["going": .chosen(["no"])], ["going": .chosen(["unknown"])]]),
    ]
}

private func day(_ iso: String) throws -> Day { try #require(Day(iso: iso)) }

/// What is wrong with answers, or nothing.
private func problems(
    _ answers: [String: Answer],
    _ definition: ProcedureDefinition,
    _ lists: [String: OptionList] = [:]
) throws -> [String: String] {
    let today = try day("2026-02-12")
    do {
        _ = try AnswerCheck.tidied(Answers(answers), to: definition, lists: lists, today: today)
        return [:]
    } catch {
        return Dictionary(error.all.map { ($0.field, $0.sentence) }, uniquingKeysWith: { "\($0) \($1)" })
    }
}

@Suite("Answers")
struct AnswerTests {
    private static func everyKind() throws -> [String: Answer] {
        let person = Answer.Person(
            given: "Zoë",
            family: "O’Neill",
            other: "Zo",
            born: try day("2014-02-28"),
            sex: .female,
            address: "1 High St",
            phone: "020 7946 0000",
            about: "left-handed"
        )
        return [
            "text": .text("“Kept”\nhere"), "chosen": .chosen(["a", "b"]),
            "marked": .marked([.init("a", "yes", evidence: "seen"), .init("b", "suspected")]),
            "day": .day(try day("2026-02-18")), "time": .time(try #require(ClockTime(iso: "09:30"))),
            "number": .number(-3), "money": .money(pence: 1250), "person": .person(person), "nobody": .person(.init()),
            "named": .named("organisation/1"), "entries": .entries([["in": .text("x")], [:]]),
            "rivals": .rivals([
                .init(.day(try day("2012-01-01")), source: "passport", on: try day("2024-05-03"), weight: .doubted)
            ]),
        ]
    }

    @Test("every kind is stored and read back as it was")
    func roundTrip() throws {
        let answers = Answers(try Self.everyKind())
        let stored = try JSONEncoder().encode(answers)
        #expect(try JSONDecoder().decode(Answers.self, from: stored) == answers)
    }

    @Test("each is stored under the name of its kind, which is never renamed")
    func stored() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        func json(_ name: String) throws -> String {
            String(decoding: try encoder.encode(try #require(try Self.everyKind()[name])), as: UTF8.self)
        }
        #expect(try json("money") == #"{"kind":"money","value":1250}"#)
        #expect(try json("day") == #"{"kind":"day","value":"2026-02-18"}"#)
        #expect(try json("time") == #"{"kind":"time","value":"09:30"}"#)
        #expect(try json("number") == #"{"kind":"number","value":-3}"#)
        #expect(try json("named") == #"{"kind":"named","value":"organisation/1"}"#)
        #expect(try json("chosen") == #"{"kind":"chosen","value":["a","b"]}"#)
        #expect(try json("text") == #"{"kind":"text","value":"“Kept”\nhere"}"#)
        #expect(try json("entries") == #"{"kind":"entries","value":[{"in":{"kind":"text","value":"x"}},{}]}"#)
        #expect(try json("nobody") == #"{"kind":"person","value":{}}"#)
        #expect(
            try json("marked")
                == #"{"kind":"marked","value":[{"answer":"yes","evidence":"seen","option":"a"},{"answer":"suspected","option":"b"}]}"#
        )
        #expect(
            try json("rivals")
                == #"{"kind":"rivals","value":[{"on":"2024-05-03","source":"passport","value":{"kind":"day","value":"2012-01-01"},"weight":"doubted"}]}"#
        )
    }

    @Test(
        "a kind that nobody knows is refused",
        arguments: [
            #"{"kind":"word","value":"x"}"#, #"{"kind":"day","value":"x"}"#, #"{"kind":"number","value":1e40}"#, "3",
        ]
    )
    func unknownKinds(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Answer.self, from: Data(json.utf8)) }
    }

    @Test("conditions stand on what was chosen, ticked and dated, and on nothing else")
    func words() throws {
        let answers = Answers(try Self.everyKind())
        #expect(
            answers.words(for: answers.values.keys.sorted() + ["missing"]) == [
                "chosen": ["a", "b"], "marked": ["a", "b"], "day": ["2026-02-18"], "rivals": ["2012-01-01"],
            ]
        )
        #expect(Answers(["m": .marked([.init("a", "no")])]).words(for: ["m"]) == [:])
        #expect(answers.words(for: ["day"]) == ["day": ["2026-02-18"]])
    }

    @Test("the fields on which something depends, and no other")
    func conditionFields() throws {
        #expect(
            try Shipped.procedure("trafficking-referral").conditionFields == [
                "danger-now", "needs-interpreter", "school-known", "came-from-authority", "age-in-dispute",
                "police-told",
                "own-staff",
            ]
        )
        #expect(try Shipped.procedure("common-assessment").conditionFields.isSuperset(of: ["agreed", "share-with"]))
        let visit = try Shipped.procedure("exchange-visit").conditionFields
        #expect(visit.isSuperset(of: ["starts-on", "ends-on", "host-check", "sleeping"]) && !visit.contains("outcome"))
    }

    @Test("no field on which something depends says who somebody is", arguments: Shipped.names)
    func harmlessConditions(name: String) throws {
        let procedure = try Shipped.procedure(name)
        for field in procedure.fields where procedure.conditionFields.contains(field.id) {
            #expect(field.type.isClosed || field.type == .date, "\(field.id)")
        }
    }

    @Test(
        "no field is called as a part of another",
        arguments: [
            ("line", "boy-born"), ("line", "carer-phone"), ("line", "place-other"), ("line", "signs-tired-seen"),
            ("line", "trips-0-going"), ("line", "born-1"),
        ]
    )
    func parts(field: String, name: String) throws {
        let text = try Asking.text().replacing("{ id: \(field),", with: "{ id: \(name),")
        let problems = #expect(throws: Problems.self) { try ProcedureFile.read(text, named: "asking.yaml") }
        #expect(problems?.all.map(\.key) == ["form[2].fields[1].id"])
        let fine = try Asking.text().replacing("{ id: \(field),", with: "{ id: \(name)-x,")
        if !name.contains("-0-"), !name.contains("-1") {
            #expect(throws: Never.self) { try ProcedureFile.read(fine, named: "asking.yaml") }
        }
    }

    @Test("an answer is shown in plain words")
    func lines() throws {
        let asking = try Asking.procedure()
        func lines(_ field: String, _ answer: Answer) throws -> [String] {
            Answers([field: answer]).lines(of: try #require(asking.field(field)), [:]) {
                $0 == "organisation/1" ? "Hill School" : nil
            }
        }
        #expect(try lines("colour", .chosen(["blue"])) == ["Blue"])
        #expect(try lines("sure", .chosen(["unknown"])) == ["Not known"])
        #expect(
            try lines("signs", .marked([.init("tired", "suspected", evidence: "Slept in class")])) == [
                "Tired: suspected. Slept in class"
            ]
        )
        #expect(try lines("on", .day(day("2026-02-08"))) == ["8 February 2026"])
        #expect(try lines("cost", .money(pence: 1205)) == ["£12.05"])
        #expect(try lines("place", .named("organisation/1")) == ["Hill School"])
        #expect(try lines("place", .named("Another")) == ["Another"])
        #expect(try lines("story", .text("One\n\nTwo")) == ["One", "Two"])
        #expect(
            try lines("boy", .person(.init(given: "Sam", born: day("2014-02-28"), sex: .male, about: "shy")))
                == ["Sam", "born 28 February 2014", "male", "shy"]
        )
        #expect(
            try lines(
                "born",
                .rivals([.init(.day(day("2012-01-01")), source: "passport", on: day("2024-05-03"), weight: .doubted)])
            )
                == ["1 January 2012 (passport, 3 May 2024, doubted)"]
        )
        #expect(
            try lines("trips", .entries([["going": .chosen(["yes"]), "whither": .text("Ghent")]])) == [
                "Going: Yes. Whither: Ghent"
            ]
        )
        #expect(Answers().lines(of: try #require(asking.field("line")), [:]) == [])
    }
}

@Suite("Whether a form may be taken as it was answered")
struct AnswerCheckTests {
    @Test("nothing is wrong with the least that has to be answered")
    func fine() throws {
        #expect(try problems(Asking.least, Asking.procedure()) == [:])
    }

    @Test("everything that has to be answered is asked for at once")
    func missing() throws {
        #expect(
            try problems([:], Asking.procedure()) == [
                "text": "Write an answer.", "to": "Choose somebody, or write a name.", "due-kind": "Choose one.",
                "trips": "Give at least 2.",
            ]
        )
        let referral = try problems([:], Shipped.procedure("trafficking-referral"), Shipped.lists())
        #expect(referral["child"] == "Give a name, or write what is known about who it is.")
        #expect(referral["indicators"] == "Answer at least one entry.")
        #expect(referral["files"] == nil && referral["language"] == nil)
    }

    /// What is wrong with an answer, and what is to be done about it.
    static let mistakes: [(String, Answer, String, String)] = [
        (
            "line", .text(String(repeating: "x", count: 21)), "line",
            "Shorten this to 20 characters or fewer. It has 21."
        ),
        (
            "line", .text("e" + String(repeating: "\u{301}", count: 9000)), "line",
            "Shorten this to 20 characters or fewer. It has 1125."
        ),
        (
            "story", .text(String(repeating: "x", count: 61)), "story",
            "Shorten this to 60 characters or fewer. It has 61."
        ),
        ("colour", .chosen(["green"]), "colour", "Choose one of what is listed."),
        ("colour", .chosen(["red", "blue"]), "colour", "Choose one of what is listed."),
        ("sure", .chosen(["perhaps"]), "sure", "Choose one of what is listed."),
        ("signs", .marked([.init("cold", "yes")]), "signs", "Answer each entry of the list once, as it is asked."),
        (
            "signs", .marked([.init("tired", "yes"), .init("tired", "no")]), "signs",
            "Answer each entry of the list once, as it is asked."
        ),
        ("signs", .marked([.init("tired", "perhaps")]), "signs", "Answer each entry of the list once, as it is asked."),
        ("seen", .marked([.init("home", "suspected")]), "seen", "Answer each entry of the list once, as it is asked."),
        (
            "signs", .marked([.init("tired", "yes", evidence: String(repeating: "x", count: 2001))]),
            "signs-tired-seen", "Shorten this to 2000 characters or fewer. It has 2001."
        ),
        ("signs", .chosen(["tired"]), "signs", "This was not answered as the form asks it. Open the form again."),
        ("on", .day(Day(number: .max)), "on", "Give a date that is not before 1900 and not more than 5 years ahead."),
        (
            "on", .day(Day(number: -30_000)), "on",
            "Give a date that is not before 1900 and not more than 5 years ahead."
        ),
        ("on", .text("soon"), "on", "This was not answered as the form asks it. Open the form again."),
        ("count", .number(0), "count", "Enter a whole number between 1 and 20."),
        ("count", .number(21), "count", "Enter a whole number between 1 and 20."),
        ("cost", .money(pence: 5001), "cost", "Enter an amount between £0 and £50, as 12.50."),
        ("cost", .money(pence: -1), "cost", "Enter an amount between £0 and £50, as 12.50."),
        (
            "boy", .person(.init(born: Day(number: 20_496))), "boy",
            "Give a name, or write what is known about who it is."
        ),
        (
            "boy", .person(.init(given: "Sam", born: Day(number: 20_497))), "boy-born",
            "Give a date that is not in the future."
        ),
        (
            "boy", .person(.init(given: String(repeating: "x", count: 101))), "boy-given",
            "Shorten this to 100 characters or fewer. It has 101."
        ),
        ("boy", .named("Sam"), "boy", "This was not answered as the form asks it. Open the form again."),
        (
            "place", .named(String(repeating: "x", count: 201)), "place",
            "Shorten this to 200 characters or fewer. It has 201."
        ),
        ("born", .day(Day(number: 0)), "born", "This was not answered as the form asks it. Open the form again."),
        ("born", .rivals([.init(.day(Day(number: 0)), source: " ")]), "born-0-source", "Say who says so."),
        (
            "born", .rivals([.init(.rivals([]), source: "a")]), "born-0-value",
            "This was not answered as the form asks it. Open the form again."
        ),
        (
            "born", .rivals(Array(repeating: .init(.day(Day(number: 0)), source: "a"), count: 21)), "born",
            "Give 20 at most. There are 21."
        ),
        ("trips", .entries([["going": .chosen(["no"])]]), "trips", "Give at least 2. There is 1."),
        (
            "trips", .entries(Array(repeating: ["going": .chosen(["no"])], count: 4)), "trips",
            "Give 3 at most. There are 4."
        ),
        (
            "trips", .entries([["going": .chosen(["no"])], ["going": .chosen(["yes"])]]), "trips-1-whither",
            "Write an answer."
        ),
        (
            "trips", .entries([["going": .chosen(["no"])], ["trips": .entries([])]]), "trips-1-trips",
            "The form has no such question. Open it again."
        ),
        ("nothing", .text("x"), "nothing", "The form has no such question. Open it again."),
        ("whither", .text("x"), "whither", "The form has no such question. Open it again."),
    ]

    @Test("what is wrong is said with what to do about it", arguments: mistakes.indices)
    func wrong(index: Int) throws {
        let (field, answer, place, sentence) = Self.mistakes[index]
        let found = try problems(Asking.least.merging([field: answer]) { _, new in new }, Asking.procedure())
        #expect(found[place] == sentence)
        #expect(found.count == 1)
    }

    @Test("a checklist has as many ticks as it asks for")
    func ticks() throws {
        let asking = try Asking.procedure()
        func found(_ ticks: [String]) throws -> [String: String] {
            try problems(
                Asking.least.merging(["colour": .chosen(["red"]), "reds": .chosen(ticks)]) { _, new in new },
                asking
            )
        }
        #expect(try found(["pink"]) == [:])
        #expect(try found([]) == ["reds": "Tick at least 1."])
        #expect(try found(["wine", "pink", "ruby"]) == ["reds": "Tick 2 at most. You ticked 3."])
        #expect(try found(["black"]) == ["reds": "Tick only what is listed."])
    }

    @Test("what is not asked is dropped, whatever it is")
    func notAsked() throws {
        let answers = Asking.least.merging(
            ["colour": .chosen(["blue"]), "reds": .text("\u{0}"), "papers": .text("a.pdf"), "line": .text(" \n ")]
        ) { _, new in new }
        let kept = try AnswerCheck.tidied(
            Answers(answers),
            to: Asking.procedure(),
            lists: [:],
            today: day("2026-02-12")
        )
        #expect(Set(kept.values.keys) == Set(Asking.least.keys).union(["colour"]))
        let entry: [String: Answer] = ["going": .chosen(["no"]), "whither": .text("Ghent")]
        let trips = try AnswerCheck.tidied(
            Answers(Asking.least.merging(["trips": .entries([entry, [:], entry])]) { _, new in new }),
            to: Asking.procedure(),
            lists: [:],
            today: day("2026-02-12")
        )
        #expect(trips["trips"] == .entries([["going": .chosen(["no"])], ["going": .chosen(["no"])]]))
    }

    @Test("texts and ticks are tidied")
    func tidied() throws {
        let answers = Asking.least.merging([
            "line": .text(" Zoe\u{308}\n\u{202E}1\u{7} "), "story": .text("One\r\nTwo\u{2028}Three"),
            "colour": .chosen(["red"]),
            "reds": .chosen(["wine", "pink", "wine"]),
            "signs": .marked([.init("hungry", "no", evidence: " "), .init("tired", "yes", evidence: " Slept ")]),
            "seen": .marked([.init("home", "yes", evidence: "not asked for")]),
            "boy": .person(.init(given: " Sam ", family: " ", about: " a\nb ")),
        ]) { _, new in new }
        let kept = try AnswerCheck.tidied(
            Answers(answers),
            to: Asking.procedure(),
            lists: [:],
            today: day("2026-02-12")
        )
        #expect(kept["line"] == .text("Zoë 1"))
        #expect(kept["story"] == .text("One\nTwo\nThree"))
        #expect(kept["reds"] == .chosen(["pink", "wine"]))
        #expect(kept["signs"] == .marked([.init("tired", "yes", evidence: "Slept"), .init("hungry", "no")]))
        #expect(kept["seen"] == .marked([.init("home", "yes")]))
        #expect(kept["boy"] == .person(.init(given: "Sam", about: "a\nb")))
    }

    @Test(
        "what needs agreement is not raised without it",
        arguments: [("yes", false), ("no", true), ("unknown", true)]
    )
    func consent(answer: String, isRefused: Bool) throws {
        let found = try problems(
            ["agreed": .chosen([answer])],
            Shipped.procedure("common-assessment"),
            Shipped.lists()
        )
        let sentence = "This can only be raised with a parent’s or the child’s agreement."
        #expect((found["agreed"] == sentence) == isRefused)
    }

    @Test("what is asked of everybody is the same under every procedure", arguments: Shipped.names)
    func files(name: String) throws {
        let procedure = try Shipped.procedure(name)
        let found = try problems([:], procedure, Shipped.lists())
        let asked = procedure.askedOnce.filter { $0.askIf.terms.isEmpty && $0.isNeeded }.map(\.id)
        #expect(Set(found.keys) == Set(asked))
    }
}

@Suite("Answers that somebody made up to break a form")
struct AnswerFuzzTests {
    @Test("whatever is answered is taken whole and known, or refused with reasons", arguments: Shipped.names)
    func fuzz(name: String) throws {
        let (procedure, lists, today) = (try Shipped.procedure(name), try Shipped.lists(), try day("2026-02-12"))
        var taken = 0
        for seed in 0..<300 {
            var chance = Seeded(state: UInt64(seed))
            let isWild = seed % 2 == 0
            var answers = Answers()
            for field in procedure.askedOnce where chance.one(in: 8) == false {
                answers[field.id] = isWild ? chance.anything(4) : chance.likely(field, lists)
            }
            if isWild { answers[chance.text()] = chance.anything(2) }
            if !isWild, let consent = procedure.consent.field { answers[consent] = .chosen(["yes"]) }
            do {
                let kept = try AnswerCheck.tidied(answers, to: procedure, lists: lists, today: today)
                taken += 1
                expectKnown(kept.values, procedure.askedOnce, lists, "seed \(seed)")
                let again = try AnswerCheck.tidied(kept, to: procedure, lists: lists, today: today)
                #expect(again == kept, "tidying twice is tidying once, seed \(seed)")
            } catch {
                #expect(!error.all.isEmpty && error.all.count <= 100)
                #expect(error.all.allSatisfy { $0.sentence.hasSuffix(".") && $0.field.count < 200 })
            }
        }
        #expect(taken > 0, "some likely answers are taken")
    }

    private func expectKnown(
        _ answers: [String: Answer],
        _ fields: [ProcedureDefinition.Field],
        _ lists: [String: OptionList],
        _ seed: String
    ) {
        #expect(Set(answers.keys).isSubset(of: fields.map(\.id)), "\(seed)")
        for field in fields {
            guard let answer = answers[field.id] else { continue }
            if field.type.isClosed, !field.holdsRivals {
                let options = Set(field.answers(lists))
                switch answer {
                case .chosen(let ids): #expect(!ids.isEmpty && options.isSuperset(of: ids), "\(seed)")
                case .marked(let marks):
                    #expect(options.isSuperset(of: marks.map(\.option)), "\(seed)")
                    #expect(marks.allSatisfy { field.marks.contains($0.answer) }, "\(seed)")
                default: Issue.record("\(field.id) holds another kind, \(seed)")
                }
            }
            if case .entries(let entries) = answer {
                for entry in entries { expectKnown(entry, field.fields, lists, seed) }
            }
            if case .rivals(let rivals) = answer, field.type.isClosed {
                let options = Set(field.answers(lists))
                #expect(rivals.allSatisfy { options.isSuperset(of: $0.value.words) }, "\(seed)")
            }
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

    mutating func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

    mutating func text() -> String {
        let pieces = [
            "", "a", "Zoë", "\u{0}", "\u{202E}", "\n", "<b>", "yes", "none", "漢", "e\u{301}", "organisation/x",
        ]
        return (0..<Int.random(in: 0...6, using: &self)).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }

    mutating func words() -> [String] { (0..<Int.random(in: 0...3, using: &self)).map { _ in text() } }

    /// Any answer, likely of another kind than was asked.
    mutating func anything(_ depth: Int) -> Answer {
        switch Int.random(in: 0..<(depth > 0 ? 11 : 9), using: &self) {
        case 0: .text(one(in: 20) ? String(repeating: "x", count: 60_000) : text())
        case 1: .chosen(words())
        case 2: .marked(words().map { .init($0, text(), evidence: one(in: 2) ? text() : nil) })
        case 3: .day(Day(number: Int(truncatingIfNeeded: next())))
        case 4: .time(ClockTime(hour: 9, minute: 0) ?? .noon)
        case 5: .number(Int(truncatingIfNeeded: next()))
        case 6: .money(pence: Int(truncatingIfNeeded: next()))
        case 7: .person(.init(given: text(), born: Day(number: Int(truncatingIfNeeded: next())), about: text()))
        case 8: .named(text())
        case 9: .entries((0..<Int.random(in: 0...3, using: &self)).map { _ in [text(): anything(depth - 1)] })
        default: .rivals([.init(anything(depth - 1), source: text())])
        }
    }

    /// An answer of the kind that is asked, now and then one that is not on the list.
    mutating func likely(_ field: ProcedureDefinition.Field, _ lists: [String: OptionList]) -> Answer {
        guard !field.holdsRivals else {
            let weights: [Answer.Rival.Weight?] = [nil, .certain, .doubted]
            let value = plain(field, lists)
            return .rivals([.init(value, source: "papers", weight: weights.randomElement(using: &self) ?? nil)])
        }
        return plain(field, lists)
    }

    private mutating func plain(_ field: ProcedureDefinition.Field, _ lists: [String: OptionList]) -> Answer {
        var options = field.answers(lists)
        if one(in: 400) { options = ["made-up"] }
        let option = options.randomElement(using: &self) ?? "none"
        return switch field.type {
        case .text, .longText: .text("It is so. " + text())
        case .choice, .yesNo: .chosen([option])
        case .checklist:
            field.isMarked
                ? .marked([.init(option, field.marks.randomElement(using: &self) ?? "yes", evidence: text())])
                : .chosen([option])
        case .date: .day(Day(number: Int.random(in: 15_000...21_000, using: &self)))
        case .time: .time(.noon)
        case .number: .number(field.least ?? 3)
        case .money: .money(pence: 100)
        case .child, .adult: .person(.init(given: "A" + text(), sex: .unknown))
        case .person, .organisation: .named("B" + text())
        case .file: .text("a.pdf")
        case .group:
            .entries(
                (0..<max(1, field.least ?? 0)).map { _ in
                    var entry: [String: Answer] = [:]
                    for inner in field.fields { entry[inner.id] = likely(inner, lists) }
                    return entry
                }
            )
        }
    }
}

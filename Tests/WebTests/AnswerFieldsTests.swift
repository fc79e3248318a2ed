import Almanac
import Foundation
import HTML
import Procedures
import Testing

@testable import Web

private typealias Said = Procedures.Answer

/// The procedures that are shipped, with one field of a kind that none of them asks.
private enum Shipped {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Procedures").standardizedFileURL

    static let names = [
        "bullying-incident", "case-review-learning", "common-assessment", "cross-borough-issue",
        "domestic-abuse-notice", "escalation", "estrangement-query", "exchange-visit", "fgm-concern", "home-education",
        "meeting-action", "missing-child", "online-safety-incident", "placement-notice", "removal-notice",
        "residential-placement", "resource-order", "trafficking-referral",
    ]

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name + ".yaml"), encoding: .utf8)
    }

    static func procedure(_ name: String) throws -> ProcedureDefinition {
        let money = "  - section: Cost\n    fields:\n      - { id: made-up-cost, label: Cost, type: money }\nduties:"
        let text = try text(name).replacing("\nduties:", with: "\n" + money)
        return try ProcedureFile.read(text, named: name)
    }

    static func lists() throws -> [String: OptionList] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "lists").path)
        let lists = try files.filter { $0.hasSuffix(".yaml") }.map { file in
            try ProcedureFile.readList(text("lists/\(file.dropLast(5))"), named: file)
        }
        return Dictionary(uniqueKeysWithValues: lists.map { ($0.id, $0) })
    }
}

private func form(_ fields: [(name: String, value: String)]) throws -> Form {
    func encode(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
    let body = fields.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    return try #require(Form(encoded: Array(body.utf8)))
}

/// What a browser sends where nothing is changed on the page.
private func posted(_ fields: AnswerFields) throws -> Form {
    try form(PageForm(attributes: "", contents: fields.markup.html).fields)
}

private func values(_ pattern: Regex<(Substring, Substring)>, _ html: String) -> [String] {
    html.matches(of: pattern).map { String($0.1) }
}

@Suite struct AnswerFieldsTests {
    static let today = Day(number: 20_496)

    @Test(arguments: Shipped.names)
    func `what is shown is sent, and what is sent is read as it was`(name: String) throws {
        let (procedure, lists) = (try Shipped.procedure(name), try Shipped.lists())
        var left = Set(procedure.askedOnce.filter { $0.type != .file }.map(\.id))
        // Until each field was asked once: which are depends on what was answered before.
        for seed in 0..<100 where seed < 2 || !left.isEmpty {
            var chance = Chance(state: UInt64(seed))
            let answers = Answers(chance.answers(procedure.askedOnce, lists))
            left.subtract(answers.values.keys)
            let shown = AnswerFields(procedure, lists: lists, answers: answers)
            let once = try posted(shown)
            #expect(Procedure.read(once, procedure, lists) == answers, "seed \(seed)")
            let again = try posted(AnswerFields(procedure, lists: lists, form: once))
            #expect(Procedure.read(again, procedure, lists) == answers, "seed \(seed), shown once more")
        }
        #expect(left == [], "each field was tried")
    }

    private enum Procedure {
        static func read(_ form: Form, _ procedure: ProcedureDefinition, _ lists: [String: OptionList]) -> Answers {
            let (answers, errors) = ProcedureForm.read(form, procedure, lists)
            #expect(errors == [])
            return answers
        }
    }

    @Test(arguments: Shipped.names)
    func `each input has a label, and each id is there once`(name: String) throws {
        let (procedure, lists) = (try Shipped.procedure(name), try Shipped.lists())
        var chance = Chance(state: 1)
        let errors = ProcedureForm.checked(Form(), procedure, lists, today: Self.today).errors
        let answers = Answers(chance.answers(procedure.askedOnce, lists))
        let html = AnswerFields(procedure, lists: lists, answers: answers, errors: errors).markup.html
        let ids = values(/\sid="([^"]*)"/, html)
        #expect(ids.count == Set(ids).count)
        #expect(
            Set(values(/<(?:input|select|textarea)[^>]* id="([^"]*)"/, html)) == Set(values(/\sfor="([^"]*)"/, html))
        )
        for described in values(/aria-describedby="([^"]*)"/, html) {
            #expect(Set(ids).isSuperset(of: described.split(separator: " ").map(String.init)))
        }
        #expect(!errors.isEmpty || procedure.askedOnce.allSatisfy { !$0.isNeeded })
        for error in errors {
            #expect(ids.contains(error.field), "the summary leads to \(error.field)")
            #expect(html.contains(escaped(error.message)))
        }
    }

    private func escaped(_ text: String) -> String { Markup(text: text).html }

    @Test func `what cannot be read is said, and comes back as it was typed`() throws {
        let (visit, lists) = (try Shipped.procedure("exchange-visit"), try Shipped.lists())
        let typed = try form([
            ("a-starts-on", "next spring"), ("a-children", "a <few>"), ("a-made-up-cost", "dear"), ("a-visit", "Ghent"),
            ("a-leader-other", "Ruth"), ("a-sleeping", "hosts"), ("a-hosts-7-host-given", "Ann"),
            ("a-hosts-7-host-born", "May"),
        ])
        let (answers, errors) = ProcedureForm.checked(typed, visit, lists, today: Self.today)
        func said(_ field: String) -> [String] { errors.filter { $0.field == field }.map(\.message) }
        #expect(said("a-starts-on") == ["Give the date as 2026-02-18."])
        #expect(said("a-children") == ["Enter a whole number between 1 and 1000."])
        #expect(said("a-made-up-cost") == ["Enter an amount between £0 and £1000000, as 12.50."])
        #expect(said("a-hosts-0-host-born") == ["Give the date as 2026-02-18."])
        #expect(answers["leader"] == .named("Ruth"))
        let html = AnswerFields(visit, lists: lists, form: typed, errors: errors).markup.html
        for value in ["next spring", "a &lt;few&gt;", "dear", "Ruth", "Ann", "May"] {
            #expect(html.contains("value=\"\(value)\""), "\(value)")
        }
        #expect(html.contains("id=\"a-hosts-0-host-born-e\""))
    }

    @Test func `errors stand in the order of the form, one for each field`() throws {
        let (procedure, lists) = (try Shipped.procedure("missing-child"), try Shipped.lists())
        let typed = try form([("a-missing-since", "Monday"), ("a-child-born", "1")])
        let fields = ProcedureForm.checked(typed, procedure, lists, today: Self.today).errors.map(\.field)

        #expect(fields.count == Set(fields).count)
        let place = { (field: String) in fields.firstIndex(of: field) ?? -1 }
        #expect(place("a-kind") < place("a-missing-since") && place("a-missing-since") < place("a-last-seen"))
    }

    @Test func `what is not asked is neither read nor complained of`() throws {
        let (procedure, lists) = (try Shipped.procedure("cross-borough-issue"), try Shipped.lists())
        let trouble = try #require(procedure.field("trouble")).answers(lists).first { $0 != "told-late" }
        let typed = try form([("a-trouble", try #require(trouble)), ("a-days-late", "many")])
        let (answers, errors) = ProcedureForm.read(typed, procedure, lists)
        #expect(answers["days-late"] == nil && errors == [])
        let asked = ProcedureForm.read(
            try form([("a-trouble", "told-late"), ("a-days-late", "many")]),
            procedure,
            lists
        )
        #expect(asked.errors.map(\.field) == ["a-days-late"])
        let html = AnswerFields(procedure, lists: lists, form: typed).markup.html
        #expect(html.contains("data-ask-if=\"a-trouble=told-late\"") && html.contains("value=\"many\""))
        #expect(html.contains("<p class=\"hint ask-if-when\">Only if “"))
    }

    @Test func `rows that were left empty are not read, and one more is offered`() throws {
        let (procedure, lists) = (try Shipped.procedure("trafficking-referral"), try Shipped.lists())
        let typed = try form([
            ("a-adults-0-adult-given", " "), ("a-adults-3-adult-given", "Ann"), ("a-adults-9-adult-part", "Aunt"),
            ("a-date-of-birth-4-value", "2012-01-01"), ("a-date-of-birth-4-source", "Passport"),
            ("a-date-of-birth-6-source", "The child"), ("a-adults--1-adult-given", "x"),
            ("a-adults-99999-adult-given", "x"),
        ])
        let (answers, errors) = ProcedureForm.read(typed, procedure, lists)
        #expect(
            answers["adults"] == .entries([["adult": .person(.init(given: "Ann"))], ["adult-part": .text("Aunt")]])
        )
        #expect(errors.map(\.field) == ["a-date-of-birth-1-value"])
        let html = AnswerFields(procedure, lists: lists, form: typed).markup.html
        #expect(html.contains("name=\"a-adults-2-adult-given\"") && !html.contains("name=\"a-adults-3-adult-given\""))
        #expect(html.contains("name=\"a-adults-0-adult-given\" value=\"Ann\""))
    }

    @Test func `too many rows are refused however many are posted`() throws {
        let (procedure, lists) = (try Shipped.procedure("trafficking-referral"), try Shipped.lists())
        let typed = try form((0..<1900).map { ("a-adults-\($0)-adult-given", "Ann") })
        let errors = ProcedureForm.checked(typed, procedure, lists, today: Self.today).errors
        #expect(errors.contains(FieldError("a-adults", "Give 20 at most. There are 21.")))
    }

    @Test func `what was seen belongs to an answer`() throws {
        let (procedure, lists) = (try Shipped.procedure("trafficking-referral"), try Shipped.lists())
        let typed = try form([("a-indicators-no-doctor-seen", "Never been"), ("a-indicators-withdrawn", "perhaps")])
        let (_, errors) = ProcedureForm.checked(typed, procedure, lists, today: Self.today)
        #expect(
            errors.contains(FieldError("a-indicators-no-doctor", "Answer this too, or empty what you wrote beside it."))
        )
        #expect(errors.contains(FieldError("a-indicators", "Answer each entry of the list once, as it is asked.")))
        #expect(AnswerFields(procedure, lists: lists, form: typed).markup.html.contains("Never been"))
    }

    @Test(arguments: [
        ("12", 1200), ("£1,250.50", 125_050), ("0.5", 50), (" 7.05 ", 705), ("1.234", nil), ("-1", nil), ("1.-5", nil),
        ("9999999999999999999", nil),
    ])
    func `an amount is read as people write it`(typed: String, pence: Int?) throws {
        let procedure = try Shipped.procedure("meeting-action")
        let (answers, errors) = ProcedureForm.read(try form([("a-made-up-cost", typed)]), procedure, [:])
        #expect(answers["made-up-cost"] == pence.map { .money(pence: $0) })
        #expect(errors.isEmpty == (pence != nil))
    }

    @Test func `the parts of a person are called as the check of names knows them`() {
        #expect(PersonPart.allCases.map(\.rawValue) == Said.Person.parts)
    }

    @Test func `a member is chosen or written, not both`() throws {
        let procedure = try Shipped.procedure("meeting-action")
        let (_, errors) = ProcedureForm.read(try form([("a-to", "member/1"), ("a-to-other", "Ruth")]), procedure, [:])
        #expect(errors.map(\.field) == ["a-to"])
        let people = [Choice("member/1", "Ruth Adeyemi")]
        let shown = AnswerFields(procedure, lists: [:], answers: Answers(["to": .named("member/1")]), people: people)
        #expect(shown.markup.html.contains("<option value=\"member/1\" selected>Ruth Adeyemi</option>"))
    }
}

@Suite struct AnswerSheetTests {
    private func sheet(_ answers: [String: Said], shown: Set<String>? = nil) throws -> String {
        AnswerSheet(
            try Shipped.procedure("trafficking-referral"),
            lists: try Shipped.lists(),
            answers: Answers(answers),
            shown: shown
        ).markup.html
    }

    private func answers() throws -> [String: Said] {
        [
            "child": .person(.init(given: "<b>Sam", born: Day(number: 16_000), about: "limps")),
            "danger-now": .chosen(["unknown"]), "account": .text("One\n\nTwo"),
            "indicators": .marked([
                .init("withdrawn", "no"), .init("no-doctor", "yes", evidence: "Never been"),
                .init("neglected", "suspected"),
            ]),
            "exploitation": .chosen(["labour", "crime"]),
            "date-of-birth": .rivals([
                .init(.day(Day(number: 16_000)), source: "Passport", on: Day(number: 20_000), weight: .doubted),
                .init(.day(Day(number: 15_000)), source: "The child"),
            ]),
            "adults": .entries([["adult": .person(.init(given: "Ann")), "adult-part": .text("Aunt")]]),
        ]
    }

    @Test func `everything that was answered is there, in words and escaped`() throws {
        let html = try sheet(answers())
        let text = WebTests.Answer.plain(html.replacing(/<[^>]*>/, with: " "))
        #expect(html.contains("&lt;b&gt;Sam") && !html.contains("<b>Sam"))
        for words in [
            "Not known", "3 of ", "answered: 1 yes, 1 suspected, 1 no.", "Never been", "2 of 6 ticked:", "Ann", "Aunt",
            "limps",
        ] {
            #expect(text.contains(words), "\(words)")
        }
        #expect(html.contains("<p>One</p><p>Two</p>"))
        #expect(text.contains("Doubted") && text.contains("Passport") && text.contains("The child"))
        #expect(!text.contains("Police reference"), "what was not answered is left out")
    }

    @Test func `a reader sees what is shown to them and nothing else`() throws {
        let html = try sheet(answers(), shown: ["child", "adult-part"])
        #expect(html.contains("limps") && html.contains("Aunt") && !html.contains("Ann"))
        #expect(!html.contains("Never been") && !html.contains("Passport"))
        #expect(try sheet(answers(), shown: []).contains("Nothing of the form is here to read."))
    }
}

/// SplitMix64: a failing test names its seed.
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &self) }

    /// Answers to all that is asked under them.
    mutating func answers(
        _ fields: [ProcedureDefinition.Field],
        _ lists: [String: OptionList],
        given: [String: [String]] = [:]
    ) -> [String: Said] {
        var (given, answers) = (given, [String: Said]())
        for field in fields where field.type != .file && field.askIf.holds(given) {
            let answer: Said =
                field.holdsRivals
                ? .rivals([
                    .init(one(field, lists, given), source: text(), weight: .likely),
                    .init(one(field, lists, given), source: text(), on: Day(number: 20_000)),
                ]) : one(field, lists, given)
            answers[field.id] = answer
            given[field.id] = answer.words
        }
        return answers
    }

    private mutating func text() -> String {
        let pieces = ["Zoë", "<b>", "\"", "&amp;", "'", "a=b", "漢字", "-1-", "100%"]
        return "T" + (0..<4).compactMap { _ in pick(pieces) }.joined(separator: " ")
    }

    /// One at least, in their order.
    private mutating func some(_ options: [String]) -> [String] {
        let first = pick(options)
        return options.filter { $0 == first || Bool.random(using: &self) }
    }

    private mutating func one(
        _ field: ProcedureDefinition.Field,
        _ lists: [String: OptionList],
        _ given: [String: [String]]
    ) -> Said {
        let options = field.answers(lists)
        return switch field.type {
        case .text: .text(text())
        case .longText: .text(text() + "\n\n" + text())
        case .choice, .yesNo: .chosen([pick(options) ?? ""])
        case .checklist:
            field.isMarked
                ? .marked(
                    some(options).enumerated().map { index, option in
                        .init(option, pick(field.marks) ?? "", evidence: field.asksEvidence && index > 0 ? text() : nil)
                    }
                ) : .chosen(some(options))
        case .date: .day(Day(number: Int.random(in: 0...20_000, using: &self)))
        case .time: .time(.noon)
        case .number: .number(Int.random(in: field.sizes, using: &self))
        case .money: .money(pence: Int.random(in: 0...100_000, using: &self))
        case .child, .adult:
            .person(
                .init(
                    given: text(),
                    family: text(),
                    other: text(),
                    born: Day(number: 15_000),
                    sex: pick(Said.Person.Sex.allCases),
                    address: text(),
                    phone: text(),
                    about: text()
                )
            )
        case .person, .organisation: .named(pick(["organisation/1", "member/2", text()]) ?? "")
        case .group:
            .entries((0..<3).map { _ in answers(field.fields, lists, given: given) })
        case .file: .text("")
        }
    }
}

import Almanac
import Procedures

/// Reads what the fields of a procedure's form post.
struct ProcedureForm {
    private let typed: TypedAnswers
    private let lists: [String: OptionList]
    private var errors: [FieldError] = []

    /// The answers as far as they can be read, and what cannot be. What was not asked is not read.
    static func read(_ form: Form, _ definition: ProcedureDefinition, _ lists: [String: OptionList]) -> (
        answers: Answers, errors: [FieldError]
    ) {
        var reading = ProcedureForm(typed: TypedAnswers(form, to: definition, lists), lists: lists)
        let answers = reading.fields(definition.askedOnce, at: TypedAnswers.prefix, given: [:])
        return (Answers(answers), reading.errors)
    }

    /// As above, and everything that is wrong with the answers too, in the order of the form.
    ///
    /// - Parameter files: How many were added, by the field or its group.
    /// - Returns: The tidied answers where there are no errors; otherwise what could be read.
    static func checked(
        _ form: Form,
        _ definition: ProcedureDefinition,
        _ lists: [String: OptionList],
        files: [String: Int] = [:],
        today: Day
    ) -> (answers: Answers, errors: [FieldError]) {
        let (read, unread) = read(form, definition, lists)
        var (answers, wrong) = (read, [AnswerCheck.Problem]())
        do {
            answers = try AnswerCheck.tidied(read, to: definition, lists: lists, today: today)
        } catch {
            wrong = error.all
        }
        wrong += AnswerCheck.filesMissing(answers, to: definition, files: files)
        guard !unread.isEmpty || !wrong.isEmpty else { return (answers, []) }
        // One sentence for each field: what cannot be read says more than that it is missing.
        let known = Set(unread.map(\.field))
        let more = wrong.map { FieldError(TypedAnswers.prefix + $0.field, $0.sentence) }
        return (read, sorted(unread + more.filter { !known.contains($0.field) }, definition))
    }

    private static func sorted(_ errors: [FieldError], _ definition: ProcedureDefinition) -> [FieldError] {
        let names = definition.askedOnce.map { TypedAnswers.prefix + $0.id }
        func place(_ error: FieldError) -> Int {
            names.lastIndex { error.field == $0 }
                ?? names.indices.filter { error.field.hasPrefix(names[$0] + "-") }.max {
                    names[$0].count < names[$1].count
                } ?? names.count
        }
        return errors.enumerated().map { (place($1), $0, $1) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    private init(typed: TypedAnswers, lists: [String: OptionList]) { (self.typed, self.lists) = (typed, lists) }

    // MARK: Fields

    private mutating func fields(
        _ fields: [ProcedureDefinition.Field],
        at path: String,
        given: [String: [String]]
    ) -> [String: Answer] {
        var given = given
        var answers: [String: Answer] = [:]
        for field in fields where field.askIf.holds(given) {
            let answer = field.holdsRivals ? rivals(field, path + field.id) : value(field, path + field.id, given)
            answers[field.id] = answer
            given[field.id] = answer?.words ?? []
        }
        return answers
    }

    private mutating func value(_ field: ProcedureDefinition.Field, _ name: String, _ given: [String: [String]])
        -> Answer?
    {
        switch field.type {
        case .text, .longText: typed.text(name).map(Answer.text)
        case .choice, .yesNo: chosen(name)
        case .checklist: field.isMarked ? marks(field, name) : chosen(name)
        case .date: day(name).map(Answer.day)
        case .time: read(name, "Give the time as 09:30.") { ClockTime(iso: $0).map(Answer.time) }
        case .number: read(name, field.numberSentence) { Int($0.filter { $0 != " " && $0 != "," }).map(Answer.number) }
        case .money: read(name, field.moneySentence) { Self.pence($0).map { .money(pence: $0) } }
        case .child, .adult: person(name)
        case .person, .organisation: named(name)
        case .group: entries(field, name, given)
        case .file: nil
        }
    }

    private mutating func read<Value>(_ name: String, _ sentence: String, _ value: (String) -> Value?) -> Value? {
        guard let text = typed.text(name) else { return nil }
        guard let value = value(text) else {
            errors.append(FieldError(name, sentence))
            return nil
        }
        return value
    }

    private func chosen(_ name: String) -> Answer? {
        let ids = typed.all(name)
        return ids.isEmpty ? nil : .chosen(ids)
    }

    private mutating func day(_ name: String) -> Day? {
        read(name, "Give the date as 2026-02-18.") { Day(iso: $0) }
    }

    /// `£1,250.50`, `12.5` and `12`.
    private static func pence(_ text: String) -> Int? {
        let parts = text.filter { !"£, ".contains($0) }.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let pounds = Int(parts[0]), (0...1_000_000_000).contains(pounds) else {
            return nil
        }
        guard parts.count == 2 else { return pounds * 100 }
        guard (1...2).contains(parts[1].count), let rest = Int(parts[1]), rest >= 0 else { return nil }
        return pounds * 100 + (parts[1].count == 1 ? rest * 10 : rest)
    }

    private mutating func marks(_ field: ProcedureDefinition.Field, _ name: String) -> Answer? {
        var marks: [Answer.Mark] = []
        for option in field.answers(lists) {
            let evidence = field.asksEvidence ? typed.text("\(name)-\(option)-seen") : nil
            if let answer = typed.all("\(name)-\(option)").first {
                marks.append(Answer.Mark(option, answer, evidence: evidence))
            } else if evidence != nil {
                errors.append(
                    FieldError(
                        "\(name)-\(option)",
                        field.marks.count == 1
                            ? "Tick this too, or empty what you wrote beside it."
                            : "Answer this too, or empty what you wrote beside it."
                    )
                )
            }
        }
        return marks.isEmpty ? nil : .marked(marks)
    }

    private mutating func person(_ name: String) -> Answer? {
        func text(_ part: PersonPart) -> String? { typed.text(name + part.suffix) }
        let person = Answer.Person(
            given: text(.given),
            family: text(.family),
            other: text(.other),
            born: day(name + PersonPart.born.suffix),
            sex: read(name + PersonPart.sex.suffix, "Choose one.") { Answer.Person.Sex(rawValue: $0) },
            address: text(.address),
            phone: text(.phone),
            about: text(.about)
        )
        return person == Answer.Person() ? nil : .person(person)
    }

    private mutating func named(_ name: String) -> Answer? {
        let (listed, other) = (typed.text(name), typed.text(name + "-other"))
        if listed != nil, other != nil {
            errors.append(FieldError(name, "Choose from the list, or write a name, not both."))
        }
        return (listed ?? other).map(Answer.named)
    }

    // MARK: Rows

    private mutating func entries(_ field: ProcedureDefinition.Field, _ name: String, _ given: [String: [String]])
        -> Answer?
    {
        let count = typed.rows(of: name)
        let entries = (0..<count).map { fields(field.fields, at: "\(name)-\($0)-", given: given) }
        return count == 0 ? nil : .entries(entries)
    }

    /// A row without its value keeps its place, so that problems with the others are shown beside them.
    private mutating func rivals(_ field: ProcedureDefinition.Field, _ name: String) -> Answer? {
        let count = typed.rows(of: name)
        let rivals = (0..<count).map { number in
            let row = "\(name)-\(number)"
            let before = errors.count
            let value = value(field, row + "-value", [:])
            if value == nil, errors.count == before { errors.append(FieldError(row + "-value", field.missing)) }
            return Answer.Rival(
                value ?? .text(""),
                source: typed.text(row + "-source") ?? "",
                on: day(row + "-on"),
                weight: read(row + "-weight", "Choose one.") { Answer.Rival.Weight(rawValue: $0) }
            )
        }
        return count == 0 ? nil : .rivals(rivals)
    }
}

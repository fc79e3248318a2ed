package import Almanac

/// Whether a form may be taken as it was answered. All that is wrong is found at once.
package struct AnswerCheck {
    /// What is wrong with one answer, in a sentence that says what to do.
    package struct Problem: Hashable, Sendable {
        /// The field's id, and within it as its parts are called: `child-born`, `adults-0-adult-given`,
        /// `date-of-birth-1-source`. Rows count from 0.
        package let field: String
        package let sentence: String
    }

    package struct Problems: Error, Hashable, Sendable {
        package let all: [Problem]
    }

    private static let mostProblems = 100
    /// Where the procedure sets no bound of its own.
    package static let mostEntries = 100
    package static let mostRivals = 20

    let lists: [String: OptionList]
    let today: Day
    var problems: [Problem] = []

    /// The answers as they are kept: tidied, and without those to what is not asked.
    package static func tidied(
        _ answers: Answers,
        to definition: ProcedureDefinition,
        lists: [String: OptionList],
        today: Day
    ) throws(Problems) -> Answers {
        var check = AnswerCheck(lists: lists, today: today)
        let kept = check.fields(definition.askedOnce, answers.values, at: "", given: [:])
        check.consent(definition.consent, kept)
        guard check.problems.isEmpty else { throw Problems(all: check.problems) }
        return Answers(kept)
    }

    /// The files that a form must have and has not.
    ///
    /// - Parameter files: How many were added, by the field, or by the group in which the field stands.
    package static func filesMissing(
        _ answers: Answers,
        to definition: ProcedureDefinition,
        files: [String: Int]
    ) -> [Problem] {
        var given: [String: [String]] = [:]
        var problems: [Problem] = []
        for field in definition.askedOnce where field.askIf.holds(given) {
            given[field.id] = answers[field.id]?.words ?? []
            let count = files[field.id] ?? 0
            if field.needsFile, count == 0 { problems.append(Problem(field: field.id, sentence: field.missing)) }
            guard field.type == .group, case .entries(let entries) = answers[field.id] else { continue }
            for inner in field.fields where inner.needsFile {
                let asked = entries.indices.filter { row in
                    inner.askIf.holds(given.merging(entries[row].mapValues(\.words)) { $1 })
                }
                guard count < asked.count, let row = asked.dropFirst(count).first else { continue }
                let each = "Add a file for each. There are \(count) for \(asked.count)."
                let sentence = asked.count == 1 ? inner.missing : each
                problems.append(Problem(field: "\(field.id)-\(row)-\(inner.id)", sentence: sentence))
            }
        }
        return problems
    }

    /// What one source says, as it is kept. Problems are named as those of the field's first row.
    package static func rival(
        _ said: Answer.Rival,
        of field: ProcedureDefinition.Field,
        lists: [String: OptionList],
        today: Day
    ) throws(Problems) -> Answer.Rival {
        var check = AnswerCheck(lists: lists, today: today)
        let kept = check.rivals(.rivals([said]), field, "", [:])
        if case .rivals(let rivals) = kept, let first = rivals.first, check.problems.isEmpty { return first }
        if check.problems.isEmpty { check.note("\(field.id)-0-value", field.missing) }
        throw Problems(all: check.problems)
    }

    private init(lists: [String: OptionList], today: Day) { (self.lists, self.today) = (lists, today) }

    mutating func note(_ field: String, _ sentence: String) {
        guard problems.count < Self.mostProblems else { return }
        problems.append(Problem(field: field, sentence: sentence))
    }

    // MARK: Fields

    /// - Parameters:
    ///   - path: What stands before the fields' ids in the names of problems.
    ///   - given: What was answered outside, for conditions.
    mutating func fields(
        _ fields: [ProcedureDefinition.Field],
        _ answers: [String: Answer],
        at path: String,
        given: [String: [String]]
    ) -> [String: Answer] {
        let known = Set(fields.map(\.id))
        if let other = answers.keys.filter({ !known.contains($0) }).min() {
            note(path + AnswerText.line(String(other.prefix(60))), "The form has no such question. Open it again.")
        }
        var kept: [String: Answer] = [:]
        var given = given
        for field in fields where field.type != .file && field.askIf.holds(given) {
            let before = problems.count
            var answer: Answer?
            if let sent = answers[field.id] {
                answer = field.holdsRivals ? rivals(sent, field, path, given) : value(sent, of: field, at: path, given)
            }
            kept[field.id] = answer
            given[field.id] = answer?.words ?? []
            if answer == nil, problems.count == before, field.isNeeded { note(path + field.id, field.missing) }
        }
        return kept
    }

    private mutating func consent(_ consent: ProcedureDefinition.Consent, _ kept: [String: Answer]) {
        guard consent.needed.isYes, let field = consent.field, let answer = kept[field], answer.words != ["yes"] else {
            return
        }
        let giver =
            switch consent.from {
            case .parent: "a parent’s"
            case .child: "the child’s"
            case .adult: "the person’s"
            case .parentOrChild, nil: "a parent’s or the child’s"
            }
        note(field, "This can only be raised with \(giver) agreement.")
    }

    // MARK: Rows

    private mutating func rivals(
        _ answer: Answer,
        _ field: ProcedureDefinition.Field,
        _ path: String,
        _ given: [String: [String]]
    ) -> Answer? {
        let place = path + field.id
        guard case .rivals(let sent) = answer else { return wrong(place) }
        guard sent.count <= Self.mostRivals else { return tooMany(sent.count, most: Self.mostRivals, at: place) }
        var kept: [Answer.Rival] = []
        for (index, rival) in sent.enumerated() {
            let row = "\(place)-\(index)"
            let before = problems.count
            let value = value(rival.value, of: field, named: "\(row)-value", given)
            let source = line(rival.source, at: "\(row)-source", limit: 200)
            let day = rival.on.flatMap { self.day($0, at: "\(row)-on") }
            if let value {
                if let source {
                    kept.append(Answer.Rival(value, source: source, on: day, weight: rival.weight))
                } else if problems.count == before {
                    note("\(row)-source", "Say who says so.")
                }
            } else if source != nil || day != nil, problems.count == before {
                note("\(row)-value", field.missing)
            }
        }
        return kept.isEmpty ? nil : .rivals(kept)
    }

    mutating func entries(
        _ sent: [[String: Answer]],
        _ field: ProcedureDefinition.Field,
        at place: String,
        _ given: [String: [String]]
    ) -> Answer? {
        let most = field.most ?? Self.mostEntries
        guard sent.count <= most else { return tooMany(sent.count, most: most, at: place) }
        let before = problems.count
        var kept: [[String: Answer]] = []
        for (index, entry) in sent.enumerated() where !entry.isEmpty {
            let tidy = fields(field.fields, entry, at: "\(place)-\(index)-", given: given)
            if !tidy.isEmpty { kept.append(tidy) }
        }
        if let least = field.least, !kept.isEmpty, kept.count < least, problems.count == before {
            note(place, "Give at least \(least). There \(kept.count == 1 ? "is 1" : "are \(kept.count)").")
        }
        return kept.isEmpty ? nil : .entries(kept)
    }

    mutating func tooMany(_ count: Int, most: Int, at place: String) -> Answer? {
        note(place, "Give \(most) at most. There are \(count).")
        return nil
    }

    mutating func wrong(_ place: String) -> Answer? {
        note(place, "This was not answered as the form asks it. Open the form again.")
        return nil
    }
}

extension ProcedureDefinition.Field {
    /// Whether it cannot be left empty where it is asked.
    package var isNeeded: Bool {
        type != .file && (isRequired || (type == .group || type == .checklist) && (least ?? 0) > 0)
    }

    /// Whether a file must be added where it is asked. Files are no answers: they are counted beside them.
    package var needsFile: Bool { type == .file && isRequired }

    /// What to do where nothing was answered.
    package var missing: String {
        switch type {
        case .text, .longText: "Write an answer."
        case .choice, .yesNo: "Choose one."
        case .checklist: answers == .tick ? "Tick at least \(max(1, least ?? 1))." : "Answer at least one entry."
        case .date: "Give a date."
        case .time: "Give a time."
        case .number: numberSentence
        case .money: moneySentence
        case .person: "Choose somebody, or write a name."
        case .organisation: "Choose an organisation, or write its name."
        case .child, .adult: "Give a name, or write what is known about who it is."
        case .group: "Give at least \(max(1, least ?? 1))."
        case .file: "Add a file."
        }
    }

    package var numberSentence: String {
        "Enter a whole number between \(sizes.lowerBound) and \(sizes.upperBound)."
    }

    package var moneySentence: String {
        "Enter an amount between £\(sizes.lowerBound) and £\(sizes.upperBound), as 12.50."
    }

    /// How large a number, or an amount in pounds, may be.
    package var sizes: ClosedRange<Int> {
        let least = least ?? 0
        return least...max(least, min(most ?? 1_000_000, 100_000_000))
    }

    /// How many characters a text may have.
    package var longest: Int { min(most ?? (type == .text ? 300 : 10_000), 50_000) }
}

import Almanac

/// One answer each.
extension AnswerCheck {
    mutating func value(
        _ answer: Answer,
        of field: ProcedureDefinition.Field,
        at path: String,
        _ given: [String: [String]]
    ) -> Answer? {
        value(answer, of: field, named: path + field.id, given)
    }

    /// - Returns: The answer as it is kept; nil where there is none, or where a problem was noted.
    mutating func value(
        _ answer: Answer,
        of field: ProcedureDefinition.Field,
        named place: String,
        _ given: [String: [String]]
    ) -> Answer? {
        switch (field.type, answer) {
        case (.text, .text(let text)): line(text, at: place, limit: field.longest).map(Answer.text)
        case (.longText, .text(let text)): lines(text, at: place, limit: field.longest).map(Answer.text)
        case (.choice, .chosen(let ids)), (.yesNo, .chosen(let ids)): choice(ids, field, at: place)
        case (.checklist, .chosen(let ids)) where !field.isMarked: ticks(ids, field, at: place)
        case (.checklist, .marked(let marks)) where field.isMarked: self.marks(marks, field, at: place)
        case (.date, .day(let day)): self.day(day, at: place).map(Answer.day)
        case (.time, .time): answer
        case (.number, .number(let number)):
            inside(field.sizes.contains(number), answer, field.numberSentence, at: place)
        case (.money, .money(let pence)):
            inside(field.holds(pence: pence), answer, field.moneySentence, at: place)
        case (.person, .named(let name)), (.organisation, .named(let name)):
            line(name, at: place, limit: 200).map(Answer.named)
        case (.child, .person(let person)), (.adult, .person(let person)): self.person(person, at: place)
        case (.group, .entries(let sent)): entries(sent, field, at: place, given)
        default: wrong(place)
        }
    }

    private mutating func inside(_ fits: Bool, _ answer: Answer, _ sentence: String, at place: String) -> Answer? {
        guard !fits else { return answer }
        note(place, sentence)
        return nil
    }

    // MARK: Text

    mutating func line(_ text: String, at place: String, limit: Int) -> String? {
        bounded(AnswerText.line(text), at: place, limit: limit)
    }

    mutating func lines(_ text: String, at place: String, limit: Int) -> String? {
        bounded(AnswerText.lines(text), at: place, limit: limit)
    }

    private mutating func bounded(_ text: String, at place: String, limit: Int) -> String? {
        guard !text.isEmpty else { return nil }
        let length = AnswerText.length(text)
        guard length <= limit else {
            note(place, "Shorten this to \(limit) characters or fewer. It has \(length).")
            return nil
        }
        return text
    }

    // MARK: Choices

    private mutating func choice(_ ids: [String], _ field: ProcedureDefinition.Field, at place: String) -> Answer? {
        guard !ids.isEmpty else { return nil }
        guard ids.count == 1, field.answers(lists).contains(ids[0]) else {
            note(place, "Choose one of what is listed.")
            return nil
        }
        return .chosen(ids)
    }

    /// In the order of the list.
    private mutating func ticks(_ ids: [String], _ field: ProcedureDefinition.Field, at place: String) -> Answer? {
        guard !ids.isEmpty else { return nil }
        let options = field.answers(lists)
        guard Set(ids).isSubset(of: options) else {
            note(place, "Tick only what is listed.")
            return nil
        }
        let ticked = options.filter(Set(ids).contains)
        return counted(ticked.count, field, at: place) ? .chosen(ticked) : nil
    }

    private mutating func marks(_ sent: [Answer.Mark], _ field: ProcedureDefinition.Field, at place: String) -> Answer?
    {
        guard !sent.isEmpty else { return nil }
        let options = field.answers(lists)
        let byOption = Dictionary(sent.map { ($0.option, $0) }, uniquingKeysWith: { first, _ in first })
        guard byOption.count == sent.count, Set(byOption.keys).isSubset(of: options),
            sent.allSatisfy({ field.marks.contains($0.answer) })
        else {
            note(place, "Answer each entry of the list once, as it is asked.")
            return nil
        }
        let before = problems.count
        let kept = options.compactMap { byOption[$0] }.map { mark in
            let evidence = field.asksEvidence ? mark.evidence : nil
            return Answer.Mark(
                mark.option,
                mark.answer,
                evidence: evidence.flatMap { lines($0, at: "\(place)-\(mark.option)-seen", limit: 2000) }
            )
        }
        guard problems.count == before, counted(kept.count, field, at: place) else { return nil }
        return .marked(kept)
    }

    private mutating func counted(_ count: Int, _ field: ProcedureDefinition.Field, at place: String) -> Bool {
        if let least = field.least, count < least {
            note(place, "Tick at least \(least). You ticked \(count).")
            return false
        }
        if let most = field.most, count > most {
            note(place, "Tick \(most) at most. You ticked \(count).")
            return false
        }
        return true
    }

    // MARK: Days

    /// Some days lie ahead, and some papers are old. What lies outside is a slip of the pen.
    mutating func day(_ day: Day, at place: String) -> Day? {
        guard let first = Day(year: 1900, month: 1, day: 1) else { return nil }
        guard (first...max(first, today.adding(months: 60))).contains(day) else {
            note(place, "Give a date that is not before 1900 and not more than 5 years ahead.")
            return nil
        }
        return day
    }

    private mutating func birth(_ day: Day, at place: String) -> Day? {
        guard day <= today else {
            note(place, "Give a date that is not in the future.")
            return nil
        }
        return self.day(day, at: place)
    }

    // MARK: People

    private mutating func person(_ sent: Answer.Person, at place: String) -> Answer? {
        let before = problems.count
        var person = Answer.Person(sex: sent.sex)
        person.given = sent.given.flatMap { line($0, at: place + "-given", limit: 100) }
        person.family = sent.family.flatMap { line($0, at: place + "-family", limit: 100) }
        person.other = sent.other.flatMap { line($0, at: place + "-other", limit: 200) }
        person.born = sent.born.flatMap { birth($0, at: place + "-born") }
        person.address = sent.address.flatMap { line($0, at: place + "-address", limit: 300) }
        person.phone = sent.phone.flatMap { line($0, at: place + "-phone", limit: 40) }
        person.about = sent.about.flatMap { lines($0, at: place + "-about", limit: 1000) }
        guard problems.count == before, person != Answer.Person() else { return nil }
        guard person.name != nil || person.about != nil else {
            note(place, "Give a name, or write what is known about who it is.")
            return nil
        }
        return .person(person)
    }
}

extension ProcedureDefinition.Field {
    func holds(pence: Int) -> Bool {
        pence >= sizes.lowerBound * 100 && pence <= sizes.upperBound * 100
    }
}

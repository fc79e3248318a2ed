import Almanac

extension Answers {
    /// What was answered to a field, in plain words, a line for each thing that was said; empty where nothing was.
    ///
    /// - Parameter named: The name behind `member/ID` or `organisation/ID`; nil where it is none, or is not known.
    package func lines(
        of field: ProcedureDefinition.Field,
        _ lists: [String: OptionList],
        named: (String) -> String? = { _ in nil }
    ) -> [String] {
        values[field.id].map { $0.lines(of: field, lists, named: named) } ?? []
    }
}

extension Answer {
    package func lines(
        of field: ProcedureDefinition.Field,
        _ lists: [String: OptionList],
        named: (String) -> String? = { _ in nil }
    ) -> [String] {
        switch self {
        case .text(let text): text.split(whereSeparator: \.isNewline).map(String.init)
        case .chosen(let ids): ids.map { field.label(of: $0, lists) }
        case .marked(let marks): marks.map { $0.line(field, lists) }
        case .day(let day): [day.inWords]
        case .time(let time): [time.iso]
        case .number(let number): ["\(number)"]
        case .money(let pence): ["£\(pence / 100).\(pence % 100 < 10 ? "0" : "")\(pence % 100)"]
        case .person(let person): person.lines
        case .named(let name): [named(name) ?? name]
        case .entries(let entries):
            entries.map { entry in
                field.fields.compactMap { inner in
                    let lines = Answers(entry).lines(of: inner, lists, named: named)
                    return lines.isEmpty ? nil : "\(inner.label): \(lines.joined(separator: "; "))"
                }.joined(separator: ". ")
            }
        case .rivals(let rivals):
            rivals.map { rival in
                let value = rival.value.lines(of: field, lists, named: named).joined(separator: "; ")
                return "\(value) (\(rival.standing))"
            }
        }
    }
}

extension Answer.Mark {
    fileprivate func line(_ field: ProcedureDefinition.Field, _ lists: [String: OptionList]) -> String {
        let label = field.label(of: option, lists)
        let said = field.marks.count == 1 ? label : "\(label): \(answer)"
        return evidence.map { "\(said). \($0)" } ?? said
    }
}

extension Answer.Rival {
    /// Who says so, when, and how much it weighs: "passport, 3 May 2024, doubted".
    package var standing: String {
        [source, on?.inWords, weight?.rawValue].compactMap(\.self).joined(separator: ", ")
    }
}

extension Answer.Person {
    /// What is known of them, the name first.
    package var lines: [String] {
        [
            name ?? "Name not known",
            other.flatMap { $0 == name ? nil : "also known as \($0)" },
            born.map { "born \($0.inWords)" },
            sex.map { $0 == .unknown ? "sex not known" : $0.rawValue },
            address,
            phone,
            about,
        ].compactMap(\.self)
    }
}

extension Day {
    /// `3 December 2025`: an answer is read years later too.
    fileprivate var inWords: String {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        return "\(day) \(months[month - 1]) \(year)"
    }
}

import Almanac
import Procedures

/// What the fields of a procedure's form hold, by the names under which they are posted: as somebody typed it, or as it
/// would be typed to give answers that are kept. Rows follow each other from 0, and none is empty.
struct TypedAnswers {
    private var values: [String: [String]] = [:]
    private var rows: [String: Int] = [:]
    private let lists: [String: OptionList]

    /// What the name of a field begins with, so that it is no other field of the page.
    static let prefix = "a-"

    /// What was posted. Names that the procedure does not ask for are passed over.
    init(_ form: Form, to definition: ProcedureDefinition, _ lists: [String: OptionList]) {
        self.lists = lists
        let numbers = RowNumbers(form)
        for field in definition.askedOnce {
            take(field, Self.prefix + field.id, as: Self.prefix + field.id, of: form, numbers)
        }
    }

    init(_ answers: Answers, to definition: ProcedureDefinition, _ lists: [String: OptionList]) {
        self.lists = lists
        for field in definition.askedOnce { write(answers[field.id], Self.prefix + field.id) }
    }

    /// The value of a field, or an empty text.
    subscript(_ name: String) -> String { values[name]?.first ?? "" }

    /// A text without the blanks around it; nil where nothing was typed.
    func text(_ name: String) -> String? {
        let text = self[name].trimming(while: \.isWhitespace)
        return text.isEmpty ? nil : String(text)
    }

    func all(_ name: String) -> [String] { (values[name] ?? []).filter { !$0.isEmpty } }

    /// How many rows of a group, or of values that several sources give, hold something.
    func rows(of name: String) -> Int { rows[name] ?? 0 }

    func hasAny(_ names: [String]) -> Bool { names.contains { text($0) != nil } }

    // MARK: From what was posted

    private mutating func take(
        _ field: ProcedureDefinition.Field,
        _ posted: String,
        as name: String,
        of form: Form,
        _ numbers: RowNumbers,
        isRival: Bool = false
    ) {
        if field.holdsRivals, !isRival {
            for (row, number) in numbers.of(posted, most: AnswerCheck.mostRivals).enumerated() {
                let (from, to) = ("\(posted)-\(number)", "\(name)-\(row)")
                take(field, from + "-value", as: to + "-value", of: form, numbers, isRival: true)
                for part in ["-source", "-on", "-weight"] { copy(from + part, to + part, form) }
                rows[name] = row + 1
            }
        } else if field.type == .group {
            for (row, number) in numbers.of(posted, most: field.most ?? AnswerCheck.mostEntries).enumerated() {
                for inner in field.fields {
                    take(inner, "\(posted)-\(number)-\(inner.id)", as: "\(name)-\(row)-\(inner.id)", of: form, numbers)
                }
                rows[name] = row + 1
            }
        } else {
            for part in field.postedParts(lists) { copy(posted + part, name + part, form) }
        }
    }

    private mutating func copy(_ posted: String, _ name: String, _ form: Form) {
        if form.has(posted) { values[name] = form.all(posted) }
    }

    /// Which rows of the page hold something, by what stands before their numbers. Found once for the whole form,
    /// however many rows somebody posts.
    private struct RowNumbers {
        private var numbers: [String: Set<Int>] = [:]

        init(_ form: Form) {
            for name in form.names(beginning: TypedAnswers.prefix)
            where form.all(name).contains(where: { $0.contains { !$0.isWhitespace } }) {
                let parts = name.split(separator: "-", omittingEmptySubsequences: false)
                var before = ""
                for part in parts.dropLast() {
                    if part.utf8.count <= 4, !before.isEmpty, let number = Int(part), number >= 0 {
                        numbers[before, default: []].insert(number)
                    }
                    before += before.isEmpty ? part : "-" + part
                }
            }
        }

        /// One more than there may be, so that it is seen that there are too many.
        func of(_ place: String, most: Int) -> [Int] { Array((numbers[place] ?? []).sorted().prefix(most + 1)) }
    }

    // MARK: From what was kept

    private mutating func write(_ answer: Answer?, _ name: String) {
        switch answer {
        case nil: break
        case .text(let text): values[name] = [text]
        case .chosen(let ids): values[name] = ids
        case .marked(let marks):
            for mark in marks {
                values["\(name)-\(mark.option)"] = [mark.answer]
                values["\(name)-\(mark.option)-seen"] = mark.evidence.map { [$0] }
            }
        case .day(let day): values[name] = [day.iso]
        case .time(let time): values[name] = [time.iso]
        case .number(let number): values[name] = ["\(number)"]
        case .money(let pence): values[name] = ["\(pence / 100).\(pence % 100 < 10 ? "0" : "")\(pence % 100)"]
        case .person(let person):
            for part in PersonPart.allCases { values[name + part.suffix] = part.text(person).map { [$0] } }
        case .named(let party): values[NamedParty.isListed(party) ? name : name + "-other"] = [party]
        case .entries(let entries):
            rows[name] = entries.count
            for (row, entry) in entries.enumerated() {
                for (field, answer) in entry { write(answer, "\(name)-\(row)-\(field)") }
            }
        case .rivals(let rivals):
            rows[name] = rivals.count
            for (row, rival) in rivals.enumerated() {
                write(rival.value, "\(name)-\(row)-value")
                values["\(name)-\(row)-source"] = [rival.source]
                values["\(name)-\(row)-on"] = rival.on.map { [$0.iso] }
                values["\(name)-\(row)-weight"] = rival.weight.map { [$0.rawValue] }
            }
        }
    }
}

/// What is asked about a child or an adult, each under the name of the field and its own.
enum PersonPart: String, CaseIterable {
    case given, family, born, about, other, sex, address, phone

    var suffix: String { "-" + rawValue }

    func text(_ person: Answer.Person) -> String? {
        switch self {
        case .given: person.given
        case .family: person.family
        case .other: person.other
        case .born: person.born?.iso
        case .sex: person.sex?.rawValue
        case .address: person.address
        case .phone: person.phone
        case .about: person.about
        }
    }
}

/// A member or an organisation, chosen from a list or written by name.
enum NamedParty {
    /// Whether it was chosen, as `organisation/ID`.
    static func isListed(_ party: String) -> Bool {
        ["member/", "organisation/", "post/", "all/"].contains(where: party.hasPrefix)
    }
}

extension ProcedureDefinition.Field {
    /// What is added to the field's name for each of its inputs, where it is no group and holds one value.
    func postedParts(_ lists: [String: OptionList]) -> [String] {
        switch type {
        case .child, .adult: PersonPart.allCases.map(\.suffix)
        case .person, .organisation: ["", "-other"]
        case .checklist where isMarked: answers(lists).flatMap { ["-\($0)", "-\($0)-seen"] }
        case .file, .group: []
        default: [""]
        }
    }
}

extension StringProtocol {
    fileprivate func trimming(while isBlank: (Character) -> Bool) -> SubSequence {
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return self[startIndex..<startIndex]
        }
        return self[first...last]
    }
}

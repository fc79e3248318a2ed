import Almanac
import Procedures

/// The form of a procedure as somebody fills it in: every field that is asked gets a made-up answer, and each word that is
/// typed tells to which field it was typed.
struct FilledForm {
    private let definition: ProcedureDefinition
    private let lists: [String: OptionList]
    private let given: [String: String]
    private let today: Day
    private(set) var fields: [(name: String, value: String)] = []
    /// Those without which it is not sent.
    private(set) var files: [Browser.File] = []
    private(set) var words: Set<String> = []
    private(set) var answered: Set<String> = []

    /// - Parameter given: By field, several values with blanks between them. An empty one is left out.
    init(_ definition: ProcedureDefinition, _ lists: [String: OptionList], _ given: [String: String], today: Day) {
        (self.definition, self.lists, self.given, self.today) = (definition, lists, given, today)
    }

    /// What is typed to a field, and to those in its rows.
    static func words(of field: ProcedureDefinition.Field) -> [String] {
        ([field] + field.fields).flatMap { ["zq-\($0.id)-qz", "zq-\($0.id)-seen-qz"] }
    }

    mutating func fill() {
        fill(definition.askedOnce, at: "a-", [:])
    }

    private mutating func fill(_ asked: [ProcedureDefinition.Field], at path: String, _ outer: [String: [String]]) {
        var answers = outer
        for field in asked where field.askIf.holds(answers) {
            guard given[field.id] != "" else { continue }
            guard field.type != .file else {
                if field.needsFile { files.append(Browser.File(path + field.id, name: "paper.txt", "A paper")) }
                continue
            }
            answered.insert(field.id)
            if field.holdsRivals {
                answers[field.id] = value(field, path + field.id + "-0-value")
                fields.append((path + field.id + "-0-source", type(field.id + "-seen")))
            } else if field.type == .group {
                fill(field.fields, at: path + field.id + "-0-", answers)
            } else {
                answers[field.id] = value(field, path + field.id)
            }
        }
    }

    private mutating func type(_ id: String) -> String {
        words.insert("zq-\(id)-qz")
        return "zq-\(id)-qz"
    }

    /// - Returns: What conditions are compared with.
    private mutating func value(_ field: ProcedureDefinition.Field, _ name: String) -> [String] {
        let own = given[field.id].map { $0.split(separator: " ").map(String.init) }
        switch field.type {
        case .checklist where field.isMarked:
            for option in own ?? Array(field.answers(lists).prefix(1)) {
                fields.append(("\(name)-\(option)", "yes"))
                if field.asksEvidence { fields.append(("\(name)-\(option)-seen", type(field.id + "-seen"))) }
            }
            return []
        case .choice, .checklist, .yesNo:
            let chosen = own ?? (field.type == .yesNo ? ["no"] : Array(field.answers(lists).prefix(1)))
            fields += chosen.map { (name, $0) }
            return chosen
        case .child, .adult:
            fields += [(name + "-given", type(field.id)), (name + "-family", "Example")]
            return []
        case .person, .organisation:
            if let own { fields.append((name, own.joined())) } else { fields.append((name + "-other", type(field.id))) }
            return []
        default:
            let plain =
                switch field.type {
                case .date: today.iso
                case .time: "10:00"
                case .number, .money: "\(field.least ?? 3)"
                default: type(field.id)
                }
            fields.append((name, given[field.id] ?? plain))
            return [given[field.id] ?? plain]
        }
    }
}

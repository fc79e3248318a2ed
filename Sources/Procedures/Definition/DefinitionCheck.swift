/// What must hold in a procedure beyond the shape of its file: that its parts refer to each other, and that a matter under
/// it comes back to whoever raised it.
struct DefinitionCheck {
    private(set) var problems: [Problem] = []
    let definition: ProcedureDefinition
    private let file: FormatFile
    let root = Path()

    init(_ definition: ProcedureDefinition, _ file: FormatFile) {
        (self.definition, self.file) = (definition, file)
    }

    mutating func run() {
        ids()
        form()
        duties()
        conditions()
        consentAndTelling()
        whatComesBack()
        sight()
    }

    mutating func note(_ path: Path, _ sentence: String) {
        guard problems.count < 100 else { return }
        problems.append(file.problem(at: path, sentence))
    }

    // MARK: Names

    private mutating func unique(_ names: [(name: String, path: Path)], _ what: String) {
        var seen: Set<String> = []
        for (name, path) in names where !seen.insert(name).inserted {
            note(path, "\(name) is the id of \(what) above; expected another")
        }
    }

    var fieldPaths: [(field: ProcedureDefinition.Field, path: Path)] {
        definition.form.enumerated().flatMap { section, part in
            part.fields.enumerated().flatMap { index, field in
                let path = root["form"][section]["fields"][index]
                return [(field, path)] + field.fields.enumerated().map { ($1, path["fields"][$0]) }
            }
        }
    }

    private mutating func ids() {
        unique(fieldPaths.map { ($0.field.id, $0.path["id"]) }, "a field")
        unique(definition.duties.enumerated().map { ($1.id, root["duties"][$0]["id"]) }, "a duty")
        unique(definition.outcomes.enumerated().map { ($1.id, root["outcomes"][$0]["id"]) }, "an outcome")
        unique(definition.parties.enumerated().map { ($1.id, root["parties"][$0]["id"]) }, "a party")
        let fields = Set(definition.fields.map(\.id))
        for (index, duty) in definition.duties.enumerated() where duty.id == ProcedureDefinition.silence {
            note(
                root["duties"][index]["id"],
                "\(duty.id) is the coordinator's, where nobody answers; expected another name"
            )
        }
        for (index, duty) in definition.duties.enumerated() where fields.contains(duty.id) {
            note(root["duties"][index]["id"], "\(duty.id) is the id of a field; expected another")
        }
        for (index, party) in definition.parties.enumerated() where Self.taken.contains(party.id) {
            note(root["parties"][index]["id"], "\(party.id) has a meaning of its own; expected another name")
        }
        for (field, path) in fieldPaths where Self.taken.contains(field.id) {
            note(path["id"], "\(field.id) has a meaning of its own; expected another name")
        }
        for (field, path) in fieldPaths {
            guard let other = fieldPaths.first(where: { $0.field.hasPart(field.id) })?.field.id else { continue }
            note(path["id"], "\(field.id) is what a part of \(other) is called on the form; expected another name")
        }
    }

    /// Words that duties, conditions and sharing use themselves.
    private static let taken: Set<String> = [
        "holder", "raiser", "coordinator", "outcome", "note", "loop", "satisfied", "times", "all", "nothing", "raised",
    ]

    // MARK: Form

    private mutating func form() {
        for (field, path) in fieldPaths {
            let takesOptions = field.type == .choice || field.type == .checklist
            let given = (field.options.isEmpty ? 0 : 1) + (field.optionsFrom == nil ? 0 : 1)
            if takesOptions, given != 1 {
                note(
                    path["options"],
                    "a \(field.type.rawValue) needs options, or options from a list; expected one of the two"
                )
            }
            if !takesOptions, given > 0 { note(path["options"], "only a choice or a checklist has options") }
            unique(field.options.enumerated().map { ($1.id, path["options"][$0]["id"]) }, "an option")
            if field.type != .checklist, field.answers != .tick || field.asksEvidence {
                note(path["answers"], "only a checklist has answers and evidence for each entry")
            }
            if field.type == .group, field.fields.isEmpty {
                note(path["fields"], "a repeated group asks nothing; expected fields")
            }
            if field.type != .group, !field.fields.isEmpty {
                note(path["fields"], "only a repeated group has fields of its own")
            }
            if field.type == .checklist, field.optionsFrom == nil, let least = field.least, least > field.options.count
            {
                note(path["at least"], "\(least) is more than the \(field.options.count) options that there are")
            }
            if let least = field.least, let most = field.most, least > most {
                note(path["at least"], "\(least) is more than the \(most) of “at most”")
            }
        }
    }

    // MARK: Conditions

    private mutating func conditions() {
        var before: [String: ProcedureDefinition.Field] = [:]
        for (section, part) in definition.form.enumerated() {
            for (index, field) in part.fields.enumerated() {
                let path = root["form"][section]["fields"][index]
                check(field.askIf, at: path["ask if"], among: before, "an earlier field")
                // What is asked again and again is known only there.
                var inside = before
                for (place, inner) in field.fields.enumerated() {
                    check(inner.askIf, at: path["fields"][place]["ask if"], among: inside, "an earlier field")
                    inside[inner.id] = inner
                }
                before[field.id] = field
            }
        }
        for (index, party) in definition.parties.enumerated() {
            check(party.when, at: root["parties"][index]["when"], among: before, "a field")
        }
        for (index, duty) in definition.duties.enumerated() {
            var terms = duty.when.terms
            check(terms.removeValue(forKey: "outcome") ?? [], at: root["duties"][index]["when"]["outcome"])
            check(duty.unless, at: root["duties"][index]["unless"])
            for outcome in duty.unless where duty.when.outcomes.contains(outcome) {
                note(root["duties"][index]["unless"], "\(outcome) is under when, too, so it would never be owed")
            }
            check(.init(terms), at: root["duties"][index]["when"], among: before, "a field")
        }
    }

    private mutating func check(_ outcomes: [String], at path: Path) {
        for outcome in outcomes where !definition.outcomes.contains(where: { $0.id == outcome }) {
            note(path, "there is no outcome \(outcome); expected \(names(definition.outcomes.map(\.id)))")
        }
    }

    private mutating func check(
        _ condition: ProcedureDefinition.Condition,
        at path: Path,
        among fields: [String: ProcedureDefinition.Field],
        _ what: String
    ) {
        for (name, values) in condition.terms.sorted(by: { $0.key < $1.key }) {
            guard let field = fields[name] else {
                note(path[name], "there is no such field before it; expected the id of \(what)")
                continue
            }
            guard field.type.isClosed else {
                note(path[name], "is a \(field.type.rawValue); expected a choice, a checklist or a yes/no field")
                continue
            }
            guard let known = Self.answers(to: field) else { continue }
            for value in values where !known.contains(value) {
                note(path[name], "\(value) is no answer to it; expected \(names(known))")
            }
        }
    }

    /// What may be answered; nil where the options stand in another file.
    private static func answers(to field: ProcedureDefinition.Field) -> [String]? {
        if field.type == .yesNo { return ["yes", "no", "unknown"] }
        return field.optionsFrom == nil ? field.options.map(\.id) : nil
    }

    // MARK: Duties

    private mutating func duties() {
        let steps = definition.duties.map(\.id)
        let parties = Set(definition.parties.map(\.id))
        let dates = Set(definition.askedOnce.filter { $0.type == .date }.map(\.id))
        for (index, duty) in definition.duties.enumerated() {
            let path = root["duties"][index]
            switch duty.of {
            case .party(let party) where !parties.contains(party):
                note(
                    path["of"],
                    "there is no party \(party); expected holder, raiser, coordinator, every party\(parties.isEmpty ? "" : ", " + parties.sorted().joined(separator: ", "))"
                )
            case .everyParty where parties.isEmpty:
                note(path["of"], "there are no parties; expected parties in this file")
            default: break
            }
            switch duty.within.start {
            case .raised: break
            case .step(let step):
                if !steps[..<index].contains(step) {
                    note(
                        path["within"],
                        "there is no duty \(step) above it, and no date field \(step); expected \(names(Array(steps[..<index]) + dates.sorted()))"
                    )
                }
            case .date(let date, _):
                if !dates.contains(date) {
                    note(path["within"], "there is no date field \(date); expected \(names(dates.sorted()))")
                }
            }
            if case .nextMeeting = duty.within.length, definition.id != ActionTerms.procedure {
                note(
                    path["within"],
                    "only an action knows when its group meets next; expected how long, as 10 working days"
                )
            }
            if duty.to == .act || duty.to == .review, duty.what == nil {
                note(path["what"], "is missing from a duty to \(duty.to.rawValue); expected words for what is owed")
            }
            if duty.file == .required, duty.to == .acknowledge {
                note(path["file"], "an acknowledgement has no form of its own; expected the file of another step")
            }
            if duty.every != nil, duty.to != .review, duty.to != .act {
                note(path["every"], "only a review, or something to do, is owed again and again")
            }
            decisions(duty, path)
            asked(duty, path)
        }
    }

    /// What all members are asked is over on a day, whether or not each of them answered.
    private mutating func asked(_ duty: ProcedureDefinition.Duty, _ path: Path) {
        let isOfAll =
            switch duty.of {
            case .party(let id): definition.parties.contains { $0.id == id && $0.goesTo == .network }
            case .everyParty: definition.parties.contains { $0.goesTo == .network }
            default: false
            }
        if isOfAll, duty.to != .act, duty.to != .acknowledge {
            note(path["to"], "all members cannot \(duty.to.rawValue); expected do or acknowledge")
        }
        if isOfAll, duty.within.length == .asGiven || duty.every != nil {
            note(path["within"], "all members would be waited for without end; expected a term, and no every")
        }
        if duty.asksYesOrNo, !isOfAll || duty.to != .act {
            note(path["answer"], "only what all members are to do has a yes or a no")
        }
    }

    private mutating func decisions(_ duty: ProcedureDefinition.Duty, _ path: Path) {
        if duty.to == .decide, duty.outcomes.isEmpty {
            note(path["outcomes"], "is missing from a duty to decide; expected \(names(definition.outcomes.map(\.id)))")
        }
        if duty.to != .decide, duty.to != .review, !duty.outcomes.isEmpty {
            note(path["outcomes"], "only a decision or a review has outcomes")
        }
        for (index, outcome) in duty.outcomes.enumerated()
        where !definition.outcomes.contains(where: { $0.id == outcome }) {
            note(
                path["outcomes"][index],
                "there is no outcome \(outcome); expected \(names(definition.outcomes.map(\.id)))"
            )
        }
    }

    // MARK: Law

    private mutating func consentAndTelling() {
        let consent = definition.consent
        if consent.needed.isYes {
            if consent.from == nil {
                note(root["consent"]["from"], "is missing; expected who gives it, such as parent or child")
            }
            let field = consent.field.flatMap(definition.field)
            if field?.type != .yesNo || field?.isRequired != true || field?.askIf.terms.isEmpty != true {
                note(
                    root["consent"]["field"],
                    "expected the id of a required yes/no field, asked of everybody, in which it is recorded"
                )
            }
        } else if consent.field != nil || definition.lawfulBasis.basis == .consent
            || definition.lawfulBasis.condition == .explicitConsent
        {
            note(
                root["consent"]["needed"],
                "consent is not needed, yet the file relies on it; expected one or the other"
            )
        }
        if let name = definition.telling.implicated,
            definition.field(name)?.type != .yesNo
        {
            note(
                root["telling"]["to the authority's lead if"],
                "there is no yes/no field \(name) outside repeated groups; expected the id of one"
            )
        }
        if definition.isPersonal, definition.lawfulBasis.condition == .notNeeded {
            note(
                root["lawful basis"]["condition"],
                "a matter about a person here holds special category data; expected the condition for it"
            )
        }
    }

    // MARK: Sharing

    private mutating func sight() {
        let words = Set(definition.fields.map(\.id)).union(["outcome", "note", "loop", "satisfied"])
        check(definition.share.raiser, words, at: root["share"]["raiser"])
        for (party, shown) in definition.share.parties.sorted(by: { $0.key < $1.key }) {
            if !definition.parties.contains(where: { $0.id == party }) {
                note(
                    root["share"]["parties"][party],
                    "there is no such party; expected \(names(definition.parties.map(\.id)))"
                )
            }
            check(shown, words, at: root["share"]["parties"][party])
        }
        for (index, party) in definition.parties.enumerated() where definition.share.parties[party.id] == nil {
            note(root["parties"][index], "what \(party.id) sees is said nowhere; expected it under share, parties")
        }
        summary()
        everybody()
        if case .untilAge = definition.keep.length, definition.about != .child, definition.about != .people {
            note(root["keep"]["for"], "it is about no child; expected so many years or months after closing")
        }
    }

    private mutating func check(_ shown: ProcedureDefinition.Shown, _ words: Set<String>, at path: Path) {
        guard case .only(let list) = shown else { return }
        for (index, word) in list.enumerated() where !words.contains(word) {
            note(path[index], "there is no field \(word); expected the id of one, or outcome, note, loop, satisfied")
        }
    }

    /// What everybody sees names nobody.
    private mutating func everybody() {
        guard definition.isPersonal else { return }
        if definition.goesTo == .network {
            note(root["goes to"], "all members would read about a person; expected one who holds it")
        }
        let anonymous = Set(definition.askedOnce.filter(\.isAnonymous).map(\.id)).union([
            "outcome", "loop", "satisfied",
        ])
        for (index, party) in definition.parties.enumerated() where party.goesTo == .network {
            guard case .only(let shown) = definition.share.parties[party.id] ?? .nothing else {
                if definition.share.parties[party.id] == .all {
                    note(
                        root["share"]["parties"][party.id],
                        "all members would read about a person; expected what names nobody"
                    )
                }
                continue
            }
            for word in shown where !anonymous.contains(word) {
                note(root["parties"][index], "all members would read \(word); expected only what names nobody")
            }
        }
    }

    /// Nothing leaves in a summary by which somebody could be known. Of a checklist what was ticked leaves, never the
    /// evidence for it.
    private mutating func summary() {
        guard case .only(let list) = definition.summary else {
            if definition.summary == .all { note(root["summary"], "expected nothing, or the fields that may leave") }
            return
        }
        let others: Set = ["outcome", "satisfied", "times"]
        for (index, word) in list.enumerated() where !others.contains(word) {
            guard let field = definition.field(word) else {
                note(
                    root["summary"][index],
                    "there is no field \(word) outside repeated groups; expected the id of one, or outcome, satisfied, times"
                )
                continue
            }
            if !field.isAnonymous {
                note(
                    root["summary"][index],
                    "\(word) is a \(field.type.rawValue), which may say who somebody is; expected a choice, a checklist, yes or no, or a number with at most, up to 100000"
                )
            }
        }
        if definition.share.network == .anonymised, list.isEmpty {
            note(root["summary"], "the network is to see it anonymised, but nothing may leave")
        }
    }

    func names(_ names: [String]) -> String {
        names.isEmpty
            ? "none"
            : names.count > 20 ? "\(names.prefix(20).joined(separator: ", ")), …" : names.joined(separator: ", ")
    }
}

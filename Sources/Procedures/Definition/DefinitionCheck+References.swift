/// What a procedure names in other files: lists of options, and the procedures that it leads to.
extension DefinitionCheck {
    mutating func references(_ neighbours: ProcedureFile.Neighbours) {
        let (lists, procedures) = (neighbours.lists, neighbours.procedures)
        var known: [String: ProcedureDefinition.Field] = [:]
        for (field, path) in fieldPaths {
            known[field.id] = field
            guard let name = field.optionsFrom, lists[name] == nil else { continue }
            note(
                path["options from"],
                "there is no list \(name); expected \(lists.isEmpty ? "its file beside this one, in lists/" : names(lists.keys.sorted()))"
            )
        }
        let places =
            fieldPaths.map { ($0.field.askIf, $0.path["ask if"]) }
            + definition.parties.enumerated().map { ($1.when, root["parties"][$0]["when"]) }
            + definition.duties.enumerated().map { ($1.when, root["duties"][$0]["when"]) }
        for (condition, path) in places {
            for (name, values) in condition.terms.sorted(by: { $0.key < $1.key }) {
                guard let list = known[name]?.optionsFrom.flatMap({ lists[$0] }) else { continue }
                let ids = Set(list.options.map(\.id))
                for value in values where !ids.contains(value) {
                    note(path[name], "\(value) is not on the list \(list.id)")
                }
            }
        }
        for (index, outcome) in definition.outcomes.enumerated() {
            for (place, name) in outcome.leadsTo.enumerated() where !procedures.contains(name) {
                note(
                    root["outcomes"][index]["leads to"][place],
                    "there is no procedure \(name); expected \(names(procedures.sorted()))"
                )
            }
        }
    }
}

/// A procedure or a list of options as authors write it, in YAML.
package enum ProcedureFile {
    /// The most that is read of a file.
    package static let mostBytes = FormatFile.mostBytes

    package static let schema = JSONSchema(of: ProcedureDefinition.shape, title: "A procedure of Safeloop")
    package static let listSchema = JSONSchema(of: OptionList.shape, title: "A list of options of Safeloop")

    /// Reads and checks one procedure by itself, but for the lists and procedures that it refers to.
    ///
    /// - Throws: ``Problems``, each with its file, line, key and what was expected.
    package static func read(_ text: String, named name: String) throws(Problems) -> ProcedureDefinition {
        let file = try FormatFile(text, named: name, shape: ProcedureDefinition.shape)
        let definition = try file.decode(ProcedureDefinition.self)
        var check = DefinitionCheck(definition, file)
        check.run()
        guard check.problems.isEmpty else { throw Problems(check.problems) }
        return definition
    }

    /// Reads and checks one list of options.
    package static func readList(_ text: String, named name: String) throws(Problems) -> OptionList {
        let file = try FormatFile(text, named: name, shape: OptionList.shape)
        let list = try file.decode(OptionList.self)
        var seen: Set<String> = []
        var problems: [Problem] = []
        for (part, options) in list.parts.map(\.options).enumerated() {
            for (index, option) in options.enumerated() where !seen.insert(option.id).inserted {
                let path = Path()["parts"][part]["options"][index]["id"]
                problems.append(file.problem(at: path, "\(option.id) is the id of an option above; expected another"))
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return list
    }

    /// Whether a text is a list of options rather than a procedure.
    package static func isList(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("list:") }
    }

    /// The name that a file gives its procedure, fine or not.
    package static func name(in text: String) -> String? {
        text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("procedure:") }.map {
            $0.dropFirst("procedure:".count).trimmingPrefix(" ").split(separator: " ").first.map(String.init) ?? ""
        }
    }

    /// What a procedure refers to and is not there: lists of options, entries of them in conditions, and procedures that
    /// outcomes lead to.
    ///
    /// - Parameters:
    ///   - lists: by their names.
    ///   - procedures: the names of all that are known; nil where that is not known.
    package static func missing(
        from definition: ProcedureDefinition,
        in text: String,
        named name: String,
        lists: [String: OptionList],
        procedures: Set<String>?
    ) throws(Problems) -> [Problem] {
        let file = try FormatFile(text, named: name, shape: ProcedureDefinition.shape)
        var check = DefinitionCheck(definition, file)
        check.references(lists: lists, procedures: procedures)
        return check.problems
    }
}

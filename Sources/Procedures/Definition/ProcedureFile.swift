/// A procedure or a list of options as authors write it, in YAML.
package enum ProcedureFile {
    /// The most that is read of a file.
    package static let mostBytes = FormatFile.mostBytes

    package static let schema = JSONSchema(of: ProcedureDefinition.shape, title: "A procedure of Safeloop")
    package static let listSchema = JSONSchema(of: OptionList.shape, title: "A list of options of Safeloop")

    /// What stands beside a file, to which it may refer.
    package struct Neighbours: Sendable {
        package let lists: [String: OptionList]
        /// Names of procedures.
        package let procedures: Set<String>

        package init(lists: [String: OptionList], procedures: Set<String>) {
            (self.lists, self.procedures) = (lists, procedures)
        }
    }

    /// Reads and checks one procedure.
    ///
    /// - Parameter neighbours: What it may refer to; nil leaves that unchecked.
    /// - Throws: ``Problems``, each with its file, line, key and what was expected.
    package static func read(
        _ text: String,
        named name: String,
        beside neighbours: Neighbours? = nil
    ) throws(Problems) -> ProcedureDefinition {
        let file = try FormatFile(text, named: name, shape: ProcedureDefinition.shape)
        let definition = try file.decode(ProcedureDefinition.self)
        var check = DefinitionCheck(definition, file)
        check.run()
        if let neighbours { check.references(neighbours) }
        guard check.problems.isEmpty else { throw Problems(check.problems) }
        return definition
    }

    /// Reads a text that was checked when it was published. What was good enough then goes on running, whatever a later
    /// Safeloop checks besides.
    package static func reread(_ text: String, named name: String) throws(Problems) -> ProcedureDefinition {
        try FormatFile(text, named: name, shape: ProcedureDefinition.shape).decode(ProcedureDefinition.self)
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
    package static func name(in text: String) -> String? { word(after: "procedure:", in: text) }

    /// The name that a file gives its list of options, fine or not.
    package static func listName(in text: String) -> String? { word(after: "list:", in: text) }

    private static func word(after key: String, in text: String) -> String? {
        text.split(whereSeparator: \.isNewline).first { $0.hasPrefix(key) }.map {
            $0.dropFirst(key.count).trimmingPrefix(" ").split(separator: " ").first.map {
                String($0.trimmingPrefix { $0 == "\"" }.prefix { $0 != "\"" })
            } ?? ""
        }
    }

    /// The line of a key of the file itself, from 1.
    package static func line(of key: String, in text: String) -> Int? {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).firstIndex { $0.hasPrefix(key + ":") }
            .map { $0 + 1 }
    }
}

extension ProcedureDefinition {
    /// The lists of options that it refers to, by name.
    package var listNames: Set<String> { Set(fields.compactMap(\.optionsFrom)) }
}

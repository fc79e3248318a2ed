package import Ledger
package import Procedures

/// A procedure as somebody wants to publish it, read and checked.
package struct ProcedureDraft: Hashable, Sendable {
    /// As it is kept: with plain ends of lines.
    package let text: String
    /// Of the lists that were given, those it refers to.
    package let lists: [String: String]
    package let version: ProcedureVersion

    package var definition: ProcedureDefinition { version.definition }

    /// The most that the lists may have together.
    private static let mostListBytes = 1_000_000

    /// The address of the page for new ones.
    private static let taken = ["new"]

    /// - Throws: Everything that is wrong with the texts, each with its line and what was expected.
    package init(_ text: String, lists: [String: String]) throws(Refusal) {
        let text = Self.plain(text)
        var problems: [String] = []
        func attempt<Value>(_ list: String?, _ read: () throws(Problems) -> Value) -> Value? {
            do { return try read() } catch {
                problems += error.all.map { Self.sentence($0, list: list) }
                return nil
            }
        }
        let alone = attempt(nil) { () throws(Problems) in try ProcedureFile.read(text, named: "the text") }
        guard let alone else { throw Self.refusal(problems) }
        if Self.taken.contains(alone.id) {
            problems.append(
                Self.sentence(
                    "\(alone.id) is a name that Safeloop uses itself; expected another",
                    line: ProcedureFile.line(of: "procedure", in: text),
                    key: "procedure"
                )
            )
        }
        let lists = lists.filter { alone.listNames.contains($0.key) }.mapValues(Self.plain)
        if lists.values.map(\.utf8.count).reduce(0, +) > Self.mostListBytes {
            throw Self.refusal(["The lists that it refers to are larger than 1 MB together; expected shorter ones."])
        }
        var read: [String: OptionList] = [:]
        for (name, text) in lists.sorted(by: { $0.key < $1.key }) {
            guard let list = attempt(name, { () throws(Problems) in try ProcedureFile.readList(text, named: name) })
            else { continue }
            if list.id != name { problems.append("The list \(name) calls itself \(list.id); expected \(name).") }
            read[name] = list
        }
        guard problems.isEmpty else { throw Self.refusal(problems) }
        // What it leads to may be published later, or never: it is offered where it is in use.
        let beside = ProcedureFile.Neighbours(lists: read, procedures: Set(alone.outcomes.flatMap(\.leadsTo)))
        let checked = attempt(nil) { () throws(Problems) in
            try ProcedureFile.read(text, named: "the text", beside: beside)
        }
        guard let checked else { throw Self.refusal(problems) }
        if checked.id == ActionTerms.procedure {
            do { _ = try ActionTerms(checked) } catch {
                let line = ProcedureFile.line(of: error.key, in: text)
                throw Self.refusal([Self.sentence(error.sentence, line: line, key: error.key)])
            }
        }
        (self.text, self.lists, version) = (text, lists, ProcedureVersion(definition: checked, lists: read))
    }

    private static func plain(_ text: String) -> String {
        let plain = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        return plain.hasPrefix("\u{FEFF}") ? String(plain.unicodeScalars.dropFirst()) : plain
    }

    /// `line 12, duties[2].within: expected …`
    private static func sentence(_ problem: Procedures.Problem, list: String?) -> String {
        let sentence = sentence(problem.sentence, line: problem.line, key: problem.key)
        return list.map { "list \($0), \(sentence)" } ?? sentence
    }

    static func sentence(_ sentence: String, line: Int?, key: String) -> String {
        let place = [line.map { "line \($0)" }, key.isEmpty ? nil : key].compactMap { $0 }.joined(separator: ", ")
        return place.isEmpty ? "The text \(sentence)" : "\(place): \(sentence)"
    }

    /// How many problems are said at once: more are seldom read.
    private static let mostProblems = 10

    private static func refusal(_ problems: [String]) -> Refusal {
        var said = Array(problems.prefix(mostProblems))
        if problems.count > mostProblems {
            said[mostProblems - 1] = "And \(problems.count - mostProblems + 1) more problems after these."
        }
        return .invalid(said.map { Refusal.Problem("text", $0) })
    }
}

/// Puts a version of a procedure into use: the first, or a higher one than any before.
package struct PublishProcedure: Command {
    package let text: String
    package let lists: [String: String]
    package let reason: String
    private let draft: Result<ProcedureDraft, Refusal>

    private enum CodingKeys: String, CodingKey { case text, lists, reason }

    /// - Parameter lists: Texts of lists by name: those that it refers to, and perhaps others.
    package init(text: String, lists: [String: String], reason: String) {
        (self.text, self.lists, self.reason) = (text, lists, reason)
        do { draft = .success(try ProcedureDraft(text, lists: lists)) } catch { draft = .failure(error) }
    }

    package var action: Action { .publishProcedure }
    package var reads: [StreamID] {
        (try? draft.get()).map { [ProcedureHistory.stream($0.definition.id)] } ?? []
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let draft = try draft.get()
        let definition = draft.definition
        let stream = ProcedureHistory.stream(definition.id)
        let highest = past.state(ProcedureState.self, stream)?.highest ?? 0
        guard definition.version > highest else {
            throw .invalid("text", draft.versionTaken(highest))
        }
        let reason = try Text.lines(reason, field: "reason", what: "why it is published", limit: 1000)
        let event = ProcedurePublished(
            procedure: definition.id,
            version: definition.version,
            text: draft.text,
            lists: draft.lists,
            reason: reason,
            by: context.actor.member
        )
        return [Change(stream, [event])]
    }
}

extension ProcedureDraft {
    /// Why it cannot follow the highest version there is.
    package func versionTaken(_ highest: Int) -> String {
        Self.sentence(
            "version \(definition.version) of \(definition.id) was published already, or a higher one was; expected \(highest + 1) or higher",
            line: ProcedureFile.line(of: "version", in: text),
            key: "version"
        )
    }
}

/// Takes a procedure out of use.
package struct WithdrawProcedure: Command {
    package let procedure: String
    package let reason: String

    package init(procedure: String, reason: String) {
        (self.procedure, self.reason) = (procedure, reason)
    }

    package var action: Action { .publishProcedure }
    package var reads: [StreamID] { [ProcedureHistory.stream(procedure)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let stream = ProcedureHistory.stream(procedure)
        guard let state = past.state(ProcedureState.self, stream) else { throw .notFound }
        guard procedure != ActionTerms.procedure else {
            throw .outOfTurn("Meetings and members raise actions under it. Publish another version of it instead.")
        }
        guard state.current != nil else { throw .outOfTurn("This procedure was withdrawn already.") }
        let reason = try Text.lines(reason, field: "reason", what: "why it is withdrawn", limit: 1000)
        return [Change(stream, [ProcedureWithdrawn(procedure: procedure, reason: reason, by: context.actor.member)])]
    }
}

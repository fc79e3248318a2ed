import Almanac
import ArgumentParser
import Foundation
import Procedures

struct ProcedureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "procedure",
        abstract: "Checks and tries procedures before anybody depends on them.",
        subcommands: [Check.self, Try.self, Schema.self]
    )

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks files of procedures, and of lists of options.",
            discussion: """
                Each problem names its file, line and key, and what was expected. Lists and other procedures that a file \
                refers to are looked for beside it: its folder and the folder lists in it.
                Exit code 0: all are fine. 1: something is wrong. 66: a file cannot be read; the others still were.
                """
        )
        @Argument(help: "The files.") var files: [String]
        @Flag(help: "One JSON object a line, one for each file.") var json = false

        private struct Answer: Encodable {
            let file: String
            let fine: Bool
            let procedure: String?
            let version: Int?
            let problems: [Fault]

            struct Fault: Encodable {
                let line: Int?
                let key: String
                let sentence: String
            }
        }

        private func unreadable(_ path: String, _ sentence: String) throws {
            guard json else { return Console.error(sentence) }
            let fault = Answer.Fault(line: nil, key: "", sentence: sentence)
            Console.print(
                try jsonLine(Answer(file: path, fine: false, procedure: nil, version: nil, problems: [fault]))
            )
        }

        func run() async throws {
            try await reportingFailure {
                var failed = false
                var isUnreadable = false
                var folders: [URL: Neighbours] = [:]
                for path in files {
                    let folder = Neighbours.folder(of: path)
                    let beside = folders[folder] ?? Neighbours(of: path)
                    folders[folder] = beside
                    let file: AuthoredFile
                    do {
                        file = try AuthoredFile(path, beside)
                    } catch {
                        // The others are checked all the same.
                        isUnreadable = true
                        try unreadable(path, Failure(error).sentence)
                        continue
                    }
                    let (procedure, list, problems) = file.checked()
                    failed = failed || !problems.isEmpty
                    if json {
                        Console.print(
                            try jsonLine(
                                Answer(
                                    file: path,
                                    fine: problems.isEmpty,
                                    procedure: procedure?.id ?? list?.id,
                                    version: procedure?.version ?? list?.version,
                                    problems: problems.map { .init(line: $0.line, key: $0.key, sentence: $0.sentence) }
                                )
                            )
                        )
                        continue
                    }
                    for problem in problems { Console.error("\(problem)") }
                    guard problems.isEmpty else { continue }
                    if let list {
                        Console.print(
                            "\(path): fine. \(list.title), version \(list.version): \(list.options.count) options"
                        )
                    } else if let procedure {
                        let counts =
                            "\(procedure.fields.count) fields, \(procedure.duties.count) duties, \(procedure.outcomes.count) outcomes"
                        Console.print("\(path): fine. \(procedure.title), version \(procedure.version): \(counts)")
                    }
                }
                if isUnreadable || failed { throw ExitCode(isUnreadable ? 66 : 1) }
            }
        }
    }

    struct Try: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Walks a procedure with made-up answers, and prints its loop.",
            discussion: "Each duty is met at the last moment. Nothing is written, and no data folder is needed."
        )
        @Argument(help: "The file.") var file: String
        @Option(help: "When it is raised, in London: 2026-12-24 or 2026-12-24T16:30. Now, unless told otherwise.")
        var raised: String?
        @Option(help: "What it comes to, by the id of an outcome.") var outcome: String?
        @Option(help: "An answer instead of a made-up one, as field=value. Several for several fields.")
        var answer: [String] = []
        @Option(
            help:
                "A term of the schools, as 2027-01-04/2027-03-26. Several for several. Without, and beyond the last, every working day is a school day."
        )
        var term: [String] = []
        @Flag(help: "Print one JSON object.") var json = false

        func run() async throws {
            try await reportingFailure {
                let authored = try AuthoredFile(file)
                let (procedure, list, problems) = authored.checked()
                guard list == nil else {
                    throw Failure(sentence: "\(file) is a list of options, which has no loop.", code: 64)
                }
                guard let procedure, problems.isEmpty else {
                    for problem in problems { Console.error("\(problem)") }
                    throw ExitCode(1)
                }
                let trial = Trial(
                    procedure,
                    lists: authored.beside.known.lists,
                    raised: try moment(),
                    answers: try given(procedure, authored.beside.known.lists),
                    outcome: try chosen(procedure),
                    clock: DutyClock(school: SchoolCalendar(terms: try term.map(Self.range)))
                )
                if let outcome, !trial.came(to: outcome) {
                    throw Failure.refused(
                        "With these answers it does not come to \(outcome). Give others with --answer."
                    )
                }
                if json { Console.print(try jsonLine(TrialReport(trial))) } else { show(trial) }
            }
        }

        /// What a walk can lie in.
        private static let years = 1990...2100

        private func moment() throws -> Instant {
            guard let raised else { return .now }
            let parts = raised.split(separator: "T", maxSplits: 1)
            guard let day = parts.first.flatMap({ Day(iso: $0) }),
                let time = parts.count == 2 ? ClockTime(iso: parts[1]) : .noon, Self.years.contains(day.year)
            else { throw Failure(sentence: "--raised takes 2026-12-24 or 2026-12-24T16:30, not \(raised).", code: 64) }
            return London.instant(day, time)
        }

        private func chosen(_ procedure: ProcedureDefinition) throws -> String? {
            guard let outcome else { return nil }
            let known = procedure.outcomes.map(\.id)
            guard known.contains(outcome) else {
                throw Failure(
                    sentence:
                        "It cannot come to \(outcome). Choose one of: \(known.joined(separator: ", ")).",
                    code: 64
                )
            }
            return outcome
        }

        private func given(_ procedure: ProcedureDefinition, _ lists: [String: OptionList]) throws -> [String: [String]]
        {
            var given: [String: [String]] = [:]
            for text in answer {
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2, let field = procedure.fields.first(where: { $0.id == parts[0] }) else {
                    throw Failure(
                        sentence: "--answer takes field=value with a field of this form, not \(text).",
                        code: 64
                    )
                }
                let known = field.answers(lists)
                guard known.isEmpty || known.contains(parts[1]) else {
                    throw Failure(
                        sentence:
                            "\(parts[1]) is no answer to \(field.id). Choose one of: \(known.joined(separator: ", ")).",
                        code: 64
                    )
                }
                guard field.type != .date || Day(iso: parts[1]).map({ Self.years.contains($0.year) }) ?? false else {
                    throw Failure(sentence: "\(field.id) takes a date, as 2026-12-24.", code: 64)
                }
                guard field.type == .checklist || given[field.id] == nil else {
                    throw Failure(sentence: "\(field.id) takes one answer.", code: 64)
                }
                given[field.id, default: []].append(parts[1])
            }
            return given
        }

        private static func range(_ text: String) throws -> ClosedRange<Day> {
            let days = text.split(separator: "/").compactMap { Day(iso: $0) }
            guard days.count == 2, days[0] <= days[1] else {
                throw Failure(
                    sentence: "--term takes its first and last day, as 2027-01-04/2027-03-26, not \(text).",
                    code: 64
                )
            }
            return days[0]...days[1]
        }

        private func show(_ trial: Trial) {
            let procedure = trial.definition
            Console.print("\(procedure.title) (\(procedure.id), version \(procedure.version))")
            Console.print("Raised \(Self.words(trial.raised)). Asked to hold it: \(procedure.goesTo.rawValue).")
            if !trial.parties.isEmpty {
                Console.print("Joined: \(trial.parties.map(\.title).joined(separator: "; ")).")
            }
            Console.print("\nMade-up answers")
            for field in procedure.fields {
                if let answer = trial.answers[field.id] {
                    Console.print("  \(field.label): \(answer.joined(separator: ", "))")
                }
            }
            Console.print(
                "\nThe loop, where everybody waits for the last moment\(trial.outcome.map { " and it comes to \($0)" } ?? "")"
            )
            for step in trial.steps {
                let none = step.isAsGiven ? "by the date that is given" : "by a day that no calendar reaches"
                let due = step.due.map { "by \(Self.words($0))" } ?? none
                Console.print(
                    "  \(step.of): \(step.to), \(due) (\(step.term))\(step.station.map { " -> \($0.title)" } ?? "")"
                )
                if let law = step.law { Console.print("      \(law)") }
            }
            if let late = trial.steps.first(where: { !$0.overdue.isEmpty }) {
                Console.print("\nWhile “\(late.to)” is not done")
                for rung in late.overdue { Console.print("  \(rung.step): \(Self.words(rung.at))") }
            }
            Console.print(
                "\nWhoever raised it sees: \(Self.words(procedure.share.raiser)). The network: \(procedure.share.network.rawValue)."
            )
            Console.print("An anonymised summary holds: \(Self.words(procedure.summary)).")
            Console.print("Kept \(procedure.keep.length).")
        }

        private static func words(_ moment: Instant) -> String {
            let (day, time) = London.local(moment)
            return "\(day.weekday.short) \(day.iso) \(time.iso)"
        }

        private static func words(_ shown: ProcedureDefinition.Shown) -> String {
            switch shown {
            case .all: "all of it"
            case .nothing: "nothing"
            case .only(let list): list.joined(separator: ", ")
            }
        }
    }

    struct Schema: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the JSON Schema of a procedure file, for editors.",
            discussion: "The same is shipped as Procedures/procedure.schema.json and Procedures/lists/list.schema.json."
        )
        @Flag(help: "That of a list of options instead.") var list = false

        func run() async throws {
            try await reportingFailure {
                let schema = list ? ProcedureFile.listSchema : ProcedureFile.schema
                FileHandle.standardOutput.write(Data(try schema.text().utf8))
            }
        }
    }
}

/// What `procedure try --json` prints.
private struct TrialReport: Encodable {
    let procedure: String
    let version: Int
    let raised: String
    let outcome: String?
    let answers: [String: [String]]
    let parties: [String]
    let steps: [Step]

    struct Step: Encodable {
        let duty, of, to: String
        let station: String?
        let due: String?
        let term: String
        let overdue: [Rung]
    }

    struct Rung: Encodable {
        let step, at: String
    }

    init(_ trial: Trial) {
        procedure = trial.definition.id
        version = trial.definition.version
        raised = trial.raised.iso
        outcome = trial.outcome
        answers = trial.answers
        parties = trial.parties.map(\.id)
        steps = trial.steps.map { step in
            Step(
                duty: step.duty,
                of: step.of,
                to: step.to,
                station: step.station?.rawValue,
                due: step.due?.iso,
                term: step.term,
                overdue: step.overdue.map { Rung(step: $0.step, at: $0.at.iso) }
            )
        }
    }
}

/// A file of an author, with what stands beside it.
private struct AuthoredFile {
    let path: String
    let beside: Neighbours
    private let text: String

    init(_ path: String, _ beside: Neighbours? = nil) throws {
        self.path = path
        text = try Self.read(path)
        self.beside = beside ?? Neighbours(of: path)
    }

    /// The procedure or list that it holds, and everything that is wrong with it.
    func checked() -> (ProcedureDefinition?, OptionList?, [Problem]) {
        do {
            if ProcedureFile.isList(text) { return (nil, try ProcedureFile.readList(text, named: path), []) }
            var known = beside.known
            if known.procedures.count <= 1 {
                // A file that lies alone may lead anywhere: there is nothing here to tell.
                let outcomes = try ProcedureFile.read(text, named: path).outcomes
                known = .init(lists: known.lists, procedures: Set(outcomes.flatMap(\.leadsTo)))
            }
            return (try ProcedureFile.read(text, named: path, beside: known), nil, [])
        } catch {
            return (nil, nil, error.all + beside.broken)
        }
    }

    /// No more than a procedure can have, whatever the file is.
    static func read(_ path: String) throws -> String {
        // A pipe would be waited for without end.
        let kind =
            (try? FileManager.default.attributesOfItem(
                atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            ))?[.type]
        guard kind as? FileAttributeType == .typeRegular, let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure.unreadable("The file \(path) cannot be opened.")
        }
        defer { try? handle.close() }
        let bytes = (try? handle.read(upToCount: ProcedureFile.mostBytes + 1)) ?? Data()
        // What is too long is cut, perhaps within a letter; it is refused for its length.
        if bytes.count > ProcedureFile.mostBytes { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(bytes: bytes, encoding: .utf8) else {
            throw Failure.unreadable("The file \(path) is no text in UTF-8.")
        }
        return text
    }
}

/// The lists and procedures in the folder of a file, to which it may refer.
private struct Neighbours {
    let known: ProcedureFile.Neighbours
    /// What is wrong with the lists: why one that a file refers to is not known.
    let broken: [Problem]

    init(of path: String) {
        let folder = Self.folder(of: path)
        var lists: [String: OptionList] = [:]
        var broken: [Problem] = []
        for file in Self.yaml(in: folder.appending(path: "lists")) {
            guard let text = try? AuthoredFile.read(file.path) else { continue }
            do throws(Problems) {
                let list = try ProcedureFile.readList(text, named: file.path)
                lists[list.id] = list
            } catch {
                broken += error.all
            }
        }
        let procedures = Self.yaml(in: folder).compactMap { file in
            (try? AuthoredFile.read(file.path)).flatMap(ProcedureFile.name)
        }
        known = ProcedureFile.Neighbours(lists: lists, procedures: Set(procedures))
        self.broken = broken
    }

    static func folder(of path: String) -> URL {
        URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent()
    }

    private static func yaml(in folder: URL) -> [URL] {
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
    }
}

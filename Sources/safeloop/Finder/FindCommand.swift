import ArgumentParser
import Finder
import Foundation

/// `safeloop find`: is this child known?
struct FindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Find people on a roll.",
        discussion: """
            Queries are CSV with the columns of a roll. Names are never given as arguments, which stay in histories \
            and lists of processes.
            """
    )

    @Argument(help: "A roll: CSV with a header, or a Common Transfer File.")
    var roll: String
    @Option(help: "The people to find, as a roll of their own; - is standard input.")
    var queries: String
    @Option(help: "The most answers to a query.")
    var top = 10
    @Option(parsing: .upToNextOption, help: "Columns by other names, as HEADER=COLUMN; no others are COLUMN then.")
    var columns: [String] = []
    @Option(help: "A file for all problems of the rows, as CSV.")
    var problems: String?
    @Flag(help: "Add the reasons of each answer.")
    var explain = false
    @Flag(help: "Write a JSON object a line.")
    var json = false
    @Flag(help: "Say how long queries took, loading aside.")
    var timings = false

    func validate() throws {
        _ = try RollFile.mapping(columns)
        guard top >= 1 else { throw ValidationError("--top is at least 1.") }
        try RollFile.checkInputs(roll, queries)
        try FilePlace.check(problems, isNoneOf: [roll, queries])
    }

    func run() async throws {
        let mapping = try RollFile.mapping(columns)
        try await workingWithFiles { try await find(mapping) }
    }

    private func find(_ mapping: ColumnMapping) async throws {
        var mapping = mapping
        var maker = RollMaker()
        let problems = try ProblemFile(self.problems, sparing: [roll, queries])
        let people = try RollFile(path: roll, problems: problems).read(&maker, &mapping)
        var asked: [(label: String, person: Person)] = []
        try RollFile(path: queries, problems: problems).each(&mapping) { _, label, person in
            asked.append((label, person))
        }
        try problems?.finish()
        try mapping.check()
        let index = await PersonIndex(people, maker: maker)
        var session = index.session()
        var output = try CSVOutput(nil)
        let heads = ["query_row", "row", "rank", "probability", "weight"]
        if !json { try output.row(heads + (explain ? ["reasons"] : [])) }
        var times: [Duration] = []
        let clock = ContinuousClock()
        for (label, person) in asked {
            var matches: [PersonIndex.Match] = []
            times.append(clock.measure { matches = session.find(person, top: top) })
            for (rank, match) in matches.enumerated() {
                let line = FoundLine(
                    query_row: label,
                    row: people.label(of: match.place),
                    rank: rank + 1,
                    probability: (match.probability * 1e6).rounded() / 1e6,
                    weight: (match.weight * 100).rounded() / 100,
                    explanation: explain ? session.explain(person, place: match.place) : nil
                )
                if json { try output.object(line) } else { try output.row(line.fields) }
            }
        }
        try output.flush()
        if timings { report(times.sorted()) }
    }

    private func report(_ times: [Duration]) {
        guard let last = times.last else { return }
        func at(_ share: Double) -> Double {
            let time = times[min(times.count - 1, Int(share * Double(times.count)))]
            return ((time / .microseconds(1)) / 10).rounded() / 100
        }
        let longest = ((last / .microseconds(1)) / 10).rounded() / 100
        Console.note("\(times.count) queries: p50 \(at(0.5)) ms, p99 \(at(0.99)) ms, longest \(longest) ms")
    }
}

/// One line of the answer.
private struct FoundLine: Encodable {
    let query_row: String
    let row: String
    let rank: Int
    let probability: Double
    let weight: Double
    let explanation: Explanation?

    var fields: [String] {
        [query_row, row, String(rank), String(probability), String(weight)]
            + (explanation.map { [$0.summary] } ?? [])
    }
}

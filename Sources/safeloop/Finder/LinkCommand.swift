import ArgumentParser
import Finder
import Foundation

/// `safeloop link`: who is on both lists, or twice on one?
struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Link two rolls, or find duplicates in one.",
        discussion: """
            Columns are found by their headers: id, given_name, family_name, other_names, date_of_birth, sex, address, \
            locality, postcode, upn, nhs_number, school, and common other words for them. A file that is XML is read as a \
            Common Transfer File.
            """
    )

    @Argument(help: "A roll: CSV with a header, or a Common Transfer File.")
    var a: String
    @Argument(help: "Another roll. Without it, duplicates within the first are sought.")
    var b: String?
    @Option(help: "Where the links go; standard output by default.")
    var out: String?
    @Option(help: "The least probability of a link.")
    var threshold = 0.5
    @Option(parsing: .upToNextOption, help: "Columns by other names, as HEADER=COLUMN; no others are COLUMN then.")
    var columns: [String] = []
    @Option(help: "A file for all problems of the rows, as CSV.")
    var problems: String?
    @Flag(help: "Add the reasons of each link.")
    var explain = false
    @Flag(help: "Write a JSON object a line.")
    var json = false

    func validate() throws {
        _ = try RollFile.mapping(columns)
        guard (0...1).contains(threshold) else { throw ValidationError("--threshold is between 0 and 1.") }
        try RollFile.checkInputs(a, b)
        for output in [out, problems] { try FilePlace.check(output, isNoneOf: inputs) }
    }

    private var inputs: [String] { [a] + (b.map { [$0] } ?? []) }

    func run() async throws {
        let mapping = try RollFile.mapping(columns)
        try await workingWithFiles { try await link(mapping) }
    }

    private func link(_ mapping: ColumnMapping) async throws {
        var mapping = mapping
        var maker = RollMaker()
        let first: Roll
        var second: Roll?
        if let b, self.problems == nil {
            (maker, first, second) = try await RollFile.readBoth(a, b, &mapping)
        } else {
            // One after the other, so that the problems are in order.
            let problems = try ProblemFile(self.problems, sparing: inputs)
            first = try RollFile(path: a, problems: problems).read(&maker, &mapping)
            second = try b.map { try RollFile(path: $0, problems: problems).read(&maker, &mapping) }
            try problems?.finish()
        }
        try mapping.check()
        var output = try CSVOutput(out, sparing: inputs)
        var options = LinkOptions()
        options.threshold = threshold
        options.progress = { Console.progress("Linking", percent: Int($0 * 100)) }
        let linker = Linker(maker, options: options)
        let linkage =
            if let second { await linker.link(first, second) } else { await linker.duplicates(in: first) }
        if !json { try output.row(["a_row", "b_row", "probability", "weight"] + (explain ? ["reasons"] : [])) }
        for link in linkage.links {
            let line = LinkLine(
                a_row: first.label(of: link.a),
                b_row: (second ?? first).label(of: link.b),
                probability: (link.probability * 1e6).rounded() / 1e6,
                weight: (link.weight * 100).rounded() / 100,
                explanation: explain ? linkage.explain(link) : nil,
                through_row: link.through.map(first.label)
            )
            if json { try output.object(line) } else { try output.row(line.fields) }
        }
        try output.flush()
        Console.note("\(linkage.compared) pairs compared.")
        guard !linkage.links.isEmpty else { return Console.note("No links.") }
        let percent = (linkage.expectedPrecision * 1000).rounded() / 10
        Console.note("\(linkage.links.count) links; about \(percent)% of them are expected to be right.")
    }
}

/// One line of the answer.
private struct LinkLine: Encodable {
    let a_row: String
    let b_row: String
    let probability: Double
    let weight: Double
    let explanation: Explanation?
    /// The row of someone whom both are taken for, where the link follows from that.
    let through_row: String?

    var fields: [String] {
        let path = through_row.map { [Explanation.throughSentence($0)] } ?? []
        let reasons = explanation.map { [([$0.summary] + path).joined(separator: " ")] } ?? []
        return [a_row, b_row, String(probability), String(weight)] + reasons
    }
}

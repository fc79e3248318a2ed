import ArgumentParser
import Finder
import Foundation

/// `safeloop match`: compares two files of encodings, without the secret.
struct MatchCommand: AsyncParsableCommand {
    /// Which pairs are compared.
    enum Blocking: String, ExpressibleByArgument, CaseIterable {
        case exact, sampled

        var chosen: EncodingMatcher.Blocking {
            switch self {
            case .exact: .exact
            case .sampled: .sampled
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Compare two files of encodings.",
        discussion: """
            Reads what safeloop encode and clkhash write. Rows are numbered from 1 in the order of the files. Pairs are \
            written best first, each row once unless --all is given.
            """
    )

    @Argument(help: "Encodings, as JSON.")
    var a: String
    @Argument(help: "The encodings of another roll, with the same secret, mode, schema and hardening.")
    var b: String
    @Option(
        help: """
            The least similarity of a pair, above 0; \(EncodingMatcher.standardThresholds) where none is given. Of \
            field-level encodings it is a probability, and 0.5.
            """
    )
    var threshold: Double?
    @Flag(help: "Write every pair that reaches the threshold.")
    var all = false
    @Option(help: "exact compares all pairs; sampled those that samples of bits bring together, which misses a few.")
    var blocking: Blocking?
    @Option(help: "Where the pairs go; standard output by default.")
    var out: String?

    func validate() throws {
        guard threshold.map({ $0 > 0 && $0 <= 1 }) ?? true else {
            throw ValidationError("--threshold is above 0 and at most 1.")
        }
        try RollFile.checkInputs(a, b)
        try FilePlace.check(out, isNoneOf: [a, b])
    }

    func run() async throws {
        try await workingWithFiles {
            // Before the work, which may be long.
            let file = try WholeFile(out, sparing: [a, b])
            switch (try Encodings(path: a), try Encodings(path: b)) {
            case (.records(let first), .records(let second)): try await matchRecords(first, second, file)
            case (.fields(let first), .fields(let second)): try write(await matchFields(first, second), to: file)
            case (.records, .fields), (.fields, .records):
                throw Failure.refused(
                    "One file is encoded record by record and the other field by field; encode both with one --mode."
                )
            }
        }
    }

    private func matchRecords(_ first: EncodedRoll, _ second: EncodedRoll, _ file: WholeFile)
        async throws
    {
        var matcher = EncodingMatcher(threshold: threshold ?? first.standardThreshold, blocking: blocking?.chosen)
        matcher.progress = { Console.progress("Comparing", percent: Int($0 * 100)) }
        let outcome = try await matcher.match(first, second)
        try write(all ? outcome.pairs.bestFirst : outcome.pairs.oneToOne, to: file)
        let share = Double(outcome.compared) / Double(max(1, outcome.all)) * 100
        Console.note(
            "\(first.count) × \(second.count) encodings, \(outcome.blocking.rawValue): \(outcome.compared) pairs compared"
                + " (\((share * 100).rounded() / 100)%), \(outcome.pairs.count) at \(matcher.threshold) or above."
        )
    }

    private func write(_ pairs: [MatchedPair], to file: WholeFile) throws {
        try file.write("a_row,b_row,similarity\n".utf8)
        for pair in pairs {
            try file.write("\(pair.aRow),\(pair.bRow),\((pair.similarity * 1e6).rounded() / 1e6)\n".utf8)
        }
        try file.finish()
    }
}

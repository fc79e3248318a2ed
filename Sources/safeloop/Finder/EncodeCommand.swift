import ArgumentParser
import Finder
import Foundation

/// `safeloop encode`: turns a roll into keyed encodings, which another authority's can be compared with.
struct EncodeCommand: AsyncParsableCommand {
    /// What is encoded by itself.
    enum Mode: String, ExpressibleByArgument, CaseIterable {
        /// Each record in one filter, as clkhash does.
        case record
        /// Each field by itself: finds more, and gives more away.
        case field
    }

    static let configuration = CommandConfiguration(
        commandName: "encode",
        abstract: "Encode a roll with a secret, to be compared by someone who holds neither.",
        discussion: """
            The secret is shared by those who encode and never given to whoever compares; make one for each linkage with \
            --new-secret, and destroy it after. Encodings are personal data still: Documentation/private-linking.md says \
            what they hide and what they do not.
            """
    )

    @Argument(help: "A roll, as CSV with a header; - is standard input.")
    var roll: String?
    @Option(help: "The file of the secret.")
    var secret: String
    @Flag(help: "Make the secret first; a file that is there is never replaced.")
    var newSecret = false
    @Option(help: "A linkage schema of clkhash, version 3. Names, date of birth, sex and postcode where none is given.")
    var schema: String?
    @Flag(help: "Write the schema that is used where none is given to --schema first, to be changed.")
    var newSchema = false
    @Option(help: "What is encoded by itself: \(Mode.allCases.map(\.rawValue).joined(separator: ", ")).")
    var mode = Mode.record
    @Option(
        help: """
            none, salt:FEATURE, salt:FEATURE:LENGTH, balanced, xor-fold or rule-90; with --mode field none, \
            salt:birthday, balanced or xor-fold; the same for both files.
            """
    )
    var harden = "none"
    @Option(parsing: .upToNextOption, help: "Columns by other names, as HEADER=COLUMN; no others are COLUMN then.")
    var columns: [String] = []
    @Option(help: "Where the encodings go.")
    var out: String?

    func validate() throws {
        _ = try RollFile.mapping(columns)
        guard roll != nil || newSecret || newSchema else { throw ValidationError("Name the roll to encode.") }
        guard (roll == nil) == (out == nil) else {
            throw ValidationError("Name a roll, and with --out where its encodings go.")
        }
        guard !newSchema || schema != nil else { throw ValidationError("Name the new schema's file with --schema.") }
        guard mode == .record || schema == nil else {
            throw ValidationError("--schema is for --mode record; leave it out.")
        }
        try FilePlace.check(out, isNoneOf: inputs)
        guard schema.map({ FilePlace($0) != FilePlace(secret) }) ?? true else {
            throw ValidationError("--schema and --secret name the same file.")
        }
    }

    /// The files that --out must leave alone.
    var inputs: [String] {
        [roll ?? "-", secret] + (schema.map { [$0] } ?? [])
    }

    func run() async throws {
        let mapping = try RollFile.mapping(columns)
        try await workingWithFiles {
            if newSecret { try Self.make(secret, LinkageSecret.fresh()) }
            if newSchema, let schema { try Self.make(schema, LinkageSchema.standardFile) }
            guard let roll, let out else { return }
            switch mode {
            case .record: try await encodeRecords(RollInput(path: roll), out, mapping.columns)
            case .field: try await encodeFields(roll, out, mapping)
            }
        }
    }

    private static func make(_ path: String, _ text: String) throws {
        let file = try WholeFile(path)
        try file.write(Array(text.utf8))
        try file.finish(replacing: false)
    }

    private func encodeRecords(_ input: RollInput, _ out: String, _ mapping: [String: RollColumn]) async throws {
        let linkage = try LinkageSchema(Self.schemaFile(schema))
        var encoder = try RollEncoder(
            linkage,
            secret: LinkageSecret(contentsOf: secret),
            hardening: Hardening(harden),
            mapping: mapping
        )
        let file = try WholeFile(out, sparing: inputs)
        do {
            var reader = try input.open()
            while let chunk = try reader.next() { try await encoder.push(chunk) { try file.write($0) } }
            try await encoder.end { try file.write($0) }
        } catch let error as RollError {
            throw Failure.unreadable("\(input.path): \(error)")
        } catch EncodingError.unreadable(let sentence) {
            throw Failure.unreadable("\(input.path): \(sentence)")
        }
        try file.finish()
        for problem in encoder.problems.prefix(20) { Console.note("\(input.path): \(problem)") }
        if encoder.problemCount > 20 { Console.note("\(input.path): \(encoder.problemCount) problems in all") }
        Console.note(
            "\(encoder.rows) rows encoded"
                + (encoder.rowsLeftOut > 0
                    ? "; \(encoder.rowsLeftOut) of them could not be read and are like no other." : ".")
        )
    }

    /// The bytes of the schema at `path`, or of the standard one.
    static func schemaFile(_ path: String?) throws -> [UInt8] {
        guard let path else { return Array(LinkageSchema.standardFile.utf8) }
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: LinkageSchema.longestFile + 1)
        else { throw Failure.unreadable("There is no schema \(path) that can be read.") }
        return Array(data)
    }
}

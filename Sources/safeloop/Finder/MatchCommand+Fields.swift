import Finder

/// A file of encodings of either kind.
enum Encodings {
    case records(EncodedRoll)
    case fields(FieldEncodings)

    /// How many bytes tell of which kind it is.
    private static let telling = 64

    /// Reads the file at `path`; its beginning tells which kind it is.
    init(path: String) throws {
        var parts = try RollInput(path: path).open()
        // A pipe may hand on its first bytes a few at a time.
        var beginning = try parts.next()
        while let read = beginning, read.count < Self.telling, let more = try parts.next() { beginning = read + more }
        do {
            let isFields = FieldEncodings.isBeginning(beginning ?? [])
            let more: () throws -> [UInt8]? = {
                defer { beginning = nil }
                return try beginning ?? parts.next()
            }
            self = isFields ? .fields(try FieldEncodings(reading: more)) : .records(try EncodedRoll(reading: more))
        } catch EncodingError.unreadable(let sentence) {
            throw Failure.unreadable("\(path): \(sentence)")
        } catch EncodingError.refused(let sentence) {
            throw Failure.refused("\(path): \(sentence)")
        }
    }
}

/// `safeloop match` of field-level encodings.
extension MatchCommand {
    /// Compares two documents of field-level encodings; the pairs are those to be written.
    func matchFields(_ a: FieldEncodings, _ b: FieldEncodings) async throws -> [MatchedPair] {
        guard blocking == nil else {
            throw Failure(sentence: "--blocking is for record-level encodings; leave it out.", code: 64)
        }
        var matcher = FieldMatcher()
        if let threshold { matcher.threshold = threshold }
        matcher.oneToOne = !all
        matcher.progress = { Console.progress("Comparing", percent: Int($0 * 100)) }
        let matches = try await matcher.match(a, b)
        let percent = (matches.expectedPrecision * 1000).rounded() / 10
        Console.note("\(a.rows) × \(b.rows) rows, field by field: \(matches.compared) pairs compared.")
        Console.note(
            matches.pairs.isEmpty
                ? "No pairs." : "\(matches.pairs.count) pairs; about \(percent)% of them are expected to be right."
        )
        return matches.pairs
    }
}

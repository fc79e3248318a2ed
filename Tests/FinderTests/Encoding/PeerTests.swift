import Foundation
import Subprocess
import SystemPackage
import Testing

@testable import Finder

/// What clkhash and anonlink make of the same rolls. Their Python is the one that `scripts/test` prepares.
@Suite struct PeerTests {
    private struct Failure: Error { let description: String }

    private struct Case {
        let schema: String
        let header: String
        let rows: [[String]]
        let threshold: Double
    }

    private struct Answer: Decodable {
        let a: [String]
        let b: [String]
        let pairs: [[Double]]
        let chosen: [[Int]]
    }

    private static let secretText = "a secret of the tests alone, long enough"

    /// Invented people, half of them twice, the second time with a slip.
    private static func rolls(_ test: Case, seed: UInt64) -> (a: String, b: String) {
        var random = SplitMix(seed)
        func roll(_ rows: [[String]]) -> String {
            ([test.header] + rows.map { $0.map { "\"\($0)\"" }.joined(separator: ",") }).joined(separator: "\n") + "\n"
        }
        let slipped = test.rows.map { row in
            var row = row
            // The first column is a name in every case.
            var name = Array(row[0].unicodeScalars)
            if name.count > 3, random.below(2) == 0 { name.remove(at: random.below(name.count)) }
            row[0] = String(String.UnicodeScalarView(name))
            return row
        }
        return (roll(test.rows), roll(Array(slipped.reversed())))
    }

    private static func people(_ count: Int, seed: UInt64) -> [[String]] {
        var random = SplitMix(seed)
        let given = ["ava", "zofia", "oliver", "yusuf", "abdirahman", "mia", "li", "tomasz", "anne marie", "bo"]
        let family = [
            "quill", "okonkwo", "de la cruz", "smith jones", "ng", "kowalska", "abdullahi", "brown", "oneill",
        ]
        return (0..<count).map { _ in
            let (year, month, day) = (2008 + random.below(17), 1 + random.below(12), 1 + random.below(28))
            return [
                given[random.below(given.count)], family[random.below(family.count)],
                "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)",
                ["F", "M", ""][random.below(3)],
                ["E17", "N1", "SW1A"][random.below(3)] + "\(random.below(10))"
                    + ["AB", "QZ", "XE"][random.below(3)],
            ]
        }
    }

    private static var cases: [Case] {
        let standard = Case(
            schema: LinkageSchema.standardFile,
            header: "given_name,family_name,date_of_birth,sex,postcode",
            rows: people(150, seed: 3),
            threshold: 0.7
        )
        let accents = people(60, seed: 4).map { row in
            [
                row[0].replacing("o", with: "ó").replacing("a", with: "å"), row[1].uppercased() + "Ł\u{1F600}",
                String(Int(row[2].prefix(4)).map { $0 - 2000 } ?? 0), row[2].replacing("-", with: "/"), row[3],
            ]
        }
        let double = Case(
            schema: #"""
                {"version": 3, "clkConfig": {"l": 1000, "xor_folds": 1, "kdf": {"type": "HKDF", "hash": "SHA512",
                 "salt": "AAEC", "info": "/w==", "keySize": 24}}, "features": [
                 {"identifier": "first", "format": {"type": "string", "case": "lower", "encoding": "utf-16"},
                  "hashing": {"comparison": {"type": "ngram", "n": 3}, "strategy": {"bitsPerToken": 17},
                  "hash": {"type": "doubleHash", "prevent_singularity": true}}},
                 {"identifier": "last", "format": {"type": "string", "minLength": 2, "maxLength": 60, "encoding": "utf-32"},
                  "hashing": {"comparison": {"type": "ngram", "n": 2, "positional": true},
                  "strategy": {"bitsPerFeature": 111}, "hash": {"type": "doubleHash"}}},
                 {"identifier": "age", "format": {"type": "integer", "minimum": 0, "maximum": 99},
                  "hashing": {"comparison": {"type": "numeric", "thresholdDistance": 5, "resolution": 3},
                  "strategy": {"bitsPerFeature": 60}, "hash": {"type": "doubleHash"}}},
                 {"identifier": "born", "format": {"type": "date", "format": "%Y/%m/%d"},
                  "hashing": {"comparison": {"type": "exact"}, "strategy": {"bitsPerToken": 70},
                  "hash": {"type": "doubleHash", "prevent_singularity": true}}},
                 {"identifier": "unused", "ignored": true}]}
                """#,
            header: "first,last,age,born,unused",
            rows: accents,
            threshold: 0.65
        )
        let numbers = people(60, seed: 5).enumerated().map { place, row in
            [row[0] + "é", "\(place % 7).\(place % 10)5", row[3].isEmpty ? "?" : row[3], row[4], " +\(place) "]
        }
        let folded = Case(
            schema: #"""
                {"version": 3, "clkConfig": {"l": 512, "xor_folds": 2, "kdf": {"type": "HKDF"}}, "features": [
                 {"identifier": "first", "format": {"type": "string", "pattern": "[^0-9]*"},
                  "hashing": {"comparison": {"type": "ngram", "n": 1}, "strategy": {"bitsPerFeature": 400}}},
                 {"identifier": "measure", "format": {"type": "string"},
                  "hashing": {"comparison": {"type": "numeric", "thresholdDistance": 0.55, "resolution": 4,
                  "fractional_precision": 2}, "strategy": {"bitsPerToken": 40}}},
                 {"identifier": "choice", "format": {"type": "enum", "values": ["F", "M"]},
                  "hashing": {"comparison": {"type": "exact"}, "strategy": {"bitsPerToken": 35},
                  "missingValue": {"sentinel": "?", "replaceWith": "neither"}}},
                 {"identifier": "place", "format": {"type": "string", "case": "upper", "encoding": "ascii"},
                  "hashing": {"comparison": {"type": "ngram", "n": 4, "positional": true},
                  "strategy": {"bitsPerToken": 3}}},
                 {"identifier": "number", "format": {"type": "integer"},
                  "hashing": {"comparison": {"type": "ngram", "n": 2}, "strategy": {"bitsPerFeature": 30}}}]}
                """#,
            header: "first,measure,choice,place,number",
            rows: numbers,
            threshold: 0.6
        )
        return [standard, double, folded]
    }

    private func encode(_ roll: String, _ test: Case) async throws -> [UInt8] {
        var encoder = try RollEncoder(
            LinkageSchema(Array(test.schema.utf8)),
            secret: LinkageSecret(Self.secretText.utf8),
            tasks: 2
        )
        var text: [UInt8] = []
        try await encoder.push(Array(roll.utf8)) { text += $0 }
        try await encoder.end { text += $0 }
        #expect(encoder.problems.isEmpty, "\(encoder.problems.prefix(3))")
        return text
    }

    private func read(_ file: [UInt8]) throws -> EncodedRoll {
        var rest: [UInt8]? = file
        return try EncodedRoll(reading: {
            defer { rest = nil }
            return rest
        })
    }

    private func ask(_ question: [UInt8]) async throws -> [Answer] {
        guard let python = ProcessInfo.processInfo.environment["SAFELOOP_LINKING_PYTHON"], !python.isEmpty else {
            throw Failure(description: "SAFELOOP_LINKING_PYTHON is not set: run scripts/test, which prepares it.")
        }
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Python/private_linking.py")
        let result = try await Subprocess.run(
            .path(FilePath(python)),
            arguments: ["-X", "utf8", script.path()],
            input: .array(question),
            output: .bytes(limit: 64 * 1_048_576),
            error: .string(limit: 65_536)
        )
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "private_linking.py failed: \(result.standardError)")
        }
        return try JSONDecoder().decode([Answer].self, from: Data(result.standardOutput))
    }

    @Test func encodesAsClkhashAndLinksAsAnonlink() async throws {
        var parts: [String] = []
        var ours: [(a: [UInt8], b: [UInt8])] = []
        for (index, test) in Self.cases.enumerated() {
            let (a, b) = Self.rolls(test, seed: UInt64(index + 11))
            let files = (try await encode(a, test), try await encode(b, test))
            ours.append(files)
            let texts = try [a, b].map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
            parts.append(
                """
                {"schema": \(test.schema), "threshold": \(test.threshold), "a": \(texts[0]), "b": \(texts[1]), \
                "ours_a": \(String(decoding: files.0, as: UTF8.self)), "ours_b": \(String(decoding: files.1, as: UTF8.self))}
                """
            )
        }
        let question = "{\"secret\": \"\(Self.secretText)\", \"cases\": [\(parts.joined(separator: ","))]}"
        let answers = try await ask(Array(question.utf8))
        for (index, (test, answer)) in zip(Self.cases, answers).enumerated() {
            // Bit for bit: what clkhash wrote, read and compared as ours are.
            let theirs = try [answer.a, answer.b].map { clks in
                try read(Array(try JSONEncoder().encode(["clks": clks])))
            }
            #expect(theirs[0].words == (try read(ours[index].a)).words, "case \(index)")
            #expect(theirs[1].words == (try read(ours[index].b)).words, "case \(index)")
            // anonlink linked our encodings; we link clkhash's.
            let found = try await EncodingMatcher(threshold: test.threshold).match(theirs[0], theirs[1]).pairs
            #expect(found.count > 20)
            #expect(
                Set(found)
                    == Set(answer.pairs.map { MatchedPair(aRow: Int($0[0]), bRow: Int($0[1]), similarity: $0[2]) })
            )
            let chosen = Set(found.oneToOne.map { [$0.aRow, $0.bRow] })
            #expect(chosen == Set(answer.chosen), "case \(index)")
        }
    }
}

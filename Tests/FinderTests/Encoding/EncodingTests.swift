import Crypto
import Foundation
import Testing

@testable import Finder

@Suite struct EncodingTests {
    static let standard = Array(LinkageSchema.standardFile.utf8)
    static let secretText = "0123456789abcdef0123456789abcdef"

    /// The file that a roll is encoded to, in parts of `size` bytes, and the encoder that did.
    static func encode(
        _ roll: [UInt8],
        schema: [UInt8] = standard,
        secret: String = secretText,
        harden: String = "none",
        chunks size: Int = 1 << 20,
        mapping: [String: RollColumn] = [:]
    ) async throws -> (file: [UInt8], encoder: RollEncoder) {
        var encoder = try RollEncoder(
            LinkageSchema(schema),
            secret: LinkageSecret(secret.utf8),
            hardening: Hardening(harden),
            mapping: mapping,
            tasks: 2
        )
        var file: [UInt8] = []
        for start in stride(from: 0, to: roll.count, by: size) {
            try await encoder.push(Array(roll[start..<min(roll.count, start + size)])) { file += $0 }
        }
        try await encoder.end { file += $0 }
        return (file, encoder)
    }

    static func read(_ file: [UInt8], chunks size: Int = 1 << 20) throws -> EncodedRoll {
        var rest = file[...]
        return try EncodedRoll(reading: {
            defer { rest = rest.dropFirst(size) }
            return rest.isEmpty ? nil : Array(rest.prefix(size))
        })
    }

    private static func roll(_ text: String, harden: String = "none") async throws -> EncodedRoll {
        try read(await encode(Array(text.utf8), harden: harden).file)
    }

    @Test func valuesAreTidiedWhereTheSchemaDoesNotAllowThem() async throws {
        let tidy = try await Self.roll(
            "given_name,family_name,date_of_birth,sex,postcode\nzoe,de la cruz,2015-03-07,F,E174AB\n"
        )
        let loose = try await Self.roll(
            "Forename;Surname;DOB;Gender;Post Code\n Zoë ;De la Cruz;07/03/2015;girl;e17 4ab\n"
        )
        #expect(tidy.words == loose.words)
        #expect(tidy.counts[0] > 300)
    }

    /// Files of today must be alike to those of tomorrow, or say that they are not.
    @Test func whoeverTidiesOtherwiseRaisesTheVersion() async throws {
        let roll = """
            given_name,family_name,date_of_birth,sex,postcode
            Zoë-Ann,ŁUKASZEWICZ,07/03/2015,girl,e17 4ab
            Þóra Ægis,O’Brien-ſmith,2015-3-7,Male,E17-4AB
            D’Arcy ﬁ,Nguyễn,3.12.2011,boy,n1 9gu
            Søren,d'Œuvre,1/2/2012,f,SW1A9QZ

            """
        let (file, encoder) = try await Self.encode(Array(roll.utf8))
        #expect(encoder.problems.isEmpty, "\(encoder.problems)")
        let words = try Self.read(file).words
        let digest = SHA256.hash(data: words.withUnsafeBytes { Data($0) }).prefix(8)
        #expect(
            Data(digest).base64EncodedString() == "vF5Q48HsTAs=",
            "Values are tidied otherwise than before: raise ValueWriter.version, and put the new digest here."
        )
        #expect(ValueWriter.version == 1)
    }

    @Test func theNthEncodingIsThatOfTheNthRowWhateverTheRowHolds() async throws {
        let header = Array("given_name,family_name,date_of_birth,sex,postcode\n".utf8)
        let rows: [[UInt8]] = [
            Array("ava,quill,2015-03-07,F,E174AB\n".utf8),
            Array("ava,quill,2015-03-07\n".utf8),
            Array("ava,qu".utf8) + [0xFF] + Array("ill,2015-03-07,F,E174AB\n".utf8),
            Array("ava,quill,2015-02-30,F,E174AB\n".utf8),
            Array(",,,,\n".utf8),
            Array("\u{202E}\u{7}ava,\(String(repeating: "x", count: 100_000)),2015-03-07,F,E174AB\n".utf8),
            Array(("a,\"" + String(repeating: "y", count: 300_000) + "\",2015-03-07,F,E174AB\n").utf8),
            Array("ava,quill,2015-03-07,F,E174AB".utf8),
        ]
        let (file, encoder) = try await Self.encode(header + rows.joined(), chunks: 10_007)
        let read = try Self.read(file, chunks: 77)
        #expect(read.count == rows.count)
        #expect(encoder.problems.sorted { $0.row < $1.row }.map(\.row) == [2, 3, 4, 7])
        #expect(encoder.rowsLeftOut == 2)
        #expect(encoder.problems.first { $0.row == 3 }?.outcome == .valueDoubted)
        #expect(read.counts.map { $0 == 0 } == [false, true, false, false, true, false, true, false])
        #expect(read.words.prefix(16) == read.words.suffix(16))
        #expect(encoder.problems.allSatisfy { !$0.description.contains("quill") })
    }

    @Test func whatIsNotUTF8IsReadAsSpreadsheetsInBritainWriteIt() async throws {
        let header = Array("given_name,family_name,date_of_birth,sex,postcode\n".utf8)
        let rest = Array(",quill,2015-03-07,F,E174AB\n".utf8)
        let windows = try Self.read(await Self.encode(header + Array("Jos".utf8) + [0xE9] + rest).file)
        let utf8 = try Self.read(await Self.encode(header + Array("José".utf8) + rest).file)
        #expect(windows.words == utf8.words)
    }

    @Test("What is no CSV with a header is refused", arguments: [1, 1 << 20])
    func noRolls(size: Int) async throws {
        let xml = Array("\u{FEFF} <?xml version=\"1.0\"?><CTfile></CTfile>\n".utf8)
        await #expect(throws: EncodingError.self) { try await Self.encode(xml, chunks: size) }
        let broken = Array("given_name,family_name,date_of_birth,sex,\"postcode\nava,quill,2015-03-07,F,E174AB\n".utf8)
        await #expect(throws: RollError.brokenHeader) { try await Self.encode(broken, chunks: size) }
        await #expect(throws: RollError.empty) { try await Self.encode([], chunks: size) }
    }

    /// Filters of 65,536 bits of a row of two bytes: what is handed on at a time must not grow with the rows.
    @Test func manyRowsAreHandedOnAFewAtATime() async throws {
        let schema = LinkageSchema.standardFile.replacing("\"l\": 1024", with: "\"l\": 65536")
        var encoder = try RollEncoder(LinkageSchema(Array(schema.utf8)), secret: LinkageSecret(Self.secretText.utf8))
        #expect((1...1024).contains(encoder.rowsAtOnce))
        encoder.rowsAtOnce = 7
        var (longest, whole) = (0, 0)
        func write(_ bytes: [UInt8]) { (longest, whole) = (max(longest, bytes.count), whole + bytes.count) }
        let roll = "given_name,family_name,date_of_birth,sex,postcode\n" + String(repeating: ",\n", count: 100)
        try await encoder.push(Array(roll.utf8)) { write($0) }
        try await encoder.end { write($0) }
        #expect(encoder.rowsLeftOut == 100)
        #expect(whole > 100 * 10_000 && longest < 8 * 11_000, "\(longest) of \(whole)")
    }

    @Test(arguments: ["none", "salt:date_of_birth:4", "salt:sex", "balanced", "xor-fold", "rule-90"])
    func hardenedEncodingsKeepWhatIsAlikeApartFromWhatIsNot(name: String) async throws {
        let header = "given_name,family_name,date_of_birth,sex,postcode\n"
        let a = try await Self.roll(header + "zofia,kowalska,2015-03-07,F,E174AB\n,,,,\n", harden: name)
        let b = try await Self.roll(
            header + "zofja,kowalska,2015-03-07,F,E174AB\noliver,brown,2011-12-30,M,N19GU\n,,,,\n",
            harden: name
        )
        let found = try await EncodingMatcher(threshold: 0.01).match(a, b).pairs
        let alike = try #require(found.first { $0.bRow == 1 }).similarity
        let strange = found.first { $0.bRow == 2 }?.similarity ?? 0
        #expect(alike > strange + 0.25, "\(alike) \(strange)")
        // Nobody is like somebody of whom nothing is known.
        #expect(found.allSatisfy { $0.aRow == 1 && $0.bRow < 3 })
        if name == "balanced" { #expect(a.counts == [1024, 0] && a.layout.bits == 2048) }
        if name == "xor-fold" { #expect(a.layout.bits == 512) }
    }

    @Test func whatASaltIsDifferentInIsNotAlike() async throws {
        let header = "given_name,family_name,date_of_birth,sex,postcode\n"
        let texts = ["ava,quill,2015-03-07,F,E174AB\n", "ava,quill,2014-03-07,F,E174AB\n"]
        func similarity(_ name: String) async throws -> Double {
            let a = try await Self.roll(header + texts[0], harden: name)
            let b = try await Self.roll(header + texts[1], harden: name)
            return try await EncodingMatcher(threshold: 0.001).match(a, b).pairs.first?.similarity ?? 0
        }
        #expect(try await similarity("none") > 0.9)
        #expect(try await similarity("salt:sex") > 0.9)
        #expect(try await similarity("salt:date_of_birth:4") < 0.5)
    }

    @Test("A secret of another linkage gives encodings that share nothing and are refused")
    func secrets() async throws {
        let roll = Array("given_name,family_name,date_of_birth,sex,postcode\nava,quill,2015-03-07,F,E174AB\n".utf8)
        let one = try Self.read(await Self.encode(roll).file)
        let other = try Self.read(await Self.encode(roll, secret: LinkageSecret.fresh()).file)
        await #expect(throws: EncodingError.self) { try await EncodingMatcher(threshold: 0.1).match(one, other) }
        let foreign = EncodedRoll(header: nil, layout: other.layout, words: other.words)
        let similarity = try await EncodingMatcher(threshold: 0.001).match(one, foreign).pairs.first?.similarity
        #expect(try #require(similarity) < 0.6)
        #expect(throws: EncodingError.self) { try LinkageSecret("short".utf8) }
        #expect(throws: EncodingError.self) { try LinkageSecret(repeatElement(65, count: 5000)) }
        let (bare, ended) = (
            try LinkageSecret(Self.secretText.utf8), try LinkageSecret((Self.secretText + "\r\n").utf8)
        )
        #expect(bare.name == ended.name)
    }

    @Test func secretsThatOthersMayReadAreNotUsed() throws {
        let path = NSTemporaryDirectory() + "/secret-\(UUID().uuidString)"
        defer { unlink(path) }
        let file = FileManager.default
        try Data(LinkageSecret.fresh().utf8).write(to: URL(filePath: path))
        try file.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(throws: EncodingError.self) { try LinkageSecret(contentsOf: path) }
        try file.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        _ = try LinkageSecret(contentsOf: path)
    }

    @Test func aRollWithoutAFeatureIsRefusedAndAMappedOneIsTaken() async throws {
        let roll = Array("given_name,family_name,born_on,sex,postcode\nava,quill,2015-03-07,F,E174AB\n".utf8)
        await #expect(throws: EncodingError.self) { try await Self.encode(roll) }
        let mapped = try await Self.encode(roll, mapping: ["born_on": .dateOfBirth])
        #expect(mapped.encoder.problems.isEmpty)
        await #expect(throws: RollError.self) { try await Self.encode(roll, mapping: ["none": .dateOfBirth]) }
    }

    @Test(
        "Schemas that are wrong are refused with a sentence",
        arguments: [
            ("\"version\": 3", "\"version\": 2"), ("\"version\": 3,", ""), ("\"l\": 1024", "\"l\": 1000"),
            ("\"l\": 1024", "\"l\": -1"), ("\"l\": 1024", "\"l\": 1e300"),
            ("\"l\": 1024", "\"l\": 1024, \"xorFolds\": 1"),
            ("\"l\": 1024", "\"l\": 1024, \"xor_folds\": 11"), ("\"keySize\": 64", "\"keySize\": 65"),
            ("\"keySize\": 64", "\"keySize\": 4096"), ("HKDF", "legacy"), ("c2FmZWxvb3AgcHJpdmF0ZSBsaW5raW5n", "!"),
            ("\"identifier\": \"sex\"", "\"identifier\": \"postcode\""), ("\"n\": 2", "\"n\": 0"),
            ("\"n\": 2", "\"n\": 1e9"),
            ("\"bitsPerFeature\": 50", "\"bitsPerFeature\": 50, \"bitsPerToken\": 2"), ("%Y-%m-%d", "%y"),
            ("\"bitsPerFeature\": 50", "\"bitsPerFeature\": 1000000"), ("[A-Z0-9]+", "[A-Z"), ("blakeHash", "md5"),
            ("[\"F\", \"M\"]", "[]"), ("\"type\": \"enum\"", "\"type\": \"enum\", \"more\": 1"), ("}", ""),
        ]
    )
    func wrongSchemas(old: String, new: String) throws {
        let text = LinkageSchema.standardFile
        #expect(text.contains(old))
        #expect { try LinkageSchema(Array(text.replacing(old, with: new).utf8)) } throws: { error in
            guard case EncodingError.unreadable(let sentence) = error else { return false }
            return sentence.hasPrefix("The schema cannot be used: ")
        }
    }

    @Test(
        "Files of encodings that are wrong are refused with a sentence",
        arguments: [
            "", "[]", "{}", "{\"clks\":1}", "{\"clks\":[1]}", "{\"clks\":[\"AA\"]}", "{\"clks\":[\"\"]}",
            "{\"clks\":[\"AAA*\"]}", "{\"clks\":[\"AA\\AA\"]}", "{\"clks\":[\"AAAA\\\"]}", "{\"clks\":[\"AA\\\\/A\"]}",
            "{\"clks\":[\"AAA\\=\"]}", "{\"format\":nul,\"clks\":[]}", "{\"format\":\"a,\"clks\":[]}",
            "{\"clks\":[\"AAAA\"", "{\"clks\":[\"AAAA\"]", "{\"clks\":[\"AAAA\",]}",
            "{\"clks\":[\"AAAA\",\"AAAAAAAA\"]}",
            "{\"clks\":[\"AAAA\"]}x", "{\"clks\":[],\"clks\":[]}", "{\"clks\":[\"AB==\"]}", "{\"a\":nul,\"clks\":[]}",
            "{\"format\":\"safeloop-field-encodings\",\"version\":1,\"rows\":[]}",
            "{\"safeloop\":{\"version\":2},\"clks\":[]}",
            "{\"safeloop\":{\"version\":1,\"tidying\":1,\"hardening\":\"none\",\"schema\":\"\",\"secret\":\"\",\"bits\":512},\"clks\":[\"AAAA\"]}",
        ]
    )
    func wrongFiles(text: String) {
        #expect(throws: EncodingError.self) { try Self.read(Array(text.utf8), chunks: 3) }
    }

    @Test func otherProgramsMayWriteItOtherwise() throws {
        let text = " {\"name\" : {\"a\":[1,\"}\\\"\"]} , \"clks\":\n[ \"\\/\\/8A\" , \"AAAA\"],\"n\":null }\n"
        let read = try Self.read(Array(text.utf8), chunks: 1)
        #expect(read.count == 2 && read.layout.bits == 24)
        #expect(read.counts == [16, 0])
    }

    @Test func base64IsThatOfFoundation() {
        let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 * 167 + 31) }
        for count in 0...200 {
            let text = Base64.text(Array(bytes[..<count]))
            #expect(String(decoding: text, as: UTF8.self) == Data(bytes[..<count]).base64EncodedString())
            #expect(Base64.bytes(text.span) == Array(bytes[..<count]))
        }
    }

    @Test func eachStringOfBytesHasOneTextInBase64() {
        var random = SplitMix(12)
        let letters = Array("ABCDQRgw01_-+/= \n\u{7f}é".utf8)
        for _ in 0..<20_000 {
            let text = (0..<random.below(10)).map { _ in letters[random.below(letters.count)] }
            if let bytes = Base64.bytes(text.span) { #expect(Base64.text(bytes) == text) }
            let theirs = Data(base64Encoded: Data(text)).map(Array.init)
            let isOnly = theirs.map { Data($0).base64EncodedData() == Data(text) } ?? false
            #expect(Base64.bytes(text.span) == (isOnly ? theirs : nil))
        }
    }

    @Test func aMemoryHoldsNoMoreThanItMayAndIsLetGoWhereItSeldomKnows() throws {
        let width = 8192
        var memory = ValueMemory(width: width)
        func key(_ text: String) -> ShortKey? {
            let bytes = Array(text.utf8)
            return ShortKey(value: bytes.indices, in: bytes.span.bytes)
        }
        let keys = try (0..<65).map { number in try #require(key("value \(number)")) }
        #expect(key("fifteen letters") != nil && key("sixteen letters!") == nil)
        for (place, key) in keys.enumerated() {
            memory.remember(key, [UInt64](repeating: UInt64(place + 1), count: width))
        }
        #expect(keys.map { memory.number(of: $0) } == Array(0..<64) + [-1])
        var row = [UInt64](repeating: 0, count: width)
        for _ in 1..<1 << 14 { memory.merge([-1], into: &row) }
        #expect(memory.isOfUse && row.allSatisfy { $0 == 0 })
        memory.merge([5], into: &row)
        #expect(!memory.isOfUse && row.allSatisfy { $0 == 6 })
        memory.remember(keys[0], row)
        #expect(memory.number(of: keys[0]) < 0)
    }

    @Test func noBytesBreakTheReaders() async throws {
        var random = SplitMix(23)
        let file = try await Self.encode(
            Array("given_name,family_name,date_of_birth,sex,postcode\nava,quill,2015-03-07,F,E174AB\n".utf8)
        ).file
        let schema = Self.standard
        for round in 0..<400 {
            func damaged(_ bytes: [UInt8]) -> [UInt8] {
                var bytes = bytes
                for _ in 0...random.below(3) {
                    let place = random.below(bytes.count)
                    switch random.below(4) {
                    case 0: bytes[place] = UInt8(random.below(256))
                    case 1: bytes.remove(at: place)
                    case 2: bytes.insert(Array("{}[]\",:1-".utf8)[random.below(9)], at: place)
                    default: bytes.removeSubrange(place..<min(bytes.count, place + random.below(200)))
                    }
                    if bytes.isEmpty { return bytes }
                }
                return bytes
            }
            // Either is read whole or refused with a sentence, in any parts.
            let bytes = damaged(file)
            let one = Result { try Self.read(bytes, chunks: 1 + random.below(40)).words }
            let whole = Result { try Self.read(bytes).words }
            #expect((try? one.get()) == (try? whole.get()), "round \(round)")
            if case .failure(let error) = one { #expect(error is EncodingError) }
            if round < 150, case .failure(let error) = Result(catching: { try LinkageSchema(damaged(schema)) }) {
                #expect(error is EncodingError)
            }
        }
    }
}

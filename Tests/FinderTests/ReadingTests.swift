import Testing

@testable import Finder

@Suite struct ReadingTests {
    /// Reads in chunks of `size` bytes.
    private func read(
        _ bytes: [UInt8],
        chunks size: Int = 7,
        mapping: [String: RollColumn] = [:]
    ) throws -> RollReader {
        var maker = RollMaker()
        var reader = RollReader(mapping: mapping)
        var start = 0
        while start < bytes.count {
            try reader.push(Array(bytes[start..<min(bytes.count, start + size)]), maker: &maker)
            start += size
        }
        try reader.end(maker: &maker)
        return reader
    }

    private func read(_ text: String, mapping: [String: RollColumn] = [:]) throws -> RollReader {
        try read(Array(text.utf8), mapping: mapping)
    }

    @Test func findsColumnsByCommonHeaders() throws {
        let reader = try read(
            "\u{FEFF}Pupil ID;Forename;Legal Surname;DOB;Post Code\r\nx1;Ava;Quill;07/03/2015;E17 4AB\r\n"
        )
        #expect(reader.problems.isEmpty)
        #expect(reader.roll.count == 1)
        #expect(reader.roll.label(of: 0) == "x1")
        #expect(reader.roll.entries[0].birth == CalendarDate("2015-03-07")?.packed)
    }

    @Test func aMappedHeaderNeedBeInOneOfTheFilesOnly() throws {
        let first = try read("id,surname,born_on\n1,Quill,2015-03-07\n", mapping: ["born_on": .dateOfBirth])
        let second = try read("id,surname,dob\n1,Quill,2015-03-07\n", mapping: ["born_on": .dateOfBirth])
        let births = [first, second].map { $0.roll.entries[0].birth }
        #expect(births.allSatisfy { $0 == CalendarDate("2015-03-07")?.packed })
        var mapping = ColumnMapping(["born_on": .dateOfBirth])
        mapping.see(second)
        #expect(throws: RollError.noSuchColumn("born_on")) { try mapping.check() }
        mapping.see(first)
        try mapping.check()
    }

    @Test func aMappedHeaderIsTakenAndOthersOfItsSpellingAreNot() throws {
        let text = "surname,dob,date of birth\nQuill,2015-03-07,2014-01-02\n"
        let reader = try read(text, mapping: ["date of birth": .dateOfBirth])
        #expect(reader.roll.entries[0].birth == CalendarDate("2014-01-02")?.packed)
    }

    @Test func quotesHoldSeparatorsAndLineEnds() throws {
        let reader = try read("id,surname,address\n1,\"O\"\"Neill\",\"Flat 2,\n9 Oak Road\"\n2,Quill,\n")
        #expect(reader.roll.count == 2)
        #expect(reader.problems.isEmpty)
    }

    @Test func badRowsAreReportedByNumberAndTheRestIsKept() throws {
        let header = Array("id,given_name,surname,dob,upn\n".utf8)
        let rows: [[UInt8]] = [
            Array("1,Ava,Quill,2015-03-07,\n".utf8),
            Array("2,Ava,Quill,2015-03-07\n".utf8),
            Array("3,Ava,Quill,2015-02-30,\n".utf8),
            Array("4,A".utf8) + [0xFF, 0xFE] + Array(",Quill,,\n".utf8),
            Array("5,Ava,Quill,,A123\n".utf8),
            Array("6,Ava,\"Quill,,".utf8),
        ]
        let reader = try read(header + rows.joined())
        #expect(reader.rows == 6)
        #expect(reader.problems.map(\.row) == [2, 3, 4, 5, 6])
        #expect(
            reader.problems.map(\.outcome) == [.rowLeftOut, .valueLeftOut, .valueDoubted, .valueLeftOut, .rowLeftOut]
        )
        #expect((0..<reader.roll.count).map { reader.roll.row(of: $0) } == [1, 3, 4, 5])
        #expect(reader.problems.allSatisfy { !$0.description.contains("A123") })
    }

    @Test func aQuoteThatIsNeverClosedCostsItsLineAlone() throws {
        let rows = [
            "id,surname,address", "1,Quill,", "2,Hall,\"9 Oak", "3,Osei,", "4,Nowak,\"Flat \"\"2\"\"\"", "5,Pell,",
        ]
        let reader = try read(rows.map { $0 + "\n" }.joined())
        #expect(reader.problems.map(\.row) == [2])
        #expect(reader.problems.first?.message.contains("quote") == true)
        #expect((0..<reader.roll.count).map { reader.roll.label(of: $0) } == ["1", "3", "4", "5"])
        #expect(throws: RollError.brokenHeader) { try read("id,\"surname\n1,Quill\n") }
    }

    /// Each line looks right after the quote of the line before, and opens one of its own when it is read again.
    @Test func hostileQuotesEnd() throws {
        let lines = Array(repeatElement(Array("a\",x,\"y\n".utf8), count: 3_000).joined())
        for (budget, least) in [(100_000, 5), (0, 1), (.max, 900)] {
            var parser = CSVParser(mostReadAgain: budget)
            var problems: [CSVRow.Problem?] = []
            parser.push(Array("id,surname,dob\n".utf8).span) { _ in }
            parser.push((budget == .max ? Array(lines.prefix(8_000)) : lines).span) { problems.append($0.problem) }
            parser.end { problems.append($0.problem) }
            #expect(problems.count >= least, "\(budget)")
            #expect(!problems.contains(nil), "\(budget): a row was read whole")
            #expect(problems.last == (budget == .max ? .unclosedQuote : .restUnread), "\(budget)")
        }
    }

    @Test func whatIsNotUTF8IsReadAsSpreadsheetsInBritainWriteIt() throws {
        let reader = try read(Array("given_name,surname\nJos".utf8) + [0xE9] + Array(",Quill\nJosé,Quill\n".utf8))
        #expect(reader.problems.map(\.outcome) == [.valueDoubted])
        let names = reader.roll.entries.map { reader.roll.words[$0.given.lowerBound] }
        #expect(Set(names).count == 1)
        #expect(String(WindowsText.scalars([0x80, 0x41, 0xFF])) == "€Aÿ")
    }

    @Test func everyProblemIsTold() throws {
        var told = 0
        var maker = RollMaker()
        var reader = RollReader()
        reader.onProblem = { _ in told += 1 }
        let text = "surname,dob\n" + String(repeating: "Quill,31/02/2012\n", count: RollReader.mostProblems + 200)
        var rest = Array(text.utf8)[...]
        try reader.read(&maker) {
            let chunk = Array(rest.prefix(1000))
            rest = rest.dropFirst(1000)
            return chunk
        }
        #expect(told == RollReader.mostProblems + 200)
        #expect(reader.problems.count == RollReader.mostProblems)
    }

    @Test func anEndlessRowIsLeftOutAndTheNextIsRead() throws {
        let long = Array(repeating: UInt8(ascii: "x"), count: CSVParser.longestRow * 2)
        let bytes = Array("id,surname\n1,".utf8) + long + Array("\n2,Quill\n".utf8)
        let reader = try read(bytes, chunks: 1 << 16)
        #expect(reader.problems.map(\.row) == [1])
        #expect(reader.roll.count == 1)
        #expect(reader.roll.label(of: 0) == "2")
    }

    @Test func filesWithoutAHeaderAreRefused() {
        #expect(throws: RollError.empty) { try read("") }
        #expect(throws: RollError.noKnownColumn) { try read("a,b\n1,2\n") }
        #expect(throws: RollError.twice("date_of_birth")) { try read("dob,date of birth\n,\n") }
    }

    @Test func noBytesBreakTheReader() throws {
        var random = SplitMix(17)
        let alphabet = Array("a1,;\"\"\n\r\t -/é\u{202E}<".utf8) + [0, 0xFF, 0x80]
        for round in 0..<300 {
            let body = (0..<random.below(400)).map { _ in alphabet[random.below(alphabet.count)] }
            let bytes = Array("given_name,surname,dob\n".utf8) + body
            let one = try read(bytes, chunks: 1 + random.below(50))
            let whole = try read(bytes, chunks: bytes.count)
            #expect(one.rows == whole.rows, "round \(round)")
            #expect(one.problems == whole.problems)
            // Rows within one chunk are taken whole, others byte by byte.
            #expect(one.roll.entries.map { "\($0)" } == whole.roll.entries.map { "\($0)" }, "round \(round)")
            #expect(one.roll.words == whole.roll.words)
            #expect(one.roll.count + one.rowsLeftOut == one.rows)
        }
    }
}

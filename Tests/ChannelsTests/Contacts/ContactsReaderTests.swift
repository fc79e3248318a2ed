import Testing

@testable import Channels

struct ContactsReaderTests {
    @Test("Tables are read as they are meant", arguments: ContactFixture.tables)
    func tables(fixture: ContactFixture) throws {
        try check(fixture, .csv)
    }

    @Test("Cards are read as they are meant", arguments: ContactFixture.cards)
    func cards(fixture: ContactFixture) throws {
        try check(fixture, .vCard)
    }

    @Test("Pasted addresses are read as they are meant", arguments: ContactFixture.lists)
    func lists(fixture: ContactFixture) throws {
        try check(fixture, .addresses)
    }

    private func check(_ fixture: ContactFixture, _ source: ContactsReading.Source) throws {
        let reading = try ContactsReader.read(Array(fixture.text.utf8), fileName: fixture.fileName)
        #expect(reading.source == source)
        #expect(reading.people == fixture.people)
        #expect(reading.problems.map(\.sentence) == fixture.problems)
        #expect(reading.unusedColumns == fixture.unused)
        #expect(!reading.isWindowsText)
    }

    @Test("Those who can be reached are each there once")
    func reachable() throws {
        let text = "Ann <a@x.example>; Bob; Ann B <A@X.example>; Di <d@x.example>"
        let reading = try ContactsReader.read(Array(text.utf8))
        #expect(reading.people.count == 4)
        #expect(reading.reachable.map(\.name) == ["Ann", "Di"])
    }

    @Test("A file is read alike in UTF-8, UTF-16 and the Windows alphabet, with a byte-order mark and without")
    func encodings() throws {
        let text = "Name;Email;Organisation\r\nZoë O’Neill;zoe@x.example;Café – Camden\r\n"
        let little = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        let special: [Unicode.Scalar: UInt8] = ["’": 0x92, "–": 0x96]
        let windows = text.unicodeScalars.map { special[$0] ?? UInt8(truncatingIfNeeded: $0.value) }
        let files: [[UInt8]] = [
            Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little,
            big, windows,
        ]
        for file in files {
            let reading = try ContactsReader.read(file)
            #expect(reading.people == [person(2, "Zoë O’Neill", "zoe@x.example", "Café – Camden")])
            #expect(reading.isWindowsText == (file == windows))
        }
    }

    @Test("A file that holds no contacts we can read says why")
    func unreadable() {
        let cases: [([UInt8], String?, ContactsUnreadable)] = [
            ([], nil, .empty),
            (Array(" \r\n\t\u{FEFF}".utf8), nil, .empty),
            ([0x50, 0x4B, 0x03, 0x04, 0, 0], "people.xlsx", .workbook),
            ([0xD0, 0xCF, 0x11, 0xE0], "people.xls", .workbook),
            ([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 0, 0], nil, .notText),
            ([0x41, 0x81, 0x8D], nil, .notText),
            ([0xFF, 0xFE, 0x41], nil, .notText),
            (Array("Ann Bell,Camden\n".utf8), "people.csv", .noHeadings),
            (Array("Ann Bell\tann@x.example\n".utf8), nil, .noHeadings),
            (Array(repeating: 32, count: ContactsReader.sizeLimit + 1), nil, .tooLarge),
        ]
        for (bytes, fileName, problem) in cases {
            #expect(throws: problem) { try ContactsReader.read(bytes, fileName: fileName) }
        }
    }

    @Test("Damaged and random files are read or refused, and never stop the reader")
    func damaged() {
        var chance = Chance(4180)
        let fixtures = ContactFixture.tables + ContactFixture.cards + ContactFixture.lists
        let seeds = fixtures.map { Array($0.text.utf8) }
        let marks = Array("\",;<>()[]:@=\\\r\n\t \u{0}\u{FF}é".utf8)
        for round in 0..<2000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...20, using: &chance) {
                let index = Int.random(in: 0..<bytes.count, using: &chance)
                switch Int.random(in: 0..<4, using: &chance) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &chance)
                case 1: bytes.remove(at: index)
                case 2: bytes.removeSubrange(index..<min(bytes.count, index + 8))
                default: bytes.insert(marks.randomElement(using: &chance) ?? 0, at: index)
                }
                if bytes.isEmpty { bytes = [0x41] }
            }
            guard let reading = try? ContactsReader.read(bytes) else { continue }
            let lines = TransferEncoding.lines(of: String(decoding: bytes, as: UTF8.self)).count
            #expect(reading.people.allSatisfy { (1...max(lines, 1)).contains($0.line) })
            #expect(reading.people.allSatisfy { $0.name.isOneLine && $0.organisation.isOneLine && $0.role.isOneLine })
            #expect(reading.problems.map(\.line) == reading.problems.map(\.line).sorted())
            #expect(
                reading.people.allSatisfy { person in
                    person.email != nil || reading.problems.contains { $0.line == person.line }
                }
            )
        }
    }

    @Test(
        "Four times as much of a text made to be slow takes no more than about four times as long",
        arguments: [
            "\"", "<", ">", "(", "[", "a@", "a,", "@:", "a:", "<x>:a", "\n ", "a\n ", "\"a\" ", "a b,", "'", "<<a@b.c>",
            "a@b.c ", "[a](", "\"\\", "a <a@b.c>, ",
        ]
    )
    func slowLists(piece: String) {
        #expect(isLinear("", piece))
    }

    @Test(
        "Four times as much of a table or card made to be slow takes no more than about four times as long",
        arguments: [
            ("Name,Email\n", "\""), ("Name,Email\n", ","), ("Name,Email\n", "\"\"\","), ("Name,Email\n", "a,b@c.d\n"),
            ("Name,Email\n", "\"\n"), ("Email", ",Email"), ("BEGIN:VCARD\n", "N;ENCODING=QUOTED-PRINTABLE:=\n"),
            ("BEGIN:VCARD\nEMAIL:a", "\n "), ("", "BEGIN:VCARD\n"), ("BEGIN:VCARD\n", "EMAIL:a@b.c\n"),
            ("BEGIN:VCARD\nN;QUOTED-PRINTABLE:", "=\n"), ("BEGIN:VCARD\nORG:", "\\;;"), ("BEGIN:VCARD\n", "A;B=\""),
        ]
    )
    func slowFiles(head: String, piece: String) {
        #expect(isLinear(head, piece))
    }

    /// Quadratic time would be sixteen times as long.
    private func isLinear(_ head: String, _ piece: String) -> Bool {
        func seconds(_ size: Int) -> Double {
            let bytes = Array((head + String(repeating: piece, count: size / piece.utf8.count)).utf8)
            return processorSeconds { _ = try? ContactsReader.read(bytes) }
        }
        return seconds(60_000) < 8 * seconds(15_000) + 0.05
    }
}

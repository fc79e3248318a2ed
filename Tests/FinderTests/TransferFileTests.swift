import Testing

@testable import Finder

@Suite struct TransferFileTests {
    private func read(_ bytes: [UInt8], chunks size: Int = 50) throws -> (RollReader, [Person]) {
        var people: [Person] = []
        var maker = RollMaker()
        var reader = RollReader { _, _, person in people.append(person) }
        var rest = bytes[...]
        try reader.read(&maker) {
            let chunk = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            return chunk
        }
        return (reader, people)
    }

    private func read(_ text: String) throws -> (RollReader, [Person]) { try read(Array(text.utf8)) }

    /// Two invented pupils; contacts, earlier schools and results are there to be passed over.
    private let file = """
        <?xml version="1.0" encoding="utf-8"?>
        <CTfile>
          <Header>
            <DocumentName>Common Transfer File</DocumentName><CTFversion>25.0</CTFversion>
            <SourceSchool><LEA>204</LEA><Estab>4312</Estab><SchoolName>Wexmoor Academy</SchoolName></SourceSchool>
            <DestSchool><LEA>204</LEA><Estab>3123</Estab><SchoolName>Other School</SchoolName></DestSchool>
          </Header>
          <CTFpupilData>
            <Pupil>
              <UPN>B801200005001</UPN><Surname>O&apos;Neill &amp; Şen</Surname><Forename>Ava</Forename>
              <DOB>2015-03-07</DOB><Sex>F</Sex>
              <BasicDetails>
                <FormerSurname>Quill</FormerSurname><MiddleNames><![CDATA[Maya]]></MiddleNames>
                <PreferredForename> Evie </PreferredForename><Languages><Type><Language>ENG</Language></Type></Languages>
              </BasicDetails>
              <Address><BS7666Address><PAON>9</PAON><Street>Oak Road</Street><Town>Barnet</Town></BS7666Address>
                <PostCode>N1 9GU</PostCode></Address>
              <Contacts><Contact><Surname>Hall</Surname><Forename>Ruth</Forename>
                <Address><PostCode>E17 4AB</PostCode></Address></Contact></Contacts>
              <SchoolHistory><School><SchoolName>Earlier School</SchoolName></School></SchoolHistory>
            </Pupil>
            <Pupil>
              <UPN>C801200005001</UPN><Surname>Hall</Surname><Forename>Noah</Forename><DOB>2015-02-30</DOB>
              <Gender>M</Gender>
            </Pupil>
          </CTFpupilData>
        </CTfile>
        """

    @Test(arguments: [1, 7, 100_000])
    func readsPupilsAndNobodyElse(size: Int) throws {
        let (reader, people) = try read(Array(file.utf8), chunks: size)
        #expect(people.count == 2)
        let ava = try #require(people.first)
        #expect(ava.givenName == "Ava")
        #expect(ava.familyName == "O'Neill & Şen")
        #expect(ava.otherNames == "Quill Maya Evie")
        #expect(ava.dateOfBirth == CalendarDate("2015-03-07"))
        #expect(ava.sex == .female)
        #expect(ava.address == "9 Oak Road")
        #expect(ava.locality == "Barnet")
        #expect(ava.postcode == Postcode("N1 9GU"))
        #expect(ava.upn?.description == "B801200005001")
        #expect(ava.school == "Wexmoor Academy")
        #expect(people.last?.sex == .male)
        #expect(
            reader.problems.map(\.description) == [
                "pupil 2: the date of birth is in no calendar; taken as missing",
                "pupil 2: the UPN's form or check letter is wrong; compared with caution",
            ]
        )
    }

    @Test func readsUTF16() throws {
        let text = file.replacing("encoding=\"utf-8\"", with: "encoding=\"UTF-16\"")
        var bytes: [UInt8] = [0xFF, 0xFE]
        for unit in text.utf16 { bytes += [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)] }
        let (_, people) = try read(bytes)
        #expect(people.map(\.givenName) == ["Ava", "Noah"])
    }

    @Test func isToldByContent() {
        #expect(CommonTransferFile.begins(Array("\u{FEFF}\n <?xml".utf8)))
        #expect(!CommonTransferFile.begins(Array("surname,<b>\n".utf8)))
        #expect(!CommonTransferFile.begins([]))
    }

    @Test func brokenAndForeignXMLIsRefused() {
        #expect(throws: RollError.noTransferFile) { try read("<html><body>Pupil</body></html>") }
        #expect(throws: RollError.brokenXML(line: 3)) {
            try read("<CTfile>\n<CTFpupilData>\n<Pupil></CTFpupilData></CTfile>")
        }
        #expect(throws: RollError.self) { try read(String(file.prefix(900))) }
        #expect(throws: RollError.self) { try read("<") }
    }

    /// Nothing outside the file is read, and nothing in it grows.
    @Test(arguments: [
        #"<!DOCTYPE CTfile SYSTEM "file:///etc/passwd"><CTfile/>"#,
        #"<!DOCTYPE CTfile [<!ENTITY a SYSTEM "file:///etc/passwd">]><CTfile>&a;</CTfile>"#,
        #"<!DOCTYPE CTfile [<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;]><CTfile/>"#,
        #"<!DOCTYPE CTfile [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><CTfile>&b;</CTfile>"#,
    ])
    func definitionsAreRefused(text: String) {
        #expect(throws: RollError.definitions) { try read(text) }
        #expect(throws: RollError.definitions) { try read(Array(text.utf8), chunks: 3) }
    }

    /// A file cut, doubled or scribbled over anywhere is read or refused, and never ends the program.
    @Test func noBytesBreakTheReader() {
        var random = SplitMix(41)
        let whole = Array(file.utf8)
        for _ in 0..<200 {
            var bytes = whole
            for _ in 0..<1 + random.below(4) {
                let place = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[place] = UInt8(random.below(256))
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(40)))
                default: bytes.insert(contentsOf: whole[random.below(whole.count)...].prefix(30), at: place)
                }
                if bytes.isEmpty { break }
            }
            if let (reader, people) = try? read(bytes, chunks: 200) { #expect(reader.rows >= people.count) }
        }
    }
}

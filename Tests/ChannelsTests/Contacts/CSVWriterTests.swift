import Testing

@testable import Channels

struct CSVWriterTests {
    private func text(_ rows: [[String]]) -> String {
        String(decoding: CSVWriter.bytes(headings: ["Name", "Email"], rows: rows), as: UTF8.self)
    }

    @Test("A table is written with its mark, in CRLF, and quoted where it must be")
    func table() {
        let written = text([["Ann \"A\" Bell", "a@x.example"], ["Two\nlines", ""], ["a;b", "c,d"]])
        let expected =
            "\u{FEFF}Name,Email\r\n\"Ann \"\"A\"\" Bell\",a@x.example\r\n\"Two\nlines\",\r\n\"a;b\",\"c,d\"\r\n"
        #expect(Array(written.utf8) == Array(expected.utf8))
    }

    @Test(
        "A cell that a spreadsheet would run gets an apostrophe in front",
        arguments: [
            ("=1+1", "'=1+1"), ("+44", "'+44"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""), ("=a,b", "\"'=a,b\""), ("=\u{301}1", "'=\u{301}1"), ("a=1", "a=1"), ("", ""),
        ]
    )
    func formula(cell: String, written: String) {
        let expected = "\u{FEFF}Name,Email\r\n\(written),x\r\n"
        #expect(Array(text([[cell, "x"]]).utf8) == Array(expected.utf8))
    }

    @Test("What is written is read back")
    func roundTrip() throws {
        var chance = Chance(7)
        let people = (0..<300).map { number in
            person(1, "P\(number)", "p\(number)@x.example", "O" + PersonName.tidied(chance.oddText(upTo: 8)))
        }
        let rows = people.map { [$0.name, $0.email?.text ?? "", $0.organisation] }
        let bytes = CSVWriter.bytes(headings: ["Name", "Email", "Organisation"], rows: rows)
        let reading = try ContactsReader.read(bytes)
        #expect(reading.problems == [])
        #expect(reading.people.map(\.organisation) == people.map(\.organisation))
        #expect(reading.people.map(\.email) == people.map(\.email))
    }
}

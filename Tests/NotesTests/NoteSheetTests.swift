import Channels
import Notes
import Testing

@Suite("The note sheet")
struct NoteSheetTests {
    static let meeting = "6f1c0000-0000-4000-8000-000000000007"

    static let sheet = NoteSheet(
        meeting: meeting,
        title: "Harbour Schools Network, Thursday 3 December 2026, 10:00am to 12:30pm, Town Hall",
        marking: "members",
        people: [.init("Rita Vale, Harbour Council"), .init("Tom Abara, St Jude's School", .apologies)],
        actions: [.init(number: 12, text: "Send the plan (Rita Vale, by 4 January)")],
        items: [
            .init(code: "00aa11", number: "1", title: "Welcome & apologies"),
            .init(code: "00bb22", number: "2", title: "Road safety: crossings [draft]"),
            .init(code: "00cc33", number: "3", title: "An item for named people only"),
        ]
    )

    @Test("as it was printed, nothing is written on it, and it says whose it is")
    func untouched() async throws {
        let text = Self.sheet.text()
        #expect(SheetReading(text, of: Self.sheet).lines.isEmpty)
        #expect(NoteSheet.meeting(in: text) == Self.meeting)
        let word = try await DocumentWriter(timeout: .seconds(600)).word(fromMarkdown: Self.sheet.markdown())
        let back = try await DocumentReader(timeout: .seconds(600)).text(of: word, named: "sheet.docx")
        #expect(SheetReading(back, of: Self.sheet).lines.isEmpty)
        #expect(NoteSheet.meeting(in: back) == Self.meeting)
        #expect(NoteSheet.meeting(in: "Notes of 3 December\n1. Welcome") == nil)
    }

    @Test("each line that was typed is there once, at its place, in its order", arguments: 1...60)
    func everyLine(seed: UInt64) {
        var dice = Dice(seed: seed)
        let (text, typed) = Self.filled(&dice)
        let reading = SheetReading(text, of: Self.sheet)
        #expect(reading.lines.map(\.text) == typed.map(\.text))
        #expect(reading.lines == typed)
    }

    @Test("a sheet that comes back again has only what is new on it", arguments: 1...20)
    func again(seed: UInt64) {
        var dice = Dice(seed: seed)
        let (text, _) = Self.filled(&dice)
        let first = SheetReading(text, of: Self.sheet)
        #expect(SheetReading(text, of: Self.sheet).without([first]).lines.isEmpty)
        #expect(SheetReading(text, of: Self.sheet).without([first, first]).lines.isEmpty)
        let more = SheetReading(text + "\nOne more line\n", of: Self.sheet)
        #expect(more.without([first]).lines == [.init(.nextMeeting, "One more line")])
        #expect(first.without([]).lines == first.lines)
    }

    @Test("what is written into a heading, or over one, is not lost")
    func headings() {
        let text = Self.sheet.text()
            .replacing("1. Welcome & apologies [#", with: "1. Welcome & apologies, chaired by RV [#")
            .replacing("00bb22]", with: "00bb22] put off")
            .replacing("3. An item for named people only", with: "3. Something else")
            .replacing("[ ] Rita Vale, Harbour Council", with: "[x] Rita Vale, Harbour Council until eleven")
        let lines = SheetReading(text, of: Self.sheet).lines
        #expect(
            lines == [
                .init(.people, "[x] Rita Vale, Harbour Council until eleven"),
                .init(.item("00aa11"), ", chaired by RV"),
                .init(.item("00bb22"), "put off"),
                .init(.item("00cc33"), "3. Something else"),
            ]
        )
    }

    @Test("an item that is no longer on the agenda keeps its lines and its heading")
    func goneItem() {
        var now = Self.sheet
        now.items.remove(at: 1)
        let text = Self.sheet.text().replacing("[#i00bb22]\n", with: "[#i00bb22]\nThe crossing is late.\n")
        let lines = SheetReading(text, of: now).lines
        #expect(
            lines == [
                .init(.item("00bb22"), "2. Road safety: crossings [draft]"),
                .init(.item("00bb22"), "The crossing is late."),
            ]
        )
    }

    // MARK: Filling in

    private static let words = [
        "Half had met a case.", "Action: RV - ring the school - by 4 January", "Agreed: every referral is followed",
        "- a point", "• another", "1. a numbered line", "## not a heading", "For: nobody.",
        "[x] Una Cole, Harbour Police",
        "[#nothing] in brackets", "Next meeting", "tab\tbetween", "Ö ü \u{2019}quoted\u{2019}", "Present:", "[#]",
        "[ ]",
    ]

    /// The sheet with lines typed at random places, and those lines.
    private static func filled(_ dice: inout Dice) -> (text: String, typed: [SheetReading.Line]) {
        var out: [String] = []
        var typed: [SheetReading.Line] = []
        var place = SheetReading.Place.loose
        for line in sheet.text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            out.append(line)
            if let found = places.first(where: { line.hasSuffix($0.mark) })?.place { place = found }
            while dice.next() % 5 == 0 {
                let text =
                    words[Int(dice.next() % UInt64(words.count))] + (dice.next() % 2 == 0 ? "" : " \(dice.next())")
                out.append((dice.next() % 3 == 0 ? "   " : "") + text)
                let tidy = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                typed.append(.init(place, tidy))
            }
        }
        return (out.joined(separator: dice.next() % 2 == 0 ? "\n" : "\r\n"), typed)
    }

    private static let places: [(mark: String, place: SheetReading.Place)] = [
        ("[#who]", .people), ("[#open]", .loose), ("[#m12]", .action(12)), ("[#i00aa11]", .item("00aa11")),
        ("[#i00bb22]", .item("00bb22")), ("[#i00cc33]", .item("00cc33")), ("[#next]", .nextAgenda),
        ("[#date]", .nextMeeting),
    ]
}

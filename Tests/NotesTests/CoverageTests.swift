import Foundation
import Notes
import Testing

@Suite("No line is lost")
struct CoverageTests {
    @Test("every line of every layout has a role that holds", arguments: Fixture.all)
    func fixtures(_ fixture: Fixture) throws {
        try check(try fixture.text)
    }

    @Test("every word of every layout can be seen in the reading or in a line set aside", arguments: Fixture.all)
    func words(_ fixture: Fixture) throws {
        let reading = NotesReader().read(try fixture.text)
        let seen = Set(Self.texts(of: reading).flatMap(Self.words))
        for line in reading.lines where !line.roles.contains(where: Self.isShownAsItIs) {
            let isDated = reading.actions.indices.contains {
                reading.actions[$0].due != nil && line.roles.contains(.action($0))
            }
            let missing = Self.words(line.text).filter { word in
                !seen.contains(word) && !Self.markers.contains(word) && word.count > 1
                    && !(isDated && Self.isOfDate(word))
            }
            #expect(missing.isEmpty, "line \(line.number): \(missing)")
        }
    }

    @Test("lines shuffled, cut, doubled and run together are all still there", arguments: 0..<60)
    func fuzzed(seed: Int) throws {
        var random = Dice(seed: UInt64(seed))
        let fixture = try #require(Fixture.all.randomElement(using: &random))
        let other = try #require(Fixture.all.randomElement(using: &random))
        var lines = (try fixture.text + "\n" + other.text).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init
        )
        for _ in 0..<Int.random(in: 1...40, using: &random) where lines.count > 2 {
            let index = lines.indices.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<6, using: &random) {
            case 0: lines.swapAt(index, lines.indices.randomElement(using: &random) ?? 0)
            case 1: lines[index] = String(lines[index].prefix(Int.random(in: 0...20, using: &random)))
            case 2: lines.insert(lines[index], at: index)
            case 3: lines[index] += lines.randomElement(using: &random) ?? ""
            case 4:
                lines[index] = lines[index].replacing(
                    " ",
                    with: ["\t", "|", "  ", ":", " – "].randomElement(using: &random) ?? ""
                )
            default: lines.remove(at: index)
            }
        }
        try check(lines.joined(separator: "\n"))
    }

    @Test("lines of random characters are all still there", arguments: 0..<40)
    func noise(seed: Int) throws {
        var random = Dice(seed: UInt64(seed) &+ 1000)
        let alphabet = Array(
            "ab Z19.,:;|\t-–()[]#*+/&'’\n\r\u{0C}\u{A0}·•é中🙂Action: JM to All Present Apologies 3 May 2009 10.30 Item RESOLVED"
        )
        let text = (0..<Int.random(in: 1...3000, using: &random)).compactMap { _ in
            alphabet.randomElement(using: &random)
        }
        try check(String(text))
    }

    @Test(
        "layouts that break off, or change under way, are read to their end",
        arguments: [
            "Notes\n+---+",
            "Action          Owner\nSend minutes    JM\nAction Owner\nBook the room",
            "Action point     Owner\nSend minutes     JM\nAction  point    Owner\nBook a room      JM",
            "Item 9223372036854775807: Welcome\nItem 2: Minutes",
            "Item 1: A\nItem 9223372036854775807: B\nItem 2: C",
            "Present:\n" + String(repeating: "a:", count: 50_000),
            "Present:\nAna Lund " + String(repeating: "(a ", count: 50_000),
            "1\nLost files\n2\nExchange visits\n1. Minutes\nText\n2. Matters\nText",
        ]
    )
    func brokenOff(_ text: String) throws {
        try check(text)
    }

    @Test("a long text is read in one piece", .timeLimit(.minutes(5)))
    func large() throws {
        // 5 MB in a long run; a debug build is some twenty times slower than what is shipped.
        let size = ProcessInfo.processInfo.environment["SAFELOOP_LONG"] == nil ? 200_000 : 5_000_000
        let body = try Fixture.all.map { try $0.text }.joined(separator: "\n")
        let text = String(repeating: body, count: size / body.utf8.count + 1)
        #expect(NotesReader().read(text).lines.count > size / 100)
    }

    @Test(
        "a single long line is read",
        .timeLimit(.minutes(2)),
        arguments: ["Jane Smith, ", "a | b\t", "Action: JM to go. ", "3 May, 4/5/09 "]
    )
    func longLine(part: String) throws {
        let text = "Present: " + String(repeating: part, count: 100_000 / part.utf8.count)
        try check(text)
        try check("1. Item\n" + text.dropFirst(9))
    }

    // MARK: What must hold

    private func check(_ text: String) throws {
        let reading = NotesReader().read(text)
        let source = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        #expect(reading.lines.count == source.count)
        #expect(reading.lines.map(\.number) == Array(1...source.count))
        for line in reading.lines {
            #expect(!line.roles.isEmpty, "line \(line.number)")
            for role in line.roles { #expect(Self.holds(role, in: reading), "line \(line.number): \(role)") }
        }
        for action in reading.actions { #expect(action.item.map { reading.items.indices.contains($0) } ?? true) }
        #expect(throws: Never.self) { try NotesReport(reading, file: "x").json() }
    }

    private static func holds(_ role: NotesReading.LineRole, in reading: NotesReading) -> Bool {
        switch role {
        case .blank, .heading, .group, .date, .annex, .unplaced, .absence, .note(item: nil): true
        case .attendance(let index): reading.attended.indices.contains(index)
        case .apology(let index): reading.apologies.indices.contains(index)
        case .item(let index), .note(item: let index?): reading.items.indices.contains(index)
        case .decision(let index): reading.decisions.indices.contains(index)
        case .action(let index): reading.actions.indices.contains(index)
        case .nextAgenda(let index): reading.nextAgenda.indices.contains(index)
        case .nextMeeting(let index): reading.nextMeetings.indices.contains(index)
        }
    }

    /// The review page shows these lines themselves.
    private static func isShownAsItIs(_ role: NotesReading.LineRole) -> Bool {
        switch role {
        case .blank, .heading, .group, .date, .annex, .unplaced, .absence, .nextMeeting, .note(item: nil): true
        default: false
        }
    }

    private static func isOfDate(_ word: String) -> Bool {
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        return word.first?.isNumber ?? false || months.contains { word.hasPrefix($0) }
    }

    private static func texts(of reading: NotesReading) -> [String] {
        let people = (reading.attended + reading.apologies).flatMap { person in
            let initials = person.name.split(separator: " ").compactMap(\.first).map(String.init)
            // With and without a title before the name.
            let short = [initials.joined(), initials.dropFirst().joined()]
            return [person.name, person.organisation, person.role, person.initials] + short
        }
        let actions = reading.actions.flatMap { [$0.text, $0.reference ?? ""] + $0.owners.map(\.name) }
        return people.compactMap(\.self) + actions + reading.items.flatMap { [$0.number ?? "", $0.title] + $0.notes }
            + reading.decisions.map(\.text) + reading.nextAgenda
    }

    private static func words(_ text: some StringProtocol) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// Words that say what a line is, and so become its place instead of staying words.
    private static let markers: Set<String> = [
        "action", "actions", "decision", "resolved", "agreed", "all", "present", "apologies", "attendance", "in", "and",
        "item",
        "items", "by", "from", "received", "were", "for", "absence", "completed", "complete", "done", "ongoing",
        "outstanding",
        "carried", "carry", "forward", "not", "yet", "open", "progress", "due", "no", "longer", "required", "needed",
        "superseded", "withdrawn", "none", "the", "members", "next", "meeting", "agenda", "to", "on", "of", "point",
        "given", "chaired", "closed", "sent", "cllrs",
        "dropped", "owner", "status", "staff", "notes", "taken", "attending",
        "attendees",
        // Part of a list inside an item, and people who are counted and not named.
        "ii", "public",
    ]
}

/// The same numbers at every run.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    }

    mutating func next() -> UInt64 {
        // SplitMix64, Sebastiano Vigna.
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

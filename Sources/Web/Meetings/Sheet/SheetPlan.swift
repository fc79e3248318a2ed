import Almanac
import Ledger
import Notes
import Safeguarding

/// What is new on a note sheet that came back, put where it belongs in the meeting as it now is.
struct SheetPlan {
    /// What was written about one item, or (with no item) about none.
    struct Block {
        let part: MeetingView.ItemPart?
        /// What is written down already.
        let online: String
        let lines: [String]
        let decisions: [String]
        let actions: [Action]

        /// What its fields are called by.
        var key: String { part.map { "\($0.item.id)" } ?? "loose" }
        var revision: Int { part?.notes?.revision ?? 0 }
        /// Both, so that nothing is lost if nobody looks closely.
        var proposed: String { (online.isEmpty ? lines : [online] + lines).joined(separator: "\n") }
    }

    struct Action {
        let line: TypedActions.Line
        /// Whether the meeting has an action of the same words.
        let isKnown: Bool
    }

    /// Someone in the list of who is here.
    struct Person {
        let text: String
        let member: Directory.Entry?
        let name: String
        let organisation: String
        let presence: AttendanceRecorded.Presence?
    }

    struct Next {
        let text: String
        let sitting: Sitting
    }

    private(set) var blocks: [Block] = []
    private(set) var people: [Person] = []
    private(set) var nextAgenda: [String] = []
    private(set) var nextMeetings: [Next] = []

    var isEmpty: Bool { blocks.isEmpty && people.isEmpty && nextAgenda.isEmpty && nextMeetings.isEmpty }

    /// - Parameters:
    ///   - reading: What is new on the sheet.
    ///   - actions: The sentences of the actions that the meeting has.
    ///   - called: The days on which the group meets already.
    init(_ reading: SheetReading, _ sheet: MeetingSheet, actions: Set<String>, called: Set<Day>) {
        var loose: [String] = []
        var byItem: [String: [String]] = [:]
        let open = Set(sheet.view.items.filter(\.item.isOpen).map(\.item.sheetCode))
        for line in reading.lines {
            switch line.place {
            case .item(let code) where open.contains(code): byItem[code, default: []].append(line.text)
            case .item, .loose: loose.append(line.text)
            case .action(let number):
                loose.append(Self.isPlain(line.text) ? "Action \(number): \(line.text)" : line.text)
            case .people: loose += read(person: line.text, sheet.directory)
            case .nextAgenda: nextAgenda.append(line.text)
            case .nextMeeting:
                let found = Self.sittings(in: line.text, after: sheet.meeting.sitting.day)
                if found.isEmpty { loose.append("Next meeting: \(line.text)") }
                nextMeetings += found.filter { !called.contains($0.sitting.day) }
            }
        }
        for part in sheet.view.items {
            guard let lines = byItem[part.item.sheetCode] else { continue }
            let known = Set(part.decisions.map { sheet.text($0.text).tidied })
            add(Self.block(part, sheet.text(part.notes?.text), lines, decided: known, actions))
        }
        if !loose.isEmpty { add(Self.block(nil, "", loose, decided: [], actions)) }
    }

    private mutating func add(_ block: Block) {
        if !(block.lines.isEmpty && block.decisions.isEmpty && block.actions.isEmpty) { blocks.append(block) }
    }

    // MARK: Lines

    private static func block(
        _ part: MeetingView.ItemPart?,
        _ online: String,
        _ lines: [String],
        decided: Set<String>,
        _ actions: Set<String>
    ) -> Block {
        let typed = TypedActions(lines.joined(separator: "\n"))
        let rest = typed.notes.split(whereSeparator: \.isNewline).map(String.init)
        let written = Set(online.split(whereSeparator: \.isNewline).map(\.tidied))
        return Block(
            part: part,
            online: online,
            lines: rest.filter { decision($0) == nil && !written.contains($0.tidied) },
            decisions: rest.compactMap(decision).filter { !decided.contains($0.tidied) },
            actions: typed.lines.map { Action(line: $0, isKnown: actions.contains($0.what.tidied)) }
        )
    }

    private static func isPlain(_ line: String) -> Bool { decision(line) == nil && TypedActions(line).lines.isEmpty }

    /// `Agreed: every referral is followed`
    private static func decision(_ line: String) -> String? {
        let starts = ["agreed:", "decision:", "decided:", "resolved:"]
        guard let start = starts.first(where: { line.lowercased().hasPrefix($0) }) else { return nil }
        let text = line.dropFirst(start.count).tidied
        return text.isEmpty ? nil : text
    }

    /// - Returns: What is said there and is no attendance.
    private mutating func read(person text: String, _ directory: Directory) -> [String] {
        let match = text.firstMatch(of: /^\[\s*([^\]\s]*)\s*\]\s*(.*)$/)
        let name = match.map { String($0.2) } ?? text
        let presence = match.map { Self.presence($0.1.lowercased()) } ?? .present
        let entry = directory.present.first { name == $0.nameAndOrganisation || name == $0.name }
        let longer = directory.present.first { name.hasPrefix($0.nameAndOrganisation) }
        if let entry = entry ?? longer {
            if let presence {
                people.append(Person(text: text, member: entry, name: "", organisation: "", presence: presence))
            }
            return entry == longer && name != entry.nameAndOrganisation ? [text] : []
        }
        guard name.contains(where: \.isLetter) else { return [text] }
        let parts = name.split(maxSplits: 1) { ",(\u{2013}".contains($0) }.map(\.tidied)
        people.append(
            Person(
                text: text,
                member: nil,
                name: parts.first ?? name,
                organisation: parts.count > 1 ? parts[1].replacing(")", with: "") : "",
                presence: presence
            )
        )
        return []
    }

    private static func presence(_ sign: String) -> AttendanceRecorded.Presence? {
        switch sign {
        case "x", "p", "y", "\u{2713}", "\u{2714}", "\u{2612}": .present
        case "v", "t", "o", "r": .remotely
        case "a": .apologies
        case "n": .absent
        default: nil
        }
    }

    private static func sittings(in text: String, after day: Day) -> [Next] {
        let notes = "Notes of the meeting on \(Words.fullDay(day))\n\nNext meeting: \(text)\n"
        return NotesReader().read(notes).nextMeetings.filter { $0.date > day }.map { next in
            Next(text: text, sitting: Sitting(next.date, from: next.from, to: next.to))
        }
    }
}

extension StringProtocol {
    /// With one blank wherever there were several.
    var tidied: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

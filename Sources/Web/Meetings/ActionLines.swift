import Almanac
import HTML
import Ledger
import Safeguarding

/// The actions of a meeting as lines beside its notes. On paper and in mails nobody is "you".
struct ActionLines {
    let rows: [MatterRow]
    private let voice: MatterVoice

    init(_ visit: Visit, _ rows: [MatterRow]) async throws {
        try await self.init(visit.site, as: try visit.actor, rows)
    }

    init(_ site: Site, as actor: Actor, _ rows: [MatterRow]) async throws {
        self.rows = rows
        voice = try await MatterVoice(site, as: actor, rows)
    }

    func text(_ row: MatterRow) -> String { voice.words(of: row) }

    func lines(_ rows: [MatterRow]) -> [DutyLine] {
        rows.map { row in
            DutyLine(
                voice.title(row),
                "/m/\(row.number)",
                meta: meta(row),
                ring: voice.ring(row),
                tag: voice.tag(row)
            )
        }
    }

    /// "Ruth Adeyemi, Riverside Partnership, by 20 February"
    func meta(_ row: MatterRow) -> String {
        let others = row.holders > 1 ? " and \(Words.spelled(row.holders - 1)) more" : ""
        return [voice.fullName(row.holder) + others, due(row)].compactMap(\.self).joined(separator: ", ")
    }

    private func due(_ row: MatterRow) -> String? {
        guard row.ending == nil, let next = row.next else { return nil }
        if case .nextMeeting = next.due { return "by the next meeting" }
        if let deadline = next.deadline { return "by \(voice.words.dayAndMonth(deadline))" }
        let words = voice.due(next)
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}

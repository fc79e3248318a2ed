package import Almanac
import GRDB
package import Ledger
package import Vault

/// An item as an actor may see it.
package struct ItemRow: Hashable, Sendable {
    package enum Place: String, Sendable {
        case waiting, placed, dropped
    }

    package let id: ID<Item>
    package let group: ID<Group>
    package let meeting: ID<Meeting>?
    package let place: Place
    /// Its number in the notes it was brought in from, or its place on the agenda.
    package let number: String?
    /// Nil where it is for named people only and the actor, who runs the meeting, is none of them.
    package let title: Sealed<String>?
    package let about: Sealed<String>?
    package let proposer: ID<Member>?
    package let presenter: ID<Member>?
    package let minutes: Int?
    package let marking: Marking
    package let named: [ID<Member>]
    package let dateOwner: ID<Member>?
    /// Why it was dropped.
    package let dropped: Sealed<String>?
    package let proposedAt: Instant
    package let marked: Remarking?

    package var isOpen: Bool { title != nil }

    /// Whether the item is this person's to change, as ``ItemState/isPrepared(by:)`` says.
    package func isPrepared(by member: ID<Member>?) -> Bool {
        guard let member else { return false }
        return member == proposer || member == presenter || (place == .waiting && member == dateOwner)
    }

    init(_ row: Row) {
        id = row["id"]
        group = row["group"]
        meeting = row["meeting"]
        place = Place(rawValue: row["place"]) ?? .waiting
        let position = row["position"] as Int?
        number = row["number"] ?? (place == .placed ? position.map { "\($0)" } : nil)
        let isOpen: Bool = row["open"]
        title = isOpen ? row["title"] : nil
        about = isOpen ? row["about"] : nil
        proposer = isOpen ? row["proposer"] : nil
        presenter = isOpen ? row["presenter"] : nil
        minutes = row["minutes"]
        marking = Marking(rawValue: row["marking"]) ?? .named
        named = isOpen ? (row["named"] as String?).map { $0.split(separator: " ").compactMap { ID($0) } } ?? [] : []
        dateOwner = row["dateOwner"]
        dropped = isOpen ? row["dropped"] : nil
        proposedAt = row["proposedAt"]
        marked = Remarking(row)
    }

    static func select(_ authority: MeetingAuthority) -> String {
        """
        SELECT item.*, \(authority.opensItem) AS open,
            (SELECT group_concat(member, ' ') FROM itemName WHERE itemName.item = item.id) AS named
        FROM item
        """
    }
}

/// The notes of one item at one revision.
package struct NoteRow: Hashable, Sendable {
    package let item: ID<Item>
    package let revision: Int
    package let text: Sealed<String>
    package let at: Instant
    /// As in the ledger: `member/…`
    package let actor: String

    init(_ row: Row) {
        item = row["item"]
        revision = row["revision"]
        text = row["text"]
        at = row["at"]
        actor = row["actor"]
    }
}

package struct DecisionRow: Hashable, Sendable {
    package let id: ID<Decision>
    /// Its number in the meeting, counted as they were made; one that was struck out leaves a gap.
    package let number: Int
    package let item: ID<Item>?
    package let text: Sealed<String>

    init(_ row: Row) {
        id = row["id"]
        number = row["number"]
        item = row["item"]
        text = row["text"]
    }
}

package struct CorrectionRow: Hashable, Sendable {
    package let what: Sealed<String>
    package let at: Instant
    package let actor: String

    init(_ row: Row) {
        what = row["what"]
        at = row["at"]
        actor = row["actor"]
    }
}

/// A meeting whole, as one actor may see it. Its actions are in the Matters readings.
package struct MeetingView: Sendable {
    package struct ItemPart: Sendable {
        package let item: ItemRow
        /// From when to when, where the agenda says so.
        package let time: Agenda.Time?
        package let notes: NoteRow?
        package let decisions: [DecisionRow]
        package let papers: [PaperRow]
    }

    package let meeting: MeetingRow
    /// Whether the actor runs this group's meetings.
    package let isRunByActor: Bool
    package let items: [ItemPart]
    /// Decisions and papers that are about no item.
    package let decisions: [DecisionRow]
    package let papers: [PaperRow]
    /// Of the whole meeting, those for its items among them.
    package let withdrawn: [WithdrawnPaper]
    package let attendance: [AttendanceRow]
    package let corrections: [CorrectionRow]
    /// Whom the notes went to, each time.
    package let circulation: [(member: ID<Member>, at: Instant)]
    /// Lines of notes that were brought in, which nobody found a place for.
    package let unplaced: Sealed<String>?

    /// What its text is sealed under, as far as the actor may see it.
    package var subjects: Set<Subject> {
        Set([Meeting.subject(meeting.id)] + items.filter(\.item.isOpen).map { Item.subject($0.item.id) })
    }

    /// The agenda in order, each item named, as ``ReorderAgenda`` and ``CancelMeeting`` want it.
    package var agenda: [ID<Item>] { items.map(\.item.id) }
}

extension Readings {
    /// Nil where there is no such meeting, or the actor may not know of it.
    package func meetingView(_ id: ID<Meeting>, as actor: Actor) async throws -> MeetingView? {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            guard let meeting = try MeetingRow.fetch(id, authority, in: db) else { return nil }
            let runs = authority.may(.runMeeting, meeting.ref.group)
            // Whoever runs the meeting sees that there is an item for others, and nothing of it.
            let all = try Row.fetchAll(
                db,
                sql: ItemRow.select(authority) + " WHERE item.meeting = ? ORDER BY item.position",
                arguments: [id]
            ).map(ItemRow.init)
            let times = Agenda.times(from: meeting.sitting.from, minutes: all.map(\.minutes))
            let open = Set(all.filter(\.isOpen).map(\.id))
            let notes = try NoteRow.newest(of: id, in: db)
            let decisions = try rows(of: "decision", id, in: db).filter { $0["text"] != nil }.map(DecisionRow.init)
            let papers = try PaperRow.fetch(of: id, authority, open, in: db)
            return MeetingView(
                meeting: meeting,
                isRunByActor: runs,
                items: zip(all, times).filter { $0.0.isOpen || runs }.map { item, time in
                    MeetingView.ItemPart(
                        item: item,
                        time: time,
                        notes: item.isOpen ? notes[item.id] : nil,
                        decisions: item.isOpen ? decisions.filter { $0.item == item.id } : [],
                        papers: papers.filter { $0.item == item.id }
                    )
                },
                decisions: decisions.filter { $0.item == nil },
                papers: papers.filter { $0.item == nil },
                withdrawn: try WithdrawnPaper.fetch(of: id, authority, open, in: db),
                attendance: try AttendanceRow.fetch(of: id, in: db),
                corrections: try rows(of: "correction", id, in: db).map(CorrectionRow.init),
                circulation: try rows(of: "circulation", id, in: db).map { ($0["member"], $0["at"]) },
                unplaced: try Row.fetchOne(db, sql: "SELECT unplaced FROM meeting WHERE id = ?", arguments: [id])?[
                    "unplaced"
                ]
            )
        }
    }
}

private func rows(of table: String, _ meeting: ID<Meeting>, in db: Database) throws -> [Row] {
    try Row.fetchAll(db, sql: "SELECT * FROM \(table) WHERE meeting = ? ORDER BY at, rowid", arguments: [meeting])
}

extension NoteRow {
    static func newest(of meeting: ID<Meeting>, in db: Database) throws -> [ID<Item>: NoteRow] {
        try Row.fetchAll(db, sql: "SELECT * FROM itemNote WHERE meeting = ? ORDER BY revision", arguments: [meeting])
            .map(NoteRow.init).reduce(into: [:]) { $0[$1.item] = $1 }
    }
}

extension Agenda {
    package struct Time: Hashable, Sendable {
        package let from: ClockTime
        /// Nil where nobody said how long the item takes.
        package let to: ClockTime?
    }

    /// When each item is, from when the meeting begins and how long each takes. After the first item that does not say
    /// how long it takes, nobody knows.
    static func times(from start: ClockTime?, minutes: [Int?]) -> [Time?] {
        var next = start
        return minutes.map { minutes in
            guard let from = next else { return nil }
            next = minutes.map { ClockTime(minutesSinceMidnight: from.minutes + $0) }
            return Time(from: from, to: next)
        }
    }
}

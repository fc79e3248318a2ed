import Almanac
package import Ledger

/// A past meeting as its notes tell it, after a person has looked it over.
package struct ImportedMeeting: Codable, Sendable {
    package enum Attendance: Codable, Sendable {
        /// The notes have no list: nobody is counted absent.
        case notRecorded
        case recorded([AttendanceEntry])
    }

    package struct ImportedItem: Codable, Sendable {
        package var item: ID<Item>
        /// As in the source: `3`, `4b`.
        package var number: String?
        package var title: String
        package var marking: Marking
        package var notes: String
        package var decisions: [NewDecision]
        package var actions: [NewAction]

        package init(
            item: ID<Item> = ID(),
            number: String? = nil,
            title: String,
            marking: Marking = .members,
            notes: String = "",
            decisions: [NewDecision] = [],
            actions: [NewAction] = []
        ) {
            self.item = item
            self.number = number
            self.title = title
            self.marking = marking
            self.notes = notes
            self.decisions = decisions
            self.actions = actions
        }
    }

    /// What the notes want on a later agenda.
    package struct Forward: Codable, Sendable {
        package var item: ID<Item>
        package var title: String
        /// One of ``ImportedMeeting/nextMeetings`` or nil to wait.
        package var meeting: ID<Meeting>?
        /// Whoever finds a date for an item that waits.
        package var dateOwner: ID<Member>?

        package init(item: ID<Item> = ID(), title: String, meeting: ID<Meeting>?, dateOwner: ID<Member>? = nil) {
            self.item = item
            self.title = title
            self.meeting = meeting
            self.dateOwner = dateOwner
        }
    }

    package struct NextMeeting: Codable, Sendable {
        /// That of a meeting which has been called already, or a new one.
        package var meeting: ID<Meeting>
        package var sitting: Sitting

        package init(meeting: ID<Meeting> = ID(), _ sitting: Sitting) {
            self.meeting = meeting
            self.sitting = sitting
        }
    }

    package enum Status: String, Codable, CaseIterable, Sendable {
        case draft, agreed
    }

    package var sitting: Sitting
    package var attendance: Attendance
    package var items: [ImportedItem]
    /// Decisions and actions that the notes hang on no item.
    package var decisions: [NewDecision]
    package var actions: [NewAction]
    package var nextAgenda: [Forward]
    package var nextMeetings: [NextMeeting]
    package var status: Status
    /// The notes as they came.
    package var source: String
    /// A keyed hash of the source: the same notes are brought in once.
    package var sourceKey: String
    /// The lines nobody found a place for.
    package var unplaced: String

    package init(
        sitting: Sitting,
        attendance: Attendance,
        items: [ImportedItem],
        decisions: [NewDecision] = [],
        actions: [NewAction] = [],
        nextAgenda: [Forward] = [],
        nextMeetings: [NextMeeting] = [],
        status: Status,
        source: String,
        sourceKey: String,
        unplaced: String = ""
    ) {
        self.sitting = sitting
        self.attendance = attendance
        self.items = items
        self.decisions = decisions
        self.actions = actions
        self.nextAgenda = nextAgenda
        self.nextMeetings = nextMeetings
        self.status = status
        self.source = source
        self.sourceKey = sourceKey
        self.unplaced = unplaced
    }

    var allActions: [NewAction] { items.flatMap(\.actions) + actions }
}

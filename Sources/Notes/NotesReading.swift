package import Almanac

/// What the notes of one meeting were understood to say, and what each of their lines became.
package struct NotesReading: Equatable, Sendable {
    /// The group that met, as the notes write it.
    package var group: String?
    package var date: Day?
    /// `false` where the notes hold no list of who came: then nobody counts as absent.
    package var attendanceIsRecorded = false
    package var attended: [Person] = []
    package var apologies: [Person] = []
    package var items: [Item] = []
    package var decisions: [Decision] = []
    package var actions: [Action] = []
    package var nextAgenda: [String] = []
    package var nextMeetings: [NextMeeting] = []
    /// Every line of the source in order, blank ones included.
    package var lines: [SourceLine] = []
    /// What a person should be asked before the reading is kept.
    package var questions: [Question] = []

    /// The lines that found no place in the reading.
    package var unplaced: [SourceLine] { lines.filter { $0.roles == [.unplaced] } }

    package struct Person: Hashable, Sendable {
        /// As written, with its title and without role, organisation or initials.
        package var name: String
        package var organisation: String?
        package var role: String?
        /// The initials the notes themselves give, not those the name would have.
        package var initials: String?

        package init(name: String, organisation: String? = nil, role: String? = nil, initials: String? = nil) {
            self.name = name
            self.organisation = organisation
            self.role = role
            self.initials = initials
        }
    }

    package struct Item: Hashable, Sendable {
        /// As written, without its full stop: `3`, `2.1`, `iv`.
        package var number: String?
        package var title: String
        /// The discussion, a paragraph each.
        package var notes: [String] = []
    }

    package struct Decision: Hashable, Sendable {
        /// The index of its item in `items`.
        package var item: Int?
        package var text: String

        package init(item: Int? = nil, text: String) {
            self.item = item
            self.text = text
        }
    }

    package struct Action: Hashable, Sendable {
        /// The index of its item in `items`.
        package var item: Int?
        package var owners: [Owner]
        /// The sentence that asks for it, as written.
        package var text: String
        package var due: Due?
        package var state: ActionState
        /// The number the notes give the action itself.
        package var reference: String?
    }

    package enum Owner: Hashable, Sendable {
        /// The whole group: "All", "members".
        case everyone
        /// Someone whom exactly one entry of the attendance or the apologies matches, by the name written there.
        case person(String)
        /// Anyone else, as written.
        case unmatched(String)

        package var name: String {
            switch self {
            case .everyone: "All"
            case .person(let name), .unmatched(let name): name
            }
        }
    }

    package enum Due: Hashable, Sendable {
        case day(Day)
        case month(year: Int, month: Int)
        case nextMeeting
    }

    package enum ActionState: String, Hashable, Sendable {
        case open, done, dropped
    }

    package struct NextMeeting: Hashable, Sendable {
        package var date: Day
        package var from: ClockTime?
        /// The later one where two are given.
        package var to: ClockTime?

        package init(date: Day, from: ClockTime? = nil, to: ClockTime? = nil) {
            self.date = date
            self.from = from
            self.to = to
        }
    }

    package struct SourceLine: Hashable, Sendable {
        /// From 1.
        package var number: Int
        package var text: String
        /// One role, or several where one line says several things.
        package var roles: [LineRole]

        package init(number: Int, text: String, roles: [LineRole]) {
            self.number = number
            self.text = text
            self.roles = roles
        }
    }

    /// What a line became. A number is an index into the list it names.
    package enum LineRole: Hashable, Sendable {
        case blank, heading, group, date, annex, unplaced
        case attendance(Int), apology(Int), absence
        case item(Int), note(item: Int?)
        case decision(Int), action(Int)
        case nextAgenda(Int), nextMeeting(Int)
    }

    /// Something that the notes leave open. Candidates are never chosen from by guess.
    package struct Question: Hashable, Sendable {
        package enum Subject: Hashable, Sendable {
            /// A name that resembles one or more people of the meeting and is exactly none of them.
            case name(written: String, candidates: [String])
            /// Initials or a part of a name that fit nobody, or several.
            case owner(written: String, candidates: [String])
            case date(written: String, candidates: [Day])
            case noOwner(action: Int)
            case noDate
        }
        package var line: Int?
        package var subject: Subject
    }
}

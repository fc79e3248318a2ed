import Almanac
import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// What is waiting for me, for others, overdue, and what came back?
enum HomePage {
    static func page(_ visit: Visit) async throws -> Response {
        let home = try await visit.readings.matterHome(as: try visit.actor, on: visit.today)
        let sections = [home.waitingForYou, home.overdueWithOthers, home.waitingForOthers, home.cameBack]
        let voice = try await MatterVoice(visit, sections.flatMap(\.rows))
        let meetings = try await NextMeeting.all(visit)
        return try await visit.page(
            Page(
                title: "Home",
                current: "/",
                eyebrow: Markup(text: Words.fullDay(visit.today)),
                heading: Words.waitingForYou(home.waitingForYou.total),
                lead: lead(home.waitingForYou.rows, on: visit.today)
            ) {
                split {
                    if visit.allows(.manageMembers), meetings.allSatisfy(\.isNew) { firstSteps }
                    lists(home, voice)
                } margin: {
                    for meeting in meetings { meeting.section }
                    key
                }
            }
        )
    }

    /// "One is due today. Nothing of yours is overdue."
    private static func lead(_ rows: [MatterRow], on today: Day) -> String? {
        guard !rows.isEmpty else { return nil }
        let dueToday = rows.count { $0.next?.deadline == today }
        let overdue = rows.count { $0.isOverdue(on: today) }
        let first =
            dueToday == 0
            ? nil : "\(Words.capitalised(Words.spelled(dueToday))) \(dueToday == 1 ? "is" : "are") due today."
        let second =
            overdue == 0
            ? "Nothing of yours is overdue."
            : "\(Words.capitalised(Words.spelled(overdue))) \(overdue == 1 ? "is" : "are") overdue."
        return [first, second].compactMap(\.self).joined(separator: " ")
    }

    private static func lists(_ home: MatterHome, _ voice: MatterVoice) -> Markup {
        Markup {
            sec("you", "Waiting for you", meta: "Soonest first") {
                rows(
                    home.waitingForYou.rows.map { voice.row($0) },
                    empty: "Nothing is waiting for you. What others owe you is below."
                )
            }
            if home.overdueWithOthers.total > 0 {
                sec("late", "Overdue with someone else", meta: "You may remind them or give it to someone else") {
                    rows(
                        home.overdueWithOthers.rows.map { voice.row($0, acts: chase($0, voice)) },
                        empty: ""
                    )
                    rest(home.overdueWithOthers, "/matters?state=open&overdue=yes")
                }
            }
            sec("others", "Waiting for others") {
                rows(
                    home.waitingForOthers.rows.map { voice.row($0) },
                    empty: "You wait for nobody."
                )
                rest(home.waitingForOthers, "/matters?state=open")
            }
            sec("back", "Came back to you", meta: "In the last 30 days") {
                rows(
                    home.cameBack.rows.map { voice.row($0) },
                    empty: "No answer has come back in the last 30 days."
                )
                rest(home.cameBack, "/matters?state=closed")
            }
        }
    }

    /// For the coordinator of a network that has not met here yet.
    private static let firstSteps = Markup {
        let steps: [(title: String, link: Link, meta: String)] = [
            ("Bring in your members", "/members/import", "From a spreadsheet, an address book or an e-mail"),
            ("Bring in the notes of past meetings", "/meetings/import", "Attendance, decisions and actions come along"),
            ("Call the next meeting", "/meetings/new", "Everyone invited can answer without signing in"),
        ]
        sec("start", "Start here") { rows(steps.map { Row($0.title, $0.link, meta: $0.meta) }, empty: "") }
    }

    private static func chase(_ matter: MatterRow, _ voice: MatterVoice) -> Markup? {
        guard matter.next?.task == .finish || matter.next?.task == .acknowledge else { return nil }
        let about = ": \(voice.title(matter))"
        return Markup {
            linkButton("Send a reminder", "/m/\(matter.number)/remind", about: about)
            linkButton("Give it to someone else", "/m/\(matter.number)/give", .plain, about: about)
        }
    }

    private static func rest(_ found: Found<MatterRow>, _ link: Link) -> Markup? {
        guard found.total > found.rows.count else { return nil }
        return p { a(.class("go"), .href(link)) { "All \(Words.number(found.total))" } }
    }

    private static let key = Markup {
        marginSection("key", "Reading the ring") {
            details {
                summary { "What the ring shows" }
                p(.class("meta")) {
                    "Five parts, clockwise from the top: raised, received, decided, fed back, closed. Dark parts are done. "
                    "The outlined part is running now and fills as its time is used. The number is the time left, or with "
                    "a plus, the days overdue."
                }
            }
        }
    }
}

/// The next meeting of a group that the reader is in, with how its actions stand.
private struct NextMeeting {
    let group: GroupRow
    let meeting: MeetingRow?
    let counts: (closed: Int, onTime: Int, overdue: Int)
    let words: Words

    static func all(_ visit: Visit) async throws -> [NextMeeting] {
        let (actor, readings) = (try visit.actor, visit.readings)
        let own = try await readings.offices(of: try visit.person.id)
        var sections: [NextMeeting] = []
        for group in try await readings.groups() where own[group.id] != nil && !group.hasEnded {
            func count(_ filter: MatterFilter) async throws -> Int {
                try await readings.matterCount(filter, as: actor)
            }
            let closed = try await count(MatterFilter(state: .closed, group: group.id))
            let open = try await count(MatterFilter(state: .open, group: group.id))
            let overdue = try await count(MatterFilter(state: .open, group: group.id, overdueOn: visit.today))
            sections.append(
                NextMeeting(
                    group: group,
                    meeting: try await readings.nextMeeting(of: group.id, from: visit.today, as: actor),
                    counts: (closed, open - overdue, overdue),
                    words: visit.words
                )
            )
        }
        return sections
    }

    /// Nothing has been called, and nothing raised.
    var isNew: Bool { meeting == nil && counts == (0, 0, 0) }

    var section: Markup {
        marginSection("group-\(group.id)", group.name) {
            if let meeting {
                p(.class("mb-1")) {
                    "Next meeting "
                    a(.href("/meetings/\(meeting.id)")) { b { words.longDay(meeting.sitting.day) } }
                }
                p {
                    if let from = meeting.sitting.from { Words.times(from, to: meeting.sitting.to) }
                    if meeting.sitting.from != nil, meeting.sitting.place != nil { br() }
                    meeting.sitting.place ?? ""
                }
            } else {
                p { "No meeting is called." }
            }
            if counts.closed + counts.onTime + counts.overdue > 0 {
                splitBar(closed: counts.closed, onTime: counts.onTime, overdue: counts.overdue)
                p(.class("meta mb-0")) { a(.href("/matters?state=open&group=\(group.id)")) { "Its open actions" } }
            }
        }
    }
}

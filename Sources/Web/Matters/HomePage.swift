import Almanac
import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// What is waiting for me, for others, overdue, and what came back?
enum HomePage {
    static func page(_ visit: Visit) async throws -> Response {
        var page = visit.pageNumber
        var home = try await home(visit, page: page)
        if home.waitingForYou.rows.isEmpty, page > 1 {
            page = 1
            home = try await Self.home(visit, page: page)
        }
        return try await content(home, page: page, visit)
    }

    private static func content(_ home: MatterHome, page: Int, _ visit: Visit) async throws -> Response {
        let sections = [
            home.waitingForYou, home.overdueWithOthers, home.waitingForOthers, home.cameBack, home.unreached,
            home.entered,
        ]
        let voice = try await MatterVoice(visit, sections.flatMap(\.rows))
        let absences = try await AbsenceSections.home(
            visit,
            waiting: home.waitingForYou.total > MatterHome.perPage ? [] : home.waitingForYou.rows
        )
        let decisions = try await AdoptionList.toDecide(visit)
        let tray = TrayPages.section(waiting: try await visit.lettersWaiting(), visit)
        return try await visit.page(
            Page(
                title: "Home",
                current: "/",
                eyebrow: Markup(text: Words.fullDay(visit.today)),
                heading: Words.waitingForYou(home.waitingForYou.total),
                lead: lead(home.waitingForYou, page: page, on: visit.today)
            ) {
                split {
                    if visit.allows(.manageMembers), home.groups.allSatisfy(\.isNew) { firstSteps }
                    absences
                    lists(home, page: page, decisions, voice, visit)
                } margin: {
                    tray
                    for group in home.groups { section(of: group, visit.words) }
                    key
                }
            }
        )
    }

    private static func pages(_ home: MatterHome) -> Int {
        max(1, (home.waitingForYou.total + MatterHome.perPage - 1) / MatterHome.perPage)
    }

    private static func home(_ visit: Visit, page: Int) async throws -> MatterHome {
        let actor = try visit.actor
        guard page == 1 else { return try await visit.readings.matterHome(as: actor, on: visit.today, page: page) }
        return try await visit.site.homes.value(
            for: actor,
            at: await visit.site.office.projector.change,
            on: visit.today,
            otherwise: { try await visit.readings.matterHome(as: actor, on: visit.today) }
        )
    }

    /// "One is due today. Nothing of yours is overdue." Of the first page, which has what is soonest.
    private static func lead(_ waiting: Found<MatterRow>, page: Int, on today: Day) -> String? {
        let rows = waiting.rows
        guard page == 1, !rows.isEmpty else { return nil }
        let dueToday = rows.count { $0.next?.deadline == today }
        let overdue = rows.count { $0.isOverdue(on: today) }
        guard waiting.total == rows.count || dueToday + overdue < rows.count else {
            return "At least \(Words.number(rows.count)) are overdue or due today."
        }
        let first =
            dueToday == 0
            ? nil : "\(Words.capitalised(Words.spelled(dueToday))) \(dueToday == 1 ? "is" : "are") due today."
        let second =
            overdue == 0
            ? "Nothing of yours is overdue."
            : "\(Words.capitalised(Words.spelled(overdue))) \(overdue == 1 ? "is" : "are") overdue."
        return [first, second].compactMap(\.self).joined(separator: " ")
    }

    private static func lists(
        _ home: MatterHome,
        page: Int,
        _ decisions: Markup?,
        _ voice: MatterVoice,
        _ visit: Visit
    ) -> Markup {
        Markup {
            sec("you", "Waiting for you", meta: "Soonest first") {
                rows(
                    home.waitingForYou.rows.map { voice.row($0) },
                    empty: "Nothing is waiting for you. What others owe you is below."
                )
                pager(page: page, of: pages(home)) { "/?page=\($0)" }
            }
            decisions
            if home.entered.total > 0 {
                sec("entered", "An answer was entered for you", meta: "Say whether it is yours") {
                    rows(home.entered.rows.map { voice.row($0) }, empty: "")
                }
            }
            if home.unreached.total > 0 {
                sec(
                    "unreached",
                    "No way to reach",
                    meta: "No account, and no link that works. Ask them to join, or enter what they answer"
                ) {
                    rows(home.unreached.rows.map { voice.row($0) }, empty: "")
                }
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
            sec("back", "Came back to you", meta: "Until you have read it") {
                rows(
                    home.cameBack.rows.map { voice.row($0, acts: CameBack.button($0, voice, visit)) },
                    empty: "You have read every answer that came back to you."
                )
                CameBack.all(home.cameBack, visit)
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
        guard matter.loop == nil, matter.next.map({ [.finish, .acknowledge].contains($0.task) }) ?? false else {
            return nil
        }
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

    /// The next meeting of a group that the reader is in, with how its actions stand.
    private static func section(of home: GroupHome, _ words: Words) -> Markup {
        marginSection("group-\(home.group.id)", home.group.name) {
            if let meeting = home.meeting {
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
            if home.closed + home.open > 0 {
                splitBar(closed: home.closed, onTime: home.open - home.overdue, overdue: home.overdue)
                p(.class("meta mb-0")) { a(.href("/matters?state=open&group=\(home.group.id)")) { "Its open actions" } }
            }
        }
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

extension GroupHome {
    /// Nothing has been called, and nothing raised.
    fileprivate var isNew: Bool { meeting == nil && closed + open == 0 }
}

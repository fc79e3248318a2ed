import Almanac
import Channels
import HTML
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Safeguarding
import Vault

/// One's own meetings and due dates, at an address that a calendar program keeps fetching.
///
/// Whatever is in it goes to a company that runs calendars. So it says when and where a group meets and that an action of
/// some number is due, and never a word that somebody wrote.
enum CalendarFeedPages {
    static let routes: [Route] = [
        .get("/calendar/:token", .anyone, feed),
        .get("/account/calendar", .signedIn(.manageSelf), page),
        .post("/account/calendar", .signedIn(.manageSelf), make),
        .post("/account/calendar/hide", .signedIn(.manageSelf), hide),
        .post("/account/calendar/end", .signedIn(.manageSelf), end),
    ]

    private static let ending = ".ics"
    private static let draft: StaticString = "calendar-feed"
    /// How long a new address is shown, in seconds.
    private static let shown: Int64 = 60 * 60

    // MARK: The feed

    private static func feed(_ visit: Visit) async throws -> Response {
        let name = try visit.parameter("token")
        guard name.hasSuffix(ending), let token = Token(name.dropLast(ending.count)),
            let person = try await visit.site.accounts.person(feed: token)
        else { throw Refusal.notFound }
        let network = try await visit.readings.network()
        let events = try await events(visit, person)
        let file = CalendarFile(feed: network?.name ?? "Safeloop", events: events)
        return answer(Array(file.text.utf8), to: visit.request)
    }

    private static func events(_ visit: Visit, _ person: Actor.Person) async throws -> [CalendarEvent] {
        let actor = Actor.member(person)
        let offices = try await visit.readings.offices(of: person.id)
        let meetings = try await visit.readings.ownMeetings(
            of: person.id,
            from: visit.today.adding(days: -365),
            as: actor
        )
        let deadlines = try await visit.readings.ownDeadlines(as: actor)
        let origin = visit.site.configuration.origin
        return meetings.map { event($0, origin, isOpen: offices[$0.ref.group] != nil) }
            + deadlines.compactMap { event($0, origin) }
    }

    /// - Parameter isOpen: Whether its page is the member's to see.
    private static func event(_ meeting: MeetingRow, _ origin: String, isOpen: Bool) -> CalendarEvent {
        CalendarEvent(
            uid: "meeting-\(meeting.id)@safeloop",
            sequence: meeting.changes,
            when: meeting.sitting.calendarTime,
            summary: meeting.groupName,
            location: meeting.sitting.place ?? "",
            description: meeting.online == nil ? "" : "How to join by phone or video is on the meeting's page.",
            status: meeting.isCancelled ? .cancelled : .confirmed,
            url: isOpen ? "\(origin)/meetings/\(meeting.id)" : "",
            lastModified: meeting.changedAt
        )
    }

    private static func event(_ matter: MatterRow, _ origin: String) -> CalendarEvent? {
        matter.next?.deadline.map { day in
            CalendarEvent(
                uid: "matter-\(matter.id)@safeloop",
                // Whatever changes it is later than what went before.
                sequence: Int(matter.changedAt.seconds(since: matter.raisedAt)),
                when: .allDay(first: day, last: day),
                summary: "Action \(matter.number) is due",
                url: "\(origin)/m/\(matter.number)",
                lastModified: matter.changedAt
            )
        }
    }

    /// Nothing, where the program has the same bytes already.
    private static func answer(_ bytes: [UInt8], to request: Request) -> Response {
        let tag = "\"\("\(Hash(of: bytes))".prefix(32))\""
        let known = request.headers[.ifNoneMatch].map { $0.split(separator: ",").map { $0.trimmed.weakless } } ?? []
        var headers = HTTPFields()
        headers[.eTag] = tag
        headers[.cacheControl] = "private, no-cache"
        if known.contains(tag) || known == ["*"] { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = "text/calendar; charset=utf-8"
        headers[.contentDisposition] = "inline; filename=\"safeloop.ics\""
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    // MARK: One's own address

    private static func page(_ visit: Visit) async throws -> Response {
        let feed = try await visit.site.accounts.feed(of: try visit.person.id)
        let fresh = feed == nil ? nil : try await visit.draft(String.self, draft)
        return try await visit.page(
            Page(
                title: "Your calendar",
                eyebrow: a(.href("/account")) { "Your account" },
                heading: "Your meetings in your own calendar",
                lead: "Outlook, Google or your phone fetches them from a private address, about once an hour.",
                errors: []
            ) {
                if let fresh {
                    shownAddress(visit, fresh)
                } else {
                    state(visit, feed)
                }
                how
                if feed != nil { renewal(visit) }
            }
        )
    }

    private static func shownAddress(_ visit: Visit, _ token: String) -> Markup {
        let address = "\(visit.site.configuration.origin)/calendar/\(token)\(ending)"
        return sec("address", "Your address") {
            div(.class("field")) {
                label(.class("form-label"), .for("feed")) { "Copy all of it" }
                input(.class("form-control"), .id("feed"), .type("text"), .readonly(), .value(address))
            }
            warn(
                "Whoever has this address sees when and where you meet.",
                "Keep it to yourself. It is shown for an hour, and never again."
            )
            acts { pressForm("I have it", to: "/account/calendar/hide", csrf: visit.csrf, .primary) }
        }
    }

    private static func state(_ visit: Visit, _ feed: Accounts.Feed?) -> Markup {
        sec("address", feed == nil ? "You have no address yet" : "You have an address") {
            if let feed {
                p { "Made \(visit.words.at(feed.made)). It works until you end it, and is not shown again." }
            } else {
                acts {
                    pressForm(
                        "Make my address",
                        to: "/account/calendar",
                        csrf: visit.csrf,
                        command: visit.newCommand,
                        .primary
                    )
                }
            }
        }
    }

    private static let how = sec("how", "How to add it") {
        ul {
            li {
                b { "Outlook: " }
                "in Calendar choose Add calendar, then Subscribe from web, and paste the address."
            }
            li {
                b { "Google: " }
                "in Calendar on a computer choose Other calendars, the plus sign, From URL, and paste the address."
            }
            li {
                b { "iPhone or iPad: " }
                "in Settings choose Calendar, Accounts, Add account, Other, Add subscribed calendar."
            }
            li {
                b { "Android: " }
                "add it to Google on a computer; the phone shows it a little later."
            }
        }
        p {
            "In it are the meetings of your groups, of the past year and ahead, with every change and cancellation, and the days on which your actions are due. What an action or an agenda says is not in it: that stays here."
        }
    }

    private static func renewal(_ visit: Visit) -> Markup {
        sec("renew", "If somebody else may have it") {
            p { "A new address ends the old one at once. You then have to put the new one into your calendar." }
            acts {
                pressForm("Make a new address", to: "/account/calendar", csrf: visit.csrf, command: visit.newCommand)
                pressForm("End it", to: "/account/calendar/end", csrf: visit.csrf, .plain)
            }
        }
    }

    private static func make(_ visit: Visit) async throws -> Response {
        let token = try await visit.site.accounts.makeFeed(for: try visit.person.id)
        try await visit.keepDraft(token.text, as: draft, seconds: shown)
        return try await visit.done("/account/calendar", "Your address is made.")
    }

    private static func hide(_ visit: Visit) async throws -> Response {
        try await visit.dropDraft(draft)
        return try await visit.done("/account/calendar", "It is hidden. It still works.")
    }

    private static func end(_ visit: Visit) async throws -> Response {
        try await visit.site.accounts.endFeed(of: try visit.person.id)
        try await visit.dropDraft(draft)
        return try await visit.done(
            "/account/calendar",
            "The address has ended. Your calendar gets nothing more from it."
        )
    }
}

extension Sitting {
    /// A calendar wants an end: an hour where nobody said one, and the whole day where nobody said when.
    var calendarTime: CalendarEvent.When {
        guard let from else { return .allDay(first: day, last: day) }
        let start = London.instant(day, from)
        let end = to.map { London.instant(day, $0) } ?? start.adding(seconds: 3600)
        return .timed(from: start, to: max(end, start.adding(seconds: 60)))
    }
}

extension Substring {
    fileprivate var trimmed: Substring { drop(while: \.isWhitespace) }
    /// An entity tag without the sign that it is a weak one.
    fileprivate var weakless: String { hasPrefix("W/") ? String(dropFirst(2)) : String(self) }
}

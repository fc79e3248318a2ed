import HTML
import Hummingbird
import Ledger
import Safeguarding

/// What happened since one last looked: a line each, without a word of what was said.
enum NoticesPage {
    static let routes: [Route] = [
        .get("/notices", .signedIn(.manageSelf), page),
        .post("/notices/read", .signedIn(.manageSelf), readAll),
    ]

    private static let pageSize = 25

    /// What the list is narrowed to, as it stands in the address.
    private struct Narrowed {
        var family: Notice.Family?
        var isUnseenOnly = false

        init(about: String?, show: String?) {
            family = about.flatMap(Notice.Family.init)
            isUnseenOnly = show == "new"
        }

        func link(page: Int = 1) -> Link {
            "/notices?show=\(isUnseenOnly ? "new" : "all")&about=\(family?.rawValue ?? "")&page=\(page)"
        }
    }

    static func page(_ visit: Visit) async throws -> Response {
        let actor = try visit.actor
        let narrowed = Narrowed(about: visit.query("about"), show: visit.query("show"))
        // Before the list is read: what comes in between is on neither.
        let upTo = await visit.site.office.projector.position - 1
        func found(_ page: Int) async throws -> Found<NoticeRow> {
            try await visit.readings.notices(
                narrowed.family,
                isUnseenOnly: narrowed.isUnseenOnly,
                for: actor,
                limit: pageSize,
                offset: (page - 1) * pageSize
            )
        }
        var (page, list) = (visit.pageNumber, try await found(visit.pageNumber))
        if list.rows.isEmpty, page > 1 { (page, list) = (1, try await found(1)) }
        let unseen = try await visit.unseenNotices()
        let pages = max(1, (list.total + pageSize - 1) / pageSize)
        let lines = list.rows.map { row($0, visit.words) }
        let shown = page
        return try await visit.page(
            Page(
                title: "Notices",
                current: "/notices",
                heading: heading(unseen),
                lead: "What happened on your matters, your meetings and your mail. What waits for you is on Home."
            ) {
                choices(narrowed)
                sec("list", "Notices", meta: "Newest first") {
                    rows(lines, empty: empty(narrowed))
                    pager(page: shown, of: pages) { narrowed.link(page: $0) }
                }
                if unseen > 0 { acts { markAll(upTo, narrowed, visit) } }
                p(.class("meta mt-3")) {
                    "Each is kept for \(Notice.kept) days. "
                    a(.href("/account/notices")) { "When you are told by mail" }
                }
            }
        )
    }

    static func readAll(_ visit: Visit) async throws -> Response {
        let narrowed = Narrowed(about: visit.form["about"], show: visit.form["show"])
        let upTo = min(Int(visit.form["up-to"]) ?? 0, await visit.site.office.projector.position)
        if upTo > 0 {
            let seen = SeeNotices(try visit.person.id, about: nil, upTo: upTo)
            try await visit.perform(seen, form: seen.form)
        }
        return try await visit.done(narrowed.link(), "They are marked as read.")
    }

    private static func markAll(_ upTo: Int, _ narrowed: Narrowed, _ visit: Visit) -> Markup {
        pressForm(
            "Mark all as read",
            to: "/notices/read",
            csrf: visit.csrf,
            hidden: [
                ("up-to", "\(upTo)"), ("about", narrowed.family?.rawValue ?? ""),
                ("show", narrowed.isUnseenOnly ? "new" : "all"),
            ]
        )
    }

    private static func choices(_ narrowed: Narrowed) -> Markup {
        filterPanel(to: "/notices") {
            selectField(
                Field("show", "Show"),
                [Choice("all", "All"), Choice("new", "Only what is new")],
                selected: narrowed.isUnseenOnly ? "new" : "all"
            )
            selectField(
                Field("about", "About"),
                [Choice("", "Anything")] + Notice.Family.allCases.map { Choice($0.rawValue, $0.title) },
                selected: narrowed.family?.rawValue ?? ""
            )
        }
    }

    private static func row(_ notice: NoticeRow, _ words: Words) -> Row {
        Row(
            notice.sentence(words),
            notice.link,
            meta: words.moment(notice.at),
            tag: notice.isSeen ? nil : tag("New")
        )
    }

    private static func heading(_ unseen: Int) -> String {
        switch unseen {
        case 0: "Nothing is new"
        case Visit.manyNotices...: "More than \(Visit.manyNotices - 1) new notices"
        case 1: "One new notice"
        default: "\(Words.capitalised(Words.spelled(unseen))) new notices"
        }
    }

    private static func empty(_ narrowed: Narrowed) -> String {
        narrowed.family == nil && !narrowed.isUnseenOnly
            ? "Nothing has happened yet. What happens on your matters and meetings is listed here."
            : "No notice fits. Choose All and Anything to see every one."
    }
}

extension Visit {
    /// Counted no further.
    static let manyNotices = 100

    /// How many notices this person has not seen.
    func unseenNotices() async throws -> Int {
        let actor = try actor
        return try await site.noticeCounts.value(
            for: actor,
            at: await site.office.projector.position,
            on: today,
            otherwise: { try await readings.unseenNotices(for: actor, atMost: Self.manyNotices) }
        )
    }

    /// Whoever opens a thing has seen what they were told of it. Where that cannot be written down, it stays new.
    func sawNotices(of about: Notice.About) async {
        guard request.method == .get, !isPrefetched, let member = try? person.id,
            let newest = try? await readings.newestUnseen(about, of: member)
        else { return }
        let seen = SeeNotices(member, about: about, upTo: newest)
        _ = try? await perform(seen, form: seen.form)
    }
}

import Channels
import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// What people mailed to the network: each waits in the tray of whoever sent it, until they file it.
enum TrayRoutes {
    static let all: [Route] = [
        .get("/tray", .signedIn(.readTray), TrayPages.page),
        .get("/tray/filed", .signedIn(.readTray), TrayPages.filedPage),
        .get("/tray/:letter", .signedIn(.readTray), LetterPages.page),
        .get("/tray/:letter/files/:file", .signedIn(.readTray), LetterPages.download),
        .post("/tray/:letter/place", .signedIn(.readTray), LetterPages.choosePlace),
        .get("/tray/:letter/to/:number", .signedIn(.readTray), LetterPlacePage.page),
        .post("/tray/:letter/aside", .signedIn(.readTray), LetterPages.setAside),
        .post("/tray/:letter/back", .signedIn(.readTray), LetterPages.takeBack),
        .get("/tray/:letter/give", .role(.sortLetters), LetterGiving.page),
        .post("/tray/:letter/give", .role(.sortLetters), LetterGiving.give),
        .get("/account/notices", .signedIn(.manageSelf), NoticesChoicePage.page),
        .post("/account/notices", .signedIn(.manageSelf), NoticesChoicePage.choose),
    ]
}

enum TrayPages {
    private static let pageSize = 20

    static func page(_ visit: Visit) async throws -> Response {
        let actor = try visit.actor
        await visit.sawNotices(of: .tray)
        let number = visit.pageNumber
        let found = try await visit.readings.letters(
            .waiting,
            of: actor,
            limit: pageSize,
            offset: (number - 1) * pageSize
        )
        let mine = try await rows(found.rows, visit)
        let strangers = try await visit.readings.strangersLetters(.waiting, as: actor, limit: 50)
        let late = try await visit.readings.lateLetters(as: actor)
        let directory = late.isEmpty ? nil : try await visit.directory()
        return try await visit.page(
            Page(
                title: "Tray",
                current: "/tray",
                heading: found.total == 0
                    ? "Your tray is empty" : "\(Words.capitalised(Words.spelled(found.total))) to file",
                lead:
                    "What you mail or forward to the network waits here, for you alone, until you say where it belongs."
            ) {
                sec("you", "Waiting for you", meta: "Longest first") {
                    Web.rows(mine, empty: empty(visit))
                    pager(page: number, of: pages(found.total)) { "/tray?page=\($0)" }
                }
                if visit.allows(.sortLetters) { self.strangers(strangers, visit) }
                if let directory { self.late(late, directory, visit) }
                p(.class("mt-3")) { a(.class("go"), .href("/tray/filed")) { "What you filed or set aside" } }
            }
        )
    }

    static func filedPage(_ visit: Visit) async throws -> Response {
        let actor = try visit.actor
        let number = visit.pageNumber
        let filed = try await visit.readings.letters(
            .filed,
            of: actor,
            limit: pageSize,
            offset: (number - 1) * pageSize
        )
        let aside = try await visit.readings.letters(.aside, of: actor, limit: 50)
        let strangers = try await visit.readings.strangersLetters(.aside, as: actor, limit: 50)
        let (filedRows, asideRows) = (try await rows(filed.rows, visit), try await rows(aside.rows, visit))
        return try await visit.page(
            Page(
                title: "Filed",
                current: "/tray",
                eyebrow: a(.href("/tray")) { "Tray" },
                heading: "What you filed or set aside"
            ) {
                sec("filed", "Filed", meta: "Newest first") {
                    Web.rows(filedRows, empty: "You have filed nothing yet.")
                    pager(page: number, of: pages(filed.total)) { "/tray/filed?page=\($0)" }
                }
                sec("aside", "Set aside", meta: "Kept for \(Letter.keptAside) days") {
                    Web.rows(asideRows, empty: "You have set nothing aside.")
                }
                if visit.allows(.sortLetters) {
                    sec("strangers", "Set aside, from somebody the network does not know") {
                        Web.rows(strangers.rows.map { row($0, nil, visit) }, empty: "Nothing.")
                    }
                }
            }
        )
    }

    private static func pages(_ total: Int) -> Int { max(1, (total + pageSize - 1) / pageSize) }

    /// In the margin of Home.
    static func section(waiting: Int, _ visit: Visit) -> Markup {
        marginSection("tray", "Your tray") {
            p {
                a(.href("/tray")) {
                    waiting == 0 ? "Nothing waits to be filed" : "\(Words.count(waiting, "mail")) to file"
                }
            }
        }
    }

    private static func empty(_ visit: Visit) -> String {
        guard let from = visit.site.configuration.mailFrom, visit.site.configuration.readsMail else {
            return "This network does not read mail. Write on the matter itself what reached you by letter or e-mail."
        }
        return """
            Nothing waits. Forward a letter or an e-mail that belongs to a matter to \(from.address.text), from the \
            address under which the network knows you.
            """
    }

    /// One record says that this page of them was opened.
    private static func rows(_ letters: [LetterRow], _ visit: Visit) async throws -> [Row] {
        guard !letters.isEmpty else { return [] }
        let opener = try await visit.letterOpener(letters, for: "their tray")
        return letters.map { row($0, opener.open($0.words).value ?? .gone, visit) }
    }

    /// - Parameter words: Nil where they are opened on its own page only.
    private static func row(_ letter: LetterRow, _ words: LetterWords?, _ visit: Visit) -> Row {
        let subject = words.map { $0.subject.isEmpty ? "Without a subject" : $0.subject }
        let files = letter.files.isEmpty ? nil : Words.count(letter.files.count, "attachment")
        let answers = letter.answers == nil ? nil : "It answers a mail from here"
        return Row(
            subject ?? "Mail from a stranger",
            "/tray/\(letter.id)",
            meta: ["Came \(visit.words.at(letter.receivedAt))", answers, files].compactMap(\.self)
                .joined(separator: ". "),
            tag: letter.owner == nil ? tag("Sender not known") : letter.check.tag
        )
    }

    private static func strangers(_ found: Found<LetterRow>, _ visit: Visit) -> Markup {
        sec("strangers", "From somebody the network does not know", meta: Words.count(found.total, "mail")) {
            Web.rows(found.rows.map { row($0, nil, visit) }, empty: "None.")
            if found.total > found.rows.count {
                p(.class("meta")) { "The \(found.rows.count) that wait the longest are shown." }
            }
        }
    }

    private static func late(_ late: [LateLetterRow], _ directory: Directory, _ visit: Visit) -> Markup {
        sec("late", "Waiting long in other people's trays", meta: "What they say is for their owners alone") {
            Web.rows(
                late.map { letter in
                    Row(
                        directory.nameAndOrganisation(letter.owner),
                        meta: "Waits since \(visit.words.at(letter.since))"
                            + (letter.hasOwnerLeft ? ". They have left the network" : ""),
                        tag: tag("To be filed", .late),
                        acts: letter.hasOwnerLeft && visit.allows(.sortLetters)
                            ? linkButton("Give it to somebody else", "/tray/\(letter.id)/give") : nil
                    )
                },
                empty: ""
            )
        }
    }
}

extension Letter.Check {
    /// Whether the sender's address can be believed.
    var tag: Markup {
        switch self {
        case .passed: Web.tag("Sender checked", .shut)
        case .failed: Web.tag("Sender doubtful", .late)
        case .none: Web.tag("Sender not checked")
        }
    }

    var sentence: String? {
        switch self {
        case .passed: nil
        case .failed:
            "The mail server found that this does not come from where it says. Ask the sender before you use it."
        case .none: "Nobody checked that it comes from where it says: an address is easily made up."
        }
    }
}

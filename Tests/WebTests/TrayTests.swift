import Almanac
import Channels
import HTTPTypes
import Ledger
import Safeguarding
import Synchronization
import Testing
import Vault

@testable import Web

/// A mailbox of this process.
private final class FakeMailbox: MailInbox {
    private struct State {
        var messages: [UInt32: [UInt8]] = [:]
        var last: UInt32 = 0
        var isFull = false
    }

    private let state = Mutex(State())

    /// Whether it refuses to let go of anything, as where the server dies at that moment.
    var keepsAll: Bool {
        get { state.withLock(\.isFull) }
        set { state.withLock { $0.isFull = newValue } }
    }

    var count: Int { state.withLock(\.messages.count) }

    func put(_ text: String) {
        state.withLock { state in
            state.last += 1
            state.messages[state.last] = Array(text.utf8)
        }
    }

    func numbering() async throws(InboxProblem) -> UInt32 { 1 }

    func letters(since day: Day, numbering: UInt32) async throws(InboxProblem) -> [UInt32] {
        state.withLock { $0.messages.keys.sorted() }
    }

    func letter(_ number: UInt32, numbering: UInt32, longest: Int) async throws(InboxProblem) -> [UInt8] {
        guard let bytes = state.withLock({ $0.messages[number] }) else { throw InboxProblem("It is gone.") }
        return Array(bytes.prefix(longest))
    }

    func remove(_ number: UInt32, numbering: UInt32) async throws(InboxProblem) {
        guard !keepsAll else { throw InboxProblem("The connection to the mail server was lost.") }
        state.withLock { $0.messages[number] = nil }
    }
}

@Suite("Mail that waits to be filed")
struct TrayTests {
    private static let letter = "%PDF-1.4 the letter"

    private static func mail(
        from sender: String,
        _ subject: String = "Fwd: your referral",
        id: String = "a1",
        head: String = ""
    ) -> String {
        """
        \(head)From: <\(sender)>
        To: network@riverside.example
        Subject: \(subject)
        Message-ID: <\(id)@mail.example>
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain

        About matter 1, and matter 99.
        From: Morag Lindqvist
        The police were told by telephone at noon.
        --b
        Content-Type: application/pdf
        Content-Disposition: attachment; filename="Letter.pdf"

        \(letter)
        --b--
        """
    }

    private static func letters(_ site: SiteHarness, _ inbox: FakeMailbox) throws -> LettersIn {
        let from = try #require(Mailbox("Riverside <network@riverside.example>"))
        return LettersIn(site.office, inbox: inbox, from: from, checkedBy: "mx.riverside.example")
    }

    /// The one letter that a tray shows.
    private static func shown(_ tray: Answer) throws -> String {
        let found = tray.html.matches(of: /href="(\/tray\/[0-9a-f]{8}-[0-9a-f-]{27})"/).map { String($0.1) }
        try #require(Set(found).count == 1, "\(tray.text)")
        return found[0]
    }

    private func referral(_ test: @escaping @Sendable (Walk, FakeMailbox) async throws -> Void) async throws {
        try await walk("trafficking-referral", "2026-12-24 16:00") { walk in
            try await walk.raise(by: .thornbeck, to: ["authority-of-residence": .merton, "police": .police])
            try await test(walk, FakeMailbox())
        }
    }

    @Test("a forwarded letter waits for its sender alone, is filed as a reported answer, and moves the loop")
    func filed() async throws {
        try await referral { walk, inbox in
            inbox.put(Self.mail(from: walk.people[.thornbeck].email.uppercased()))
            let taken = try await Self.letters(walk.site, inbox).tick()
            #expect(taken == 1 && inbox.count == 0)
            await walk.site.caughtUp()
            let owen = try await walk.browser(.thornbeck)
            let tray = try await owen.get("/tray")
            #expect(tray.text.contains("Fwd: your referral") && tray.text.contains("Sender not checked"))
            #expect(try await owen.get("/").text.contains("1 mail to file"))
            let address = try Self.shown(tray)
            let page = try await owen.get(address)
            #expect(page.text.contains("The police were told by telephone at noon."))
            #expect(page.text.contains("Its words name this number.") && !page.text.contains("Matter 99"))
            let file = try #require(page.html.firstMatch(of: /href="(\/tray\/[^"]*\/files\/[^"]*)"/)).1
            let download = try await owen.get(String(file))
            #expect(String(decoding: download.bytes, as: UTF8.self) == Self.letter)
            #expect(download.headers[.contentDisposition]?.hasPrefix("attachment") == true)

            let id = String(address.dropFirst("/tray/".count))
            for other in [Walker.merton, .police, .coordinator, .auditor] {
                let browser = try await walk.browser(other)
                #expect(try await !browser.get("/tray").text.contains("your referral"), "\(other)")
                #expect(try await browser.get(address).status == .notFound, "\(other)")
                #expect(try await browser.get(String(file)).status == .notFound, "\(other)")
                #expect(try await browser.get("/m/1/write?letter=\(id)").status == .notFound, "\(other)")
            }

            let step = try await walk.address(of: "told-police", for: .thornbeck)
            #expect(try await owen.get("\(address)/to/1").links(to: "\(step)?letter=\(id)"))
            let form = try await owen.get("\(step)?letter=\(id)").form(step)
            #expect(form.all("who") == ["Morag Lindqvist"] && form.all("on") == ["2026-12-24"])
            #expect(form.all("note")[0].contains("The police were told"))
            // What will not do comes back with what was typed, and files nothing.
            let refused = try await walk.post(form, [(name: "who", value: " ")], by: .thornbeck)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("Give the name of whoever said it."))
            #expect(try refused.form(step).all("letter") == [id])
            #expect(try await owen.get("/tray").text.contains("Fwd: your referral"))
            #expect(try await walk.post(form, [], by: .thornbeck).location == address)
            try await walk.reads(.merton, "as reported by Morag Lindqvist (by e-mail, Thu 24 Dec)", "at noon.")
            #expect(try await walk.detail().openSteps.allSatisfy { $0.row.step != "told-police" })
            let after = try await owen.get(address)
            #expect(after.text.contains("As an answer on matter 1") && after.links(to: "/m/1"))
            #expect(try await owen.get("/tray").text.contains("Your tray is empty"))
            #expect(try await owen.get("/tray/filed").text.contains("Fwd: your referral"))

            // It can go to a second place, as a message.
            let write = try await owen.get("/m/1/write?letter=\(id)").form("/m/1/write")
            let sent = try await walk.post(write, [(name: "text", value: "The letter is here.")], by: .thornbeck)
            #expect(sent.location == address)
            #expect(try await owen.get(address).text.contains("As a message on matter 1"))
        }
    }

    @Test(
        "a mail is there once, whether it comes twice, is read twice, or the server dies before it has left the mailbox"
    )
    func once() async throws {
        try await referral { walk, inbox in
            let sender = walk.people[.thornbeck].email
            inbox.put(Self.mail(from: sender))
            inbox.keepsAll = true
            await #expect(throws: InboxProblem.self) { try await Self.letters(walk.site, inbox).tick() }
            #expect(inbox.count == 1)
            inbox.keepsAll = false
            inbox.put(Self.mail(from: sender, head: "Received: from another way\n"))
            let taken = try await Self.letters(walk.site, inbox).tick()
            #expect(taken == 0 && inbox.count == 0)
            // An absence note stays where it is.
            inbox.put("Auto-Submitted: auto-replied\n" + Self.mail(from: sender, id: "away"))
            let away = try await Self.letters(walk.site, inbox).tick()
            #expect(away == 0 && inbox.count == 1)
            await walk.site.caughtUp()
            let actor = walk.people[.thornbeck].actor
            #expect(try await walk.site.readings.letters(.waiting, of: actor, limit: 9).total == 1)
        }
    }

    @Test("what comes under a made-up address is shown as doubtful; a stranger's waits for the coordinator")
    func forged() async throws {
        try await referral { walk, inbox in
            let failed = "Authentication-Results: mx.riverside.example; dmarc=fail\n"
            inbox.put(Self.mail(from: walk.people[.thornbeck].email, "Do this", head: failed))
            inbox.put(Self.mail(from: "jo@elsewhere.example", "From outside", id: "b2"))
            let taken = try await Self.letters(walk.site, inbox).tick()
            #expect(taken == 2)
            await walk.site.caughtUp()
            let owen = try await walk.browser(.thornbeck)
            let doubtful = try await owen.get("/tray")
            #expect(doubtful.text.contains("Sender doubtful") && !doubtful.text.contains("From outside"))
            #expect(try await owen.get(Self.shown(doubtful)).text.contains("does not come from where it says"))

            let ruth = try await walk.browser(.coordinator)
            let tray = try await ruth.get("/tray")
            #expect(tray.text.contains("Mail from a stranger") && !tray.text.contains("From outside"))
            let address = try Self.shown(tray)
            let page = try await ruth.get(address)
            #expect(page.text.contains("From outside") && page.text.contains("jo@elsewhere.example"))
            let form = try page.form("\(address)/give")
            #expect(try await ruth.send(form, ["to": "", "reason": "x"]).text.contains("Choose somebody"))
            let given = try await ruth.send(form, ["to": "\(walk.people[.merton].id)", "reason": "It is Merton's"])
            #expect(given.location == "/tray")
            #expect(try await ruth.get(address).status == .notFound)
            #expect(try await walk.browser(.merton).get("/tray").text.contains("From outside"))
        }
    }

    @Test("a letter is told of when it comes, at once or with the rest of the day, and says nothing of itself")
    func told() async throws {
        try await referral { walk, inbox in
            let site = walk.site
            let (owen, hana) = (walk.people[.thornbeck], walk.people[.merton])
            let choice = ChooseNotices(hana.id, daily: ClockTime(iso: "08:00"))
            try await site.office.perform(choice, as: hana.actor, form: FormID())
            inbox.put(Self.mail(from: owen.email))
            inbox.put(Self.mail(from: hana.email, id: "b2"))
            inbox.put(Self.mail(from: "stranger@elsewhere.example", id: "c3"))
            _ = try await Self.letters(site, inbox).tick()
            await site.caughtUp()
            let causes = try await site.readings.mailCauses(
                since: site.clock.now.adding(seconds: -60),
                at: site.clock.now
            )
            .filter { $0.why.kind == .tray }
            #expect(Set(causes.flatMap(\.to)) == [owen.id, hana.id])
            #expect(Set(causes.flatMap(\.held)) == [hana.id])
            // A mailbox that forwards what it is told is not told of that again.
            inbox.put(Self.mail(from: owen.email, "Fwd: Mail waits for you to file it", id: "d4"))
            _ = try await Self.letters(site, inbox).tick()
            await site.caughtUp()
            let later = try await site.readings.mailCauses(
                since: site.clock.now.adding(seconds: -60),
                at: site.clock.now
            )
            #expect(later.count { $0.why.kind == .tray } == causes.count)
            let queue = QueueCaused(causes)
            try await site.office.perform(queue, as: .system("outbox"), form: FormID())
            try await site.office.perform(MakeDigest(hana.id), as: .system("outbox"), form: FormID())
            await site.caughtUp()
            let queued = await site.ledger.events(from: 0, limit: 10_000).filter { $0.type == "mail.queued" }
                .compactMap { try? Events.decode($0) as? MailQueued }
            #expect(queued.map(\.why) == [.tray, .digest([])])
            #expect(queued.map(\.to) == [.member(owen.id), .member(hana.id)])
            let notices = try await walk.browser(.thornbeck).get("/notices?about=tray")
            #expect(notices.text.contains("Mail waits in the tray."))
        }
    }

    @Test("what was filed to a matter is erased with it")
    func erased() async throws {
        try await referral { walk, inbox in
            let site = walk.site
            inbox.put(Self.mail(from: walk.people[.thornbeck].email))
            _ = try await Self.letters(site, inbox).tick()
            await site.caughtUp()
            let owen = try await walk.browser(.thornbeck)
            let address = try await Self.shown(owen.get("/tray"))
            let letter = try #require(ID<Letter>(address.dropFirst("/tray/".count)))
            let form = try await owen.get("/m/1/write?letter=\(letter)").form("/m/1/write")
            #expect(try await owen.send(form).location == address)
            #expect(try await owen.get(address).status == .ok)
            let subject = try await walk.detail(.merton).reference.subject
            try await site.perform(EraseSubject(subject, because: .mistake), as: .coordinator)
            await site.caughtUp()
            try await TrayClock(site.office).tick(site.clock.now)
            await site.caughtUp()
            #expect(try await site.office.vault.isErased(Letter.subject(letter)))
            #expect(try await walk.browser(.thornbeck).get(address).status == .notFound)
            #expect(try await !walk.browser(.thornbeck).get("/tray/filed").text.contains("Fwd: your referral"))
            let erasures = await site.ledger.events(from: 0, limit: 10_000).filter { $0.type == "subject.erased" }
            try await TrayClock(site.office).tick(site.clock.now)
            let after = await site.ledger.events(from: 0, limit: 10_000).filter { $0.type == "subject.erased" }
            #expect(erasures.count == 2 && after.count == 2)
        }
    }

    @Test("what nobody files is asked for, then seen by others to wait; what is set aside is kept for 30 days")
    func waits() async throws {
        try await referral { walk, inbox in
            let site = walk.site
            inbox.put(Self.mail(from: walk.people[.thornbeck].email))
            _ = try await Self.letters(site, inbox).tick()
            await site.caughtUp()
            let address = try await Self.shown(walk.browser(.thornbeck).get("/tray"))
            func told(_ moment: String) async throws -> [ID<Member>: Mail.Why.Kind] {
                try await walk.comes(moment)
                try await TrayClock(site.office).tick(site.clock.now)
                await site.caughtUp()
                let causes = try await site.readings.mailCauses(
                    since: site.clock.now.adding(seconds: -3600),
                    at: site.clock.now
                )
                return causes.filter { [.tray, .lateTray].contains($0.why.kind) }
                    .reduce(into: [:]) { told, cause in for person in cause.to { told[person] = cause.why.kind } }
            }
            // Christmas, the day after and a weekend are no working days.
            #expect(try await told("2026-12-30 09:00") == [:])
            #expect(try await told("2026-12-31 09:00") == [walk.people[.thornbeck].id: .tray])
            #expect(try await told("2026-12-31 12:00") == [:])
            #expect(try await !walk.browser(.coordinator).get("/tray").text.contains("Owen Castellane"))
            #expect(try await told("2027-01-12 09:00") == [walk.people[.coordinator].id: .lateTray])
            let late = try await walk.browser(.coordinator).get("/tray")
            #expect(late.text.contains("Owen Castellane") && !late.html.contains("your referral"))
            #expect(try await walk.browser(.coordinator).get("\(address)/give").status == .notFound)
            #expect(try await !walk.browser(.camden).get("/tray").text.contains("Owen Castellane"))

            let owen = try await walk.browser(.thornbeck)
            let aside = try await owen.get(address).form("\(address)/aside")
            #expect(try await owen.send(aside, ["reason": ""]).text.contains("Give why there is nothing to file."))
            #expect(try await owen.send(aside, ["reason": "Sent twice"]).location == "/tray")
            let back = try await owen.get(address)
            #expect(back.text.contains("Sent twice"))
            #expect(try await owen.send(back.form("\(address)/back")).location == address)
            #expect(try await owen.get("/tray").text.contains("your referral"))
            _ = try await owen.send(owen.get(address).form("\(address)/aside"), ["reason": "Sent twice"])
            _ = try await told("2027-02-10 09:00")
            #expect(try await walk.browser(.thornbeck).get(address).status == .ok)
            _ = try await told("2027-02-12 09:00")
            #expect(try await walk.browser(.thornbeck).get(address).status == .notFound)
            let id = try #require(ID<Letter>(address.dropFirst("/tray/".count)))
            let isErased = try await site.office.vault.isErased(Letter.subject(id))
            #expect(isErased)
        }
    }

    @Test("an attachment becomes a paper of a meeting; an action is answered by a mail")
    func elsewhere() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let draft = ActionDraft(
                text: "Collect what each borough does",
                holders: [.member(site.cast[.boroughLead].id)],
                group: site.cast.network,
                raiser: site.cast[.clerk].id
            )
            try await site.perform(RaiseAction(draft), as: .clerk)
            let inbox = FakeMailbox()
            for part in [Cast.Part.clerk, .boroughLead] {
                inbox.put(Self.mail(from: site.cast[part].email, "For \(part.rawValue)", id: part.rawValue))
            }
            _ = try await Self.letters(site, inbox).tick()
            await site.caughtUp()
            let hana = try await site.signIn(as: .clerk)
            let address = try await Self.shown(hana.get("/tray"))
            let place = try await hana.get(address).form("\(address)/place")
            let papers = "/meetings/\(ref.meeting)/papers"
            let chosen = try await hana.send(place, ["meeting": "\(ref.meeting)"])
            let id = String(address.dropFirst("/tray/".count))
            #expect(chosen.location == "\(papers)?letter=\(id)")
            let form = try await hana.follow(chosen).form(papers)
            #expect(try await hana.send(form).text.contains("Choose a file."))
            let page = try await hana.get("\(papers)?letter=\(id)")
            let file = try #require(page.html.firstMatch(of: /name="letter-file"[^>]*value="([^"]*)"/)).1
            #expect(try await hana.send(form, ["letter-file": String(file)]).location == address)
            let listed = try await hana.get(papers)
            #expect(listed.text.contains("For clerk") && listed.text.contains("19 bytes"))

            let priya = try await site.signIn(as: .boroughLead)
            let other = try await Self.shown(priya.get("/tray"))
            let letter = String(other.dropFirst("/tray/".count))
            #expect(try await priya.get("\(other)/to/1").links(to: "/m/1/finish?letter=\(letter)"))
            let finish = try await priya.get("/m/1/finish?letter=\(letter)").form("/m/1/finish")
            #expect(try await priya.send(finish).location == other)
            #expect(try await hana.get("/m/1").text.contains("The police were told by telephone at noon."))
        }
    }
}

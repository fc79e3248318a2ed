import Almanac
import Channels
import Ledger
import Safeguarding
import Synchronization
import Testing

@testable import Web

/// A mailbox of this process. A message that is nil cannot be read.
private final class FakeInbox: ReportInbox {
    private let messages: Mutex<[UInt32: String?]>

    init(_ messages: [UInt32: String?]) { self.messages = Mutex(messages) }

    func put(_ text: String, at number: UInt32) { messages.withLock { $0[number] = text } }

    func reports(since day: Day) async throws(InboxProblem) -> [UInt32] { messages.withLock { $0.keys.sorted() } }

    func message(_ number: UInt32) async throws(InboxProblem) -> [UInt8] {
        guard case .some(.some(let text)) = messages.withLock({ $0[number] }) else {
            throw InboxProblem("The connection to the mail server was lost.")
        }
        return Array(text.utf8)
    }
}

@Suite("Mails that came back later")
struct BouncesTests {
    private func report(of mail: ID<Mail>, saying words: String) -> String {
        """
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Action: failed
        Diagnostic-Code: smtp; \(words)

        --b
        Content-Type: message/rfc822

        Message-ID: <\(mail).1@riverside.example>

        --b--
        """
    }

    @Test("each report is read whatever the others say, two of one mail and one that cannot be read among them")
    func several() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            let item = try await site.item("Updates", at: ref)
            try await site.perform(SaveNotes(ref, item: item, text: "Said.", fromRevision: 0), as: .clerk)
            try await site.perform(
                Circulate(ref, to: [site.cast[.boroughLead].id, site.cast[.clerk].id], checkpoint: "c", way: .mail),
                as: .clerk
            )
            let actor = site.cast[.clerk].actor
            let sent = try await site.readings.mails([.notes], about: ref.meeting, as: actor)
            let (first, second) = (try #require(sent.first), try #require(sent.last))
            for mail in sent {
                let record = RecordMail(mail.id, round: 1, attempt: 1, .sent)
                try await site.office.perform(record, as: .system("outbox"), form: FormID())
            }
            let messages: [UInt32: String?] = [
                1: report(of: first.id, saying: "552 mailbox full"),
                2: report(of: first.id, saying: "550 no such person"),
                3: String?.none,
                4: "no report",
                5: report(of: ID(), saying: "550 never sent"),
                6: report(of: second.id, saying: "550 no such person"),
            ]
            let inbox = FakeInbox(messages)
            let from = try #require(Mailbox("Riverside <network@riverside.example>"))
            let bounces = Bounces(site.office, inbox: inbox, from: from)
            await #expect(throws: InboxProblem.self) { try await bounces.tick() }
            let after = try await site.readings.mails([.notes], about: ref.meeting, as: actor)
            #expect(after.map(\.fault) == [.bounced, .bounced])
            #expect(Set(after.compactMap(\.code)) == [552, 550])
            inbox.put("no report either", at: 3)
            #expect(try await bounces.tick() == 1)
            #expect(try await bounces.tick() == 0)
        }
    }
}

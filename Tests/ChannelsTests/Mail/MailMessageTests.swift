import Almanac
import Foundation
import Testing

@testable import Channels

struct MailMessageTests {
    @Test("Every field of a full message is read back by Python's mail parser")
    func full() async throws {
        let event = CalendarEvent(
            uid: "m1@safeloop.example",
            sequence: 0,
            when: .timed(from: MailFixtures.date, to: MailFixtures.date.adding(seconds: 3600)),
            summary: "Network meeting",
            lastModified: MailFixtures.date
        )
        let files = [
            try MailAttachment(fileName: "Notes.pdf", mediaType: "application/pdf", bytes: Array(0...255)),
            try MailAttachment(
                fileName: "Übersicht – 漢字 of the whole long year 2026.docx",
                mediaType: "a/b",
                bytes: []
            ),
            try MailAttachment(fileName: "a \"b\"; c=d.txt", mediaType: "text/plain", bytes: Array("x\n".utf8)),
        ]
        let calendar = CalendarFile(method: .request, event: event)
        let message = try MailMessage(
            id: MailFixtures.id("5f2c"),
            date: MailFixtures.date,
            from: Mailbox(name: "Zoë Ångström, Coordinator", address: MailFixtures.address("network@safeloop.example")),
            to: Mailbox(name: "Case, \"Bob\" \\ B.", address: MailFixtures.address("Bob@school.example")),
            replyTo: Mailbox(address: MailFixtures.address("answers@safeloop.example")),
            subject: "Notes of 21 November – what we agreed, and what each of us does next, with names £ and dates",
            body: "Dear Bob,\r\n.\n..two dots\nFrom here on = \t \nZoë\n",
            attachments: files,
            calendar: calendar,
            inReplyTo: MailFixtures.id("4"),
            references: [MailFixtures.id("3"), MailFixtures.id("4")],
            list: MailList(name: "Leads' network", id: "leads.safeloop.example")
        )
        let mail = try #require(try await ParsedMail.read([message.bytes]).first)
        #expect(mail.from == [["Zoë Ångström, Coordinator", "network@safeloop.example"]])
        #expect(mail.to == [["Case, \"Bob\" \\ B.", "Bob@school.example"]])
        #expect(mail.replyTo == [["", "answers@safeloop.example"]])
        #expect(mail.subject == message.subject)
        #expect(mail.id == "<5f2c@safeloop.example>")
        #expect(mail.date == MailFixtures.date.milliseconds / 1000)
        #expect(mail.inReplyTo == "<4@safeloop.example>")
        #expect(mail.references == "<3@safeloop.example> <4@safeloop.example>")
        #expect(mail.list == "\"Leads' network\" <leads.safeloop.example>")
        #expect(mail.automatic == "auto-generated")
        #expect(mail.text == "Dear Bob,\r\n.\r\n..two dots\r\nFrom here on = \t \r\nZoë\r\n")
        #expect(mail.method == "REQUEST")
        #expect(mail.calendar == calendar.text)
        let expected = files.map { [$0.fileName, $0.mediaType, Data($0.bytes).base64EncodedString()] }
        #expect(mail.attachments == expected)
        #expect(mail.defects == [])
        #expect(mail.clean)
        #expect(mail.longestLine <= 78)
        #expect(mail.unsent == nil)
    }

    @Test("Six hundred messages of odd text are read back as they were")
    func oddText() async throws {
        var chance = Chance(20261121)
        let messages = try (0..<600).map { number in
            func oneLine() -> String {
                let text = chance.oddText(upTo: 12).trimmed
                return text.isEmpty ? "x" : text
            }
            return try MailMessage(
                id: MailFixtures.id("\(number)"),
                date: MailFixtures.date.adding(
                    seconds: Int64.random(in: -2_000_000_000...2_000_000_000, using: &chance)
                ),
                from: Mailbox(name: oneLine(), address: MailFixtures.address("a@safeloop.example")),
                to: Mailbox(name: oneLine(), address: MailFixtures.address("b@school.example")),
                subject: oneLine(),
                body: chance.oddLines(upTo: 30),
                attachments: number % 3 == 0
                    ? [
                        MailAttachment(
                            fileName: "f" + oneLine().replacing("/", with: "").replacing("\\", with: ""),
                            mediaType: "text/plain",
                            bytes: Array(oneLine().utf8)
                        )
                    ] : []
            )
        }
        let mails = try await ParsedMail.read(messages.map(\.bytes))
        #expect(mails.count == messages.count)
        for (message, mail) in zip(messages, mails) {
            let lines = TransferEncoding.lines(of: message.body).flatMap { $0 + [13, 10] as [UInt8] }
            #expect(Self.scalars(mail.subject) == Self.scalars(message.subject))
            #expect(mail.from == [[message.sender.name, "a@safeloop.example"]])
            #expect(mail.to == [[message.recipient.name, "b@school.example"]])
            #expect(mail.addresses == ["a@safeloop.example", "b@school.example"])
            #expect(mail.date == message.date.seconds(since: Instant(milliseconds: 0)))
            #expect(Array(mail.text.utf8) == lines)
            #expect(mail.attachments.map { $0[0] } == message.attachments.map(\.fileName))
            #expect(mail.defects == [])
            #expect(mail.clean)
            #expect(mail.longestLine <= 78)
        }
    }

    /// Unicode scalars, for `==` on strings takes composed and decomposed letters for the same.
    private static func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

    @Test("Ten thousand characters in one word neither break a line rule nor get lost")
    func longWord() async throws {
        let word = String(repeating: "x", count: 10_000)
        let mail = try #require(
            try await ParsedMail.read([MailFixtures.message(subject: word, body: word).bytes]).first
        )
        #expect(mail.subject == word)
        #expect(mail.text == word + "\r\n")
        #expect(mail.longestLine <= 78)
    }

    @Test("The same message gives the same bytes")
    func same() throws {
        #expect(try MailFixtures.message().bytes == MailFixtures.message().bytes)
    }

    @Test(
        "A line break in a field is an error, in whatever form it comes",
        arguments: ["\r\n", "\n", "\r", "\u{0}", "\u{85}", "\u{2028}", "\u{2029}", "\u{B}", "\r\n\u{301}"]
    )
    func injection(ending: String) throws {
        let text = "x\(ending)Bcc: everyone@school.example"
        let address = try MailFixtures.address("bob@school.example")
        #expect(throws: MailError.notOneLine(.subject)) { try MailFixtures.message(subject: text) }
        #expect(throws: MailError.notOneLine(.name)) { try Mailbox(name: text, address: address) }
        #expect(throws: MailError.notOneLine(.fileName)) {
            try MailAttachment(fileName: text, mediaType: "text/plain", bytes: [])
        }
        #expect(throws: MailError.badMediaType) {
            try MailAttachment(fileName: "a", mediaType: "text/plain\(ending)", bytes: [])
        }
        #expect(throws: MailError.notOneLine(.listID)) { try MailList(name: text, id: "a.example") }
        #expect(throws: MailError.notOneLine(.listID)) { try MailList(name: "a", id: text) }
        #expect(MessageID(unique: text, domain: "a.example") == nil)
        #expect(MessageID(unique: "1", domain: text) == nil)
    }

    @Test("A file that cannot be attached is refused", arguments: ["", " ", "../a", "C:\\a", "a/b"])
    func fileName(name: String) {
        #expect(throws: MailError.badFileName) { try MailAttachment(fileName: name, mediaType: "a/b", bytes: []) }
    }

    @Test(
        "A type that is not one is refused",
        arguments: ["", "text", "text/", "/plain", "a/b/c", "a/b; c=d", "Multipart/mixed", "message/rfc822"]
    )
    func mediaType(type: String) {
        #expect(throws: MailError.badMediaType) { try MailAttachment(fileName: "a", mediaType: type, bytes: []) }
    }

    @Test("A file for a mail program is the message, marked as not yet sent")
    func draft() async throws {
        let file = EMLFile(try MailFixtures.message(subject: "Notes: 21 November – draft"))
        #expect(file.name == "notes-21-november-draft.eml")
        let mail = try #require(try await ParsedMail.read([file.bytes]).first)
        #expect(mail.unsent == "1")
        #expect(mail.subject == "Notes: 21 November – draft")
        #expect(EMLFile(try MailFixtures.message(subject: "漢字")).name == "message.eml")
    }
}

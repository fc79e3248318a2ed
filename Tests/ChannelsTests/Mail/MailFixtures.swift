import Almanac
import Foundation

@testable import Channels

/// What `Python/parse_mail.py` says about one mail.
struct ParsedMail: Decodable, Sendable {
    let from, to, replyTo: [[String]]
    let addresses: [String]
    let subject, id: String
    let date: Int64
    let inReplyTo, references, list, automatic, unsent: String?
    let names: [String]
    let text: String
    let method, calendar: String?
    let attachments: [[String]]
    let defects: [String]
    let longestLine: Int
    let clean: Bool

    static func read(_ mails: [[UInt8]]) async throws -> [ParsedMail] {
        try await Python.run("parse_mail.py", mails.map { Data($0).base64EncodedString() })
    }
}

enum MailFixtures {
    struct Missing: Error {}

    /// Saturday 21 November 2026, 23:05:09 UTC.
    static let date = Instant(milliseconds: 1_795_302_309_000)

    static func address(_ text: String) throws -> EmailAddress {
        guard let address = EmailAddress(text) else { throw Missing() }
        return address
    }

    static func id(_ unique: String) throws -> MessageID {
        guard let id = MessageID(unique: unique, domain: "safeloop.example") else { throw Missing() }
        return id
    }

    static func message(
        to recipient: String = "bob@school.example",
        from sender: String = "network@safeloop.example",
        subject: String = "Notes of the meeting",
        body: String = "Dear Bob,\n\nThe notes are ready.\n",
        calendar: CalendarFile? = nil
    ) throws -> MailMessage {
        try MailMessage(
            id: id("1"),
            date: date,
            from: Mailbox(name: "The Network", address: address(sender)),
            to: Mailbox(name: "Bob Case", address: address(recipient)),
            subject: subject,
            body: body,
            calendar: calendar
        )
    }
}

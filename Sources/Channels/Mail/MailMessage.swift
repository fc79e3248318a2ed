package import Almanac

/// One mail to one recipient, so that nobody learns who else was written to.
///
/// A message that exists can be written: every field was checked when it was made.
package struct MailMessage: Sendable {
    package let id: MessageID
    package let date: Instant
    package let sender: Mailbox
    package let recipient: Mailbox
    package let replyTo: Mailbox?
    package let subject: String
    /// Plain text; its lines may end in any of the usual ways.
    package let body: String
    package let attachments: [MailAttachment]
    /// Shown by mail programs as an invitation with buttons to answer it.
    package let calendar: CalendarFile?
    package let inReplyTo: MessageID?
    package let references: [MessageID]
    package let list: MailList?
    /// Says that no person wrote it, so that absence notes are not sent back.
    package let isAutomatic: Bool

    /// - Throws: ``MailError/notOneLine(_:)`` when the subject holds a line break or another control character.
    package init(
        id: MessageID,
        date: Instant,
        from sender: Mailbox,
        to recipient: Mailbox,
        replyTo: Mailbox? = nil,
        subject: String,
        body: String,
        attachments: [MailAttachment] = [],
        calendar: CalendarFile? = nil,
        inReplyTo: MessageID? = nil,
        references: [MessageID] = [],
        list: MailList? = nil,
        isAutomatic: Bool = true
    ) throws(MailError) {
        guard subject.isOneLine else { throw .notOneLine(.subject) }
        self.id = id
        self.date = date
        self.sender = sender
        self.recipient = recipient
        self.replyTo = replyTo
        self.subject = subject.trimmed
        self.body = body
        self.attachments = attachments
        self.calendar = calendar
        self.inReplyTo = inReplyTo
        self.references = references
        self.list = list
        self.isAutomatic = isAutomatic
    }
}

/// A file that goes along with a mail.
package struct MailAttachment: Sendable {
    package let fileName: String
    package let mediaType: String
    package let bytes: [UInt8]

    /// - Parameters:
    ///   - fileName: The name alone, no folders.
    ///   - mediaType: Such as `application/pdf`, without parameters.
    /// - Throws: A ``MailError`` when the name or the type is not fit for a header.
    package init(fileName: String, mediaType: String, bytes: [UInt8]) throws(MailError) {
        guard fileName.isOneLine else { throw .notOneLine(.fileName) }
        let name = fileName.trimmed
        guard !name.isEmpty, !name.unicodeScalars.contains("/"), !name.unicodeScalars.contains("\\") else {
            throw .badFileName
        }
        guard Self.isMediaType(mediaType) else { throw .badMediaType }
        self.fileName = name
        self.mediaType = mediaType
        self.bytes = bytes
    }

    private static func isMediaType(_ text: String) -> Bool {
        let parts = text.lowercased().utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 127 else { return false }
        let marks = Set("!#$&-^_.+".utf8)
        return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetterOrDigit || marks.contains($0) } }
            && !parts[0].elementsEqual("multipart".utf8) && !parts[0].elementsEqual("message".utf8)
    }
}

/// The list a mail belongs to, for the recipient's filters (RFC 2919).
package struct MailList: Sendable {
    package let name: String
    /// Looks like a domain, `leads.safeloop.example`.
    package let id: String

    /// Makes the list if its id looks like a domain.
    ///
    /// - Throws: ``MailError/notOneLine(_:)`` when the name or id is not fit for a header.
    package init(name: String, id: String) throws(MailError) {
        guard name.isOneLine, let address = EmailAddress("list@\(id)") else { throw .notOneLine(.listID) }
        self.name = name.trimmed
        self.id = address.domain
    }
}

import Almanac

extension MailMessage {
    /// The message as it travels (RFC 5322 and MIME): ASCII only, lines ended by CRLF, no line over 998 octets.
    ///
    /// The same message gives the same bytes each time.
    package var bytes: [UInt8] { bytes(asDraft: false) }

    /// - Parameter asDraft: Asks Outlook to open the file ready to be sent, rather than as a mail received.
    func bytes(asDraft: Bool) -> [UInt8] {
        var header = HeaderBlock()
        header.add("Date", [Self.text(of: date)])
        header.add("From", HeaderBlock.words(mailbox: sender))
        header.add("To", HeaderBlock.words(mailbox: recipient))
        if let replyTo { header.add("Reply-To", HeaderBlock.words(mailbox: replyTo)) }
        header.add("Subject", HeaderBlock.words(text: subject))
        header.add("Message-ID", [id.text])
        if let inReplyTo { header.add("In-Reply-To", [inReplyTo.text]) }
        if !references.isEmpty { header.add("References", references.map(\.text)) }
        if let list { header.add("List-Id", HeaderBlock.words(phrase: list.name, angle: list.id)) }
        if isAutomatic { header.add("Auto-Submitted", ["auto-generated"]) }
        if asDraft { header.add("X-Unsent", ["1"]) }
        header.add("MIME-Version", ["1.0"])
        return header.bytes + content
    }

    private var content: [UInt8] {
        let text = MailPart.text(body)
        let words = calendar.map { MailPart.several("alternative", [text, MailPart.calendar($0)]) } ?? text
        guard !attachments.isEmpty else { return words }
        return MailPart.several("mixed", [words] + attachments.map(MailPart.attachment))
    }

    /// `Sat, 21 Nov 2026 23:05:09 +0000`.
    private static func text(of instant: Instant) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let iso = instant.iso
        guard let day = Day(iso: iso.prefix(10)) else { return "Thu, 1 Jan 1970 00:00:00 +0000" }
        let time = iso.dropFirst(11).prefix(8)
        return "\(day.weekday.short), \(day.day) \(months[day.month - 1]) \(iso.prefix(4)) \(time) +0000"
    }
}

/// The parts of a message: the fields that describe each, an empty line, and its bytes ended by CRLF.
private enum MailPart {
    static func text(_ body: String) -> [UInt8] {
        encoded(body, ["text/plain;", "charset=utf-8"])
    }

    static func calendar(_ calendar: CalendarFile) -> [UInt8] {
        encoded(calendar.text, ["text/calendar;", "charset=utf-8;", "method=\(calendar.method.rawValue)"])
    }

    static func attachment(_ file: MailAttachment) -> [UInt8] {
        var header = HeaderBlock()
        header.add("Content-Type", [file.mediaType])
        header.add("Content-Disposition", ["attachment;"] + HeaderBlock.words(parameter: "filename", file.fileName))
        header.add("Content-Transfer-Encoding", [TransferEncoding.base64.rawValue])
        return header.bytes + [13, 10] + TransferEncoding.base64(file.bytes)
    }

    /// `=_` occurs in neither quoted-printable nor base64, so no part can contain its boundary.
    static func several(_ kind: String, _ parts: [[UInt8]]) -> [UInt8] {
        let boundary = "=_\(kind)_safeloop"
        var header = HeaderBlock()
        header.add("Content-Type", ["multipart/\(kind);", "boundary=\"\(boundary)\""])
        // The end of line before a boundary belongs to the boundary, so each part keeps its own.
        return header.bytes
            + parts.flatMap { Array("\r\n--\(boundary)\r\n".utf8) + $0 }
            + Array("\r\n--\(boundary)--\r\n".utf8)
    }

    private static func encoded(_ text: String, _ type: [String]) -> [UInt8] {
        let (encoding, bytes) = TransferEncoding.encode(text: text)
        var header = HeaderBlock()
        header.add("Content-Type", type)
        header.add("Content-Transfer-Encoding", [encoding.rawValue])
        return header.bytes + [13, 10] + bytes
    }
}

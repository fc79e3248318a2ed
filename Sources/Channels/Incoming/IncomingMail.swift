import Foundation

/// A mail that came in, as far as it can be read: who says that they sent it, its words, and what is attached.
package struct IncomingMail: Sendable {
    /// Whether the server that took it in found that it comes from where it says (SPF, DKIM and DMARC; RFC 8601).
    package enum Check: String, Codable, Sendable {
        case passed, failed
        /// No server of the network's own looked.
        case none
    }

    package struct Attachment: Hashable, Sendable {
        package let name: String
        /// `application/pdf`
        package let mediaType: String
        package let bytes: [UInt8]
    }

    private static let mostAttachments = 50
    private static let longestText = 100_000
    private static let longestLine = 500

    /// Nil where it names nobody, or several.
    package let from: Mailbox?
    /// As it stands there, where it is no address.
    package let sender: String
    package let subject: String
    /// As the sender wrote it.
    package let date: String
    package let messageID: String?
    /// What it answers, the nearest first.
    package let answers: [MessageID]
    package let text: String
    package let attachments: [Attachment]
    /// A delivery report, an absence note, or an answer that a calendar program sends.
    package let isForMachines: Bool
    package let check: Check
    /// The same for the same message, whichever way it came: its own id, its sender and its content.
    package let identity: [UInt8]

    /// - Parameter checkedBy: The name by which the network's own mail server signs what it found. What a message says of
    ///   itself in another's name is not believed.
    package init(_ bytes: [UInt8], checkedBy: String? = nil) {
        let whole = MailEntity(bytes[...])
        let leaves = whole.leaves()
        sender = Self.line(MailText.decodedWords(whole["from"] ?? ""))
        from = whole.all("from").count == 1 ? Self.mailbox(whole["from"] ?? "") : nil
        subject = Self.line(MailText.decodedWords(whole["subject"] ?? ""))
        date = Self.line(whole["date"] ?? "")
        messageID = whole["message-id"].map(Self.line)
        answers = Self.answers(whole)
        isForMachines =
            whole.type == "multipart/report" || Self.isAbsenceNote(whole)
            || leaves.contains { $0.type == "text/calendar" && $0.text.uppercased().contains("METHOD:REPLY") }
        check = Self.check(whole, by: checkedBy)
        // What servers write above a message differs from way to way.
        let head = messageID.map { Array("\($0)\n\(whole["from"] ?? "")\n".utf8) }
        identity = head.map { $0 + whole.content } ?? bytes
        let words = leaves.filter { $0.disposition != "attachment" && $0.fileName == nil }
        let body = words.first { $0.type == "text/plain" } ?? words.first { $0.type == "text/html" }
        text = body.map { Self.tidy($0.type == "text/html" ? WebPage.plain($0.text) : $0.text) } ?? ""
        let bodyStart = body?.content.startIndex
        attachments = leaves.filter { part in
            part.content.startIndex != bodyStart && !(part.type == "text/html" && part.disposition != "attachment")
                && !(part.type == "text/plain" && part.fileName == nil && part.disposition != "attachment")
        }
        .prefix(Self.mostAttachments).enumerated().map { index, part in
            let name = part.fileName.map(Self.line).flatMap { $0.isEmpty ? nil : $0 }
            return Attachment(
                name: name ?? (part.type == "message/rfc822" ? "A forwarded mail.eml" : "Attachment \(index + 1)"),
                mediaType: part.type,
                bytes: part.bytes
            )
        }
    }

    private static func mailbox(_ field: String) -> Mailbox? {
        let text = MailText.decodedWords(field).replacing("\"", with: "")
        if let found = Mailbox(text) { return found }
        // A name may hold anything; the address is what counts.
        guard let open = field.lastIndex(of: "<"), let close = field.lastIndex(of: ">"), open < close,
            field.count(where: { $0 == "<" }) == 1
        else { return nil }
        return EmailAddress(field[field.index(after: open)..<close]).flatMap { try? Mailbox(address: $0) }
    }

    private static func answers(_ whole: MailEntity) -> [MessageID] {
        let ids =
            [whole["in-reply-to"] ?? ""]
            + [whole["references"] ?? ""].map { references in
                references.split(separator: " ").reversed().joined(separator: " ")
            }
        var found: [MessageID] = []
        for word in ids.joined(separator: " ").split(whereSeparator: \.isWhitespace).prefix(100) {
            if let id = MessageID(word), !found.contains(id) { found.append(id) }
        }
        return found
    }

    /// RFC 3834. What a scanner or a rule sends on by itself (`auto-generated`) may be a letter.
    private static func isAbsenceNote(_ whole: MailEntity) -> Bool {
        whole["auto-submitted"]?.lowercased().hasPrefix("auto-replied") ?? false || whole["x-autoreply"] != nil
            || whole["precedence"]?.lowercased() == "auto_reply"
    }

    /// Only the topmost is the own server's: whatever came with the message stands below it.
    private static func check(_ whole: MailEntity, by name: String?) -> Check {
        guard let name, let field = whole["authentication-results"] else { return .none }
        let words = field.lowercased().split { $0 == ";" || $0.isWhitespace }
        guard words.first.map(String.init) == name.lowercased() else { return .none }
        if words.contains("dmarc=pass") { return .passed }
        if words.contains("dmarc=fail") { return .failed }
        return .none
    }

    private static func line(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.isControl ? " " : $0 }
        return String(String(String.UnicodeScalarView(scalars)).trimmed.prefix(longestLine))
    }

    private static func tidy(_ text: String) -> String {
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        let scalars = lines.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || !$0.isControl }
        return String(String(String.UnicodeScalarView(scalars)).trimmed.prefix(longestText))
    }
}

/// The words of a web page, without anything that is fetched or run.
enum WebPage {
    private static let breaks: Set<String> = [
        "br", "p", "/p", "div", "/div", "tr", "/tr", "li", "/ul", "/ol", "h1", "h2", "h3", "/h1", "/h2", "/h3", "hr",
        "blockquote", "/blockquote",
    ]
    private static let silent: Set<String> = ["script", "style", "head", "title"]
    private static let named = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "pound": "£", "ndash": "–",
        "mdash": "—", "rsquo": "’", "lsquo": "‘", "rdquo": "”", "ldquo": "“", "hellip": "…", "eacute": "é",
    ]

    static func plain(_ page: String) -> String {
        var text = ""
        var rest = page[...]
        while let open = rest.firstIndex(of: "<") {
            text += spaced(rest[..<open])
            rest = rest[rest.index(after: open)...]
            if rest.hasPrefix("!--") {
                rest = rest.firstRange(of: "-->").map { rest[$0.upperBound...] } ?? ""
                continue
            }
            guard let close = rest.firstIndex(of: ">") else { break }
            let tag = rest[..<close].prefix { !$0.isWhitespace && $0 != ">" }.lowercased()
            let name = tag.hasSuffix("/") && tag.count > 1 ? String(tag.dropLast()) : tag
            rest = rest[rest.index(after: close)...]
            if breaks.contains(name) { text += "\n" }
            if silent.contains(name) {
                let end = rest.range(of: "</\(name)", options: .caseInsensitive)
                rest = end.map { rest[$0.lowerBound...] } ?? ""
            }
        }
        text += spaced(rest)
        return decoded(text).split(separator: "\n", omittingEmptySubsequences: false).map(\.trimmed)
            .reduce(into: [String]()) { lines, line in
                if !(line.isEmpty && lines.last?.isEmpty ?? true) { lines.append(line) }
            }
            .joined(separator: "\n")
    }

    private static func spaced(_ text: Substring) -> String {
        String(text.map { $0.isWhitespace ? " " : $0 })
    }

    private static func decoded(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let sign = rest.firstIndex(of: "&") {
            result += rest[..<sign]
            let after = rest[rest.index(after: sign)...]
            guard let end = after.prefix(10).firstIndex(of: ";") else {
                result += "&"
                rest = after
                continue
            }
            let name = after[..<end]
            result += character(name) ?? "&\(name);"
            rest = after[after.index(after: end)...]
        }
        return result + rest
    }

    private static func character(_ name: Substring) -> String? {
        guard name.first == "#" else { return named[String(name)] }
        let digits = name.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        let number = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap(Unicode.Scalar.init).map { String($0) }
    }
}

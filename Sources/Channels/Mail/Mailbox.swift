/// Someone's name and e-mail address.
package struct Mailbox: Hashable, Sendable {
    /// Empty when no name is known.
    package let name: String
    package let address: EmailAddress

    /// - Throws: ``MailError/notOneLine(_:)`` when the name holds a line break or another control character.
    package init(name: String = "", address: EmailAddress) throws(MailError) {
        guard name.isOneLine else { throw .notOneLine(.name) }
        self.name = name.trimmed
        self.address = address
    }
}

extension Mailbox {
    /// Reads `Riverside Network <network@riverside.example>` or a bare address, and nothing else.
    package init?(_ text: String) {
        guard let open = text.lastIndex(of: "<") else {
            guard let address = EmailAddress(text) else { return nil }
            self.address = address
            name = ""
            return
        }
        let rest = text[text.index(after: open)...].trimmed
        let name = text[..<open].trimmed
        guard rest.hasSuffix(">"), let address = EmailAddress(rest.dropLast()), name.isOneLine, !name.contains("<")
        else {
            return nil
        }
        self.name = name
        self.address = address
    }
}

/// Why a mail cannot be made. Says which field, never what stood in it.
package enum MailError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Field: String, Sendable {
        case name, subject
        case fileName = "file name"
        case listID = "list's name"
    }

    /// A line break or another control character in a field that is one line: an attempt to add a header, or a slip.
    case notOneLine(Field)
    /// A file name that is empty or names a folder.
    case badFileName
    /// A media type that is not of the form `type/subtype`, or names a message or several parts.
    case badMediaType

    package var description: String {
        switch self {
        case .notOneLine(let field): "The \(field.rawValue) contains a line break or another control character."
        case .badFileName: "The name of the attached file is empty or contains a slash."
        case .badMediaType: "The type of the attached file is not one that can be attached."
        }
    }
}

/// The `Message-ID` of a mail, with its angle brackets.
package struct MessageID: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package var description: String { text }

    /// Makes an id from something unique (a UUID) and a domain, or `nil` where they would not be valid in a header.
    package init?(unique: String, domain: String) {
        self.init("<\(unique)@\(domain)>")
    }

    /// Reads `<unique@domain>`, and nothing else.
    package init?(_ text: some StringProtocol) {
        guard text.first == "<", text.last == ">", text.utf8.count <= 250,
            EmailAddress(text.dropFirst().dropLast()) != nil, !text.contains(where: \.isWhitespace)
        else { return nil }
        self.text = String(text)
    }
}

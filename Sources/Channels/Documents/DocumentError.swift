/// Why no text could be taken out of a document, in one sentence that may be shown as it is.
package enum DocumentError: Error, Equatable, Sendable, CustomStringConvertible {
    case notFound
    case empty
    case tooLarge(limit: Int)
    case tooMuchText(limit: Int)
    /// Counted from 1.
    case longLine(Int)
    /// Neither text nor a kind of document that is read here.
    case notADocument
    case missingTool(String, kind: DocumentKind)
    case damaged(DocumentKind)
    case tooSlow(DocumentKind)
    /// A document without text, such as a scanned page.
    case holdsNoText(DocumentKind)

    /// The Debian packages of programs that are not called as they are.
    private static let packages = ["pdftotext": "poppler-utils"]

    package var description: String {
        switch self {
        case .notFound: "The file cannot be opened."
        case .empty: "The file is empty."
        case .tooLarge(let limit): "The file is larger than \(limit / 1_048_576) MB, which is the most that is read."
        case .tooMuchText(let limit):
            "There is more than \(limit / 1_048_576) MB of text in it; bring in the notes of one meeting at a time."
        case .longLine(let number):
            "Line \(number) of the text is thousands of words long; break it into lines, one for each paragraph."
        case .notADocument: "The file is not a text, Word, OpenDocument, PDF, rich text, web page or mail file."
        case .missingTool(let tool, let kind):
            "Reading \(kind.name) needs the program \(tool), which is not installed: install the package \(Self.packages[tool] ?? tool)."
        case .damaged(let kind): "The file looks like \(kind.name) but is damaged or protected, so it cannot be read."
        case .tooSlow(let kind): "Reading \(kind.name) took too long and was stopped."
        case .holdsNoText(let kind):
            "The file is \(kind.name) without any text in it; a scanned page must be typed or recognised first."
        }
    }
}

/// The kinds of document that text is taken out of.
package enum DocumentKind: String, Equatable, Sendable, CaseIterable {
    case text, word, oldWord, openDocument, pdf, richText, webPage, mail

    package var name: String {
        switch self {
        case .text: "a text file"
        case .word: "a Word document"
        case .oldWord: "an old Word document"
        case .openDocument: "an OpenDocument text"
        case .pdf: "a PDF"
        case .richText: "a rich text document"
        case .webPage: "a web page"
        case .mail: "a mail message"
        }
    }

    /// Tells the kind by what the file begins with, and by its name only where content cannot tell.
    static func of(_ bytes: [UInt8], named name: String) -> DocumentKind {
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        if bytes.starts(with: "%PDF".utf8) { return .pdf }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return .oldWord }
        if bytes.starts(with: "{\\rtf".utf8) { return .richText }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            let isOpenDocument = bytes.dropFirst(30).prefix(60).starts(
                with: "mimetypeapplication/vnd.oasis.opendocument".utf8
            )
            return isOpenDocument || ending == "odt" ? .openDocument : .word
        }
        let start = String(decoding: bytes.prefix(200), as: UTF8.self).lowercased().drop {
            $0.isWhitespace || $0 == "\u{FEFF}"
        }
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return .webPage }
        switch ending {
        case "eml": return .mail
        case "html", "htm": return .webPage
        default: return .text
        }
    }
}

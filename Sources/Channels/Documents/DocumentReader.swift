import Dispatch
import Foundation

/// Takes the text out of documents as people send them: text, Word, OpenDocument, PDF, rich text, web pages and mail.
///
/// Tables come out as rows with tabs between their cells, or as grids where a cell has several lines, so that whoever
/// reads the text still sees the columns.
package struct DocumentReader: Sendable {
    /// The most text that is taken out of a document: notes of one meeting are far shorter.
    package static let mostText = 2 * 1_048_576
    /// The most bytes in one line of it: five thousand words.
    package static let longestLine = 30_000

    private let limit: Int
    private let converter: Converter

    /// - Parameters:
    ///   - limit: the most bytes that are read of a file.
    ///   - timeout: how long a converter may take.
    package init(limit: Int = 20 * 1_048_576, timeout: Duration = .seconds(30)) {
        self.limit = limit
        converter = Converter(timeout: timeout, outputLimit: limit * 2)
    }

    /// Reads a file from disk without blocking the tasks around it.
    package func text(ofFile path: String) async throws(DocumentError) -> String {
        let limit = limit
        let read: Result<[UInt8], DocumentError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: DocumentReader.bytes(of: path, limit: limit))
            }
        }
        return try await text(of: read.get(), named: path)
    }

    /// Reads a file that has already come in, as an upload or an attachment.
    ///
    /// - Parameter name: its name, for the ending.
    package func text(of bytes: [UInt8], named name: String) async throws(DocumentError) -> String {
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        guard bytes.contains(where: { !Self.isSpace($0) }) else { throw .empty }
        let kind = DocumentKind.of(bytes, named: name)
        let text = try await text(of: bytes, kind)
        try Self.checkSize(of: text)
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw kind == .text ? .empty : .holdsNoText(kind)
        }
        return text
    }

    /// Whether a text, however it came in, is short enough to be read as the notes of one meeting.
    package static func checkSize(of text: String) throws(DocumentError) {
        guard text.utf8.count <= mostText else { throw .tooMuchText(limit: mostText) }
        var (line, length, last) = (1, 0, UInt8(0))
        for byte in text.utf8 {
            length += 1
            let isBreak = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            // A return with its line feed is one break.
            if isBreak, byte == UInt8(ascii: "\r") || last != UInt8(ascii: "\r") { line += 1 }
            if isBreak { length = 0 }
            guard length <= longestLine else { throw .longLine(line) }
            last = byte
        }
    }

    private func text(of bytes: [UInt8], _ kind: DocumentKind) async throws(DocumentError) -> String {
        switch kind {
        case .text:
            guard let text = PlainText.decode(bytes) else { throw .notADocument }
            return text
        case .word: return try await pandoc(bytes, from: "docx", kind)
        case .openDocument:
            let content = try await converter.run("unzip", ["-p"], on: bytes, member: "content.xml", kind: kind)
            guard let text = OpenDocumentText.text(ofXML: content) else { throw .damaged(kind) }
            return text
        case .richText: return try await pandoc(bytes, from: "rtf", kind)
        case .webPage:
            guard let page = PlainText.decode(bytes) else { throw .notADocument }
            return try await pandoc(Array(page.utf8), from: "html", kind)
        case .oldWord:
            return try await printed("antiword", ["-m", "UTF-8.txt", "-w", "0", "-"], bytes, kind)
        case .pdf:
            return try await printed("pdftotext", ["-layout", "-enc", "UTF-8", "-", "-"], bytes, kind)
        case .mail:
            let message = MailText(bytes)
            guard let body = message.body else { throw .holdsNoText(.mail) }
            let text = body.isWebPage ? try await pandoc(Array(body.text.utf8), from: "html", kind) : body.text
            return message.heading + text
        }
    }

    private func printed(
        _ tool: String,
        _ arguments: [String],
        _ bytes: [UInt8],
        _ kind: DocumentKind
    ) async throws(DocumentError) -> String {
        String(decoding: try await converter.run(tool, arguments, on: bytes, kind: kind), as: UTF8.self)
    }

    /// Pandoc may not open other files, nor take more than half a gigabyte.
    private func pandoc(_ bytes: [UInt8], from format: String, _ kind: DocumentKind) async throws(DocumentError)
        -> String
    {
        let arguments = ["+RTS", "-M512m", "-RTS", "--sandbox", "--from", format, "--to", "json"]
        let json = try await converter.run("pandoc", arguments, on: bytes, kind: kind)
        guard let text = PandocText.text(ofJSON: Data(json)) else { throw .damaged(kind) }
        return text
    }

    private static func bytes(of path: String, limit: Int) -> Result<[UInt8], DocumentError> {
        guard let file = FileHandle(forReadingAtPath: path) else { return .failure(.notFound) }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: limit + 1) else {
            // A read of nothing is the end of the file; a folder cannot be read at all.
            return FileManager.default.isReadableFile(atPath: path) ? .failure(.empty) : .failure(.notFound)
        }
        return .success(Array(data))
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 32 || (9...13).contains(byte)
    }
}

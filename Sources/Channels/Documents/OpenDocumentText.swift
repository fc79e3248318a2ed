import Foundation
import FoundationXML

/// Writes the content of an OpenDocument text as plain lines.
///
/// Pandoc 2.17 drops heading rows and lists inside tables of this format without a word, so it is not used here.
final class OpenDocumentText: NSObject, XMLParserDelegate {
    private var lines: [String] = []
    private var paragraph = ""
    private var depthOfParagraph = 0
    private var isHeading = false
    /// The rows so far of each table that is open, the innermost last.
    private var tables: [[[[String]]]] = []
    private var isItemStart = false
    private var skipped = 0

    /// - Parameter xml: the document's `content.xml`.
    /// - Returns: `nil` where it is not well formed.
    static func text(ofXML xml: [UInt8]) -> String? {
        let writer = OpenDocumentText()
        let parser = XMLParser(data: Data(xml))
        parser.delegate = writer
        return parser.parse() ? writer.lines.joined(separator: "\n") + "\n" : nil
    }

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        switch name {
        case "text:p", "text:h":
            depthOfParagraph += 1
            if depthOfParagraph == 1 { paragraph = "" }
            isHeading = name == "text:h"
        case "text:list-item": isItemStart = true
        case "text:s":
            let count = Int(attributes["text:c"] ?? "1") ?? 1
            paragraph += String(repeating: " ", count: min(max(0, count), 100))
        case "text:tab": paragraph += "\t"
        case "text:line-break": paragraph += "\n"
        case "office:annotation", "text:tracked-changes", "text:note": skipped += 1
        case "table:table": tables.append([])
        case "table:table-row": if !tables.isEmpty { tables[tables.count - 1].append([]) }
        case "table:table-cell":
            if let row = tables.last?.indices.last { tables[tables.count - 1][row].append([]) }
        default: break
        }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if depthOfParagraph > 0, skipped == 0 { paragraph += text.replacing("\n", with: " ") }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        switch name {
        case "text:p", "text:h":
            depthOfParagraph = max(0, depthOfParagraph - 1)
            if depthOfParagraph == 0, skipped == 0 { closeParagraph() }
        case "office:annotation", "text:tracked-changes", "text:note": skipped -= 1
        case "table:table": if let rows = tables.popLast() { write(TableText.lines(of: rows)) }
        default: break
        }
    }

    private func closeParagraph() {
        let marker = isItemStart ? "\u{2022} " : isHeading ? "## " : ""
        isItemStart = false
        isHeading = false
        write((marker + paragraph).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + [""])
        paragraph = ""
    }

    /// Adds lines where they belong: to the open cell, or to the text.
    private func write(_ more: [String]) {
        if let row = tables.last?.indices.last, let cell = tables.last?[row].indices.last {
            tables[tables.count - 1][row][cell] += more
        } else {
            lines += more
        }
    }
}

/// Writes the rows of a table so that its columns can still be told.
enum TableText {
    /// A row a line with tabs between the cells, or a grid where a cell has several lines.
    static func lines(of rows: [[[String]]]) -> [String] {
        let cells = rows.map { $0.map(tidied) }
        guard cells.contains(where: { $0.contains { !$0.isEmpty } }) else { return [] }
        if cells.allSatisfy({ $0.allSatisfy { $0.count <= 1 } }) {
            return cells.map { $0.map { $0.first ?? "" }.joined(separator: "\t") } + [""]
        }
        let rule = "+---+---+"
        var lines = [rule]
        for row in cells {
            for index in 0..<(row.map(\.count).max() ?? 0) {
                let parts = row.map { index < $0.count ? $0[index] : "" }
                lines.append("| " + parts.joined(separator: " | ") + " |")
            }
            lines.append(rule)
        }
        return lines + [""]
    }

    private static func tidied(_ cell: [String]) -> [String] {
        var lines = cell.map { $0.replacing("|", with: "/").replacing("\t", with: " ") }
        while lines.last?.isEmpty ?? false { lines.removeLast() }
        return Array(lines.drop { $0.isEmpty })
    }
}

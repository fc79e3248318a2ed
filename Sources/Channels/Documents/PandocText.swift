import Foundation

/// Writes pandoc's document tree as plain lines.
struct PandocText {
    private var lines: [String] = []

    /// - Returns: `nil` where the JSON is not pandoc's.
    static func text(ofJSON data: Data) -> String? {
        guard let tree = try? JSONDecoder().decode(Node.self, from: data), let blocks = tree["blocks"]?.list else {
            return nil
        }
        var writer = PandocText()
        writer.write(blocks)
        return writer.lines.joined(separator: "\n") + "\n"
    }

    /// A value of the tree: an element is an object with its type under "t" and its content under "c".
    private enum Node: Decodable {
        case object([String: Node]), list([Node]), text(String), number(Int), other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let list = try? container.decode([Node].self) {
                self = .list(list)
            } else if let object = try? container.decode([String: Node].self) {
                self = .object(object)
            } else if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .other
            }
        }

        subscript(key: String) -> Node? { if case .object(let object) = self { object[key] } else { nil } }
        subscript(index: Int) -> Node? { list.flatMap { index < $0.count ? $0[index] : nil } }
        var list: [Node]? { if case .list(let list) = self { list } else { nil } }
        var text: String? { if case .text(let text) = self { text } else { nil } }
        var number: Int? { if case .number(let number) = self { number } else { nil } }
        var type: String { self["t"]?.text ?? "" }
        var content: Node? { self["c"] }
    }

    // MARK: Blocks

    private mutating func write(_ blocks: [Node]) {
        for block in blocks { write(block) }
    }

    private mutating func write(_ block: Node) {
        switch block.type {
        case "Para", "Plain": writeParagraph(Self.inline(block.content?.list ?? []))
        case "Header": writeParagraph("## " + Self.inline(block.content?[2]?.list ?? []))
        case "LineBlock": for line in block.content?.list ?? [] { writeParagraph(Self.inline(line.list ?? [])) }
        case "CodeBlock", "RawBlock": writeParagraph(block.content?[1]?.text ?? "")
        case "BlockQuote": write(block.content?.list ?? [])
        case "Div": write(block.content?[1]?.list ?? [])
        case "BulletList": for item in block.content?.list ?? [] { write(item.list ?? [], after: "\u{2022} ") }
        case "OrderedList": writeNumbered(block)
        case "DefinitionList":
            for entry in block.content?.list ?? [] {
                writeParagraph(Self.inline(entry[0]?.list ?? []))
                for definition in entry[1]?.list ?? [] { write(definition.list ?? []) }
            }
        case "Table": writeTable(block)
        default: break
        }
    }

    private mutating func writeParagraph(_ text: String) {
        lines += text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines.append("")
    }

    private mutating func write(_ blocks: [Node], after marker: String) {
        let start = lines.count
        write(blocks)
        guard start < lines.count else { return }
        lines[start] = marker + lines[start]
    }

    private mutating func writeNumbered(_ block: Node) {
        let start = block.content?[0]?[0]?.number ?? 1
        let style = block.content?[0]?[1]?.type ?? ""
        for (index, item) in (block.content?[1]?.list ?? []).enumerated() {
            write(item.list ?? [], after: Self.numeral(start &+ index, style) + " ")
        }
    }

    private static func numeral(_ number: Int, _ style: String) -> String {
        switch style {
        case "LowerAlpha" where (1...26).contains(number), "UpperAlpha" where (1...26).contains(number):
            let letter = String(UnicodeScalar(UInt8(96 + number)))
            return (style == "UpperAlpha" ? letter.uppercased() : letter) + ")"
        default: return "\(number)."
        }
    }

    // MARK: Tables

    private mutating func writeTable(_ block: Node) {
        // [attributes, caption, columns, head, bodies, foot]; a head is [attributes, rows], a body [attributes, n, rows, rows].
        var rows = block.content?[3]?[1]?.list ?? []
        for body in block.content?[4]?.list ?? [] { rows += (body[2]?.list ?? []) + (body[3]?.list ?? []) }
        rows += block.content?[5]?[1]?.list ?? []
        lines += TableText.lines(of: rows.map { row in (row[1]?.list ?? []).map { Self.lines(ofCell: $0) } })
    }

    private static func lines(ofCell cell: Node) -> [String] {
        var writer = PandocText()
        writer.write(cell[4]?.list ?? [])
        return writer.lines
    }

    // MARK: Inlines

    private static func inline(_ nodes: [Node]) -> String {
        nodes.map { inline($0) }.joined()
    }

    private static func inline(_ node: Node) -> String {
        switch node.type {
        case "Str": node.content?.text ?? ""
        case "Space", "SoftBreak": " "
        case "LineBreak": "\n"
        case "Code", "Math", "RawInline": node.content?[1]?.text ?? ""
        case "Quoted":
            node.content?[0]?.type == "SingleQuote"
                ? "\u{2018}" + inline(node.content?[1]?.list ?? []) + "\u{2019}"
                : "\u{201C}" + inline(node.content?[1]?.list ?? []) + "\u{201D}"
        case "Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps":
            inline(node.content?.list ?? [])
        case "Link", "Span", "Cite": inline(node.content?[1]?.list ?? [])
        default: ""
        }
    }
}

/// Reads cards of vCard 2.1, 3.0 and 4.0, as address books and phones export them.
enum VCardReader {
    static func read(_ text: String) -> ContactsReading {
        var reading = ContactsReading(source: .vCard)
        var card: Card?
        for line in lines(of: text) {
            guard let property = VCardProperty(line.bytes) else { continue }
            switch (property.name, property.plain.uppercased()) {
            case ("BEGIN", "VCARD"):
                card.map { add($0, to: &reading, isFinished: false) }
                card = Card(line: line.number)
            case ("END", "VCARD"):
                card.map { add($0, to: &reading, isFinished: true) }
                card = nil
            default:
                card?.properties.append(property)
            }
        }
        card.map { add($0, to: &reading, isFinished: false) }
        return reading
    }

    private struct Card {
        let line: Int
        var properties: [VCardProperty] = []

        func all(_ name: String) -> [VCardProperty] { properties.filter { $0.name == name } }

        func text(_ name: String) -> String { all(name).lazy.map(\.text).first { !$0.trimmed.isEmpty } ?? "" }

        /// `N` holds surname; forenames; further names; form of address; suffix.
        var name: String {
            let full = text("FN")
            guard full.trimmed.isEmpty else { return full }
            let parts = all("N").first?.components ?? []
            return [1, 2, 0].filter(parts.indices.contains).map { parts[$0] }.joined(separator: " ")
        }

        /// `ORG` holds the organisation; its parts.
        var organisation: String {
            (all("ORG").first?.components ?? []).map(\.trimmed).filter { !$0.isEmpty }.joined(separator: ", ")
        }

        var emails: [String] {
            all("EMAIL").sorted { $0.isPreferred && !$1.isPreferred }
                .map { $0.text.lowercased().hasPrefix("mailto:") ? String($0.text.dropFirst(7)) : $0.text }
        }

        var phone: String {
            let text = all("TEL").min { $0.isPreferred && !$1.isPreferred }?.text ?? ""
            return text.lowercased().hasPrefix("tel:") ? String(text.dropFirst(4)) : text
        }
    }

    private static func add(_ card: Card, to reading: inout ContactsReading, isFinished: Bool) {
        if !isFinished { reading.problems.append(ContactProblem(line: card.line, kind: .unclosed("a card"))) }
        if card.text("KIND").lowercased() == "group" || card.text("X-ADDRESSBOOKSERVER-KIND").lowercased() == "group" {
            let kind = ContactProblem.Kind.notRead("this card is a group, not a person, and was not read.")
            reading.problems.append(ContactProblem(line: card.line, kind: kind))
            return
        }
        let title = card.text("TITLE")
        reading.add(
            line: card.line,
            name: card.name,
            addresses: card.emails,
            organisation: card.organisation,
            role: title.isEmpty ? card.text("ROLE") : title,
            phone: card.phone
        )
    }

    /// The lines with their folds undone: a line that begins with a blank goes on from the one before, and in
    /// quoted-printable one that ends in `=` goes on in the next.
    private static func lines(of text: String) -> [(number: Int, bytes: [UInt8])] {
        var lines: [(number: Int, bytes: [UInt8])] = []
        var isSoftBreak = false
        for (index, line) in TransferEncoding.lines(of: text).enumerated() {
            let isFold = line.first == 32 || line.first == 9
            if isSoftBreak || isFold, !lines.isEmpty {
                lines[lines.count - 1].bytes += isSoftBreak ? line[...] : line.dropFirst()
            } else if !line.isEmpty {
                lines.append((index + 1, line))
            }
            isSoftBreak = line.last == UInt8(ascii: "=") && isQuotedPrintable(lines.last?.bytes ?? [])
            if isSoftBreak { lines[lines.count - 1].bytes.removeLast() }
        }
        return lines
    }

    private static func isQuotedPrintable(_ bytes: [UInt8]) -> Bool {
        // The parameters of a real card are short; looking no further keeps a long card from being read over and over.
        let head = bytes.prefix(200).prefix { $0 != UInt8(ascii: ":") }
        return String(decoding: head, as: UTF8.self).uppercased().contains("QUOTED-PRINTABLE")
    }
}

/// Reads people from what a coordinator already has: CSV, vCard, or addresses pasted from a mail program.
///
/// Everyone found is handed over as written, with what is doubtful named line by line; a person decides.
package enum ContactsReader {
    package static let sizeLimit = 20_000_000

    /// - Parameters:
    ///   - bytes: The file, or pasted text as UTF-8.
    ///   - fileName: Its name, if it was a file; `.csv` and `.tsv` are taken at their word.
    /// - Throws: A ``ContactsUnreadable`` when it is none of the three.
    package static func read(_ bytes: [UInt8], fileName: String? = nil) throws(ContactsUnreadable) -> ContactsReading {
        let (text, isWindowsText) = try decode(bytes)
        let name = fileName?.lowercased() ?? ""
        var reading: ContactsReading
        if isVCard(text) {
            reading = VCardReader.read(text)
        } else if let table = CSVContacts(text) {
            reading = table.read()
        } else if name.hasSuffix(".csv") || name.hasSuffix(".tsv") || isTable(text) {
            throw .noHeadings
        } else {
            reading = AddressList.read(text)
        }
        reading.isWindowsText = isWindowsText
        reading.addDuplicates()
        return reading
    }

    private static func isVCard(_ text: String) -> Bool {
        text.prefix(2000).trimmed.uppercased().hasPrefix("BEGIN:VCARD")
    }

    /// A tab between two words comes out of a spreadsheet; one at the start of a line may be a mail program's fold.
    private static func isTable(_ text: String) -> Bool {
        TransferEncoding.lines(of: text).contains { line in
            String(decoding: line, as: UTF8.self).trimmed.utf8.contains(9)
        }
    }

    private static func decode(_ bytes: [UInt8]) throws(ContactsUnreadable) -> (String, isWindowsText: Bool) {
        guard bytes.count <= sizeLimit else { throw .tooLarge }
        let zip: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
        let compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0]
        if bytes.starts(with: zip) || bytes.starts(with: compound) { throw .workbook }
        guard let decoded = TextDecoding.decode(bytes) else { throw .notText }
        if decoded.text.unicodeScalars.allSatisfy(\.isBlank) { throw .empty }
        return (decoded.text, decoded.encoding == .windows1252)
    }
}

extension ContactsReading {
    fileprivate mutating func addDuplicates() {
        var lines: [String: Int] = [:]
        for person in people {
            guard let key = person.email?.key else { continue }
            if let first = lines[key] {
                problems.append(ContactProblem(line: person.line, kind: .duplicate(ofLine: first)))
            } else {
                lines[key] = person.line
            }
        }
        // Swift's sort is stable, so what is said about one line stays in order.
        problems.sort { $0.line < $1.line }
    }

    /// Adds a person from the pieces found, and says what is wrong with them.
    ///
    /// - Parameter addresses: As written, the preferred one first.
    mutating func add(line: Int, name: String, addresses: [String], organisation: String, role: String, phone: String) {
        func problem(_ kind: ContactProblem.Kind) { problems.append(ContactProblem(line: line, kind: kind)) }
        let written = addresses.map(\.trimmed).filter { !$0.isEmpty }
        let email = written.lazy.compactMap { EmailAddress($0) }.first
        if written.isEmpty { problem(.noAddress) }
        for text in written where EmailAddress(text) == nil { problem(.badAddress(text)) }
        if Set(written.map { $0.lowercased() }).count > 1 { problem(.severalAddresses) }
        var shown = PersonName.tidied(name)
        if shown.lowercased() == email?.key { shown = "" }
        if shown.isEmpty {
            problem(.noName)
        } else if let turned = PersonName.turned(shown) {
            problem(.turnedName(from: shown, to: turned))
            shown = turned
        }
        people.append(
            Contact(
                line: line,
                name: shown,
                email: email,
                organisation: PersonName.tidied(organisation),
                role: PersonName.tidied(role),
                phone: phone.trimmed
            )
        )
    }
}

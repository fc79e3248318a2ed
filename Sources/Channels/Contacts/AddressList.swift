/// Reads addresses as they are copied out of a mail program: `Ann Bell <ann@example.org>; "Case, Bob" <bob@…>`.
enum AddressList {
    static func read(_ text: String) -> ContactsReading {
        let scanner = AddressScanner(text)
        var reading = ContactsReading(source: .addresses)
        reading.problems = scanner.problems
        var waiting: AddressScanner.Piece?
        for piece in scanner.pieces {
            if var surname = waiting, isForename(piece, after: surname) {
                surname.phrase += ", " + piece.phrase
                surname.angle = piece.angle
                add(surname, to: &reading)
                waiting = nil
                continue
            }
            waiting.map { add($0, to: &reading) }
            let isWholeName = piece.angle != nil || piece.phrase.contains("@") || !piece.endsSoftly || piece.isQuoted
            waiting = isWholeName ? nil : piece
            if isWholeName { add(piece, to: &reading) }
        }
        waiting.map { add($0, to: &reading) }
        return reading
    }

    /// Whether the two are one name written surname first. Two pieces of several words each are two people.
    private static func isForename(_ piece: AddressScanner.Piece, after surname: AddressScanner.Piece) -> Bool {
        func isOneWord(_ text: String) -> Bool {
            !withoutAffix(text).name.unicodeScalars.contains(where: \.isBlank)
        }
        return piece.angle != nil && !piece.isQuoted && !piece.phrase.isEmpty
            && (isOneWord(surname.phrase) || isOneWord(piece.phrase))
    }

    private static func add(_ piece: AddressScanner.Piece, to reading: inout ContactsReading) {
        var (name, affix) = withoutAffix(withoutApostrophes(piece.phrase))
        var addresses = piece.angle.map { [withoutScheme($0)] } ?? []
        if addresses.isEmpty, affix.contains("@") {
            addresses = [withoutScheme(affix)]
            affix = ""
        }
        if addresses.isEmpty {
            let words = name.unicodeScalars.split(whereSeparator: \.isBlank).map {
                String(String.UnicodeScalarView($0))
            }
            addresses = words.filter { $0.contains("@") }
            if addresses.count > 1, addresses.count == words.count {
                for address in addresses { add(piece.line, "", [address], organisation: "", to: &reading) }
                return
            }
            name = words.filter { !$0.contains("@") }.joined(separator: " ")
        }
        // `ann@example.org (Ann Bell)` is the oldest way to give a name.
        if name.isEmpty { swap(&name, &affix) }
        add(piece.line, name, addresses, organisation: affix, to: &reading)
    }

    private static func add(
        _ line: Int,
        _ name: String,
        _ addresses: [String],
        organisation: String,
        to reading: inout ContactsReading
    ) {
        reading.add(
            line: line,
            name: withoutApostrophes(name),
            addresses: addresses.map(withoutApostrophes),
            organisation: organisation,
            role: "",
            phone: ""
        )
    }

    /// Outlook shows a person's organisation after the name: `Bell, Ann [Camden]` or `Bell, Ann (Camden)`.
    private static func withoutAffix(_ text: String) -> (name: String, affix: String) {
        let scalars = text.unicodeScalars
        guard let last = scalars.last, last == "]" || last == ")",
            let open = scalars.lastIndex(of: last == "]" ? "[" : "(")
        else { return (text, "") }
        let affix = scalars[scalars.index(after: open)...].dropLast()
        return (String(scalars[..<open]).trimmed, String(affix).trimmed)
    }

    /// Outlook puts apostrophes around a name it does not know.
    private static func withoutApostrophes(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count >= 2, scalars.first == "'", scalars.last == "'" else { return text }
        return String(scalars.dropFirst().dropLast()).trimmed
    }

    private static func withoutScheme(_ text: String) -> String {
        let trimmed = text.trimmed
        return ["mailto:", "smtp:"].first { trimmed.lowercased().hasPrefix($0) }
            .map { String(trimmed.dropFirst($0.count)) } ?? trimmed
    }
}

/// What values of a feature may look like.
struct ValueFormat: Sendable {
    enum Kind: Sendable {
        case text(letters: Letters, length: ClosedRange<Int>)
        case pattern(TextPattern)
        case whole(ClosedRange<Int128>)
        case date(DatePattern)
        case choice([[UInt8]])
    }

    enum Letters: String, Sendable { case upper, lower, mixed }

    let kind: Kind
    /// The column of a roll that the feature is, which tells how its values are tidied; nil for another.
    let column: RollColumn?

    init(_ format: SchemaObject, column: RollColumn?) throws(EncodingError) {
        self.column = column
        let lengths = 0...(1 << 30)
        switch try format.text("type") {
        case "string" where format.members["pattern"] != nil:
            try format.only("type", "encoding", "pattern", "description")
            kind = .pattern(try TextPattern(format.text("pattern") ?? "", format))
        case "string":
            try format.only("type", "encoding", "case", "minLength", "maxLength", "description")
            guard let letters = Letters(rawValue: try format.text("case") ?? "mixed") else {
                throw format.fault("must have the case upper, lower or mixed")
            }
            let least = try format.whole("minLength", in: lengths) ?? 0
            let most = try format.whole("maxLength", in: lengths) ?? lengths.upperBound
            guard least <= most else { throw format.fault("has a minLength above its maxLength") }
            kind = .text(letters: letters, length: least...most)
        case "integer":
            try format.only("type", "minimum", "maximum", "description")
            let numbers = -(1 << 53)...(1 << 53)
            let least = try format.whole("minimum", in: numbers).map { Int128($0) } ?? -(1 << 120)
            let most = try format.whole("maximum", in: numbers).map { Int128($0) } ?? 1 << 120
            guard least <= most else { throw format.fault("has a minimum above its maximum") }
            kind = .whole(least...most)
        case "date":
            try format.only("type", "format", "description")
            kind = .date(try DatePattern(format.text("format") ?? "", format))
        case "enum":
            try format.only("type", "values", "description")
            guard case .array(let values)? = format.members["values"], !values.isEmpty else {
                throw format.fault("has no list of values")
            }
            var choices: [[UInt8]] = []
            for value in values {
                guard case .string(let text) = value else { throw format.fault("has a value that is no text") }
                choices.append(Array(text.utf8))
            }
            kind = .choice(choices)
        default: throw format.fault("must have the type string, integer, date or enum")
        }
    }
}

/// Writes values of one feature as they are hashed.
///
/// A value that the format allows is written as clkhash writes it. One that it does not allow, which clkhash stops at,
/// is tidied first: names in small letters without accents, dates in the schema's order, postcodes in one piece.
struct ValueWriter {
    /// To be raised whenever any value is tidied in another way than before, in `Folding`, `CalendarDate`, `Sex` or here:
    /// encodings of the same people would no longer be alike.
    static let version = 1

    private let format: ValueFormat
    private let pattern: TextPattern.Matcher?
    private var tidied: [UInt8] = []

    init(_ format: ValueFormat) {
        self.format = format
        if case .pattern(let pattern) = format.kind { self.pattern = pattern.matcher() } else { pattern = nil }
    }

    /// Appends the value to `output`; false where it cannot be made to fit, and nothing is appended.
    mutating func write(_ raw: ArraySlice<UInt8>, into output: inout [UInt8]) -> Bool {
        if append(raw, to: &output) { return true }
        guard format.column != nil || isText else { return false }
        tidied.removeAll(keepingCapacity: true)
        tidy(raw, into: &tidied)
        return !tidied.isEmpty && append(tidied[...], to: &output)
    }

    private var isText: Bool {
        switch format.kind {
        case .text, .pattern: true
        case .whole, .date, .choice: false
        }
    }

    private func append(_ value: ArraySlice<UInt8>, to output: inout [UInt8]) -> Bool {
        switch format.kind {
        case .text(let letters, let length):
            guard Self.fits(value, letters, length) else { return false }
            output += value
        case .pattern:
            guard let pattern, pattern.allows(value) else { return false }
            output += value
        case .whole(let range):
            guard let number = WholeNumber.parse(value), range.contains(number) else { return false }
            output += String(number).utf8
        case .date(let pattern):
            guard pattern.write(value, into: &output) else { return false }
        case .choice(let choices):
            guard choices.contains(where: { $0.elementsEqual(value) }) else { return false }
            output += value
        }
        return true
    }

    private static func fits(_ value: ArraySlice<UInt8>, _ letters: ValueFormat.Letters, _ length: ClosedRange<Int>)
        -> Bool
    {
        if value.allSatisfy({ $0 < 128 }) {
            guard length.contains(value.count) else { return false }
            switch letters {
            case .mixed: return true
            case .lower: return !value.contains { (65...90).contains($0) }
            case .upper: return !value.contains { (97...122).contains($0) }
            }
        }
        let text = String(decoding: value, as: UTF8.self)
        guard length.contains(text.unicodeScalars.count) else { return false }
        switch letters {
        case .mixed: return true
        case .lower: return text.lowercased().unicodeScalars.elementsEqual(text.unicodeScalars)
        case .upper: return text.uppercased().unicodeScalars.elementsEqual(text.unicodeScalars)
        }
    }

    private func tidy(_ raw: ArraySlice<UInt8>, into output: inout [UInt8]) {
        switch format.column {
        case .dateOfBirth?:
            if let date = CalendarDate(String(decoding: raw, as: UTF8.self)) { tidy(date, into: &output) }
        case .sex?:
            guard case .choice(let choices) = format.kind,
                let sex = Sex(String(decoding: Self.trimmed(raw), as: UTF8.self))
            else { return }
            output += choices.first { Sex(String(decoding: $0, as: UTF8.self)) == sex } ?? []
        case .postcode?, .upn?, .nhsNumber?, .id?:
            for byte in raw where byte > 32 && byte != UInt8(ascii: "-") { output.append(Self.capital(byte)) }
        case .givenName?, .familyName?, .otherNames?, .address?, .locality?, .school?:
            for word in Folding.words(String(decoding: raw, as: UTF8.self)) {
                if !output.isEmpty { output.append(32) }
                output += word
            }
            if case .text(.upper, _) = format.kind { output = output.map(Self.capital) }
        case nil:
            let text = String(decoding: Self.trimmed(raw), as: UTF8.self)
            switch format.kind {
            case .text(.lower, _): output += text.lowercased().utf8
            case .text(.upper, _): output += text.uppercased().utf8
            default: output += text.utf8
            }
        }
    }

    /// A date that is not written as the schema wants it. Where the schema puts the month first, only the year first is
    /// beyond doubt.
    private func tidy(_ date: CalendarDate, into output: inout [UInt8]) {
        guard case .date(let pattern) = format.kind, !pattern.monthComesFirst else { return }
        pattern.rewrite(date, into: &output)
    }

    private static func capital(_ byte: UInt8) -> UInt8 { (97...122).contains(byte) ? byte - 32 : byte }

    private static func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var value = value
        while let last = value.last, last <= 32 { value.removeLast() }
        while let first = value.first, first <= 32 { value.removeFirst() }
        return value
    }
}

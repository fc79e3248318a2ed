extension FieldEncodings {
    /// Writes the document as JSON, a part at a time.
    ///
    /// - parameter body: takes the next bytes.
    public func write(_ body: ([UInt8]) throws -> Void) rethrows {
        var text: [UInt8] = []
        let (name, school) = (FilterShape.name(hardening), FilterShape.school(hardening))
        text += Array(
            """
            {"format":"\(Self.format)","version":\(Self.version),"hardening":"\(hardening.rawValue)",
            "rules":"
            """.utf8
        )
        text += Base64.text(rules)
        text += Array("\",\"check\":\"".utf8)
        text += Base64.text(check)
        text += Array("\",\n\"nameBits\":\(name.bits),\"schoolBits\":\(school.bits)".utf8)
        try Self.table("births", births, &text, body) { $0.bytes }
        try Self.table("names", names, &text, body) { $0.bytes }
        try Self.table("homes", homes, &text, body) { $0.bytes }
        try Self.table("schools", schools, &text, body) { $0.bytes }
        try Self.table("sexes", sexes, &text, body) { $0.bytes }
        try Self.table("upns", upns, &text, body) { $0.bytes }
        try Self.table("nhsNumbers", nhsNumbers, &text, body) { $0.bytes }
        text += Array(",\n\"people\":[".utf8)
        for (row, person) in people.enumerated() {
            text += Array(row == 0 ? "\n".utf8 : ",\n".utf8)
            text += Array(person.map { line($0) }?.utf8 ?? "null".utf8)
            try Self.flush(&text, atLeast: 1 << 16, body)
        }
        text += Array("]}\n".utf8)
        try Self.flush(&text, atLeast: 1, body)
    }

    private func line(_ person: PersonCode) -> String {
        let places = [person.birth, person.sex, person.home, person.school, person.upn, person.nhsNumber]
        var at = Int(person.wordsAt)
        let names = [person.givenCount, person.otherCount, person.familyCount].map { count in
            defer { at += Int(count) }
            return "[" + words[at..<at + Int(count)].map(String.init).joined(separator: ",") + "]"
        }
        return "[" + (places.map { $0 < 0 ? "null" : String($0) } + names).joined(separator: ",") + "]"
    }

    private static func table<Code>(
        _ name: String,
        _ codes: [Code],
        _ text: inout [UInt8],
        _ body: ([UInt8]) throws -> Void,
        _ bytes: (Code) -> [UInt8]
    ) rethrows {
        text += Array(",\n\"\(name)\":[".utf8)
        for (place, code) in codes.enumerated() {
            text += Array(place == 0 ? "\n\"".utf8 : ",\n\"".utf8)
            text += Base64.text(bytes(code))
            text.append(UInt8(ascii: "\""))
            try flush(&text, atLeast: 1 << 16, body)
        }
        text.append(UInt8(ascii: "]"))
    }

    private static func flush(_ text: inout [UInt8], atLeast: Int, _ body: ([UInt8]) throws -> Void) rethrows {
        guard text.count >= atLeast else { return }
        try body(text)
        text.removeAll(keepingCapacity: true)
    }
}

// MARK: Codes as bytes

extension FieldToken {
    /// Big-endian.
    var bytes: [UInt8] { (0..<UInt64(Self.bytes)).reversed().map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) } }
}

extension BirthCode {
    static let byteCount = 7 * FieldToken.bytes

    var bytes: [UInt8] {
        [date, unordered, dayOfYear, month, dayAndYear, firstOfJanuary, asFirstOfJanuary].flatMap(\.bytes)
    }
}

extension NameCode {
    static func byteCount(_ hardening: FieldHardening) -> Int {
        (2 + groupCount) * FieldToken.bytes + FilterShape.name(hardening).bytes
    }

    var bytes: [UInt8] { ([word, skeleton] + groups).flatMap(\.bytes) + filter.bytes }
}

extension HomeCode {
    static let byteCount = 6 * FieldToken.bytes

    var bytes: [UInt8] { [postcode, sector, district, town, address, door].flatMap(\.bytes) }
}

extension SchoolCode {
    static func byteCount(_ hardening: FieldHardening) -> Int {
        FieldToken.bytes + FilterShape.school(hardening).bytes
    }

    var bytes: [UInt8] { name.bytes + filter.bytes }
}

extension BigramFilter {
    /// Bit 0 is the lowest of the first byte.
    var bytes: [UInt8] { words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } } }

    init(_ bytes: ArraySlice<UInt8>) {
        let start = bytes.startIndex
        words = stride(from: 0, to: bytes.count, by: 8).map { at in
            (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + at + $1]) << (8 * UInt64($1)) }
        }
    }
}

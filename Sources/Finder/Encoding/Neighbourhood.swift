/// The numbers around a number, so that near numbers share some (Vatsalan and Christen 2015).
struct Neighbourhood: Sendable {
    /// How far apart neighbours lie, in units of `10^-precision / (2 * resolution)`.
    let interval: Int128
    /// How many neighbours there are on either side.
    let resolution: Int
    /// How many digits after the point count.
    let precision: Int

    /// Larger numbers, as scaled, are refused; clkhash goes on with numbers of any length.
    private static let most: Int128 = 1 << 100

    init(_ comparison: SchemaObject) throws(EncodingError) {
        guard let distance = try comparison.number("thresholdDistance"), distance > 0, distance < 1e15 else {
            throw comparison.fault("needs a thresholdDistance that is above 0 and below 10^15")
        }
        resolution = try comparison.requiredWhole("resolution", in: 1...4096)
        precision = try comparison.whole("fractional_precision", in: 0...12) ?? 0
        interval = Int128((distance * Self.power(precision)).rounded(.toNearestOrEven))
        guard interval > 0 else {
            throw comparison.fault("has too little fractional_precision for its thresholdDistance")
        }
    }

    private static func power(_ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { value, _ in value * 10 }
    }

    /// The tokens of a number as it is written; nil where it is none.
    func tokens(of text: some Collection<UInt8>) -> [String]? {
        guard var value = scaled(text), value.magnitude < Self.most.magnitude else { return nil }
        value = value * 2 * Int128(resolution)
        var residue = value % interval
        if residue < 0 { residue += interval }
        if residue * 2 < interval { value -= residue } else { value += interval - residue }
        return (-resolution...resolution).map { String(value + Int128($0) * interval) }
    }

    private func scaled(_ text: some Collection<UInt8>) -> Int128? {
        if let whole = WholeNumber.parse(text) {
            return (0..<precision).reduce(whole) { value, _ in
                value.magnitude < Self.most.magnitude ? value * 10 : value
            }
        }
        guard let string = String(validating: text, as: UTF8.self), let value = Double(string), value.isFinite else {
            return nil
        }
        let scaled =
            precision > 0 ? (value * Self.power(precision)).rounded(.toNearestOrEven) : value.rounded(.towardZero)
        return Int128(exactly: scaled)
    }
}

/// Whole numbers as Python reads them: blanks around, a sign, digits with single underscores between.
enum WholeNumber {
    /// Nil where it is none, or has more than 30 digits.
    static func parse(_ text: some Collection<UInt8>) -> Int128? {
        var bytes = Array(text)[...]
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        var value: Int128 = 0
        var digits = 0
        var afterDigit = false
        for byte in bytes {
            if byte == UInt8(ascii: "_"), afterDigit {
                afterDigit = false
                continue
            }
            guard byte >= 48, byte <= 57, digits < 30 else { return nil }
            value = value * 10 + Int128(byte - 48)
            digits += 1
            afterDigit = true
        }
        guard afterDigit else { return nil }
        return isNegative ? -value : value
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}

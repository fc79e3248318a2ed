/// One unfolded line of a card, `group.NAME;PARAMETER=value:value`.
struct VCardProperty {
    let name: String
    /// Upper case; the bare words of version 2.1 stand here as `TYPE`.
    private let parameters: [(name: String, value: String)]
    private let value: ArraySlice<UInt8>

    /// `nil` where there is no colon.
    init?(_ line: [UInt8]) {
        var isQuoted = false
        let colon = line.firstIndex { byte in
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            return byte == UInt8(ascii: ":") && !isQuoted
        }
        guard let colon else { return nil }
        let head = line[..<colon].split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self).trimmed.uppercased() }
        value = line[(colon + 1)...]
        name = head.first?.split(separator: ".").last.map(String.init) ?? ""
        parameters = head.dropFirst().map { parameter in
            guard let equals = parameter.firstIndex(of: "=") else { return ("TYPE", parameter) }
            return (String(parameter[..<equals]), String(parameter[parameter.index(after: equals)...]))
        }
    }

    /// The value as it stands.
    var plain: String { String(decoding: value, as: UTF8.self).trimmed }

    /// The value with its encoding and escapes undone.
    var text: String { Self.unescaped(decoded[...]) }

    /// The parts of a value that are separated by semicolons.
    var components: [String] {
        let bytes = decoded
        var parts: [[UInt8]] = [[]]
        var isEscaped = false
        for byte in bytes {
            if byte == UInt8(ascii: ";"), !isEscaped {
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return parts.map { Self.unescaped($0[...]) }
    }

    /// Marked as the one to use: `PREF`, `TYPE=pref` or `PREF=1`.
    var isPreferred: Bool {
        parameters.contains {
            ($0.name == "TYPE" && $0.value.contains("PREF")) || ($0.name == "PREF" && $0.value == "1")
        }
    }

    private var decoded: [UInt8] {
        let isQuotedPrintable = parameters.contains { $0.value == "QUOTED-PRINTABLE" || $0.value == "Q" }
        guard isQuotedPrintable else { return Array(value) }
        let bytes = Self.quotedPrintable(value)
        if String(validating: bytes, as: UTF8.self) != nil { return bytes }
        return TextDecoding.windows1252(bytes).map { Array($0.utf8) } ?? bytes
    }

    private static func quotedPrintable(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let digits = bytes[(index + 1)...].prefix(2)
            if bytes[index] == UInt8(ascii: "="), digits.count == 2, digits.allSatisfy(\.isLetterOrDigit),
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                output.append(byte)
                index += 3
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return output
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        var output: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
                continue
            }
            let isBreak = isEscaped && (byte == UInt8(ascii: "n") || byte == UInt8(ascii: "N"))
            output.append(isBreak ? 10 : byte)
            isEscaped = false
        }
        return String(decoding: output, as: UTF8.self)
    }
}

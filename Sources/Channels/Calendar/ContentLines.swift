/// The lines of a calendar file, each `NAME;PARAMETER=value:value`, folded at 75 octets between characters.
///
/// Whatever is passed in, one call adds one line: a control character cannot get through any of the functions.
struct ContentLines {
    typealias Parameters = [String: String]

    private(set) var text = ""

    /// A value made by us, such as a date or a keyword.
    mutating func add(_ name: String, _ value: String) {
        add(name, [:], value)
    }

    mutating func add(_ name: String, _ parameters: Parameters, _ value: String) {
        // Sorted, so that the same event gives the same bytes each time.
        let written = parameters.sorted { $0.key < $1.key }.map { ";\($0.key)=\(Self.parameter($0.value))" }
        fold(name + written.joined() + ":" + Self.withoutControls(value))
    }

    /// A value that people wrote.
    mutating func add(_ name: String, text value: String) {
        add(name, Self.escaped(value))
    }

    /// An address of the web or of mail; what may not stand in one is percent-encoded.
    mutating func add(_ name: String, _ parameters: Parameters = [:], uri: String) {
        let bytes = uri.utf8.map { byte in
            (33...126).contains(byte) ? String(UnicodeScalar(byte)) : "%" + hexadecimal(byte)
        }
        add(name, parameters, bytes.joined())
    }

    private mutating func fold(_ line: String) {
        var length = 0
        for scalar in line.unicodeScalars {
            let width = UTF8.width(scalar)
            if length + width > 75 {
                text.unicodeScalars.append(contentsOf: "\r\n ".unicodeScalars)
                length = 1
            }
            text.unicodeScalars.append(scalar)
            length += width
        }
        text.unicodeScalars.append(contentsOf: "\r\n".unicodeScalars)
    }

    private static func escaped(_ value: String) -> String {
        var escaped = String.UnicodeScalarView()
        var isAfterReturn = false
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\n" where isAfterReturn: break
            case "\n", "\r": escaped.append(contentsOf: "\\n".unicodeScalars)
            case "\\", ";", ",": escaped.append(contentsOf: ["\\", scalar])
            default: escaped.append(scalar)
            }
            isAfterReturn = scalar == "\r"
        }
        return String(escaped)
    }

    /// Quotation marks cannot be written in a parameter that all calendars read, and some take a backslash for an
    /// escape where others do not; they become apostrophes and slashes.
    private static func parameter(_ value: String) -> String {
        let needsQuotes = value.utf8.contains { !$0.isLetterOrDigit && !"-/".utf8.contains($0) }
        let inner = withoutControls(value).replacing("\"", with: "'").replacing("\\", with: "/")
        return needsQuotes ? "\"\(inner)\"" : inner
    }

    private static func withoutControls(_ value: String) -> String {
        String(String.UnicodeScalarView(value.unicodeScalars.map { $0.isControl ? " " : $0 }))
    }
}

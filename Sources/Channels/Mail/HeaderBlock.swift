import Foundation

/// The header of a mail or of one of its parts: a list of fields, folded so that no line is needlessly long.
///
/// A field is a list of words that are never broken; a fold stands only between two of them. Only printable ASCII gets
/// in, because each word is made by one of the functions below.
struct HeaderBlock {
    private(set) var bytes: [UInt8] = []

    /// RFC 2047 allows 76 characters to a line that holds an encoded word.
    private static let lineLength = 76

    mutating func add(_ name: String, _ words: [String]) {
        var length = name.utf8.count + 1
        bytes += name.utf8
        bytes.append(UInt8(ascii: ":"))
        for (index, word) in words.enumerated() {
            if index > 0, length + 1 + word.utf8.count > Self.lineLength {
                bytes += "\r\n".utf8
                length = 0
            }
            bytes.append(UInt8(ascii: " "))
            bytes += word.utf8
            length += 1 + word.utf8.count
        }
        bytes += "\r\n".utf8
    }

    /// Free text, such as a subject.
    static func words(text: String) -> [String] {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let isPlain =
            text.utf8.allSatisfy(\.isPrintable) && !text.contains("=?")
            && words.allSatisfy { (1...60).contains($0.utf8.count) }
        return isPlain ? words : encodedWords(text)
    }

    /// A name and an address.
    static func words(mailbox: Mailbox) -> [String] {
        words(phrase: mailbox.name, angle: mailbox.address.text)
    }

    /// A name before something in angle brackets; without a name, what is in them.
    static func words(phrase: String, angle: String) -> [String] {
        guard !phrase.isEmpty else { return ["<\(angle)>"] }
        guard phrase.utf8.allSatisfy(\.isPrintable), phrase.utf8.count <= 60, !phrase.contains("=?") else {
            return encodedWords(phrase) + ["<\(angle)>"]
        }
        let quoted = phrase.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return ["\"\(quoted)\"", "<\(angle)>"]
    }

    /// A parameter of a field, `filename="notes.pdf"`, or in the form of RFC 2231 where it is long or not plain ASCII.
    static func words(parameter name: String, _ value: String) -> [String] {
        let isPlain = value.utf8.allSatisfy {
            $0.isPrintable && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if isPlain, value.utf8.count <= 50, !value.contains("=?") { return ["\(name)=\"\(value)\""] }
        // By whole characters, for some readers decode each piece by itself.
        let units = value.unicodeScalars.map { scalar in
            String(scalar).utf8
                .map {
                    $0.isLetterOrDigit || "-._".utf8.contains($0) ? String(UnicodeScalar($0)) : "%" + hexadecimal($0)
                }
                .joined()
        }
        let pieces = chunks(of: units, lengths: \.utf8.count, limit: 45)
        if pieces.count == 1 { return ["\(name)*=utf-8''\(pieces[0].joined())"] }
        return pieces.enumerated().map { index, piece in
            let value = (index == 0 ? "utf-8''" : "") + piece.joined()
            return "\(name)*\(index)*=\(value)" + (index + 1 < pieces.count ? ";" : "")
        }
    }

    /// RFC 2047: each word stands alone, so it holds whole characters. 36 octets make a word of 60.
    private static func encodedWords(_ text: String) -> [String] {
        chunks(of: Array(text.unicodeScalars), lengths: { UTF8.width($0) }, limit: 36).map { scalars in
            let piece = String(String.UnicodeScalarView(scalars))
            return "=?utf-8?B?\(Data(piece.utf8).base64EncodedString())?="
        }
    }

    private static func chunks<Unit>(of units: [Unit], lengths: (Unit) -> Int, limit: Int) -> [[Unit]] {
        var chunks: [[Unit]] = [[]]
        var length = 0
        for unit in units {
            if length + lengths(unit) > limit {
                chunks.append([])
                length = 0
            }
            chunks[chunks.count - 1].append(unit)
            length += lengths(unit)
        }
        return chunks
    }
}

/// Two upper-case digits.
func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}

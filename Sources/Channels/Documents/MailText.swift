import Foundation

/// The readable part of a mail message (RFC 5322 with MIME): its first text part, else its first web page.
struct MailText {
    struct Body {
        var text: String
        var isWebPage: Bool
    }

    /// Who sent it to whom, when and about what, as the message says.
    let heading: String
    let body: Body?

    init(_ bytes: [UInt8]) {
        let entity = Entity(bytes[...])
        let names = ["from", "to", "date", "subject"]
        let fields = names.compactMap { name in
            entity.fields[name].map { "\(name.capitalized): \(Self.decodedWords($0))\n" }
        }
        heading = fields.joined() + "\n"
        let parts = entity.leaves(depth: 0)
        let isAttached = { (part: Entity) in
            part.fields["content-disposition"]?.lowercased().hasPrefix("attachment") ?? false
        }
        let texts = parts.filter { !isAttached($0) }
        let best = texts.first { $0.type == "text/plain" } ?? texts.first { $0.type == "text/html" }
        body = best.flatMap { part in part.text.map { Body(text: $0, isWebPage: part.type == "text/html") } }
    }

    private struct Entity {
        var fields: [String: String] = [:]
        var content: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) {
            content = bytes[bytes.endIndex...]
            var last = ""
            var index = bytes.startIndex
            while index < bytes.endIndex {
                let end = bytes[index...].firstIndex(of: 10) ?? bytes.endIndex
                let next = min(end + 1, bytes.endIndex)
                let line = String(decoding: bytes[index..<end].filter { $0 != 13 }, as: UTF8.self)
                index = next
                if line.isEmpty {
                    content = bytes[index...]
                    break
                }
                if line.first == " " || line.first == "\t" {
                    fields[last, default: ""] += " " + line.drop { $0 == " " || $0 == "\t" }
                } else if let colon = line.firstIndex(of: ":") {
                    last = line[..<colon].lowercased()
                    fields[last] = line[line.index(after: colon)...].drop { $0 == " " }.description
                }
            }
        }

        var type: String {
            fields["content-type"]?.split(separator: ";").first.map { $0.lowercased().filter { $0 != " " } }
                ?? "text/plain"
        }

        func parameter(_ name: String) -> String? {
            for part in (fields["content-type"] ?? "").split(separator: ";").dropFirst() {
                let pair = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " && $0 != "\"" } }
                if pair.count == 2, pair[0].lowercased() == name { return String(pair[1]) }
            }
            return nil
        }

        func leaves(depth: Int) -> [Entity] {
            guard depth < 6, type.hasPrefix("multipart/"), let boundary = parameter("boundary") else { return [self] }
            return parts(between: Array(("--" + boundary).utf8)).flatMap { Entity($0).leaves(depth: depth + 1) }
        }

        private func parts(between marker: [UInt8]) -> [ArraySlice<UInt8>] {
            var parts: [ArraySlice<UInt8>] = []
            var start: Int?
            var index = content.startIndex
            while index < content.endIndex {
                let end = content[index...].firstIndex(of: 10) ?? content.endIndex
                if content[index..<end].starts(with: marker) {
                    if let start { parts.append(content[start..<index]) }
                    start = min(end + 1, content.endIndex)
                }
                index = end + 1
            }
            if let start, start < content.endIndex { parts.append(content[start...]) }
            return parts
        }

        var text: String? {
            var bytes = Array(content)
            switch fields["content-transfer-encoding"]?.lowercased() {
            case "base64":
                bytes = Data(base64Encoded: Data(bytes), options: .ignoreUnknownCharacters).map(Array.init) ?? []
            case "quoted-printable": bytes = MailText.unquoted(bytes)
            default: break
            }
            return PlainText.decode(bytes)
        }
    }

    /// Undoes quoted-printable (RFC 2045): `=E2=80=93`, and `=` at the end of a line that goes on.
    static func unquoted(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == 61 else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let rest = bytes[(index + 1)...].prefix(2)
            if rest.first == 10 {
                index += 2
            } else if rest.starts(with: [13, 10]) {
                index += 3
            } else if rest.count == 2, let byte = UInt8(String(decoding: rest, as: UTF8.self), radix: 16) {
                result.append(byte)
                index += 3
            } else {
                result.append(61)
                index += 1
            }
        }
        return result
    }

    /// Undoes encoded words (RFC 2047): `=?utf-8?Q?Caf=C3=A9?=`.
    static func decodedWords(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "=?") {
            result += rest[..<start.lowerBound]
            let fields = rest[start.upperBound...].split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
            guard fields.count == 4, fields[3].first == "=" else {
                result += "=?"
                rest = rest[start.upperBound...]
                continue
            }
            let isBase64 = fields[1].lowercased() == "b"
            let bytes =
                isBase64
                ? Data(base64Encoded: String(fields[2])).map(Array.init) ?? []
                : unquoted(Array(fields[2].utf8).map { $0 == 95 ? 32 : $0 })
            result += PlainText.decode(bytes) ?? ""
            rest = fields[3].dropFirst()
        }
        return result + rest
    }
}

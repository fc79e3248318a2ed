import Foundation

/// What a mail server says about a message that it could not deliver after all: a delivery status notification
/// (RFC 3464) inside a `multipart/report` (RFC 6522).
package struct DeliveryReport: Hashable, Sendable {
    /// The message that came back.
    package let original: MessageID
    /// The three digits of the server's answer, where the report quotes it.
    package let code: Int?
    /// What the server said, on one line and without addresses.
    package let reason: String

    /// Nil where this is no report of a failure, or does not say of which message.
    package init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        let head = Self.fields(&lines)
        guard let type = head["content-type"], type.lowercased().hasPrefix("multipart/report"),
            let boundary = Self.boundary(in: type)
        else { return nil }
        var failure: [String: String]?
        var original: MessageID?
        for var part in Self.parts(of: lines, boundary) {
            let kind = Self.fields(&part)["content-type"]?.lowercased() ?? ""
            if kind.hasPrefix("message/delivery-status") || kind.hasPrefix("message/global-delivery-status") {
                failure = failure ?? Self.failure(in: part)
            } else if kind.hasPrefix("message/") || kind.hasPrefix("text/rfc822-headers") {
                original = original ?? Self.fields(&part)["message-id"].flatMap { MessageID($0) }
            }
        }
        // Some servers leave the original out and say in the report's own header what it answers.
        original = original ?? head["in-reply-to"].flatMap { MessageID($0) }
        guard let failure, let original else { return nil }
        let status = failure["status"].map { "Status \($0)" } ?? "It could not be delivered"
        let said = failure["diagnostic-code"].map(Self.afterKind) ?? "\(status)."
        let recipient = Self.afterKind(failure["final-recipient"] ?? "").prefix { $0 != "@" }
        self.original = original
        code = said.split { !$0.isASCII || !$0.isNumber }.first { $0.count == 3 }.flatMap { Int($0) }
            .flatMap { (400...599).contains($0) ? $0 : nil }
        reason = said.withoutAddresses(of: recipient.trimmingCharacters(in: CharacterSet(charactersIn: "<> ")))
    }

    /// What is said about the first recipient that the message did not reach.
    private static func failure(in part: ArraySlice<Substring>) -> [String: String]? {
        var rest = part
        while !rest.isEmpty {
            let group = fields(&rest)
            if group["action"]?.lowercased().hasPrefix("failed") == true { return group }
        }
        return nil
    }

    /// The fields up to the next empty line, unfolded, by their names in small letters; of two with one name the first.
    private static func fields(_ lines: inout ArraySlice<Substring>) -> [String: String] {
        var fields: [String: String] = [:]
        var last: String?
        while let line = lines.popFirst() {
            if line.allSatisfy(\.isWhitespace) { break }
            if line.first?.isWhitespace == true {
                if let last { fields[last, default: ""] += " " + line.trimmingCharacters(in: .whitespaces) }
            } else if let colon = line.firstIndex(of: ":") {
                let name = line[..<colon].lowercased()
                last = fields[name] == nil ? name : nil
                if last != nil { fields[name] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces) }
            }
        }
        return fields
    }

    private static func boundary(in type: String) -> String? {
        for parameter in type.split(separator: ";").dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].trimmingCharacters(in: .whitespaces).lowercased() == "boundary" else {
                continue
            }
            let value = pair[1].trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
            return value.isEmpty ? nil : value
        }
        return nil
    }

    private static func parts(of lines: ArraySlice<Substring>, _ boundary: String) -> [ArraySlice<Substring>] {
        let marks = lines.indices.filter { lines[$0].hasPrefix("--\(boundary)") }
        return zip(marks, marks.dropFirst() + [lines.endIndex]).map { lines[($0 + 1)..<$1] }
    }

    /// `smtp; 550 5.1.1 no such person` without what stands before the semicolon.
    private static func afterKind(_ text: String) -> String {
        guard let semicolon = text.firstIndex(of: ";") else { return text }
        return text[text.index(after: semicolon)...].trimmingCharacters(in: .whitespaces)
    }
}

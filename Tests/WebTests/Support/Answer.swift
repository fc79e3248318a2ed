import Foundation
import HTTPTypes
import NIOCore

/// What came back.
struct Answer: Sendable {
    let path: String
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let bytes: [UInt8]

    init(_ response: SiteClient.Response, of path: String) {
        self.path = path
        status = response.status
        headers = response.headers
        bytes = Array(response.body.readableBytesView)
    }

    var html: String { String(decoding: bytes, as: UTF8.self) }
    var location: String? { headers[.location] }

    /// What a reader sees: no tags, entities undone, single spaces.
    var text: String {
        let body = html.firstRange(of: "<body").map { html[$0.lowerBound...] } ?? html[...]
        return Self.plain(String(body.replacing(/<[^>]*>/, with: " ")))
    }

    /// The token of the first form that has one, found without taking the page apart.
    var token: String? {
        let html = html
        guard let name = html.range(of: "name=\"csrf\" value=\"") else { return nil }
        return String(html[name.upperBound...].prefix { $0 != "\"" })
    }

    /// All the forms of the page.
    var forms: [PageForm] {
        html.matches(of: /<form([^>]*)>(.*?)<\/form>/.dotMatchesNewlines()).map {
            PageForm(attributes: String($0.1), contents: String($0.2))
        }
    }

    /// The form of the page that is sent to an address.
    ///
    /// - Throws: ``SiteProblem`` naming the forms that are there.
    func form(_ action: String) throws -> PageForm {
        guard let form = forms.first(where: { $0.action == action }) else {
            throw SiteProblem("\(path) (\(status.code)) has no form to \(action), only to \(forms.map(\.action))")
        }
        return form
    }

    /// Whether the page has a link to an address.
    func links(to address: String) -> Bool {
        html.contains("href=\"\(address.replacing("&", with: "&amp;"))\"")
    }

    static func plain(_ text: String) -> String {
        var text = text
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            text = text.replacing(entity, with: character)
        }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// A form as it stands on a page, with what would be sent if nothing were changed.
struct PageForm: Sendable {
    let action: String
    let method: String
    let isMultipart: Bool
    let fields: [(name: String, value: String)]

    init(attributes: String, contents: String) {
        action = Self.attribute("action", attributes) ?? ""
        method = (Self.attribute("method", attributes) ?? "get").lowercased()
        isMultipart = attributes.contains("multipart/form-data")
        fields = Self.inputs(contents) + Self.selects(contents) + Self.areas(contents)
    }

    /// The first value under a name.
    subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    private static func inputs(_ contents: String) -> [(name: String, value: String)] {
        contents.matches(of: /<input([^>]*)>/).compactMap { match in
            let attributes = String(match.1)
            let type = attribute("type", attributes) ?? "text"
            guard let name = attribute("name", attributes), type != "file" else { return nil }
            let isBox = type == "checkbox" || type == "radio"
            guard !isBox || attributes.contains(" checked") else { return nil }
            return (name, attribute("value", attributes) ?? (isBox ? "on" : ""))
        }
    }

    private static func selects(_ contents: String) -> [(name: String, value: String)] {
        contents.matches(of: /<select([^>]*)>(.*?)<\/select>/.dotMatchesNewlines()).compactMap { match in
            guard let name = attribute("name", String(match.1)) else { return nil }
            let options = String(match.2).matches(of: /<option([^>]*)>/).map { String($0.1) }
            let chosen = options.first { $0.contains(" selected") } ?? options.first
            return chosen.map { (name, attribute("value", $0) ?? "") }
        }
    }

    private static func areas(_ contents: String) -> [(name: String, value: String)] {
        contents.matches(of: /<textarea([^>]*)>(.*?)<\/textarea>/.dotMatchesNewlines()).compactMap { match in
            guard let name = attribute("name", String(match.1)) else { return nil }
            // A browser drops the line break after the tag.
            return (name, unescaped(String(match.2.first == "\n" ? match.2.dropFirst() : match.2)))
        }
    }

    private static func attribute(_ name: String, _ attributes: String) -> String? {
        guard let start = attributes.range(of: " \(name)=\"") else { return nil }
        return unescaped(String(attributes[start.upperBound...].prefix { $0 != "\"" }))
    }

    private static func unescaped(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }
}

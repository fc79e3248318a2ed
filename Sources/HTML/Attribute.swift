/// One attribute of an element. A value that is `nil` leaves the attribute out.
///
/// There is no way to name an attribute freely: `style` and `on…` do not exist here, and those that hold an address take
/// a `Link`.
package struct Attribute: Sendable {
    private enum Form {
        case absent
        case flag(StaticString)
        case value(StaticString, String)
        case prefixed(StaticString, StaticString, String)
        case names(String, [String?])
    }

    private let form: Form

    private init(_ form: Form) {
        self.form = form
    }

    /// No attribute, for the other arm of a choice.
    package static var none: Attribute { Attribute(.absent) }

    private static func value(_ name: StaticString, _ value: String) -> Attribute {
        Attribute(.value(name, value))
    }

    private static func optional(_ name: StaticString, _ value: String?) -> Attribute {
        value.map { .value(name, $0) } ?? .none
    }

    private static func flag(_ name: StaticString, _ isSet: Bool) -> Attribute {
        Attribute(isSet ? .flag(name) : .absent)
    }

    // MARK: Any element

    package static func id(_ id: String?) -> Attribute { optional("id", id) }
    package static func role(_ role: String) -> Attribute { .value("role", role) }
    package static func lang(_ language: String) -> Attribute { .value("lang", language) }
    package static func tabindex(_ index: Int) -> Attribute { .value("tabindex", String(index)) }
    package static func accesskey(_ key: String) -> Attribute { .value("accesskey", key) }
    package static func title(_ title: String?) -> Attribute { optional("title", title) }
    package static func hidden(_ isHidden: Bool = true) -> Attribute { flag("hidden", isHidden) }

    /// Class names; those that are `nil` are left out.
    package static func `class`(_ first: String, _ more: String?...) -> Attribute {
        Attribute(more.isEmpty ? .value("class", first) : .names(first, more))
    }

    /// `aria("label", "…")` is `aria-label="…"`.
    package static func aria(_ name: StaticString, _ value: String?) -> Attribute {
        Attribute(value.map { .prefixed("aria-", name, $0) } ?? .absent)
    }

    /// `data("keep", "…")` is `data-keep="…"`.
    package static func data(_ name: StaticString, _ value: String?) -> Attribute {
        Attribute(value.map { .prefixed("data-", name, $0) } ?? .absent)
    }

    // MARK: Addresses

    package static func href(_ link: Link) -> Attribute { .value("href", link.text) }
    package static func src(_ link: Link) -> Attribute { .value("src", link.text) }
    package static func action(_ link: Link) -> Attribute { .value("action", link.text) }
    package static func formaction(_ link: Link) -> Attribute { .value("formaction", link.text) }
    package static func rel(_ relation: String) -> Attribute { .value("rel", relation) }
    package static func download(_ name: String? = nil) -> Attribute {
        name.map { .value("download", $0) } ?? flag("download", true)
    }

    // MARK: Forms

    package static func method(_ method: String) -> Attribute { .value("method", method) }
    package static func enctype(_ type: String) -> Attribute { .value("enctype", type) }
    package static func novalidate(_ isSet: Bool = true) -> Attribute { flag("novalidate", isSet) }
    package static func name(_ name: String?) -> Attribute { optional("name", name) }
    package static func value(_ value: String?) -> Attribute { optional("value", value) }
    package static func type(_ type: String) -> Attribute { .value("type", type) }
    package static func `for`(_ id: String) -> Attribute { .value("for", id) }
    package static func form(_ id: String?) -> Attribute { optional("form", id) }
    package static func list(_ id: String?) -> Attribute { optional("list", id) }
    package static func rows(_ rows: Int) -> Attribute { .value("rows", String(rows)) }
    package static func autocomplete(_ hint: String?) -> Attribute { optional("autocomplete", hint) }
    package static func inputmode(_ mode: String?) -> Attribute { optional("inputmode", mode) }
    package static func spellcheck(_ isOn: Bool) -> Attribute { .value("spellcheck", isOn ? "true" : "false") }
    package static func autocapitalize(_ mode: String) -> Attribute { .value("autocapitalize", mode) }
    package static func accept(_ types: String?) -> Attribute { optional("accept", types) }
    package static func maxlength(_ length: Int?) -> Attribute { optional("maxlength", length.map { String($0) }) }
    package static func min(_ value: String?) -> Attribute { optional("min", value) }
    package static func max(_ value: String?) -> Attribute { optional("max", value) }
    package static func label(_ label: String) -> Attribute { .value("label", label) }
    package static func checked(_ isSet: Bool = true) -> Attribute { flag("checked", isSet) }
    package static func selected(_ isSet: Bool = true) -> Attribute { flag("selected", isSet) }
    package static func disabled(_ isSet: Bool = true) -> Attribute { flag("disabled", isSet) }
    package static func required(_ isSet: Bool = true) -> Attribute { flag("required", isSet) }
    package static func readonly(_ isSet: Bool = true) -> Attribute { flag("readonly", isSet) }
    package static func multiple(_ isSet: Bool = true) -> Attribute { flag("multiple", isSet) }
    package static func autofocus(_ isSet: Bool = true) -> Attribute { flag("autofocus", isSet) }

    // MARK: Particular elements

    package static func open(_ isOpen: Bool = true) -> Attribute { flag("open", isOpen) }
    package static func datetime(_ value: String) -> Attribute { .value("datetime", value) }
    package static func scope(_ scope: String) -> Attribute { .value("scope", scope) }
    package static func colspan(_ count: Int) -> Attribute { .value("colspan", String(count)) }
    package static func start(_ number: Int) -> Attribute { .value("start", String(number)) }
    package static func alt(_ text: String) -> Attribute { .value("alt", text) }
    package static func width(_ pixels: Int) -> Attribute { .value("width", String(pixels)) }
    package static func height(_ pixels: Int) -> Attribute { .value("height", String(pixels)) }
    package static func charset(_ name: String) -> Attribute { .value("charset", name) }
    package static func content(_ text: String) -> Attribute { .value("content", text) }
    package static func `defer`(_ isSet: Bool = true) -> Attribute { flag("defer", isSet) }

    /// An attribute of a drawing.
    package static func svg(_ name: Drawing, _ value: String) -> Attribute { .value(name.literal, value) }

    package enum Drawing: Sendable {
        case viewBox, x, y, cx, cy, r, width, height, d, transform, strokeDasharray, pathLength, preserveAspectRatio,
            focusable

        var literal: StaticString {
            switch self {
            case .viewBox: "viewBox"
            case .x: "x"
            case .y: "y"
            case .cx: "cx"
            case .cy: "cy"
            case .r: "r"
            case .width: "width"
            case .height: "height"
            case .d: "d"
            case .transform: "transform"
            case .strokeDasharray: "stroke-dasharray"
            case .pathLength: "pathLength"
            case .preserveAspectRatio: "preserveAspectRatio"
            case .focusable: "focusable"
            }
        }
    }

    func write(to bytes: inout [UInt8]) {
        switch form {
        case .absent: break
        case .flag(let name):
            bytes.append(UInt8(ascii: " "))
            bytes.append(name)
        case .value(let name, let value):
            bytes.append(UInt8(ascii: " "))
            bytes.append(name)
            Attribute.write(value, to: &bytes)
        case .prefixed(let prefix, let name, let value):
            bytes.append(UInt8(ascii: " "))
            bytes.append(prefix)
            bytes.append(name)
            Attribute.write(value, to: &bytes)
        case .names(let first, let more):
            bytes.append(" class=\"")
            bytes.append(escaping: first)
            for case let name? in more {
                bytes.append(UInt8(ascii: " "))
                bytes.append(escaping: name)
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }

    private static func write(_ value: String, to bytes: inout [UInt8]) {
        bytes.append("=\"")
        bytes.append(escaping: value)
        bytes.append(UInt8(ascii: "\""))
    }
}

/// Finished, escaped HTML.
///
/// The only ways to make one are the element functions, a `String` (which is escaped) and `TrustedMarkup` (which is a
/// literal in our own source), so text that came from a person cannot be taken for markup.
package struct Markup: Sendable {
    /// Long pieces that are complete, then what is still short. A page's rows would otherwise be copied once for each
    /// element around them.
    private var long: [[UInt8]] = []
    private var tail: [UInt8]

    private static let longest = 4096

    /// No markup at all.
    package init() {
        tail = []
    }

    /// Text, escaped.
    package init(text: String) {
        tail = []
        tail.reserveCapacity(text.utf8.count)
        tail.append(escaping: text)
    }

    /// Several pieces, one after the other.
    package init(_ pieces: [Markup]) {
        tail = []
        tail.reserveCapacity(min(Markup.longest * 2, pieces.reduce(0) { $0 + $1.shortLength }))
        for piece in pieces { append(piece) }
    }

    init(escaped bytes: [UInt8]) {
        tail = bytes
    }

    package var isEmpty: Bool { tail.isEmpty && long.isEmpty }

    /// The UTF-8 to send.
    package var bytes: [UInt8] {
        guard !long.isEmpty else { return tail }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(long.reduce(tail.count) { $0 + $1.count })
        for piece in long { bytes.append(contentsOf: piece) }
        bytes.append(contentsOf: tail)
        return bytes
    }

    /// The same HTML as a string, for tests.
    package var html: String { String(decoding: bytes, as: UTF8.self) }

    package mutating func append(_ other: Markup) {
        if other.long.isEmpty, other.tail.count < Markup.longest {
            tail.append(contentsOf: other.tail)
        } else {
            if !tail.isEmpty { long.append(tail) }
            long.append(contentsOf: other.long)
            if !other.tail.isEmpty { long.append(other.tail) }
            tail = []
        }
    }

    /// How many bytes another piece copies when this is put into it.
    var shortLength: Int { long.isEmpty && tail.count < Markup.longest ? tail.count : 0 }

    mutating func append(escaped literal: StaticString) {
        tail.append(literal)
    }
}

extension Markup: Equatable {
    package static func == (left: Markup, right: Markup) -> Bool {
        left.bytes == right.bytes
    }
}

/// HTML written by hand in our source. It takes a literal and nothing else, so nothing from outside can enter.
package struct TrustedMarkup: Sendable {
    package let markup: Markup

    package init(_ literal: StaticString) {
        var bytes: [UInt8] = []
        bytes.append(literal)
        markup = Markup(escaped: bytes)
    }
}

/// Collects the lines between the braces of an element.
@resultBuilder
package enum Contents {
    package static func buildExpression(_ text: String) -> Markup { Markup(text: text) }
    package static func buildExpression(_ markup: Markup) -> Markup { markup }
    package static func buildExpression(_ markup: Markup?) -> Markup { markup ?? Markup() }
    package static func buildExpression(_ trusted: TrustedMarkup) -> Markup { trusted.markup }
    package static func buildExpression(_ pieces: [Markup]) -> Markup { Markup(pieces) }

    package static func buildBlock() -> Markup { Markup() }
    package static func buildPartialBlock(first: Markup) -> Markup { first }
    package static func buildPartialBlock(accumulated: consuming Markup, next: Markup) -> Markup {
        accumulated.append(next)
        return accumulated
    }
    package static func buildOptional(_ markup: Markup?) -> Markup { markup ?? Markup() }
    package static func buildEither(first: Markup) -> Markup { first }
    package static func buildEither(second: Markup) -> Markup { second }
    package static func buildArray(_ pieces: [Markup]) -> Markup { Markup(pieces) }
}

extension Markup {
    /// Pieces without an element around them: `Markup { "Read "; a(.href("/x")) { "this" } }`.
    package init(@Contents _ contents: () -> Markup) {
        self = contents()
    }
}

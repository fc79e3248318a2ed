package import HTML

/// The five stations of a loop.
package enum LoopStation: Int, CaseIterable, Sendable {
    case raised, received, decided, fedBack, closed

    package var name: String {
        switch self {
        case .raised: "Raised"
        case .received: "Received"
        case .decided: "Decided"
        case .fedBack: "Fed back"
        case .closed: "Closed"
        }
    }
}

/// Whose turn it is: yours, someone else's, late whoever has it, or nobody's because it is closed.
package enum Turn: String, Sendable {
    case due, wait, late, shut

    var ringClass: String { "is-" + rawValue }
    var tagClass: String { "tag-" + rawValue }
}

/// The loop in a row, 44 px.
///
/// ```swift
/// ring(Ring(.due, reached: .received, used: 0.9, text: "5h"))
/// ```
package struct Ring: Sendable {
    package var turn: Turn
    /// The last station that was reached; the part after it is the one that runs.
    package var reached: LoopStation
    /// The share of the running part's time that is used, 0 to 1. A late one is drawn full.
    package var used: Double
    /// The time in the middle, from `Words.ringText`. It is repeated in words beside the ring.
    package var text: String

    package init(_ turn: Turn, reached: LoopStation, used: Double = 0.06, text: String = "") {
        self.turn = turn
        self.reached = reached
        self.used = used
        self.text = text
    }

    /// A whole ring with its tick.
    package static let closed = Ring(.shut, reached: .closed)
}

package func ring(_ ring: Ring) -> Markup {
    svg(
        .class(ring.turn.smallRingClass),
        .svg(.viewBox, "0 0 44 44"),
        .role("img"),
        .aria("label", ring.reached.placeInLoop)
    ) {
        if ring.turn == .shut || ring.reached == .closed {
            wholeSmallRing
        } else {
            let length = RingGeometry.small.usedTenths(share: ring.turn == .late ? 1 : ring.used)
            runningRings[ring.reached.rawValue][length]
            svgText(ring.text.utf8.count > 2 ? .class("t3") : .none, .svg(.x, "22"), .svg(.y, "26.4"), text: ring.text)
        }
    }
}

extension LoopStation {
    fileprivate var placeInLoop: String {
        switch self {
        case .raised: "Raised, station 1 of 5"
        case .received: "Received, station 2 of 5"
        case .decided: "Decided, station 3 of 5"
        case .fedBack: "Fed back, station 4 of 5"
        case .closed: "Closed, station 5 of 5"
        }
    }
}

extension Turn {
    fileprivate var smallRingClass: String {
        switch self {
        case .due: "loop loop-s is-due"
        case .wait: "loop loop-s is-wait"
        case .late: "loop loop-s is-late"
        case .shut: "loop loop-s is-shut"
        }
    }
}

/// Lengths along a ring of 100: five parts of 18 with gaps of 2.
struct RingGeometry: Sendable {
    let centre: (x: String, y: String)
    let radius: String
    /// How far the lighter inside of the running part stays from its edge, and how long it is.
    let inset: Double
    let inside: Double

    static let small = RingGeometry(centre: ("22", "22"), radius: "18.5", inset: 1.1, inside: 15.8)
    static let large = RingGeometry(centre: ("200", "178"), radius: "108", inset: 0.3, inside: 17.4)

    static let track = "18 2"

    /// `18 2 18 62`, for two parts.
    static func done(parts: Int) -> String {
        String(repeating: "18 2 ", count: max(0, parts - 1)) + "18 \(tenths(102 - 20 * Double(max(1, parts))))"
    }

    static func edge(part: Int) -> String {
        let start = 20 * part
        return "0 \(start) 18 \(82 - start)"
    }

    func empty(part: Int) -> String {
        dash(part: part, length: inside)
    }

    /// At least 6 in a hundred, so that a part that has just begun is seen to run.
    func used(part: Int, share: Double) -> String {
        used(part: part, tenths: usedTenths(share: share))
    }

    func used(part: Int, tenths: Int) -> String {
        dash(part: part, length: Double(tenths) / 10)
    }

    func usedTenths(share: Double) -> Int {
        Int((inside * min(1, max(0.06, share)) * 10).rounded())
    }

    private func dash(part: Int, length: Double) -> String {
        let start = 20 * Double(part) + inset
        let shown = (length * 10).rounded() / 10
        return "0 \(Self.tenths(start)) \(Self.tenths(shown)) \(Self.tenths(100 - start - shown))"
    }

    /// `21.1`, and `15` for a whole number.
    static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}

func arc(_ name: String, _ dashes: String, _ geometry: RingGeometry) -> Markup {
    circle(
        .class(name),
        .svg(.cx, geometry.centre.x),
        .svg(.cy, geometry.centre.y),
        .svg(.r, geometry.radius),
        .svg(.pathLength, "100"),
        .svg(.strokeDasharray, dashes)
    )
}

/// Every small ring that runs, by its part and the tenths of length used. Lists are long and rings are many lines, so
/// each is drawn once (640 of them, 0.4 MB).
private let runningRings: [[Markup]] = (0..<4).map { part in
    (0...RingGeometry.small.usedTenths(share: 1)).map { tenths in
        g(.svg(.transform, "rotate(-86.4 22 22)")) {
            arc("lt", RingGeometry.track, .small)
            if part > 0 { arc("ld", RingGeometry.done(parts: part), .small) }
            arc("ln", RingGeometry.edge(part: part), .small)
            arc("le", RingGeometry.small.empty(part: part), .small)
            arc("lf", RingGeometry.small.used(part: part, tenths: tenths), .small)
        }
    }
}

private let wholeSmallRing = Markup {
    g(.svg(.transform, "rotate(-86.4 22 22)")) {
        arc("lt", RingGeometry.track, .small)
        arc("ld", "18 2 18 2 18 2 18 2 18 2", .small)
    }
    path(.class("tk"), .svg(.d, "M15.5 22.5l4.6 4.6 8.6-9.6"))
}

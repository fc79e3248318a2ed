package import HTML

/// The loop at the top of a matter: stations with their dates, the holder in the middle.
///
/// ```swift
/// pageRing(PageRing(
///     .due, reached: .received, used: 0.86, dates: ["9 Feb", "10 Feb", "by 4pm today", "by 16 Feb", "by 9 Mar"],
///     above: "With", name: "Ruth Adeyemi", below: "5 hours left",
///     story: "Where this is in its loop. Raised on Monday 9 February. …"))
/// ```
package struct PageRing: Sendable {
    package var turn: Turn
    package var reached: LoopStation
    package var used: Double
    /// One short date a station, in order: "9 Feb", "by 16 Feb". What is missing is left blank.
    package var dates: [String]
    /// The three lines in the middle: "With", who, "5 hours left".
    package var above: String
    package var name: String
    package var below: String
    /// The whole story in sentences, for those who do not see the ring.
    package var story: String

    package init(
        _ turn: Turn,
        reached: LoopStation,
        used: Double = 0.06,
        dates: [String],
        above: String,
        name: String,
        below: String,
        story: String
    ) {
        self.turn = turn
        self.reached = reached
        self.used = used
        self.dates = dates
        self.above = above
        self.name = name
        self.below = below
        self.story = story
    }
}

package func pageRing(_ ring: PageRing) -> Markup {
    svg(
        .class("loop loop-l " + ring.turn.ringClass),
        .svg(.viewBox, "-10 14 420 320"),
        .role("img"),
        .aria("label", ring.story)
    ) {
        parts(of: ring)
        if ring.reached == .closed {
            path(.class("back"), .svg(.d, "M97.3 144.6A108 108 0 0 1 200.0 70.0"))
        } else {
            path(.class("back"), .svg(.strokeDasharray, "3 5"), .svg(.d, "M105.5 125.6A108 108 0 0 1 175.7 72.8"))
            path(.class("back"), .svg(.d, "M169.2 79.0L178.6 72.1L167.1 70.0"))
        }
        for station in LoopStation.allCases { dot(station, of: ring) }
        for station in LoopStation.allCases { caption(station, of: ring) }
        middle(of: ring)
    }
}

private func parts(of ring: PageRing) -> Markup {
    let part = ring.reached.rawValue
    let share = ring.turn == .late ? 1 : ring.used
    return g(.svg(.transform, "rotate(-86.4 200 178)")) {
        arc("lt", RingGeometry.done(parts: 4), .large)
        if part > 0 { arc("ld", RingGeometry.done(parts: part), .large) }
        if ring.reached != .closed {
            arc("ln", RingGeometry.edge(part: part), .large)
            arc("le", RingGeometry.large.empty(part: part), .large)
            arc("lf", RingGeometry.large.used(part: part, share: share), .large)
        }
    }
}

/// Where a station sits, and where its words start.
private struct Place {
    let x: Double, y: Double
    let wordsX: Double, wordsY: Double
    var anchor: String?
}

private func place(of station: LoopStation) -> Place {
    switch station {
    case .raised: Place(x: 200, y: 70, wordsX: 200, wordsY: 30)
    case .received: Place(x: 302.7, y: 144.6, wordsX: 326.7, wordsY: 142.6, anchor: "a-s")
    case .decided: Place(x: 263.5, y: 265.4, wordsX: 271.5, wordsY: 301.4)
    case .fedBack: Place(x: 136.5, y: 265.4, wordsX: 128.5, wordsY: 301.4)
    case .closed: Place(x: 97.3, y: 144.6, wordsX: 73.3, wordsY: 142.6, anchor: "a-e")
    }
}

private func dot(_ station: LoopStation, of ring: PageRing) -> Markup {
    let place = place(of: station)
    let (x, y) = (RingGeometry.tenths(place.x), RingGeometry.tenths(place.y))
    let isDone = station.rawValue <= ring.reached.rawValue
    let isNext = station.rawValue == ring.reached.rawValue + 1
    return Markup {
        circle(
            .class("stn", isDone ? "stn-done" : isNext ? "stn-next" : nil),
            .svg(.cx, x),
            .svg(.cy, y),
            .svg(.r, "15")
        )
        if isDone {
            let start = "M\(RingGeometry.tenths(place.x - 5.5)) \(RingGeometry.tenths(place.y + 0.5))"
            path(.class("tick"), .svg(.d, start + "l4 4 7.5-8.5"))
        } else {
            svgText(
                .class("sn", isNext ? nil : "muted"),
                .svg(.x, x),
                .svg(.y, RingGeometry.tenths(place.y + 5)),
                text: String(station.rawValue + 1)
            )
        }
    }
}

private func caption(_ station: LoopStation, of ring: PageRing) -> Markup {
    let place = place(of: station)
    let x = RingGeometry.tenths(place.wordsX)
    let date = ring.dates.indices.contains(station.rawValue) ? ring.dates[station.rawValue] : ""
    return Markup {
        svgText(
            .class("st", place.anchor),
            .svg(.x, x),
            .svg(.y, RingGeometry.tenths(place.wordsY)),
            text: station.name
        )
        svgText(
            place.anchor.map { .class($0) } ?? .none,
            .svg(.x, x),
            .svg(.y, RingGeometry.tenths(place.wordsY + 18)),
            text: date
        )
    }
}

private func middle(of ring: PageRing) -> Markup {
    let lines = linesInRing(ring.name)
    // One line stands at 183; two share the space, and push the others apart.
    let shift = lines.count > 1 ? 11.0 : 0
    return Markup {
        svgText(.svg(.x, "200"), .svg(.y, RingGeometry.tenths(158 - shift)), text: ring.above)
        for (index, line) in lines.enumerated() {
            let y = 183 - shift + Double(index) * 22
            svgText(.class("lc"), .svg(.x, "200"), .svg(.y, RingGeometry.tenths(y)), text: line)
        }
        svgText(.class("lw"), .svg(.x, "200"), .svg(.y, RingGeometry.tenths(206 + shift)), text: ring.below)
    }
}

/// A name over at most two lines of 14 letters, which is what the ring holds. The story tells it in full.
func linesInRing(_ name: String) -> [String] {
    let room = 14
    guard name.count > room else { return [name] }
    var lines = [""]
    for word in name.split(separator: " ") {
        let last = lines[lines.count - 1]
        if last.isEmpty || last.count + 1 + word.count <= room {
            lines[lines.count - 1] = last.isEmpty ? String(word) : last + " " + word
        } else {
            lines.append(String(word))
        }
    }
    let shown = lines.prefix(2).enumerated().map { index, line in
        let isCut = line.count > room || (index == 1 && lines.count > 2)
        return isCut ? line.prefix(room - 1) + "…" : line[...]
    }
    return shown.map { String($0) }
}

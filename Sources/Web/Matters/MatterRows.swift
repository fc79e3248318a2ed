import Almanac
import HTML
import Procedures
import Safeguarding

// How a matter stands in a list.

extension LoopStation {
    init(_ station: Station) {
        self =
            switch station {
            case .raised: .raised
            case .received: .received
            case .decided: .decided
            case .fedBack: .fedBack
            case .closed: .closed
            }
    }
}

extension MatterVoice {
    /// - Parameter acts: Buttons under the row.
    func row(_ matter: MatterRow, acts: Markup? = nil) -> Row {
        Row(
            title(matter),
            "/m/\(matter.number)",
            meta: meta(matter),
            ring: ring(matter),
            tag: tag(matter),
            acts: acts
        )
    }

    private func meta(_ matter: MatterRow) -> String {
        var parts: [String] = []
        if matter.isOffered {
            parts.append("Say whether you take it on")
        } else if matter.isOwed, let next = matter.next, next.task != .finish {
            parts.append(next.task.ask)
        } else if !matter.isOwed, matter.ending == nil {
            parts.append("With \(whoActs(matter))")
        }
        if matter.isOwed, let member = matter.next?.of.member, member != reader { parts.append("For \(name(member))") }
        parts.append(origin(matter))
        parts.append("Matter \(matter.number)")
        return parts.joined(separator: ". ")
    }

    /// Under a procedure it may be somebody's turn who does not hold it.
    private func whoActs(_ matter: MatterRow) -> String {
        guard matter.loop != nil, let next = matter.next else { return holders(matter) }
        return [.coordinators, .lead].contains(next.of.kind) ? name(next.of).lowercasedStart : name(next.of)
    }

    func turn(_ matter: MatterRow) -> Turn {
        switch matter.ending {
        case .closed: .shut
        case .withdrawn, .takenOut: .wait
        case nil: matter.isOverdue(on: words.today) ? .late : matter.isYours ? .due : .wait
        }
    }

    func ring(_ matter: MatterRow) -> Ring {
        switch matter.ending {
        case .closed: .closed
        case .withdrawn, .takenOut: Ring(.wait, reached: .raised)
        case nil: ring(matter.next, reached: matter.station, turn(matter))
        }
    }

    /// - Parameter duty: What runs, where something does.
    func ring(_ duty: DutyRow?, reached: Station, _ turn: Turn) -> Ring {
        guard let duty, let due = duty.moment else { return Ring(turn, reached: LoopStation(reached)) }
        return Ring(
            turn,
            reached: LoopStation(reached),
            used: words.used(since: duty.owedAt, of: due),
            text: words.ringText(due)
        )
    }

    func tag(_ matter: MatterRow, boxed: Bool = false) -> Markup {
        switch matter.ending {
        case .closed: Web.tag("Closed", .shut, boxed: boxed)
        case .withdrawn: Web.tag("Withdrawn", boxed: boxed)
        case .takenOut: Web.tag("Taken back out", boxed: boxed)
        case nil where matter.isOffered && !matter.isOwed: Web.tag("Offered to you", .due, boxed: boxed)
        case nil:
            Web.tag(matter.next.map(due) ?? (matter.isUnread ? "Came back" : "Open"), turn(matter), boxed: boxed)
        }
    }
}

import Almanac
import HTML
import Ledger
import Procedures
import Safeguarding

/// The top of a matter's page: the large ring, the next step and its buttons.
struct MatterNow {
    let detail: MatterDetail
    let voice: MatterVoice
    let visit: Visit

    private var matter: MatterRow { detail.matter }
    private var path: Link { "/m/\(matter.number)" }

    var section: Markup {
        let choices = MatterChoices(detail, visit)
        return now(pageRing(ring), title) {
            p(.class("mt-2")) { sentence }
            if choices.main.isEmpty {
                if !choices.more.isEmpty { acts { buttons(choices.more, isFirst: true) } }
            } else {
                acts { buttons(choices.main, isFirst: true) }
                if !choices.more.isEmpty { more(choices.more) }
            }
            if let after { p(.class("meta mt-3 mb-0")) { after } }
        }
    }

    /// What the reader may do besides, folded away under what is asked of them.
    private func more(_ steps: [MatterStep]) -> Markup {
        details(.class("mt-3")) {
            summary { "More that you can do" }
            acts { buttons(steps, isFirst: false) }
        }
    }

    private func buttons(_ steps: [MatterStep], isFirst: Bool) -> [Markup] {
        steps.enumerated().map { index, step in
            let isLoud = isFirst && index == 0 && (matter.isYours || step == .close)
            let look: ButtonLook = isLoud ? .primary : step == .withdraw || step == .decline ? .plain : .quiet
            let link: Link = "\(path)/\(step.rawValue)"
            return step.isOnePress
                ? pressForm(step.button, to: link, csrf: visit.csrf, command: visit.newCommand, look)
                : linkButton(step.button, link, look)
        }
    }

    // MARK: In words

    private var title: String {
        switch matter.ending {
        case .closed: return "Closed"
        case .withdrawn: return "Withdrawn"
        case .takenOut: return "Taken back out"
        case nil: break
        }
        if matter.isOffered { return "Will you take this on?" }
        if detail.owed(.sayWhoHolds) != nil { return "Waiting for you to say who is to do this" }
        if detail.owed(.acknowledge) != nil { return "Waiting for you to say that you have it" }
        if detail.owed(.finish) != nil { return "Waiting for you to finish it" }
        if detail.owed(.close) != nil { return "Is this enough?" }
        if matter.station == .fedBack { return "Answered. Waiting for \(whom(matter.next))" }
        return "With \(voice.holders(matter))"
    }

    /// What the reader owes, which may be due later than what another owes on the same matter.
    private var own: DutyRow? { detail.owed(.acknowledge) ?? detail.owed(.finish) }

    private func whom(_ duty: DutyRow?) -> String {
        duty.map { voice.name($0.of) } ?? "whoever raised it"
    }

    private var sentence: String {
        switch matter.ending {
        case .closed: return "It went round its loop, and the answer went back to \(asker)."
        case .withdrawn: return "Nobody owes anything on it. The reason is on the timeline."
        case .takenOut:
            return "The notes it stood in were brought in by mistake. Nobody owes anything on it, and no list has it."
        case nil: break
        }
        if matter.isOffered { return "\(Words.capitalised(voice.name(matter.holder))) holds it until you say." }
        if let duty = detail.owed(.sayWhoHolds), let holder = detail.holder(about: duty) { return unknown(holder) }
        if detail.owed(.close) != nil {
            return "\(Words.capitalised(voice.name(matter.answeredBy))) answered. Read it below, then say."
        }
        guard let next = own ?? matter.next else { return "" }
        let whose = own != nil || matter.isOwed ? "You have" : "\(Words.capitalised(voice.name(next.of))) has"
        let due =
            next.isOverdue(on: voice.words.today)
            ? "It is \(voice.due(next))" : "Due \(voice.due(next).lowercasedStart)"
        let since = "\(whose) had this since \(voice.words.day(London.day(next.owedAt)))."
        return "\(since) \(next.deadline == nil ? Words.capitalised(voice.due(next)) : due).\(asked)"
    }

    /// Who was asked to take it on, and has not said.
    private var asked: String {
        guard let taker = detail.holders.lazy.compactMap(\.offeredTo).first, !matter.isOffered else { return "" }
        return " \(Words.capitalised(voice.name(taker))) was asked to take it on, and has not said yet."
    }

    private func unknown(_ holder: MatterDetail.Holder) -> String {
        switch holder.party {
        case .unmatched(let name): "It was given to “\(voice.text(name))”, and nobody has said who that is."
        case .all: "\(voice.fullName(holder.party)): there is nobody in it to ask."
        default:
            "\(Words.capitalised(voice.name(holder.party))) says that it is not theirs, and holds it until someone takes it on."
        }
    }

    private var asker: String {
        if matter.meeting != nil, let group = matter.groupName { return group }
        return voice.name(matter.raiser)
    }

    /// What happens if nothing does.
    private var after: String? {
        guard matter.ending == nil, let next = own ?? matter.next, let deadline = next.deadline,
            next.escalates
        else { return nil }
        if next.escalatedAt != nil { return "The coordinator has been told that this is overdue." }
        return "If nothing happens by the end of \(voice.words.longDay(deadline)), the coordinator is told."
    }

    // MARK: The ring

    private var ring: PageRing {
        let turn = voice.turn(matter)
        let isUnfinished = matter.ending == .withdrawn || matter.ending == .takenOut
        let due = matter.next?.deadline.map { Words.Due.day($0) }
        return PageRing(
            turn,
            reached: isUnfinished ? .raised : LoopStation(matter.station),
            used: due.flatMap { due in matter.next.map { voice.words.used(since: $0.owedAt, of: due) } } ?? 0.06,
            dates: LoopStation.allCases.map(date),
            above: matter.ending == nil ? "With" : "",
            name: matter.ending == nil ? shortName : matter.ending == .closed ? "Closed" : title,
            below: matter.ending != nil ? "" : due.map { voice.words.timeLeft($0) } ?? "no date",
            story: story
        )
    }

    /// Who has the next step, without their organisation.
    private var shortName: String {
        let party = matter.station == .fedBack ? matter.next?.of ?? matter.holder : matter.holder
        if case .unmatched(let name) = party { return "“\(voice.text(name))”" }
        return party.member.map { voice.fullName($0) } ?? voice.fullName(party)
    }

    /// "9 Feb" for a station that was reached, "by 16 Feb" for one that has a date.
    private func date(_ station: LoopStation) -> String {
        if let reached = reachedOn(station) { return voice.words.shortDay(reached) }
        let task: Procedure.Task? =
            switch station {
            case .raised: nil
            case .received: .acknowledge
            case .decided, .fedBack: .finish
            case .closed: .close
            }
        let deadline = detail.openDuties.filter { $0.task == task }.compactMap(\.deadline).max()
        return deadline.map { "by \(voice.words.shortDay($0))" } ?? ""
    }

    private func reachedOn(_ station: LoopStation) -> Day? {
        guard station.rawValue <= LoopStation(matter.station).rawValue else { return nil }
        switch station {
        case .raised: return matter.raisedOn
        case .received:
            let duties = detail.duties.filter { $0.task == .acknowledge || $0.task == .finish }
            let moments = duties.compactMap(\.metAt) + detail.parts.compactMap(\.metAt)
            return moments.min().map { London.day($0) }
        case .decided, .fedBack: return matter.answeredAt.map { London.day($0) }
        case .closed: return matter.ending == .closed ? matter.endedAt.map { London.day($0) } : nil
        }
    }

    private var story: String {
        var parts = ["Where this is in its loop."]
        for station in LoopStation.allCases {
            if let day = reachedOn(station) { parts.append("\(station.name) on \(voice.words.longDay(day)).") }
        }
        if matter.ending == .withdrawn || matter.ending == .takenOut { parts.append("\(title).") }
        if matter.ending == nil, let next = matter.next {
            parts.append(
                "Now with \(voice.name(next.of)): \(next.task.title.lowercased()), \(voice.due(next).lowercasedStart)."
            )
            parts.append("The answer goes back to \(asker).")
        }
        return parts.joined(separator: " ")
    }
}

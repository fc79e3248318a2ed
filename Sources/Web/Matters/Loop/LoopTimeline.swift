import Almanac
import HTML
import Ledger
import Procedures
import Safeguarding
import Vault

extension LoopVoice {
    /// What happened, newest first, as far as the procedure shows it to the reader.
    var timeline: [TimelineEntry] {
        detail.entries.compactMap(entry).reversed()
    }

    private func entry(_ entry: LoopDetail.Entry) -> TimelineEntry? {
        func line(
            _ what: String,
            _ more: String,
            _ kind: TimelineEntry.Kind = .event,
            said: String? = nil
        ) -> TimelineEntry {
            TimelineEntry(words.moment(entry.at), machine: entry.at.iso, kind: kind, what, more, said: said)
        }
        switch entry.event {
        case is LoopRaised:
            return line("Raised", "by \(names.name(detail.raiser.member)).", .station)
        case let event as RaiserTold:
            let whom = detail.toldInstead.map { names.organisation($0) } ?? names.name(detail.raiser.member)
            let read = tellings.contains { $0.told.duty == event.duty } ? text(event.text) : nil
            return line("Fed back", "to \(whom) \(by(event.by)).", .back, said: read)
        case let event as MatterUpdated:
            return line("Message", "\(by(event.by)).", said: text(event.text))
        case let event as TellingPutOff:
            let decider = reads(event.by) || detail.matter.relations.contains(.raiser) ? text(event.decidedBy) : nil
            let who = decider.map { ", decided by \($0)" } ?? ""
            return line(
                "Cannot be told yet",
                "\(event.reason)\(who). It is owed again by \(words.longDay(London.day(event.until)))."
            )
        case let event as MatterOffered:
            return line("Offered", "to \(inside(event.to)) \(by(event.by)).", said: seen(event.note, event.by))
        case let event as OfferDeclined:
            return line("Not taken over", "\(by(event.by)).", said: seen(event.reason, event.by))
        case let event as HolderChanged:
            let before = Words.capitalised(names.name(event.from))
            return line("Taken over", "by \(inside(event.to)). \(before) had it before.", .station)
        case let event as PartyJoined:
            return line("Joined", "\(part(event.joined.id)): \(party(event.joined)), \(by(event.by)).")
        case let event as AnswerRead: return line("Read", "\(by(event.by)).", .back)
        case let event as MatterWithdrawn:
            return line("Withdrawn", "\(by(event.by)).", .station, said: seen(event.reason, event.by))
        case is MatterClosed: return line("Closed", "It went round its loop.", .station)
        case let event as StepMet: return sight.loop ? met(event, line) : nil
        case let event as RungReached: return sight.loop ? reached(event, line) : nil
        default: return nil
        }
    }

    private var sight: LoopSight { detail.sight }

    private func seen(_ sealed: Sealed<String>?, _ by: ID<Member>?) -> String? { reads(by) ? text(sealed) : nil }

    private func by(_ member: ID<Member>?) -> String { member.map { "by \(names.name($0))" } ?? "by the system" }

    private func met(
        _ event: StepMet,
        _ line: (String, String, TimelineEntry.Kind, String?) -> TimelineEntry
    ) -> TimelineEntry? {
        guard let step = detail.step(event.duty) else { return nil }
        if step.row.of == .everyone { return answered(event, step, line) }
        let by = event.reported == nil ? by(event.by) : "\(reported(event)), entered \(by(event.by))"
        let note = seen(event.note, event.by)
        switch step.row.task {
        case .acknowledge: return line("Received", "\(by).", .station, note)
        case .decide, .review:
            let outcome = sight.outcome && !sight.asTold ? detail.outcome(event.outcome)?.title : nil
            let what = step.row.task == .decide ? "Decided" : "Looked at again"
            return line(what, "\(by)\(outcome.map { ": \($0)" } ?? "").", .station, note)
        case .act:
            return line("Done", "\(by): \(asked(step).lowercasedStart).", .event, note)
        case .satisfied:
            let isOwn = detail.owes(step) || detail.matter.relations.contains(.raiser)
            guard sight.satisfied || isOwn || sight.fields == nil else { return nil }
            switch event.outcome {
            case "satisfied": return line("Enough", "\(by).", .back, text(event.note))
            case "not-satisfied": return line("Not enough yet", "\(by).", .back, text(event.note))
            default: return line("Closed without a word from whoever raised it", "\(by).", .back, nil)
            }
        default: return nil
        }
    }

    /// What was asked, without a full stop of its own.
    private func asked(_ step: LoopDetail.Step) -> String {
        let words = ask(step)
        return words.hasSuffix(".") ? String(words.dropLast()) : words
    }

    private func reported(_ event: StepMet) -> String {
        guard let reported = event.reported else { return "" }
        let who = reads(event.by) || sight.fields == nil ? text(reported.who).map { " \($0)" } ?? "" : ""
        return "as reported\(who.isEmpty ? "" : " by" + who) (\(reported.way.title), \(words.day(reported.on)))"
    }

    private func reached(
        _ event: RungReached,
        _ line: (String, String, TimelineEntry.Kind, String?) -> TimelineEntry
    ) -> TimelineEntry? {
        guard let step = detail.step(event.duty) else { return nil }
        let what = "\(asked(step))."
        return switch event.step {
        case .remind: line("Reminder", "to \(inside(step.row.of)): \(what)", .event, nil)
        case .tellRaiser: line("Overdue", "Whoever raised it was told: \(what)", .event, nil)
        case .copyDeputy: line("Overdue", "Everyone at \(inside(step.row.of)) was told: \(what)", .event, nil)
        case .toLead: line("Overdue", "The authority’s lead was told: \(what)", .event, nil)
        case .toCoordinator: line("Overdue", "The coordinator was told: \(what)", .event, nil)
        // That nobody is asked any more says it.
        case .over: nil
        }
    }

    /// What one of all members said, or that all of them were asked.
    private func answered(
        _ event: StepMet,
        _ step: LoopDetail.Step,
        _ line: (String, String, TimelineEntry.Kind, String?) -> TimelineEntry
    ) -> TimelineEntry {
        guard event.by != nil else {
            return line("All members were asked", "\(asked(step)). \(answered(step) ?? "").", .event, nil)
        }
        let said = event.outcome.map { $0 == "yes" ? ": yes" : ": no" } ?? ""
        return line(said.isEmpty ? "Done" : "Answered", "\(by(event.by))\(said).", .event, seen(event.note, event.by))
    }
}

extension LoopDetail {
    /// Whether whoever reads owed a step.
    fileprivate func owes(_ step: Step) -> Bool { owed.contains(step.row.id) }
}

extension Reported.Way {
    var title: String {
        switch self {
        case .telephone: "by telephone"
        case .letter: "by letter"
        case .mail: "by e-mail"
        case .meeting: "in a meeting"
        }
    }
}

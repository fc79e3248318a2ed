import Almanac
import HTML
import Ledger
import Procedures
import Safeguarding

extension MatterVoice {
    /// Everything that people did to a matter, newest first. What followed by itself is left out, and people who said one
    /// after another that they have it share an entry, at the time of the last.
    ///
    /// - Parameter isShown: What of it the reader is shown.
    func timeline(
        _ detail: MatterDetail,
        where isShown: (MatterDetail.Entry) -> Bool = { _ in true }
    ) -> [TimelineEntry] {
        let entries = detail.entries.filter(isShown)
        var told: [TimelineEntry] = []
        var receivers: [String] = []
        for (index, happened) in entries.enumerated() {
            guard var line = entry(happened, followedBy: entries[(index + 1)...], detail) else { continue }
            receivers = receiver(happened, detail).map { receivers + [$0] } ?? []
            if receivers.count > 1 {
                line.more = "by \(Words.list(receivers))."
                told.removeLast()
            }
            told.append(line)
        }
        return told.reversed()
    }

    private func receiver(_ entry: MatterDetail.Entry, _ detail: MatterDetail) -> String? {
        guard let met = entry.event as? DutyMet, detail.duties.first(where: { $0.id == met.duty })?.task == .acknowledge
        else { return nil }
        return met.by.map { name($0) }
    }

    private func entry(
        _ entry: MatterDetail.Entry,
        followedBy later: ArraySlice<MatterDetail.Entry>,
        _ detail: MatterDetail
    ) -> TimelineEntry? {
        func line(
            _ what: String,
            _ more: String = "",
            _ kind: TimelineEntry.Kind = .event,
            said: String? = nil
        ) -> TimelineEntry {
            // What follows from an answer, and what readers did themselves, needs no saying so.
            let isByLink = entry.actor.hasPrefix("guest/") && directory != nil && !(entry.event is MatterAnswered)
            let place = entry.place.map { " For \(whom($0.of)), who is away." } ?? ""
            let way = (isByLink ? " By their link." : "") + place
            return TimelineEntry(
                words.moment(entry.at),
                machine: entry.at.iso,
                kind: kind,
                what,
                more + way,
                said: said
            )
        }
        let matter = detail.matter
        switch entry.event {
        case let event as MatterRaised:
            let day = event.happened.map { ", as notes of \(words.dayAndMonth($0)) say" } ?? ""
            return line("Raised", "\(by(event.raiser, or: "from the notes"))\(day).", .station)
        case let event as DutyMet: return met(event, entry, later, detail, line)
        case let event as DutyMoved:
            let duty = detail.duties.first { $0.id == event.duty }
            return line("Due moved", "\(by(event.by)), \(day(event, duty)).", said: text(event.reason))
        case let event as HolderNamed:
            return line("Matched", "\(by(event.by)): \(fullName(event.from)) is \(name(event.to)).")
        case let event as HolderDeclined:
            return line("Said not to be theirs", "\(by(event.by)).", said: text(event.reason))
        case let event as MatterOffered:
            let isGiver = event.from.member != nil && event.from.member == event.by
            let whose = isGiver ? "" : " in place of \(name(event.from))"
            return line("Offered", "to \(name(event.to)) \(by(event.by))\(whose).", said: event.note.map(text))
        case let event as OfferDeclined: return line("Not taken on", "\(by(event.by)).", said: text(event.reason))
        case let event as MatterAccepted:
            let actor = event.to.member == event.by ? "" : " \(by(event.by))"
            return line(
                "Taken on",
                "for \(name(event.to))\(actor). \(Words.capitalised(name(event.from))) had it before.",
                .station
            )
        case let event as MatterAnswered: return answered(event, matter, line)
        case let event as MatterReopened:
            return line("Not enough yet", "\(by(event.by)).", .back, said: text(event.reason))
        case let event as AnswerRead: return line("Read", "\(by(event.by)).", .back)
        case let event as MatterUpdated: return line("Update", "\(by(event.by)).", said: text(event.text))
        case is MatterEscalated: return line("Overdue.", "The coordinator was told.")
        case let event as MatterReminded: return line("Reminder", "\(by(event.by)).", said: event.note.map(text))
        case let event as MatterLinkGiven:
            let how = event.by == nil ? "with a mail" : by(event.by)
            return line("Link given", "to \(name(event.member)) \(how), until \(words.day(event.until)).")
        case let event as MatterLinkEnded: return line("Link ended", "of \(name(event.member)), \(by(event.by)).")
        case let event as MatterWithdrawn:
            return line("Withdrawn", "\(by(event.by)).", .station, said: text(event.reason))
        case let event as MatterTakenOut:
            return line("Taken back out", "\(by(event.by)).", .station, said: text(event.reason))
        case let event as MatterClosed: return line("Closed", "\(by(event.by)).", .station)
        default: return nil
        }
    }

    private func by(_ member: ID<Member>?, or other: String = "by the system") -> String {
        member.map { "by \(name($0))" } ?? other
    }

    private func met(
        _ event: DutyMet,
        _ entry: MatterDetail.Entry,
        _ later: ArraySlice<MatterDetail.Entry>,
        _ detail: MatterDetail,
        _ line: (String, String, TimelineEntry.Kind, String?) -> TimelineEntry
    ) -> TimelineEntry? {
        guard let duty = detail.duties.first(where: { $0.id == event.duty }) else { return nil }
        switch duty.task {
        case .acknowledge:
            // What finishes or takes it on in the same moment says it already.
            let together = later.prefix { $0.at == entry.at && $0.actor == entry.actor }
            guard !together.contains(where: { $0.event is MatterAccepted || isFinish($0.event, detail) }) else {
                return nil
            }
            return line("Received", "\(by(event.by)).", .station, nil)
        case .finish:
            let actor = event.of ?? event.by
            let recorder = event.of != nil && event.of != event.by ? ", recorded \(by(event.by))" : ""
            return line("Finished", "\(by(actor, or: "from the notes"))\(recorder).", .station, event.note.map(text))
        case .sayWhoHolds, .answer, .close, .decide, .tell, .satisfied, .review, .act: return nil
        }
    }

    private func isFinish(_ event: any MatterEvent, _ detail: MatterDetail) -> Bool {
        guard let met = event as? DutyMet else { return false }
        return detail.duties.first { $0.id == met.duty }?.task == .finish
    }

    private func answered(
        _ event: MatterAnswered,
        _ matter: MatterRow,
        _ line: (String, String, TimelineEntry.Kind, String?) -> TimelineEntry
    ) -> TimelineEntry {
        let whom = matter.meeting == nil ? name(matter.raiser) : matter.groupName ?? name(matter.raiser)
        return line("Fed back", "to \(whom).", .back, nil)
    }

    private func day(_ event: DutyMoved, _ duty: DutyRow?) -> String {
        switch event.due {
        case .on(let day): "to \(words.day(day))"
        case .month: "to the end of \(event.due.lastDay.map { words.dayAndMonth($0) } ?? "a month")"
        case .nextMeeting: "to the next meeting"
        case .when(let sealed): "to when \(text(sealed))"
        case .notGiven: "to no date"
        }
    }
}

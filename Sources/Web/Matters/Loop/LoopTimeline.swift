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

    /// How one step was taken.
    func timeline(of duty: ID<Duty>) -> [TimelineEntry] {
        detail.entries.filter { ($0.event as? StepMet)?.duty == duty }.compactMap(entry)
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
        case let event as any BodyLinkEvent: return sight.loop ? bodyLine(event, entry, line) : nil
        case let event as ReportChecked:
            let whose = detail.step(event.duty).map { inside($0.row.of) } ?? "whoever owed it"
            return event.isOurs
                ? line("Confirmed", "\(by(entry, event.by)): what was entered for \(whose) is theirs.")
                : line(
                    "Not their answer",
                    "\(by(entry, event.by)): what was entered for \(whose) counts no more.",
                    said: text(event.reason)
                )
        case is LoopRaised:
            return line("Raised", "by \(names.name(detail.raiser.member)).", .station)
        case let event as RaiserTold:
            let whom = detail.toldInstead.map { inside($0.party) } ?? names.name(detail.raiser.member)
            let read = tellings.contains { $0.told.duty == event.duty } ? text(event.text) : nil
            return line("Fed back", "to \(whom) \(by(entry, event.by)).", .back, said: read)
        case let event as MatterUpdated:
            return line("Message", "\(by(entry, event.by)).", said: text(event.text))
        case let event as MessageWritten:
            let whom = event.readers == .everyone ? "" : ", for \(readers(event.readers))"
            return line("Message", "\(by(entry, event.by))\(whom).", said: text(event.text))
        case let event as FileAdded: return added(event, entry, line)
        case let event as FileWithdrawn:
            return line("File taken from sight", "\(by(entry, event.by)).", said: text(event.reason))
        case let event as FactAdded:
            let label = detail.definition.field(event.field)?.label ?? event.field
            return line("Another source", "on \(ProcedureWords.quoted(label)), added \(by(entry, event.by)).")
        case let event as MattersLinked:
            return line("Linked", "to \(other(event.other)) \(by(entry, event.by)).", said: text(event.why))
        case let event as MattersUnlinked:
            return line("Link taken away", "from \(other(event.other)) \(by(entry, event.by)).", said: text(event.why))
        case let event as TellingPutOff:
            let decider = reads(entry) || detail.matter.relations.contains(.raiser) ? text(event.decidedBy) : nil
            let who = decider.map { ", decided by \($0)" } ?? ""
            return line(
                "Cannot be told yet",
                "\(event.reason)\(who). It is owed again by \(words.longDay(London.day(event.until)))."
            )
        case let event as MatterOffered:
            return line("Offered", "to \(inside(event.to)) \(by(entry, event.by)).", said: seen(event.note, entry))
        case let event as OfferDeclined:
            return line("Not taken over", "\(by(entry, event.by)).", said: seen(event.reason, entry))
        case let event as HolderChanged:
            let before = Words.capitalised(names.name(event.from))
            return line("Taken over", "by \(inside(event.to)). \(before) had it before.", .station)
        case let event as PartyJoined:
            return line("Joined", "\(part(event.joined.id)): \(party(event.joined)), \(by(entry, event.by)).")
        case let event as AnswerRead: return line("Read", "\(by(entry, event.by)).", .back)
        case let event as MatterWithdrawn:
            return line("Withdrawn", "\(by(entry, event.by)).", .station, said: seen(event.reason, entry))
        case is MatterClosed: return line("Closed", "It went round its loop.", .station)
        case let event as MatterReopened:
            guard isOfClosed(entry) else { return nil }
            return line("Opened again", "\(by(entry, event.by)).", .station, said: text(event.reason))
        case let event as StepMet: return sight.loop ? met(event, entry, line) : nil
        case let event as RungReached: return sight.loop ? reached(event, line) : nil
        default: return nil
        }
    }

    private var sight: LoopSight { detail.sight }

    /// Whether what was opened again was closed: that what came back was not enough is told of with who said so.
    private func isOfClosed(_ reopened: LoopDetail.Entry) -> Bool {
        let before = detail.entries.last { entry in
            entry.position < reopened.position
                && (entry.event is MatterClosed || (entry.event as? StepMet)?.outcome == "not-satisfied")
        }
        return before?.event is MatterClosed
    }

    /// What came with the form or with a message is told of with that.
    private func added(
        _ event: FileAdded,
        _ entry: LoopDetail.Entry,
        _ line: (String, String, TimelineEntry.Kind, String?) -> TimelineEntry
    ) -> TimelineEntry? {
        switch event.place {
        case .answer, .message: return nil
        case .matter, .step:
            guard let file = detail.files.first(where: { $0.id == event.file }), file.withdrawn == nil else {
                return nil
            }
            return line("File", "\(name(of: file)), \(by(entry, event.by))\(place(of: file)).", .event, nil)
        }
    }

    /// Nothing of what is not for the reader, not even its number.
    private func other(_ matter: ID<Matter>) -> String {
        guard let other = detail.others[matter], let number = other.number else { return "another matter" }
        return "matter \(number)\(other.title.map { ", \($0)," } ?? "")"
    }

    private func seen(_ sealed: Sealed<String>?, _ entry: LoopDetail.Entry) -> String? {
        reads(entry) ? text(sealed) : nil
    }

    private func by(_ entry: LoopDetail.Entry, _ member: ID<Member>?) -> String {
        if let member {
            return entry.place.map { names.by(member, in: $0) } ?? "by \(names.name(member))"
        }
        let guest = BodyOpeningRow.opening(ofActor: entry.actor).flatMap(guest)
        return guest.map { "by \($0), by their link" } ?? "by the system"
    }

    /// Who came by a body's link, as they said: the name, what they are, and where.
    func guest(_ id: ID<BodyOpening>) -> String? {
        guard let opening = detail.openings.first(where: { $0.id == id }) else { return nil }
        return [text(opening.name), text(opening.post), names.organisation(opening.organisation)]
            .compactMap(\.self).joined(separator: ", ")
    }

    /// What became of the link of a body.
    private func bodyLine(
        _ event: any BodyLinkEvent,
        _ entry: LoopDetail.Entry,
        _ line: (String, String, TimelineEntry.Kind, String?) -> TimelineEntry
    ) -> TimelineEntry? {
        let given = detail.entries.lazy.compactMap { $0.event as? BodyLinkGiven }.first { $0.link == event.link }
        guard let given else { return nil }
        let whom = ([given.post].compactMap(\.self) + [names.organisation(given.organisation)]).joined(separator: ", ")
        func until(_ day: Day) -> String { "It works until \(words.longDay(day))." }
        switch event {
        case let event as BodyLinkGiven:
            let what = "to \(whom) \(by(entry, event.by)); the code goes \(event.codeBy.title)."
            return line("Link given", "\(what) \(until(event.until))", .event, nil)
        case let event as BodyLinkSent:
            return line("Link sent again", "to \(whom) \(by(entry, event.by)). \(until(event.until))", .event, nil)
        case let event as BodyCodeMade:
            return line("New code", "for \(whom) \(by(entry, event.by)); it goes \(event.codeBy.title).", .event, nil)
        case is BodyLinkLocked:
            return line("Link locked", "after \(BodyLink.tries) wrong codes: \(whom).", .event, nil)
        case let event as BodyLinkEnded: return line("Link ended", "of \(whom) \(by(entry, event.by)).", .event, nil)
        case let event as BodyOpened:
            return line("Opened by link", "by \(guest(event.opening) ?? whom).", .event, nil)
        default: return nil
        }
    }

    private func met(
        _ event: StepMet,
        _ entry: LoopDetail.Entry,
        _ line: (String, String, TimelineEntry.Kind, String?) -> TimelineEntry
    ) -> TimelineEntry? {
        guard let step = detail.step(event.duty) else { return nil }
        if step.row.of == .everyone { return answered(event, entry, step, line) }
        let by =
            event.reported == nil ? by(entry, event.by) : "\(reported(event, entry)), entered \(by(entry, event.by))"
        let note = seen(event.note, entry)
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

    private func reported(_ event: StepMet, _ entry: LoopDetail.Entry) -> String {
        guard let reported = event.reported else { return "" }
        let who = reads(entry) || sight.fields == nil ? text(reported.who).map { " \($0)" } ?? "" : ""
        return "as reported\(who.isEmpty ? "" : " by" + who) (\(reported.way.title), \(words.day(reported.on)))"
    }

    private func reached(
        _ event: RungReached,
        _ line: (String, String, TimelineEntry.Kind, String?) -> TimelineEntry
    ) -> TimelineEntry? {
        guard let step = detail.step(event.duty) else { return nil }
        let ask = asked(step)
        let what = ask.last.map { ".?!”".contains($0) } ?? true ? ask : "\(ask)."
        return switch event.step {
        case .remind: line("Reminder", "to \(inside(step.row.of)): \(what)", .event, nil)
        case .tellRaiser: line("Overdue", "Whoever raised it was told: \(what)", .event, nil)
        case .copyDeputy: line("Overdue", "\(copied(event, step)): \(what)", .event, nil)
        case .toLead: line("Overdue", "The authority’s lead was told: \(what)", .event, nil)
        case .toCoordinator: line("Overdue", "The coordinator was told: \(what)", .event, nil)
        // That nobody is asked any more says it.
        case .over: nil
        }
    }

    private func copied(_ event: RungReached, _ step: LoopDetail.Step) -> String {
        let whose = inside(step.row.of)
        guard let deputies = event.copiedTo else { return "Everyone at \(whose) was told" }
        let who = Words.list(deputies.map { names.name($0) })
        guard !deputies.isEmpty else { return "No deputy of \(whose) was there, so it went on at once" }
        return
            "Copied to \(who), \(deputies.count == 1 ? "deputy" : "deputies") of \(whose)"
    }

    /// What one of all members said, or that all of them were asked.
    private func answered(
        _ event: StepMet,
        _ entry: LoopDetail.Entry,
        _ step: LoopDetail.Step,
        _ line: (String, String, TimelineEntry.Kind, String?) -> TimelineEntry
    ) -> TimelineEntry {
        guard event.by != nil else {
            return line("All members were asked", "\(asked(step)). \(answered(step) ?? "").", .event, nil)
        }
        let said = event.outcome.map { $0 == "yes" ? ": yes" : ": no" } ?? ""
        let title = said.isEmpty ? "Done" : "Answered"
        return line(title, "\(by(entry, event.by))\(said).", .event, seen(event.note, entry))
    }
}

extension LoopDetail {
    /// Whether whoever reads owed a step.
    fileprivate func owes(_ step: Step) -> Bool { owed.contains(step.row.id) }
}

extension CodeWay {
    var title: String {
        switch self {
        case .telephone: "by telephone"
        case .letter: "by letter"
        case .mail: "to another e-mail address"
        case .text: "as a text message"
        }
    }
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

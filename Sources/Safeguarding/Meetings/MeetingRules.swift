package import Almanac
package import Ledger
package import Vault

/// When and where a meeting is.
package struct Sitting: Codable, Hashable, Sendable {
    package var day: Day
    package var from: ClockTime?
    package var to: ClockTime?
    package var place: String?
    /// How to join by phone or video.
    package var online: String?

    package init(_ day: Day, from: ClockTime? = nil, to: ClockTime? = nil, place: String? = nil, online: String? = nil)
    {
        self.day = day
        self.from = from
        self.to = to
        self.place = place
        self.online = online
    }

    func checked() throws(Refusal) -> Sitting {
        if let to {
            guard let from else { throw .invalid("from", "Say when the meeting begins, as you said when it ends.") }
            guard from < to else { throw .invalid("to", "Choose an end that is later than the beginning.") }
        }
        var clean = self
        clean.place = try Text.optionalLine(place, field: "place", what: "the place", limit: 200)
        clean.online = try Text.optionalLine(online, field: "online", what: "how to join online", limit: 500)
        return clean
    }
}

/// Calls a meeting of a group. Everyone in the group is invited by it.
package struct CallMeeting: Command {
    package let ref: MeetingRef
    package let sitting: Sitting

    package init(_ ref: MeetingRef, _ sitting: Sitting) {
        self.ref = ref
        self.sitting = sitting
    }

    package var action: Action { .runMeeting }
    package var reads: [StreamID] { [Group.stream(ref.group), Meeting.stream(ref.meeting)] }
    package var subjects: Set<Subject> { [Meeting.subject(ref.meeting)] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try past.group(ref.group).relations(of: actor)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard try !past.group(ref.group).hasEnded else { throw .outOfTurn("This group has ended.") }
        guard !past.has(Meeting.stream(ref.meeting)) else { throw .outOfTurn("This meeting has been called already.") }
        let called = try MeetingCalled.calling(ref, sitting, context)
        return [Change(Meeting.stream(ref.meeting), [called])]
    }
}

extension MeetingCalled {
    static func calling(_ ref: MeetingRef, _ sitting: Sitting, _ context: RuleContext) throws(Refusal) -> MeetingCalled
    {
        let sitting = try sitting.checked()
        return MeetingCalled(
            meeting: ref.meeting,
            group: ref.group,
            day: sitting.day,
            from: sitting.from,
            to: sitting.to,
            place: sitting.place,
            online: try context.seal(sitting.online, under: Meeting.subject(ref.meeting))
        )
    }
}

extension RuleContext {
    /// Seals what is there.
    func seal(_ text: String?, under subject: Subject) throws(Refusal) -> Sealed<String>? {
        guard let text else { return nil }
        return try seal(text, under: subject) as Sealed<String>
    }
}

/// Gives a meeting another day, time or place, until somebody was recorded as having been there.
package struct MoveMeeting: MeetingCommand {
    package let ref: MeetingRef
    package let sitting: Sitting
    /// How those are told who were to come instead of a member: another day ends that.
    package let way: Mail.Way

    package init(_ ref: MeetingRef, _ sitting: Sitting, way: Mail.Way = .file) {
        self.ref = ref
        self.sitting = sitting
        self.way = way
    }

    package var action: Action { .runMeeting }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        try state.requireOpenAgenda()
        guard !state.wasHeld else {
            throw .outOfTurn("This meeting has been held: its attendance is recorded. It cannot be moved.")
        }
        let sitting = try sitting.checked()
        let moved = MeetingMoved(
            meeting: ref.meeting,
            day: sitting.day,
            from: sitting.from,
            to: sitting.to,
            place: sitting.place,
            online: try context.seal(sitting.online, under: Meeting.subject(ref.meeting))
        )
        let stoodDown = sitting.day == state.day ? [] : state.substitutions(at: ref.meeting)
        return [Change(Meeting.stream(ref.meeting), [moved])]
            + stoodDown.map { $0.stoodDown(way, by: context.actor.member) }
    }
}

/// Calls a meeting off. What was on its agenda waits for another.
package struct CancelMeeting: MeetingCommand {
    package let ref: MeetingRef
    /// The agenda as it was shown, so that no item is left behind.
    package let agenda: [ID<Item>]
    package let reason: String

    package init(_ ref: MeetingRef, agenda: [ID<Item>], reason: String) {
        self.ref = ref
        self.agenda = agenda
        self.reason = reason
    }

    package var action: Action { .runMeeting }
    package var alsoReads: [StreamID] { agenda.map { Item.stream($0) } }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        try state.requireOpenAgenda()
        guard !state.wasHeld, state.revisions.isEmpty, state.decisions.isEmpty else {
            throw .outOfTurn("This meeting has notes or attendance, so it was held. It cannot be cancelled.")
        }
        guard Set(agenda) == Set(state.agenda) else { throw .agendaChanged }
        let reason = try Text.line(reason, field: "reason", what: "the reason, for those who were invited")
        let cancelled = MeetingCancelled(
            meeting: ref.meeting,
            reason: try context.seal(reason, under: Meeting.subject(ref.meeting))
        )
        let emptied = AgendaSet(meeting: ref.meeting, items: [])
        let owner = context.actor.member
        let waiting = agenda.map { item in
            let off = ItemTakenOff(item: item, meeting: ref.meeting, fate: .waits, dateOwner: owner, reason: nil)
            return Change(Item.stream(item), [off])
        }
        return [Change(Meeting.stream(ref.meeting), [emptied, cancelled])] + waiting
    }
}

extension Refusal {
    package static var agendaChanged: Refusal {
        .outOfTurn("The agenda changed in the meantime. Look at it again, then try once more.")
    }
}

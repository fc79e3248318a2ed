package import Almanac
package import Ledger
package import Vault

/// A command about somebody's absence: theirs, or of whoever looks after the members of their organisation.
protocol AbsenceCommand: Command {
    var member: ID<Member> { get }
    /// Who is to cover, where somebody is.
    var covering: ID<Member>? { get }
    func decide(_ absences: AbsenceState, _ past: Past, _ context: RuleContext) throws(Refusal) -> [any DomainEvent]
}

extension AbsenceCommand {
    var covering: ID<Member>? { nil }
    package var action: Action { .arrangeAbsence }
    package var reads: [StreamID] {
        let people = [member] + (covering.map { [$0] } ?? []).filter { $0 != member }
        return people.flatMap { [Absence.stream($0), Member.stream($0)] }
    }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        guard let state = past.state(MemberState.self, Member.stream(member)) else { throw .notFound }
        var relations: Set<Relation> = actor.member == member ? [.own] : []
        if let organisation = actor.organisation, organisation == state.organisation {
            relations.insert(.sameOrganisation)
        }
        return relations
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(MemberState.self, Member.stream(member)) else { throw .notFound }
        guard state.standing == .joined else {
            throw .outOfTurn("This person has no account, so nothing here waits for them.")
        }
        let absences = past.state(AbsenceState.self, Absence.stream(member)) ?? AbsenceState()
        return [Change(Absence.stream(member), try decide(absences, past, context))]
    }

    /// Somebody of the same organisation, or of two coordinators the other, who has an account and is there then.
    func require(_ cover: ID<Member>, from first: Day, to last: Day, _ past: Past) throws(Refusal) {
        guard cover != member else { throw .invalid("cover", "Choose somebody else: nobody covers for themselves.") }
        guard let theirs = past.state(MemberState.self, Member.stream(cover)), theirs.standing == .joined,
            let own = past.state(MemberState.self, Member.stream(member))
        else { throw .invalid("cover", "Choose somebody who has an account.") }
        let areCoordinators = own.roles.contains(.coordinator) && theirs.roles.contains(.coordinator)
        guard theirs.organisation == own.organisation || areCoordinators else {
            throw .invalid("cover", "Choose somebody of the same organisation.")
        }
        let away = past.state(AbsenceState.self, Absence.stream(cover))?.entries ?? []
        guard !away.contains(where: { $0.meets(first, last) }) else {
            throw .invalid("cover", "They are away themselves on some of these days. Choose somebody else.")
        }
    }
}

/// Says that somebody is away, and who covers for them.
package struct AnnounceAbsence: AbsenceCommand {
    package let absence: ID<Absence>
    package let member: ID<Member>
    package let first: Day
    package let last: Day
    /// Nil where nobody can.
    package let cover: ID<Member>?

    package init(
        _ member: ID<Member>,
        absence: ID<Absence> = ID(),
        from first: Day,
        to last: Day,
        cover: ID<Member>?
    ) {
        (self.absence, self.member, self.first, self.last, self.cover) = (absence, member, first, last, cover)
    }

    package var covering: ID<Member>? { cover }

    func decide(_ absences: AbsenceState, _ past: Past, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard first >= London.day(context.now) else { throw .invalid("first", "Begin today or later.") }
        guard last >= first else { throw .invalid("last", "The last day away cannot come before the first.") }
        guard last < first.adding(days: Absence.longest) else {
            throw .invalid("last", "Choose at most a year. It can be said again when that is over.")
        }
        guard !absences.entries.contains(where: { $0.meets(first, last) }) else {
            throw .invalid(
                "first",
                "An absence is there on some of these days. End that one, or choose other days."
            )
        }
        if let cover { try require(cover, from: first, to: last, past) }
        let by = context.actor.member
        let announced = AbsenceAnnounced(absence: absence, member: member, first: first, last: last, by: by)
        return [announced] + (cover.map { [CoverAsked(absence: absence, member: member, cover: $0, by: by)] } ?? [])
    }
}

/// Asks somebody to cover: after another declined, or in place of them.
package struct AskCover: AbsenceCommand {
    package let absence: ID<Absence>
    package let member: ID<Member>
    package let cover: ID<Member>

    package init(_ absence: ID<Absence>, of member: ID<Member>, _ cover: ID<Member>) {
        (self.absence, self.member, self.cover) = (absence, member, cover)
    }

    package var covering: ID<Member>? { cover }

    func decide(_ absences: AbsenceState, _ past: Past, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let entry = try absences.open(absence, at: context.now)
        guard entry.cover != cover else { throw .invalid("cover", "They cover already.") }
        try require(cover, from: max(entry.first, London.day(context.now)), to: entry.last, past)
        return [CoverAsked(absence: absence, member: member, cover: cover, by: context.actor.member)]
    }
}

/// Does not cover, and says why. It comes back to whoever asked.
package struct DeclineCover: AbsenceCommand {
    package let absence: ID<Absence>
    package let member: ID<Member>
    package let reason: String

    package init(_ absence: ID<Absence>, of member: ID<Member>, reason: String) {
        (self.absence, self.member, self.reason) = (absence, member, reason)
    }

    package var action: Action { .declineCover }
    package var subjects: Set<Subject> { [Member.subject(member)] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        let entry = past.state(AbsenceState.self, Absence.stream(member))?.entry(absence)
        return entry?.cover != nil && entry?.cover == actor.member ? [.own] : []
    }

    func decide(_ absences: AbsenceState, _ past: Past, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        _ = try absences.open(absence, at: context.now)
        let reason = try Text.lines(reason, field: "reason", what: "why you cannot", limit: 1_000)
        return [
            CoverDeclined(
                absence: absence,
                member: member,
                cover: try context.member,
                reason: try context.seal(reason, under: Member.subject(member))
            )
        ]
    }
}

/// Ends an absence now, or before it has begun.
package struct EndAbsence: AbsenceCommand {
    package let absence: ID<Absence>
    package let member: ID<Member>

    package init(_ absence: ID<Absence>, of member: ID<Member>) { (self.absence, self.member) = (absence, member) }

    func decide(_ absences: AbsenceState, _ past: Past, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        _ = try absences.open(absence, at: context.now)
        return [AbsenceEnded(absence: absence, member: member, by: context.actor.member)]
    }
}

/// Writes down that a moment of an absence has come, once, so that people are told.
package struct NoticeAbsence: Command {
    package let absence: ID<Absence>
    package let member: ID<Member>
    package let notice: AbsenceNoticed.Notice
    package let cover: ID<Member>?
    package let during: ID<Absence>?

    package var action: Action { .runJob }
    package var reads: [StreamID] { [Absence.stream(member)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let absences = past.state(AbsenceState.self, Absence.stream(member))
        guard let entry = absences?.entry(absence), isDue(entry, at: context.now),
            !entry.notices.contains(where: { $0.notice == notice && $0.cover == cover && $0.during == during })
        else { return [] }
        let event = AbsenceNoticed(absence: absence, member: member, notice: notice, cover: cover, during: during)
        return [Change(Absence.stream(member), [event])]
    }

    private func isDue(_ entry: AbsenceState.Entry, at now: Instant) -> Bool {
        switch notice {
        case .begun, .uncovered: entry.isRunning(at: now) && entry.cover == cover
        case .over: entry.ends <= now
        }
    }
}

extension AbsenceState {
    fileprivate func open(_ id: ID<Absence>, at now: Instant) throws(Refusal) -> Entry {
        guard let entry = entry(id) else { throw .notFound }
        guard now < entry.ends else { throw .outOfTurn("This absence is over.") }
        return entry
    }
}

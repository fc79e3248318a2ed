import Almanac
package import Ledger
package import Vault

/// Forgetting for good: the data key of a subject is destroyed, and what was sealed under it is never read again.
///
/// The event comes first; whoever follows the ledger then destroys the key (``Vault/carryOut(_:)``). So a crash in
/// between, another node, and keys that were put back from an older copy all end in the same place.
package enum Erasure {
    /// Why. Fixed words, so that a reason cannot say again what it erases.
    package enum Reason: String, Codable, CaseIterable, Sendable {
        case asked
        case keptLongEnough = "kept-long-enough"
        case mistake

        package var title: String {
            switch self {
            case .asked: "The person it is about asked for it"
            case .keptLongEnough: "It has been kept for as long as it is needed"
            case .mistake: "It should never have been written down"
            }
        }
    }

    /// One stream for all that is erased with a subject.
    package static func stream(_ subject: Subject) -> StreamID { StreamID("erasure/\(subject)") }
}

package enum ErasureEvents {
    package static let all: [any DomainEvent.Type] = [SubjectErased.self]
}

package struct SubjectErased: DomainEvent {
    package static let type = "subject.erased"
    package let subject: Subject
    package let reason: Erasure.Reason
}

/// Erases the name and the address of someone who has left.
package struct EraseMember: Command {
    package let member: ID<Member>
    package let reason: Erasure.Reason

    package init(_ member: ID<Member>, because reason: Erasure.Reason) {
        self.member = member
        self.reason = reason
    }

    package var action: Action { .erase }
    package var reads: [StreamID] { [Member.stream(member), Erasure.stream(Member.subject(member))] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(MemberState.self, Member.stream(member)) else { throw .notFound }
        guard state.standing == .left else {
            throw .outOfTurn("This person is still in the network. Remove them first, then erase their details.")
        }
        let subject = Member.subject(member)
        guard !past.has(Erasure.stream(subject)) else { return [] }
        return [Change(Erasure.stream(subject), [SubjectErased(subject: subject, reason: reason)])]
    }
}

/// Erases the words of a meeting: its items, notes, decisions, papers and corrections, and the notes it was brought in
/// from. That it was held, when, and who was there stays. Actions raised at it stay, unless they are named. What was taken
/// off its agenda for good is nobody else's to erase, so it goes too.
package struct EraseMeeting: MeetingCommand {
    package let ref: MeetingRef
    /// Actions raised at the meeting whose words go too.
    package let matters: [ID<Matter>]
    /// Items that were dropped from its agenda, or with the notes that put them on another.
    package let dropped: [ID<Item>]
    package let reason: Erasure.Reason

    package init(
        _ ref: MeetingRef,
        with matters: [ID<Matter>] = [],
        dropped: [ID<Item>] = [],
        because reason: Erasure.Reason
    ) {
        self.ref = ref
        self.matters = matters
        self.dropped = dropped
        self.reason = reason
    }

    package var action: Action { .erase }
    package var subjects: Set<Subject> { [] }
    package var alsoReads: [StreamID] {
        [Erasure.stream(Meeting.subject(ref.meeting))] + matters.map { Matter.stream($0) }
            + dropped.map { Item.stream($0) }
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meetingEver(ref)
        guard state.isCancelled || state.isTakenOut || state.hasBegun(at: context.now) else {
            throw .outOfTurn("This meeting is still to come. Call it off first, or wait until it was held.")
        }
        for matter in matters {
            guard past.state(MatterState.self, Matter.stream(matter))?.origin.meeting == ref.meeting else {
                throw .invalid("matter", "Choose actions that were raised at this meeting.")
            }
        }
        for item in dropped where try past.item(item, of: ref.group).place != .dropped { throw .agendaChanged }
        let stream = Erasure.stream(Meeting.subject(ref.meeting))
        let done = past.state(ErasedSubjects.self, stream)?.subjects ?? []
        let all =
            [Meeting.subject(ref.meeting), Meeting.source(ref.meeting)]
            + state.itemsEver.union(dropped).sorted().map { Item.subject($0) }
            + matters.map { Matter.subject($0) }
        let events = all.filter { !done.contains($0) }.map { SubjectErased(subject: $0, reason: reason) }
        return events.isEmpty ? [] : [Change(stream, events)]
    }
}

/// Erases any other subject, from the machine that the network runs on.
package struct EraseSubject: Command {
    package let subject: Subject
    package let reason: Erasure.Reason

    package init(_ subject: Subject, because reason: Erasure.Reason) {
        self.subject = subject
        self.reason = reason
    }

    package var action: Action { .erase }
    package var reads: [StreamID] { [Erasure.stream(subject)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard !past.has(Erasure.stream(subject)) else { return [] }
        return [Change(Erasure.stream(subject), [SubjectErased(subject: subject, reason: reason)])]
    }
}

private struct ErasedSubjects: Foldable {
    private(set) var subjects: Set<Subject> = []

    mutating func apply(_ event: any DomainEvent, at: Instant) {
        if let event = event as? SubjectErased { subjects.insert(event.subject) }
    }
}

extension Origin {
    fileprivate var meeting: ID<Meeting>? { if case .meeting(let meeting, _) = self { meeting } else { nil } }
}

extension MeetingState {
    /// Every item that is on the agenda or that something was written about.
    fileprivate var itemsEver: Set<ID<Item>> {
        let written = Set(revisions.keys).union(decisions.values.compactMap(\.self)).union(
            papers.values.compactMap(\.self)
        )
        return written.union(formerItems).union(agenda)
    }
}

extension Vault {
    /// Destroys the keys of erased subjects that are still there, with what else is kept as a secret about them.
    package func carryOut(_ erased: Set<Subject>) async throws {
        guard !erased.isEmpty else { return }
        // A list or notes that somebody began to bring in may say again what is erased, and nobody can tell without
        // reading them: what is begun goes, for everyone. Before the rest, so that a crash in between does it again.
        if try await !areErased(erased) { try await eraseAll(of: .draft) }
        try await keepErased(erased)
        let passwords = erased.filter { $0.kind == .member }.map { SecretName.password(ID<Member>($0.id)) }
        guard !passwords.isEmpty else { return }
        let gone = try await keys.destroyed(passwords)
        let left = passwords.filter { !gone.contains($0) }
        if !left.isEmpty { try await keys.destroy(left) }
    }
}

package import Almanac
package import Ledger
package import Vault

/// The days on which a member is away, and who covers for them. Nothing is switched on or off: whether it runs follows from
/// the days, wherever it is asked.
package enum Absence {
    /// How many days it lasts at most.
    package static let longest = 366

    package static func stream(_ member: ID<Member>) -> StreamID { StreamID("absence", member) }

    package static let events: [any DomainEvent.Type] = [
        AbsenceAnnounced.self, CoverAsked.self, CoverDeclined.self, AbsenceEnded.self, AbsenceNoticed.self,
    ]
}

/// Somebody is away from the first midnight of one day to the last of another.
package struct AbsenceAnnounced: DomainEvent {
    package static let type = "absence.announced"
    package let absence: ID<Absence>
    package let member: ID<Member>
    package let first: Day
    package let last: Day
    /// The member, or whoever said it for them.
    package let by: ID<Member>?
}

/// Somebody is to cover. They do, unless they decline.
package struct CoverAsked: DomainEvent {
    package static let type = "absence.cover-asked"
    package let absence: ID<Absence>
    package let member: ID<Member>
    package let cover: ID<Member>
    /// To whom it comes back.
    package let by: ID<Member>?
}

package struct CoverDeclined: DomainEvent {
    package static let type = "absence.cover-declined"
    package let absence: ID<Absence>
    package let member: ID<Member>
    package let cover: ID<Member>
    /// For whoever asked, and the one who is away.
    package let reason: Sealed<String>
}

/// Somebody is back earlier, or does not go.
package struct AbsenceEnded: DomainEvent {
    package static let type = "absence.ended"
    package let absence: ID<Absence>
    package let member: ID<Member>
    package let by: ID<Member>?
}

/// A moment of an absence has come of which people are told.
package struct AbsenceNoticed: DomainEvent {
    package enum Notice: String, Codable, CaseIterable, Sendable {
        case begun, over
        /// Nobody covers.
        case uncovered
    }

    package static let type = "absence.noticed"
    package let absence: ID<Absence>
    package let member: ID<Member>
    package let notice: Notice
    /// Who covers, or cannot.
    package let cover: ID<Member>?
    /// The cover's own absence, where that is why nobody covers.
    package let during: ID<Absence>?
}

/// All absences of one member.
struct AbsenceState: Foldable {
    struct Entry {
        let id: ID<Absence>
        let first: Day
        let last: Day
        fileprivate(set) var askedBy: ID<Member>?
        fileprivate(set) var cover: ID<Member>?
        fileprivate(set) var endedAt: Instant?
        fileprivate(set) var notices: [AbsenceNoticed] = []

        var begins: Instant { London.instant(first, .midnight) }
        /// The moment at which it is over.
        var ends: Instant {
            let planned = London.instant(last.adding(days: 1), .midnight)
            return endedAt.map { min($0, planned) } ?? planned
        }

        func isRunning(at now: Instant) -> Bool { begins <= now && now < ends }
        func meets(_ first: Day, _ last: Day) -> Bool {
            endedAt == nil && first <= self.last && self.first <= last
        }
    }

    private(set) var entries: [Entry] = []

    func entry(_ id: ID<Absence>) -> Entry? { entries.first { $0.id == id } }
    func isAway(at now: Instant) -> Bool { entries.contains { $0.isRunning(at: now) } }

    mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as AbsenceAnnounced:
            entries.append(Entry(id: event.absence, first: event.first, last: event.last, askedBy: event.by))
        case let event as CoverAsked: change(event.absence) { ($0.cover, $0.askedBy) = (event.cover, event.by) }
        case let event as CoverDeclined: change(event.absence) { $0.cover = nil }
        case let event as AbsenceEnded: change(event.absence) { $0.endedAt = at }
        case let event as AbsenceNoticed: change(event.absence) { $0.notices.append(event) }
        default: break
        }
    }

    private mutating func change(_ id: ID<Absence>, _ change: (inout Entry) -> Void) {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
        change(&entries[index])
    }
}

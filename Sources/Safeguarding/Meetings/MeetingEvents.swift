package import Almanac
package import Ledger
package import Vault

/// Agenda, attendance, notes, decisions, actions, annexes: draft, circulated, agreed at the next.
package enum Meeting {
    package static func stream(_ id: ID<Meeting>) -> StreamID { StreamID("meeting", id) }
    package static func subject(_ id: ID<Meeting>) -> Subject { Subject(.meeting, id) }
    /// What the source of imported notes is sealed under: it holds everything, whatever its marking.
    package static func source(_ id: ID<Meeting>) -> Subject { Subject(.import, id) }
}

package enum MeetingEvents {
    package static let all: [any DomainEvent.Type] = [
        MeetingCalled.self, MeetingMoved.self, MeetingCancelled.self, AgendaSet.self,
        ItemProposed.self, ItemPlaced.self, ItemChanged.self, ItemTakenOff.self,
        InvitationAnswered.self, AttendanceRecorded.self, AttendanceRemoved.self,
        ItemNoted.self, DecisionMade.self, DecisionCorrected.self,
        PaperAdded.self, PaperRemoved.self,
        NotesCirculated.self, NotesAgreed.self, NotesCorrected.self, NotesImported.self, NotesTakenOut.self,
        SheetBroughtIn.self, ItemMarked.self, PaperMarked.self, SubstituteAnswered.self, InvitationsMade.self,
    ]
}

package struct MeetingCalled: DomainEvent {
    package static let type = "meeting.called"
    package let meeting: ID<Meeting>
    package let group: ID<Group>
    package let day: Day
    package let from: ClockTime?
    package let to: ClockTime?
    package let place: String?
    /// How to join by phone or video.
    package let online: Sealed<String>?
}

/// Another day, time or place. Another day makes every earlier answer to the invitation void.
package struct MeetingMoved: DomainEvent {
    package static let type = "meeting.moved"
    package let meeting: ID<Meeting>
    package let day: Day
    package let from: ClockTime?
    package let to: ClockTime?
    package let place: String?
    package let online: Sealed<String>?
}

package struct MeetingCancelled: DomainEvent {
    package static let type = "meeting.cancelled"
    package let meeting: ID<Meeting>
    package let reason: Sealed<String>
}

/// The whole agenda, first item first.
package struct AgendaSet: DomainEvent {
    package static let type = "meeting.agenda.set"
    package let meeting: ID<Meeting>
    package let items: [ID<Item>]
}

/// Invitations went out by mail, or lie ready to be passed on: from now on people may know of the meeting.
package struct InvitationsMade: DomainEvent {
    package static let type = "meeting.invitations.made"
    package let meeting: ID<Meeting>
    package let to: [ID<Member>]
    package let way: Mail.Way
}

/// Whoever was invited said whether they are coming.
package struct InvitationAnswered: DomainEvent {
    package enum Answer: String, Codable, CaseIterable, Sendable {
        case coming, remotely, apologies, substitute

        package var title: String {
            switch self {
            case .coming: "Coming"
            case .remotely: "Joining by phone or video"
            case .apologies: "Sends apologies"
            case .substitute: "Sends someone instead"
            }
        }
    }
    package static let type = "meeting.invitation.answered"
    package let meeting: ID<Meeting>
    package let member: ID<Member>
    package let answer: Answer
    package let substitute: Sealed<String>?
    /// Where the papers go.
    package let substituteEmail: Sealed<String>?
}

/// A person at a meeting: a member, or someone known by name alone. Stored as `member/…` or `guest/…`.
package enum Attendee: Hashable, Sendable, CustomStringConvertible {
    case member(ID<Member>)
    case guest(ID<Attendee>)

    package var description: String {
        switch self {
        case .member(let id): "member/\(id)"
        case .guest(let id): "guest/\(id)"
        }
    }

    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "member":
            guard let id = ID<Member>(parts[1]) else { return nil }
            self = .member(id)
        case "guest":
            guard let id = ID<Attendee>(parts[1]) else { return nil }
            self = .guest(id)
        default: return nil
        }
    }

    package var member: ID<Member>? { if case .member(let id) = self { id } else { nil } }
}

extension Attendee: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let attendee = Attendee(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not member/UUID or guest/UUID")
        }
        self = attendee
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Who was there, or sent apologies. A later one about the same person replaces it.
package struct AttendanceRecorded: DomainEvent {
    package enum Presence: String, Codable, CaseIterable, Sendable {
        case present, remotely, apologies, absent

        package var title: String {
            switch self {
            case .present: "Present"
            case .remotely: "By phone or video"
            case .apologies: "Apologies"
            case .absent: "Absent"
            }
        }

        package var isThere: Bool { self == .present || self == .remotely }
    }

    package struct Guest: Hashable, Codable, Sendable {
        package let name: Sealed<String>
        package let organisation: ID<Organisation>?
        /// What the source calls it, where that is no organisation of the network.
        package let organisationAsWritten: Sealed<String>?
    }
    package static let type = "meeting.attendance.recorded"
    package let meeting: ID<Meeting>
    package let attendee: Attendee
    package let presence: Presence
    package let standingInFor: ID<Member>?
    /// Who a guest is.
    package let guest: Guest?
}

package struct AttendanceRemoved: DomainEvent {
    package static let type = "meeting.attendance.removed"
    package let meeting: ID<Meeting>
    package let attendee: Attendee
}

package import Almanac
package import Ledger
package import Procedures
package import Vault

package enum MatterEvents {
    package static let all: [any DomainEvent.Type] = [
        MatterRaised.self, DutyOwed.self, DutyMet.self, DutyMoved.self, HolderNamed.self, HolderDeclined.self,
        MatterOffered.self, OfferDeclined.self, MatterAccepted.self, MatterAnswered.self, MatterReopened.self,
        MatterUpdated.self, MatterEscalated.self, MatterReminded.self, MatterWithdrawn.self, MatterClosed.self,
        MatterLinkGiven.self, MatterLinkEnded.self, AnswerRead.self, MatterTakenOut.self,
    ]
}

/// Where a matter came from.
package enum Origin: Hashable, Sendable {
    case meeting(ID<Meeting>, item: ID<Item>?)
    case member
}

package struct MatterRaised: MatterEvent {
    package static let type = "matter.raised"
    package let matter: ID<Matter>
    /// `meeting-action`
    package let procedure: String
    package let procedureVersion: Int
    /// The sentence it keeps.
    package let text: Sealed<String>
    package let raiser: ID<Member>?
    package let origin: Origin
    /// The group whose members may see it.
    package let group: ID<Group>?
    /// The first is the holder who is shown. Each owes their own finish.
    package let holders: [Party]
    package let due: Due
    /// When it happened, where that was before it was recorded: a meeting of 2007.
    package let happened: Day?
}

/// One party owes one thing on a matter.
package struct DutyOwed: MatterEvent {
    package static let type = "duty.owed"
    package let duty: ID<Duty>
    package let matter: ID<Matter>
    package let of: Party
    package let what: Procedure.Task
    package let due: Due
    /// The day that `due` is counted from.
    package let from: Day
    package let counted: Counted?
    /// Where the party is everyone in a group: whose parts these are.
    package let parts: [ID<Member>]
    /// Whose holding it is about, where that is not the party's own.
    package let about: Party?
}

package enum Duty {}

package struct DutyMet: MatterEvent {
    package static let type = "duty.met"
    package let duty: ID<Duty>
    package let matter: ID<Matter>
    package let by: ID<Member>?
    /// Where the duty is everyone's: whose part this is. Nil where all of it is met.
    package let of: ID<Member>?
    package let note: Sealed<String>?
    package let happened: Day?
}

/// A duty has another due time, for a reason.
package struct DutyMoved: MatterEvent {
    package static let type = "duty.moved"
    package let duty: ID<Duty>
    package let matter: ID<Matter>
    package let due: Due
    package let from: Day
    package let by: ID<Member>?
    package let reason: Sealed<String>
}

/// A person said who is meant by a name in notes.
package struct HolderNamed: MatterEvent {
    package static let type = "matter.holder.named"
    package let matter: ID<Matter>
    package let from: Party
    package let to: Party
    /// Where it is everyone in a group: whose parts these are.
    package let parts: [ID<Member>]
    package let by: ID<Member>?
}

/// A holder says that it is not theirs. They hold it until someone else accepts it.
package struct HolderDeclined: MatterEvent {
    package static let type = "matter.holder.declined"
    package let matter: ID<Matter>
    package let holder: Party
    package let by: ID<Member>?
    package let reason: Sealed<String>
}

package struct MatterOffered: MatterEvent {
    package static let type = "matter.offered"
    package let matter: ID<Matter>
    package let from: Party
    package let to: Party
    package let by: ID<Member>?
    package let note: Sealed<String>?
}

package struct OfferDeclined: MatterEvent {
    package static let type = "matter.offer.declined"
    package let matter: ID<Matter>
    package let from: Party
    package let by: ID<Member>?
    package let reason: Sealed<String>
}

/// Ownership moved: the giver held it until this.
package struct MatterAccepted: MatterEvent {
    package static let type = "matter.accepted"
    package let matter: ID<Matter>
    package let from: Party
    package let to: Party
    package let by: ID<Member>?
}

/// What came of it, told to whoever raised it.
package struct MatterAnswered: MatterEvent {
    package static let type = "matter.answered"
    package let matter: ID<Matter>
    package let text: Sealed<String>
    package let by: ID<Member>?
    /// The meeting it was told to, where it was told in one.
    package let meeting: ID<Meeting>?
    package let happened: Day?
}

/// One of those to whom the answer came back has read it. Their Home shows it until then.
package struct AnswerRead: MatterEvent {
    package static let type = "matter.answer.read"
    package let matter: ID<Matter>
    package let by: ID<Member>
}

/// What came back was not enough: its holders owe more.
package struct MatterReopened: MatterEvent {
    package static let type = "matter.reopened"
    package let matter: ID<Matter>
    package let by: ID<Member>?
    package let reason: Sealed<String>
}

/// Progress, a question or a remark on the timeline.
package struct MatterUpdated: MatterEvent {
    package static let type = "matter.updated"
    package let matter: ID<Matter>
    package let text: Sealed<String>
    package let by: ID<Member>?
}

/// Overdue: the coordinator is asked to look.
package struct MatterEscalated: MatterEvent {
    package static let type = "matter.escalated"
    package let matter: ID<Matter>
    package let duty: ID<Duty>
    /// The last day on which it was not late.
    package let deadline: Day
}

package struct MatterReminded: MatterEvent {
    package static let type = "matter.reminded"
    package let matter: ID<Matter>
    package let by: ID<Member>?
    package let note: Sealed<String>?
}

/// Raised by mistake, or no longer wanted. Says why.
package struct MatterWithdrawn: MatterEvent {
    package static let type = "matter.withdrawn"
    package let matter: ID<Matter>
    package let by: ID<Member>?
    package let reason: Sealed<String>
    package let happened: Day?
}

/// It came in with notes that were brought in by mistake, and went back out with them. Nobody had worked on it.
package struct MatterTakenOut: MatterEvent {
    package static let type = "matter.taken-out"
    package let matter: ID<Matter>
    package let by: ID<Member>?
    package let reason: Sealed<String>
}

package struct MatterClosed: MatterEvent {
    package static let type = "matter.closed"
    package let matter: ID<Matter>
    package let by: ID<Member>?
    package let happened: Day?
}

extension Origin {
    package var item: ID<Item>? { if case .meeting(_, let item) = self { item } else { nil } }
}

/// Something that happened to one matter.
package protocol MatterEvent: DomainEvent {
    var matter: ID<Matter> { get }
}

extension Origin: Codable {
    private enum Key: String, CodingKey {
        case kind, meeting, item
    }

    private enum Kind: String, Codable {
        case meeting, member
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self =
            switch try fields.decode(Kind.self, forKey: .kind) {
            case .member: .member
            case .meeting:
                .meeting(
                    try fields.decode(ID<Meeting>.self, forKey: .meeting),
                    item: try fields.decodeIfPresent(ID<Item>.self, forKey: .item)
                )
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        switch self {
        case .member: try fields.encode(Kind.member, forKey: .kind)
        case .meeting(let meeting, let item):
            try fields.encode(Kind.meeting, forKey: .kind)
            try fields.encode(meeting, forKey: .meeting)
            try fields.encodeIfPresent(item, forKey: .item)
        }
    }
}

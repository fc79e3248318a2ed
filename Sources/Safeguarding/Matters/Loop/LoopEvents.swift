package import Almanac
package import Ledger
package import Procedures
package import Vault

/// What happens to matters that run under a procedure of the ledger. What they share with actions stands in
/// ``MatterEvents``.
package enum LoopEvents {
    package static let all: [any DomainEvent.Type] = [
        LoopRaised.self, StepOwed.self, StepMet.self, StepLapsed.self, TellingPutOff.self, RungReached.self,
        RaiserTold.self, PartyJoined.self, HolderChanged.self, MattersLinked.self, MattersUnlinked.self,
        MessageWritten.self, FileAdded.self, FileWithdrawn.self, FactAdded.self,
    ]
}

/// Something was raised under a procedure.
package struct LoopRaised: MatterEvent {
    package static let type = "matter.raised"
    package static let schema = 2
    package let matter: ID<Matter>
    /// `missing-child`
    package let procedure: String
    package let version: Int
    /// Whether somebody can be known by what it says.
    package let isPersonal: Bool
    package let raiser: Raiser
    package let holder: Party
    package let parties: [Joined]
    /// The answers that conditions and clocks stand on, by field: a few known words, and days.
    package let deciding: [String: [String]]
    package let answers: [String: Sealed<Answer>]
    /// The authority that is told in place of the raiser, where the raiser's own organisation is implicated.
    package let toldInstead: ID<Organisation>?
    /// The authority where it is raised; nil where no one authority is asked, and in older events.
    package var place: ID<Organisation>? = nil
    /// The number of the text of that authority which it follows, a change to the version; nil for the network's.
    package var local: Int? = nil

    /// Whose text it follows; nil for the network's.
    var textOf: ID<Organisation>? { local.flatMap { _ in place } }
    /// Whether it is; nil in what was raised before this was written.
    package var isImplicated: Bool? = nil
}

/// Whoever raised a matter: the person, and the post they had, which outlives them.
package struct Raiser: Hashable, Codable, Sendable {
    package let member: ID<Member>
    package let organisation: ID<Organisation>
    package let post: String?

    package init(member: ID<Member>, organisation: ID<Organisation>, post: String?) {
        (self.member, self.organisation, self.post) = (member, organisation, post)
    }

    /// The one who owes what the raiser owes.
    package var party: Party { post.map { .post($0, organisation) } ?? .member(member) }
}

/// Somebody besides raiser and holder who has a part in a matter.
package struct Joined: Hashable, Codable, Sendable {
    /// As the procedure names the part: `police`.
    package let id: String
    /// Nil where it is every member of the network.
    package let party: Party?
    package var debtor: Party { party ?? .everyone }

    package init(_ id: String, _ party: Party?) {
        (self.id, self.party) = (id, party)
    }
}

/// One party owes one step of its procedure.
package struct StepOwed: MatterEvent {
    package static let type = "duty.owed"
    package static let schema = 2
    package let duty: ID<Duty>
    package let matter: ID<Matter>
    package let of: Party
    /// `holder`, `raiser`, `coordinator`, or the id of a party.
    package let debtor: String
    /// The id of the duty in the procedure.
    package let step: String
    package let what: Procedure.Task
    /// Nil where nobody can say.
    package let due: Instant?
    /// Where it is counted from.
    package let from: Instant
    /// The words of the procedure: `1 working day after decide`.
    package let term: String
    /// The edition of the calendar by which it was counted: ``BankHolidays/edition``.
    package let calendar: String
    /// What happens while it is not met, in order.
    package let ladder: [LadderRung]
    /// By what its school days were counted; nil where it has none.
    package var schoolDays: SchoolDays?
}

/// What happens at a moment while a step is not met.
package struct LadderRung: Hashable, Codable, Sendable {
    package enum Step: String, Codable, Sendable {
        case remind
        case tellRaiser = "tell-raiser"
        case copyDeputy = "copy-deputy"
        case toLead = "to-lead"
        case toCoordinator = "to-coordinator"
        /// All members were asked, and whoever has not answered is waited for no longer.
        case over
    }

    package let step: Step
    package let at: Instant
}

/// A step was taken.
package struct StepMet: MatterEvent {
    package static let type = "duty.met"
    package static let schema = 2
    package let duty: ID<Duty>
    package let matter: ID<Matter>
    /// Of what all members owe, the one who answered; nil where the asking is over.
    package let by: ID<Member>?
    /// What it came to, by the procedure's ids; of "say if satisfied", `satisfied` or `not-said`; of what all members are
    /// asked, `yes` or `no`.
    package let outcome: String?
    package let note: Sealed<String>?
    package let reported: Reported?
}

/// An answer that reached a member by another way, entered on behalf of whoever gave it.
package struct Reported: Hashable, Codable, Sendable {
    package enum Way: String, Codable, CaseIterable, Sendable {
        case telephone, letter, mail, meeting
    }

    /// Who said it.
    package let who: Sealed<String>
    package let way: Way
    package let on: Day
}

/// A step is not owed any more: what it hung on has changed.
package struct StepLapsed: MatterEvent {
    package static let type = "duty.lapsed"
    package let duty: ID<Duty>
    package let matter: ID<Matter>
}

/// "Cannot be told yet": a lawful answer, and never a close. The answer stays owed.
package struct TellingPutOff: MatterEvent {
    package static let type = "duty.put-off"
    package let duty: ID<Duty>
    package let matter: ID<Matter>
    package let by: ID<Member>?
    /// One of the procedure's reasons.
    package let reason: String
    package let decidedBy: Sealed<String>
    /// When the answer is owed again.
    package let until: Instant
    package let ladder: [LadderRung]
}

/// A moment of a step's ladder came while the step was not met.
package struct RungReached: MatterEvent {
    package static let type = "duty.rung"
    package let duty: ID<Duty>
    package let matter: ID<Matter>
    package let step: LadderRung.Step
    package let at: Instant
    /// Of what is copied to a deputy, to whom: nobody where none is named. Nil in older events, which told everyone there.
    package let copiedTo: [ID<Member>]?

    init(
        duty: ID<Duty>,
        matter: ID<Matter>,
        step: LadderRung.Step,
        at: Instant,
        copiedTo: [ID<Member>]? = nil
    ) {
        (self.duty, self.matter, self.step, self.at, self.copiedTo) = (duty, matter, step, at, copiedTo)
    }
}

/// What came of it, told to whoever raised it.
package struct RaiserTold: MatterEvent {
    package static let type = "matter.answered"
    package static let schema = 2
    package let matter: ID<Matter>
    package let duty: ID<Duty>
    package let level: ProcedureDefinition.Outcome.Telling
    /// What it came to; nil where the raiser may not be told that.
    package let outcome: String?
    package let text: Sealed<String>?
    package let by: ID<Member>?
}

package struct PartyJoined: MatterEvent {
    package static let type = "matter.joined"
    package let matter: ID<Matter>
    package let joined: Joined
    package let by: ID<Member>?
}

/// Ownership moved: the giver held it until this.
package struct HolderChanged: MatterEvent {
    package static let type = "matter.accepted"
    package static let schema = 2
    package let matter: ID<Matter>
    package let from: Party
    package let to: Party
    package let by: ID<Member>?
}

/// Two matters have to do with one another. Seeing one gives no sight of the other.
package struct MattersLinked: MatterEvent {
    package static let type = "matter.linked"
    package let matter: ID<Matter>
    package let other: ID<Matter>
    package let by: ID<Member>?
    package let why: Sealed<String>?
}

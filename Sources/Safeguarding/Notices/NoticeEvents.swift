import Almanac
import GRDB
package import Ledger

/// What happened since somebody last looked: told on the site to whoever is told by mail, however they chose to be
/// mailed, and to a few more whom it concerns.
package enum Notice {
    /// How long one is kept, in days.
    package static let kept = 90

    static func stream(_ member: ID<Member>) -> StreamID { StreamID("seen", member) }

    /// What a list of them can be narrowed to.
    package enum Family: String, CaseIterable, Sendable {
        case asked, late, answers, messages, meetings, tray, cover
    }

    /// What happened. Nothing of what was said.
    package enum Kind: String, CaseIterable, Sendable {
        case owed, given, reminded, offered, entered
        case late, lateElsewhere = "late-elsewhere"
        case received, takenOver = "taken-over", told, reopened, closed, withdrawn
        case message, file, source
        case notes, invitation, moved
        case calledOff = "called-off"
        case tray, lateTray = "late-tray"
        case coverAsked = "absence-asked"
        case coverBegun = "absence-begun"
        case coverDeclined = "absence-declined"
        case absenceOver = "absence-over"
        case uncovered = "absence-uncovered"

        package var family: Family {
            switch self {
            case .owed, .given, .reminded, .offered, .entered: .asked
            case .late, .lateElsewhere: .late
            case .received, .takenOver, .told, .reopened, .closed, .withdrawn: .answers
            case .message, .file, .source: .messages
            case .notes, .invitation, .moved, .calledOff: .meetings
            case .tray, .lateTray: .tray
            case .coverAsked, .coverBegun, .coverDeclined, .absenceOver, .uncovered: .cover
            }
        }
    }

    /// What a notice leads to.
    package enum About: Hashable, Sendable {
        case matter(ID<Matter>)
        case meeting(ID<Meeting>)
        case tray
        /// What the reader has to do with absences.
        case cover
    }
}

extension Notice.About: Codable, CustomStringConvertible {
    package var description: String {
        switch self {
        case .matter(let id): "matter/\(id)"
        case .meeting(let id): "meeting/\(id)"
        case .tray: "tray"
        case .cover: "cover"
        }
    }

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let found: Notice.About? =
            switch parts.first {
            case "tray" where parts.count == 1: .tray
            case "cover" where parts.count == 1: .cover
            case "matter" where parts.count == 2: ID<Matter>(parts[1]).map(Notice.About.matter)
            case "meeting" where parts.count == 2: ID<Meeting>(parts[1]).map(Notice.About.meeting)
            default: nil
            }
        guard let found else { return nil }
        self = found
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let about = Notice.About(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "nothing that a notice leads to")
        }
        self = about
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Notice.About: TextColumn {
    package init?(column: String) { self.init(column) }
    package var column: String { description }
}

package enum NoticeEvents {
    package static let all: [any DomainEvent.Type] = [NoticesSeen.self]
}

/// A member has seen notices of theirs.
package struct NoticesSeen: DomainEvent {
    package static let type = "notices.seen"
    package let member: ID<Member>
    /// Those of one thing; nil for all.
    package let about: Notice.About?
    /// The position of the newest of them: what comes later was not seen.
    package let upTo: Int
}

/// Says that one has seen notices. Its form's id follows from what was seen, so that looking again writes nothing.
package struct SeeNotices: Command {
    package let member: ID<Member>
    package let about: Notice.About?
    package let upTo: Int

    package init(_ member: ID<Member>, about: Notice.About?, upTo: Int) {
        (self.member, self.about, self.upTo) = (member, about, upTo)
    }

    package var form: FormID { FormID(job: "seen", about.map { "\($0)" } ?? "all", upTo) }

    package var action: Action { .manageSelf }
    package var reads: [StreamID] { [] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        actor.member == member ? [.own] : []
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        [Change(Notice.stream(member), [NoticesSeen(member: member, about: about, upTo: upTo)])]
    }
}

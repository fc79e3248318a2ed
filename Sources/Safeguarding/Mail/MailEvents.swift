package import Almanac
import Foundation
package import Ledger
package import Vault

/// One message to one person, from its cause until it was opened. The text is written when it is sent, never kept.
package enum Mail {
    package static func stream(_ id: ID<Mail>) -> StreamID { StreamID("mail", id) }
    /// What a server said about it is sealed under this.
    package static func subject(_ id: ID<Mail>) -> Subject { Subject(.member, id) }

    /// Derived from what it is, so that two nodes or a restart cannot queue it twice.
    static func id(_ parts: any CustomStringConvertible...) -> ID<Mail> {
        let text = (["mail"] + parts.map(\.description)).joined(separator: "/")
        let bytes = Hash(of: Array(text.utf8)).bytes
        return ID(
            UUID(
                uuid: (
                    bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
                    bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
                )
            )
        )
    }

    /// The notes of a meeting as they went to one person the n-th time.
    package static func id(ofNotes meeting: ID<Meeting>, version: Int, to person: Addressee) -> ID<Mail> {
        id("notes", meeting, version, person)
    }

    /// Why it goes out.
    package enum Why: Hashable, Sendable {
        /// The notes as they were circulated for the n-th time.
        case notes(ID<Meeting>, version: Int)
        case invitation(ID<Meeting>)
        /// The meeting that somebody was invited to has another day, time or place.
        case moved(ID<Meeting>)
        case calledOff(ID<Meeting>)
        /// Whoever was to come to the meeting instead of a member is not any more: the member answered again, or the
        /// meeting has another day. Which answer had named them, as in ``Substitution``.
        case stoodDown(ID<Meeting>, naming: Int)
        /// A link with which to choose a password.
        case account
        /// Something waits for whoever it goes to.
        case waits([ID<Matter>])
        /// Something is late, and waits for the coordinator to look.
        case overdue([ID<Matter>])
        /// What has come together for whoever chose to be told once a day.
        case digest([ID<Matter>])
        /// Mail waits in their tray, or in the coordinator's.
        case tray
        /// Mail waits long in the tray of somebody whom they lead.
        case lateTray
        /// They are asked to cover for somebody, or something has come of an absence.
        case absence
    }

    /// How it leaves.
    package enum Way: String, Codable, Sendable {
        /// Through the network's mail server.
        case mail
        /// As a file that whoever caused it sends with a mail program of theirs.
        case file
    }
}

package enum MailEvents {
    package static let all: [any DomainEvent.Type] = [
        MailQueued.self, MailSent.self, MailDeferred.self, MailReturned.self, MailDropped.self, MailQueuedAgain.self,
        MailOpened.self,
    ]
}

package struct MailQueued: DomainEvent {
    package static let type = "mail.queued"
    package let mail: ID<Mail>
    package let why: Mail.Why
    package let to: Addressee
    package let by: ID<Member>?
    package let way: Mail.Way
    /// The positions of the events it was caused by, where those came before it.
    package let causes: [Int]
}

/// A mail server took it into its care.
package struct MailSent: DomainEvent {
    package static let type = "mail.sent"
    package let mail: ID<Mail>
    /// 1 for the first try since it was queued, or queued again.
    package let attempt: Int
}

/// It could not be handed over, and is tried again.
package struct MailDeferred: DomainEvent {
    package static let type = "mail.deferred"
    package let mail: ID<Mail>
    package let attempt: Int
    /// What the server answered with, where it answered.
    package let code: Int?
    package let reason: Sealed<String>
    package let next: Instant
}

/// It will not reach anyone as it is addressed.
package struct MailReturned: DomainEvent {
    package enum Fault: String, Codable, Sendable {
        /// The server refused it for good.
        case refused
        /// A server had taken it, and sent it back later.
        case bounced
        /// It was tried for three days.
        case gaveUp = "gave-up"
        /// Nobody knows where to send it.
        case noAddress = "no-address"
    }
    package static let type = "mail.returned"
    package let mail: ID<Mail>
    package let attempt: Int
    package let fault: Fault
    package let code: Int?
    package let reason: Sealed<String>?
}

/// What it would say was over before it was sent: the meeting has been, the action is done.
package struct MailDropped: DomainEvent {
    package static let type = "mail.dropped"
    package let mail: ID<Mail>
    package let attempt: Int
}

package struct MailQueuedAgain: DomainEvent {
    package static let type = "mail.queued.again"
    package let mail: ID<Mail>
    package let by: ID<Member>?
    package let way: Mail.Way
    /// Another address for someone whose address is nowhere else.
    package let address: Sealed<String>?
}

/// Whoever it went to opened what it is about.
package struct MailOpened: DomainEvent {
    package enum Way: String, Codable, Sendable {
        case signedIn = "signed-in"
        case link
    }
    package static let type = "mail.opened"
    package let mail: ID<Mail>
    package let way: Way
}

/// Whom a mail is for. Where to send it is looked up when it is sent. Stored as `member/…` and the like.
package enum Addressee: Hashable, Sendable, CustomStringConvertible {
    case member(ID<Member>)
    case correspondent(ID<Correspondent>)
    /// Whoever came to the meeting instead of a member.
    case substitute(of: ID<Member>)
    /// The post of a body without an account, by the link to its part in a matter.
    case body(ID<BodyLink>)

    package var description: String {
        switch self {
        case .member(let id): "member/\(id)"
        case .correspondent(let id): "correspondent/\(id)"
        case .substitute(let id): "substitute/\(id)"
        case .body(let id): "body/\(id)"
        }
    }

    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let found: Addressee? =
            switch parts[0] {
            case "member": ID<Member>(parts[1]).map(Addressee.member)
            case "correspondent": ID<Correspondent>(parts[1]).map(Addressee.correspondent)
            case "substitute": ID<Member>(parts[1]).map { .substitute(of: $0) }
            case "body": ID<BodyLink>(parts[1]).map(Addressee.body)
            default: nil
            }
        guard let found else { return nil }
        self = found
    }

    package var member: ID<Member>? { if case .member(let id) = self { id } else { nil } }
    package var isBody: Bool { if case .body = self { true } else { false } }
}

extension Addressee: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let addressee = Addressee(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not kind/UUID")
        }
        self = addressee
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Mail.Why: Codable {
    /// As it stands in the ledger and in tables.
    package enum Kind: String, Codable, Sendable {
        case notes, invitation, moved
        case calledOff = "called-off"
        case stoodDown = "stood-down"
        case account, waits, overdue, digest, tray
        case lateTray = "late-tray"
        case absence
    }

    private enum Key: String, CodingKey {
        case kind, meeting, version, naming, matters
    }

    package var kind: Kind {
        switch self {
        case .notes: .notes
        case .invitation: .invitation
        case .moved: .moved
        case .calledOff: .calledOff
        case .stoodDown: .stoodDown
        case .account: .account
        case .waits: .waits
        case .overdue: .overdue
        case .digest: .digest
        case .tray: .tray
        case .lateTray: .lateTray
        case .absence: .absence
        }
    }

    package var meeting: ID<Meeting>? {
        switch self {
        case .notes(let id, _), .invitation(let id), .moved(let id), .calledOff(let id), .stoodDown(let id, _): id
        case .account, .waits, .overdue, .digest, .tray, .lateTray, .absence: nil
        }
    }

    /// What it is about, where that is matters.
    package var matters: [ID<Matter>] {
        switch self {
        case .waits(let matters), .overdue(let matters), .digest(let matters): matters
        case .notes, .invitation, .moved, .calledOff, .stoodDown, .account, .tray, .lateTray, .absence: []
        }
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        func meeting() throws -> ID<Meeting> { try fields.decode(ID<Meeting>.self, forKey: .meeting) }
        func matters() throws -> [ID<Matter>] { try fields.decode([ID<Matter>].self, forKey: .matters) }
        self =
            switch try fields.decode(Kind.self, forKey: .kind) {
            case .notes: .notes(try meeting(), version: try fields.decode(Int.self, forKey: .version))
            case .invitation: .invitation(try meeting())
            case .moved: .moved(try meeting())
            case .calledOff: .calledOff(try meeting())
            case .stoodDown: .stoodDown(try meeting(), naming: try fields.decode(Int.self, forKey: .naming))
            case .account: .account
            case .waits: .waits(try matters())
            case .overdue: .overdue(try matters())
            case .digest: .digest(try matters())
            case .tray: .tray
            case .lateTray: .lateTray
            case .absence: .absence
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(kind, forKey: .kind)
        try fields.encodeIfPresent(meeting, forKey: .meeting)
        switch self {
        case .notes(_, let version): try fields.encode(version, forKey: .version)
        case .stoodDown(_, let naming): try fields.encode(naming, forKey: .naming)
        case .waits(let matters), .overdue(let matters), .digest(let matters):
            try fields.encode(matters, forKey: .matters)
        case .invitation, .moved, .calledOff, .account, .tray, .lateTray, .absence: break
        }
    }
}

package import Almanac
package import Ledger
package import Vault

/// A link by which an organisation without an account answers for the part it has in one matter under a procedure. It
/// belongs to a post there, whoever has that post, and opens with a code that reaches the post by another way.
package enum BodyLink {
    /// How many days it works from when it was sent last.
    package static let days = 30
    /// So many wrong codes lock it.
    package static let tries = 5
}

/// Once that somebody at a body entered the right code, and said who they are.
package enum BodyOpening {}

/// By which way a code reaches whoever is to type it. Never with the link.
package enum CodeWay: String, Codable, CaseIterable, Sendable {
    case telephone, letter, mail
    /// A message to a mobile telephone, written by whoever gives the link.
    case text
}

package enum BodyEvents {
    package static let all: [any DomainEvent.Type] = [
        BodyLinkGiven.self, BodyLinkSent.self, BodyCodeMade.self, BodyLinkLocked.self, BodyLinkEnded.self,
        BodyOpened.self, ReportChecked.self,
    ]
}

/// What happened to the link of a body.
package protocol BodyLinkEvent: MatterEvent {
    var link: ID<BodyLink> { get }
}

/// An organisation was given a link. An earlier one that it had to this matter works no more.
package struct BodyLinkGiven: BodyLinkEvent {
    package static let type = "matter.body.linked"
    package let matter: ID<Matter>
    package let link: ID<BodyLink>
    package let organisation: ID<Organisation>
    /// The post that answers there: `Returns desk`. Nil where it is the organisation's alone.
    package let post: String?
    /// Where mails about it go. Nil where whoever gave it passes it on.
    package let address: Sealed<String>?
    package let codeBy: CodeWay
    package let codeTo: Sealed<String>
    /// The last day on which it works.
    package let until: Day
    package let by: ID<Member>?
}

/// It was sent again, perhaps elsewhere, and works for longer. That it was locked is over.
package struct BodyLinkSent: BodyLinkEvent {
    package static let type = "matter.body.sent"
    package let matter: ID<Matter>
    package let link: ID<BodyLink>
    package let address: Sealed<String>?
    package let until: Day
    package let by: ID<Member>?
}

/// Another code: the one before it opens nothing more, nor does what was opened with it.
package struct BodyCodeMade: BodyLinkEvent {
    package static let type = "matter.body.code"
    package let matter: ID<Matter>
    package let link: ID<BodyLink>
    package let codeBy: CodeWay
    package let codeTo: Sealed<String>
    package let by: ID<Member>?
}

/// Too many wrong codes were typed.
package struct BodyLinkLocked: BodyLinkEvent {
    package static let type = "matter.body.locked"
    package let matter: ID<Matter>
    package let link: ID<BodyLink>
}

package struct BodyLinkEnded: BodyLinkEvent {
    package static let type = "matter.body.ended"
    package let matter: ID<Matter>
    package let link: ID<BodyLink>
    package let by: ID<Member>?
}

/// Somebody at the body typed the right code and said who they are. What they do from then on stands under this.
package struct BodyOpened: BodyLinkEvent {
    package static let type = "matter.body.opened"
    package let matter: ID<Matter>
    package let link: ID<BodyLink>
    package let opening: ID<BodyOpening>
    package let organisation: ID<Organisation>
    package let name: Sealed<String>
    /// What they are there, as they typed it.
    package let post: Sealed<String>
}

/// The links of a matter that were given and not ended.
package struct BodyLinks: Hashable, Sendable {
    package struct Link: Hashable, Sendable {
        package let id: ID<BodyLink>
        package let organisation: ID<Organisation>
        package fileprivate(set) var until: Day
        package fileprivate(set) var isLocked = false
        /// How many codes were made for it.
        package fileprivate(set) var codes = 1
        /// How often it was sent.
        package fileprivate(set) var sendings = 1
    }

    private var live: [ID<Organisation>: Link] = [:]

    package init() {}

    package subscript(_ organisation: ID<Organisation>) -> Link? { live[organisation] }

    package subscript(_ link: ID<BodyLink>) -> Link? { live.values.first { $0.id == link } }

    mutating func apply(_ event: any BodyLinkEvent) {
        switch event {
        case let event as BodyLinkGiven:
            live[event.organisation] = Link(id: event.link, organisation: event.organisation, until: event.until)
        case let event as BodyLinkSent:
            change(event) { ($0.until, $0.isLocked, $0.sendings) = (event.until, false, $0.sendings + 1) }
        case is BodyCodeMade: change(event) { ($0.isLocked, $0.codes) = (false, $0.codes + 1) }
        case is BodyLinkLocked: change(event) { $0.isLocked = true }
        case is BodyLinkEnded: live = live.filter { $0.value.id != event.link }
        default: break
        }
    }

    private mutating func change(_ event: any BodyLinkEvent, _ change: (inout Link) -> Void) {
        guard let key = live.first(where: { $0.value.id == event.link })?.key, var link = live[key] else { return }
        change(&link)
        live[key] = link
    }
}

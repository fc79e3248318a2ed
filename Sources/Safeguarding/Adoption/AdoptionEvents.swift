package import Almanac
package import Ledger

/// What an authority makes of a procedure of the network: until it decides anything, it uses the network's text.
package enum Adoption {
    package static func stream(_ procedure: String, _ authority: ID<Organisation>) -> StreamID {
        StreamID("procedure/\(procedure)/at/\(authority)")
    }
}

/// A text of an authority's own. Matters keep the one that they were raised under.
package struct LocalText: Hashable, Codable, Sendable {
    /// Among those of the authority, from 1.
    package let number: Int
    /// The version of the network that it changes.
    package let base: Int
    package let text: String
    /// The lists of options that it refers to: those of the version that it changes.
    package let lists: [String: String]

    /// Nil where this Safeloop cannot read it.
    package var version: ProcedureVersion? { ProcedureVersion.published(text: text, lists: lists) }
}

/// What a pilot looks at, before it and while it runs.
package enum PilotMeasure: String, Codable, CaseIterable, Sendable {
    case acknowledge, decide
    case feedBack = "feed-back"
    case satisfied
}

/// The last that the network said of a procedure.
package struct Upstream: Hashable, Codable, Sendable {
    /// The highest version.
    package let version: Int
    /// Whether it was withdrawn after that.
    package let isWithdrawn: Bool

    package init(version: Int, isWithdrawn: Bool) { (self.version, self.isWithdrawn) = (version, isWithdrawn) }
}

package enum AdoptionEvents {
    package static let all: [any DomainEvent.Type] = [
        TextAdopted.self, PilotBegun.self, PilotEnded.self, UpstreamDeclined.self, NetworkTextTaken.self,
    ]
}

protocol AdoptionEvent: DomainEvent {
    var procedure: String { get }
    var authority: ID<Organisation> { get }
    var reason: String { get }
    var by: ID<Member>? { get }
}

/// What is raised there from now on follows a text of its own.
package struct TextAdopted: AdoptionEvent {
    package static let type = "adoption.adopted"
    package let procedure: String
    package let authority: ID<Organisation>
    package let text: LocalText
    package let reason: String
    package let by: ID<Member>?
}

/// What is raised there follows this text while it is tried. What they used before waits.
package struct PilotBegun: AdoptionEvent {
    package static let type = "adoption.pilot-begun"
    package let procedure: String
    package let authority: ID<Organisation>
    package let text: LocalText
    /// What they want to find out.
    package let reason: String
    package let measures: [PilotMeasure]
    /// By when they decide.
    package let until: Day
    package let by: ID<Member>?
}

/// It was decided what came of a pilot. Until then it goes on, however late.
package struct PilotEnded: AdoptionEvent {
    package static let type = "adoption.pilot-ended"
    package let procedure: String
    package let authority: ID<Organisation>
    /// Whether its text is used from now on, or what they used before.
    package let isAdopted: Bool
    /// What was found.
    package let reason: String
    package let by: ID<Member>?
}

/// What the network has now is not taken: their own text stays.
package struct UpstreamDeclined: AdoptionEvent {
    package static let type = "adoption.declined"
    package let procedure: String
    package let authority: ID<Organisation>
    package let upstream: Upstream
    package let reason: String
    package let by: ID<Member>?
}

/// The network's text is used from now on, whichever version it has.
package struct NetworkTextTaken: AdoptionEvent {
    package static let type = "adoption.network"
    package let procedure: String
    package let authority: ID<Organisation>
    package let reason: String
    package let by: ID<Member>?
}

/// What an authority uses of one procedure.
package struct AdoptionState: Foldable {
    package struct Pilot: Hashable, Sendable {
        package let text: LocalText
        package let until: Day
    }

    package private(set) var own: LocalText?
    package private(set) var pilot: Pilot?
    package private(set) var declined: Upstream?
    private var texts: [Int: LocalText] = [:]

    package init() {}

    package mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as TextAdopted:
            own = event.text
            texts[event.text.number] = event.text
        case let event as PilotBegun:
            pilot = Pilot(text: event.text, until: event.until)
            texts[event.text.number] = event.text
        case let event as PilotEnded:
            if event.isAdopted { own = pilot?.text }
            pilot = nil
        case let event as UpstreamDeclined: declined = event.upstream
        case is NetworkTextTaken: own = nil
        default: break
        }
    }

    /// What new matters follow; nil where it is the network's text.
    package var inUse: LocalText? { pilot?.text ?? own }

    package func text(_ number: Int) -> LocalText? { texts[number] }

    /// The highest number of a text of theirs.
    package var highest: Int { texts.keys.max() ?? 0 }

    /// What the network has that they decide on: to take it, or to keep their own. While a pilot runs nothing waits.
    package func waiting(_ upstream: Upstream) -> Upstream? {
        guard pilot == nil else { return nil }
        return Self.waiting(upstream, base: own?.base, declined: declined)
    }

    static func waiting(_ upstream: Upstream, base: Int?, declined: Upstream?) -> Upstream? {
        guard let base, upstream != declined, upstream.isWithdrawn || upstream.version != base else { return nil }
        return upstream
    }
}

extension ProcedureState {
    package var upstream: Upstream { Upstream(version: highest, isWithdrawn: current == nil) }
}

package import Almanac
package import GRDB
package import Ledger

/// A link by which someone without an account sees and works on one matter that they hold.
package enum MatterLink {
    /// How many days a new one works.
    package static let days = 90
    /// What goes with a mail works for at least so many: one that ends sooner goes on for longer.
    static let mailedDays = 60
}

/// Whoever holds it, or is asked to, was given a link to it. Their earlier link to it no longer works.
package struct MatterLinkGiven: MatterEvent {
    package static let type = "matter.link.given"
    package let matter: ID<Matter>
    package let link: ID<MatterLink>
    package let member: ID<Member>
    /// The last day on which it works.
    package let until: Day
    package let by: ID<Member>?
}

package struct MatterLinkEnded: MatterEvent {
    package static let type = "matter.link.ended"
    package let matter: ID<Matter>
    package let member: ID<Member>
    package let by: ID<Member>?
}

/// Gives a holder who has no account a link to their one matter. Its secret is on the desk, as a hash.
package struct GiveMatterLink: MatterCommand {
    package let matter: MatterReference
    package let member: ID<Member>
    package let link: ID<MatterLink>
    /// Whether it goes with a mail: then a link that they have goes on working, and whose link somebody ended gets none.
    package let isMailed: Bool

    package init(
        _ matter: MatterReference,
        to member: ID<Member>,
        link: ID<MatterLink> = ID(),
        isMailed: Bool = false
    ) {
        self.matter = matter
        self.member = member
        self.link = link
        self.isMailed = isMailed
    }

    package var action: Action { .giveLink }
    var alsoReads: [StreamID] { [Member.stream(member)] }

    func decide(_ scene: MatterScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let parties = scene.state.holders + scene.state.offers.map(\.to)
        guard parties.contains(.member(member)) else {
            throw .outOfTurn("They do not hold this, and are not asked to. Look at it again.")
        }
        switch scene.past.state(MemberState.self, Member.stream(member))?.standing {
        case .registered, .invited: break
        case .joined: throw .outOfTurn("They have an account: they find this on their Home when they sign in.")
        case .left, nil: throw .outOfTurn("They have left the network. Give this to someone else.")
        }
        let today = London.day(context.now)
        var link = link
        if isMailed {
            if scene.state.unlinked.contains(member) { return [] }
            if let known = scene.state.links[member] {
                if known.until >= today.adding(days: MatterLink.mailedDays) { return [] }
                if known.until >= today { link = known.id }
            }
        }
        let until = today.adding(days: MatterLink.days)
        return [
            MatterLinkGiven(matter: matter.id, link: link, member: member, until: until, by: context.actor.member)
        ]
    }
}

extension Office {
    /// The link by which someone works on a matter now, as the ledger has it: readings may be a moment behind.
    package func matterLink(of member: ID<Member>, to matter: ID<Matter>) async throws -> MatterState.Link? {
        var state = MatterState()
        for event in try await ledger.events(of: Matter.stream(matter), after: 0) {
            state.apply(try Events.decode(event), at: event.at)
        }
        guard let link = state.links[member], link.until >= London.day(clock()) else { return nil }
        return link
    }
}

/// Ends someone's link. It works no more from then on, wherever it was passed.
package struct EndMatterLink: Command {
    package let matter: MatterReference
    package let member: ID<Member>

    package init(_ matter: MatterReference, of member: ID<Member>) {
        self.matter = matter
        self.member = member
    }

    package var action: Action { .giveLink }
    package var reads: [StreamID] {
        [Matter.stream(matter.id), ActionProcedure.stream] + (matter.group.map { [Group.stream($0)] } ?? [])
    }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try MatterScene(matter, past).relations(of: actor)
    }

    /// Of a matter that has ended too: a link still shows what came of it.
    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let scene = try MatterScene(matter, past)
        guard scene.state.links[member] != nil else { return [] }
        let ended = MatterLinkEnded(matter: matter.id, member: member, by: context.actor.member)
        return [Change(Matter.stream(matter.id), try scene.decide(action, context) { _ in [ended] })]
    }
}

// MARK: Readings

/// The links that work, or did until their day was over.
package enum MatterLinkReading: Reading {
    package static let name = "matter-links"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE matterLink (
                    matter TEXT NOT NULL, member TEXT NOT NULL, link TEXT NOT NULL, until TEXT NOT NULL, by TEXT,
                    PRIMARY KEY (matter, member)
                ) STRICT;
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as MatterLinkGiven:
            try db.execute(
                sql: "INSERT OR REPLACE INTO matterLink (matter, member, link, until, by) VALUES (?, ?, ?, ?, ?)",
                arguments: [event.matter, event.member, event.link, event.until, event.by]
            )
        case let event as MatterLinkEnded:
            try db.execute(
                sql: "DELETE FROM matterLink WHERE matter = ? AND member = ?",
                arguments: [event.matter, event.member]
            )
        default: break
        }
    }
}

/// Someone who works on a matter by a link, or who could: whoever holds it, or is asked to, and has no account.
package struct LinkedHolder: Hashable, Sendable {
    package let member: ID<Member>
    /// The last day on which their link works. Nil where they have none.
    package let until: Day?
    /// Whether it went with a mail.
    package var isMailed = false

    package func works(on day: Day) -> Bool { until.map { day <= $0 } ?? false }
}

extension Readings {
    /// Whoever holds matters without an account, with their links. For those who may give them one.
    package func linkedHolders(of matters: [MatterRow], as actor: Actor) async throws -> [ID<Matter>: [LinkedHolder]] {
        let mine = matters.filter { Policy.allows(.giveLink, actor, $0.relations) }.map { "'\($0.id)'" }
        guard !mine.isEmpty else { return [:] }
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT asked.matter, asked.member, matterLink.until,
                        matterLink.link IS NOT NULL AND matterLink.by IS NULL AS mailed FROM (
                        SELECT matter, member FROM holder WHERE member IS NOT NULL
                        UNION SELECT matter, member FROM offer WHERE member IS NOT NULL
                    ) AS asked
                    JOIN member ON member.id = asked.member AND member.standing IN ('registered', 'invited')
                    LEFT JOIN matterLink ON matterLink.matter = asked.matter AND matterLink.member = asked.member
                    JOIN matter ON matter.id = asked.matter AND matter.text IS NOT NULL
                    WHERE asked.matter IN (\(mine.joined(separator: ", "))) ORDER BY asked.matter, asked.member
                    """
            ).reduce(into: [:]) { found, row in
                found[row["matter"], default: []].append(
                    LinkedHolder(member: row["member"], until: row["until"], isMailed: row["mailed"])
                )
            }
        }
    }
}

package import Almanac
package import GRDB
package import Ledger

/// Notices that wait to go out together, once a working day, for members who chose that.
package enum Digest {
    static func stream(_ member: ID<Member>) -> StreamID { StreamID("digest", member) }
    static func choice(_ member: ID<Member>) -> StreamID { StreamID("notices", member) }

    /// The first moment after another at which a digest goes out.
    package static func next(after moment: Instant, at time: ClockTime) -> Instant {
        let day = London.day(moment)
        let today = London.instant(day, time)
        if day.isWorkingDay, today > moment { return today }
        return London.instant(day.adding(workingDays: 1), time)
    }
}

package enum DigestEvents {
    package static let all: [any DomainEvent.Type] = [NoticesChosen.self, DigestHeld.self, DigestMade.self]
}

/// A member said when they are to be told by mail.
package struct NoticesChosen: DomainEvent {
    package static let type = "notices.chosen"
    package let member: ID<Member>
    /// At what time of working days, in one mail. Nil is at once, each in a mail of its own.
    package let daily: ClockTime?
}

/// What would have been a mail waits for the member's next digest.
package struct DigestHeld: DomainEvent {
    package static let type = "digest.held"
    package let member: ID<Member>
    package let matters: [ID<Matter>]
    /// The positions of the events of which it tells.
    package let causes: [Int]
    /// Whether mail came into their tray; nil where none did.
    package let hasMail: Bool?
}

/// All that was held for a member is in one mail now.
package struct DigestMade: DomainEvent {
    package static let type = "digest.made"
    package let member: ID<Member>
    package let mail: ID<Mail>
}

/// Chooses when one is told by mail.
package struct ChooseNotices: Command {
    package let member: ID<Member>
    package let daily: ClockTime?

    package init(_ member: ID<Member>, daily: ClockTime?) { (self.member, self.daily) = (member, daily) }

    package var action: Action { .manageSelf }
    package var reads: [StreamID] { [Digest.choice(member)] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        actor.member == member ? [.own] : []
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard past.state(NoticesState.self, Digest.choice(member))?.daily != daily else { return [] }
        return [Change(Digest.choice(member), [NoticesChosen(member: member, daily: daily)])]
    }
}

/// Makes one mail of all that is held for a member, or two where another covers for some of it. Whoever is second finds
/// nothing.
package struct MakeDigest: Command {
    package let member: ID<Member>
    /// What goes to somebody else, while the member is away.
    package let covered: CoveredMatters?

    package init(_ member: ID<Member>, covered: CoveredMatters? = nil) {
        (self.member, self.covered) = (member, covered)
    }

    package var action: Action { .runJob }
    package var reads: [StreamID] { [Digest.stream(member)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard let state = past.state(DigestState.self, Digest.stream(member)), state.isHeld else { return [] }
        let theirs = state.matters.filter { covered?.matters.contains($0) ?? false }
        let own = state.matters.filter { !theirs.contains($0) }
        // Mail in a tray is its owner's alone.
        let hasOwn = state.hasMail || !own.isEmpty
        let mail = Mail.id("digest", member, state.made)
        var mails: [Change] = []
        if hasOwn { mails.append(Mail.queued(mail, .digest(own), to: .member(member), by: nil)) }
        if let cover = covered?.cover, !theirs.isEmpty {
            let id = !hasOwn ? mail : Mail.id("digest", member, state.made, cover)
            mails.append(Mail.queued(id, .digest(theirs), to: .member(cover), by: nil))
        }
        return [Change(Digest.stream(member), [DigestMade(member: member, mail: mail)])] + mails
    }
}

/// Matters of which somebody is told in the place of a member.
package struct CoveredMatters: Codable, Hashable, Sendable {
    package let cover: ID<Member>
    /// In order.
    package let matters: [ID<Matter>]
}

extension Office {
    /// The matters that wait for a member's next digest.
    func heldForDigest(of member: ID<Member>) async throws(Refusal) -> [ID<Matter>] {
        do {
            var state = DigestState()
            for event in try await ledger.events(of: Digest.stream(member), after: 0) {
                state.apply(try Events.decode(event), at: event.at)
            }
            return state.matters
        } catch let error as LedgerError {
            throw Refusal(error)
        } catch {
            throw .unavailable("This was written by a newer Safeloop. Upgrade this one before going on.")
        }
    }
}

private struct NoticesState: Foldable {
    private(set) var daily: ClockTime?

    mutating func apply(_ event: any DomainEvent, at: Instant) {
        if let event = event as? NoticesChosen { daily = event.daily }
    }
}

private struct DigestState: Foldable {
    private(set) var matters: [ID<Matter>] = []
    private(set) var hasMail = false
    private(set) var made = 0

    var isHeld: Bool { hasMail || !matters.isEmpty }

    mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as DigestHeld:
            matters += event.matters.filter { !matters.contains($0) }
            hasMail = hasMail || event.hasMail == true
        case is DigestMade: (matters, hasMail, made) = ([], false, made + 1)
        default: break
        }
    }
}

/// What members chose, and what is held for them.
package enum DigestReading: Reading {
    package static let name = "digests"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE noticeChoice (member TEXT PRIMARY KEY, daily TEXT NOT NULL) STRICT;
                CREATE TABLE digestHeld (member TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT;
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        switch event {
        case let event as NoticesChosen:
            try db.executeCached(sql: "DELETE FROM noticeChoice WHERE member = ?", arguments: [event.member])
            guard let daily = event.daily else { return }
            try db.executeCached(
                sql: "INSERT INTO noticeChoice (member, daily) VALUES (?, ?)",
                arguments: [event.member, daily]
            )
        case let event as DigestHeld:
            try db.executeCached(
                sql: "INSERT OR IGNORE INTO digestHeld (member, since) VALUES (?, ?)",
                arguments: [event.member, fact.at]
            )
        case let event as DigestMade:
            try db.executeCached(sql: "DELETE FROM digestHeld WHERE member = ?", arguments: [event.member])
        default: break
        }
    }
}

extension Readings {
    /// When a member is told by mail: at a time of working days, or nil for at once.
    package func notices(of member: ID<Member>) async throws -> ClockTime? {
        try await read { db in
            try ClockTime.fetchOne(db, sql: "SELECT daily FROM noticeChoice WHERE member = ?", arguments: [member])
        }
    }

    /// Members whose digest is to be made now. Whoever chose to be told at once meanwhile waits no longer.
    func digestsDue(at now: Instant) async throws -> [ID<Member>] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT digestHeld.member, since, daily FROM digestHeld
                    LEFT JOIN noticeChoice ON noticeChoice.member = digestHeld.member ORDER BY since
                    """
            ).compactMap { row in
                let (since, daily): (Instant, ClockTime?) = (row[1], row[2])
                return daily.map { Digest.next(after: since, at: $0) <= now } ?? true ? row[0] : nil
            }
        }
    }
}

package import Almanac
import GRDB
package import Ledger
import Vault

/// Something that happened of which people are to be told by mail, and were not yet.
package struct MailCause: Codable, Hashable, Sendable {
    /// Of the event.
    package let position: Int
    package let why: Mail.Why
    package let to: [ID<Member>]
    /// Those who come to a meeting instead of a member, and bodies without an account.
    package var also: [Addressee] = []
    /// Those of them who chose to be told of such things once a day.
    package var held: [ID<Member>] = []

    fileprivate var people: [Addressee] { to.map(Addressee.member) + also }

    fileprivate func holds(_ person: Addressee) -> Bool { person.member.map(held.contains) ?? false }
}

/// Queues the mails that follow from what happened, each cause once: whoever claims it first.
package struct QueueCaused: Command {
    package let causes: [MailCause]

    package init(_ causes: [MailCause]) {
        self.causes = causes
    }

    package var action: Action { .runJob }
    package var reads: [StreamID] { Self.positions(causes).map(Self.claim) }

    /// One event may be the cause of several things that are told.
    private static func positions(_ causes: [MailCause]) -> [Int] { Set(causes.map(\.position)).sorted() }

    private static func claim(_ position: Int) -> StreamID { Claim.stream("mail", "\(position)") }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let fresh = causes.filter { !(past.state(ClaimState.self, Self.claim($0.position))?.isHeld ?? false) }
        let claims = Self.positions(fresh).map { Change(Self.claim($0), [ClaimMade(by: "outbox")]) }
        return claims + mails(fresh) + held(fresh)
    }

    /// What goes into the next digest of whoever chose that.
    private func held(_ causes: [MailCause]) -> [Change] {
        Set(causes.flatMap(\.held)).sorted().map { person in
            let theirs = causes.filter { $0.held.contains(person) }
            let held = DigestHeld(
                member: person,
                matters: Mail.Why.matters(theirs.map(\.why)),
                causes: theirs.map(\.position),
                hasMail: theirs.contains { $0.why.kind == .tray } ? true : nil
            )
            return Change(Digest.stream(person), [held])
        }
    }

    /// What waits for one person goes in one mail, however much it is.
    private func mails(_ causes: [MailCause]) -> [Change] {
        let people = Set(causes.flatMap(\.people)).sorted { "\($0)" < "\($1)" }
        return people.flatMap { person -> [Change] in
            let theirs = causes.filter { $0.people.contains(person) && !$0.holds(person) }
            var mails: [Change] = []
            for kind in [Mail.Why.Kind.waits, .overdue, .tray, .lateTray, .absence] {
                let same = theirs.filter { $0.why.kind == kind }
                if let why = Mail.Why.merged(same.map(\.why)) { mails.append(mail(why, person, same)) }
            }
            return mails + theirs.filter { $0.why.meeting != nil }.map { mail($0.why, person, [$0]) }
        }
    }

    private func mail(_ why: Mail.Why, _ person: Addressee, _ causes: [MailCause]) -> Change {
        let positions = causes.map(\.position)
        let name = person.member.map { "\($0)" } ?? "\(person)"
        let id = Mail.id("caused", name, why.kind.rawValue, positions.map { "\($0)" }.joined(separator: "+"))
        return Mail.queued(id, why, to: person, by: nil, causes: positions)
    }
}

extension Mail.Why {
    /// One reason for several of the same kind, each matter once.
    fileprivate static func merged(_ reasons: [Mail.Why]) -> Mail.Why? {
        let matters = matters(reasons)
        switch reasons.first?.kind {
        case .waits where !matters.isEmpty: return .waits(matters)
        case .overdue where !matters.isEmpty: return .overdue(matters)
        case .tray, .lateTray, .absence: return reasons.first
        default: return nil
        }
    }

    fileprivate static func matters(_ reasons: [Mail.Why]) -> [ID<Matter>] {
        reasons.reduce(into: []) { matters, reason in
            for matter in reason.matters where !matters.contains(matter) { matters.append(matter) }
        }
    }
}

extension Readings {
    /// What happened since a moment and nobody was told of by mail, with whom to tell as things are now.
    package func mailCauses(since moment: Instant, at now: Instant) async throws -> [MailCause] {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT * FROM mailCause WHERE at >= ? ORDER BY position",
                arguments: [moment]
            )
            let daily = try Row.fetchAll(db, sql: "SELECT member, daily FROM noticeChoice")
                .reduce(into: [ID<Member>: ClockTime]()) { $0[$1[0]] = $1[1] }
            let routes = try MailRoutes(at: now, in: db)
            return try rows.flatMap { row in
                try MailCause.found(row, in: db).map { try $0.covered(routes, in: db).holding(daily, row, in: db) }
            }
        }
    }
}

extension MailCause {
    /// A mail that its reader may have: one that came back had left, and one that lay ready was to be passed on.
    private static let wentOut = "(sentAt IS NOT NULL OR standing = 'by-hand')"

    /// An escalation tells two kinds of people two things.
    /// - Parameter reachesBodies: Whether those are found too who hear of it by a link.
    static func found(_ row: Row, reachesBodies: Bool = true, in db: Database) throws -> [MailCause] {
        let position: Int = row["position"]
        if let letter = row["letter"] as ID<Letter>? {
            let (isShown, actor): (Bool, String) = (row["kind"] == "letter-shown", row["actor"])
            let cause = try waiting(letter, isShown: isShown, position, in: db).leavingOut(actor)
            return cause.to.isEmpty ? [] : [cause]
        }
        if let meeting = row["meeting"] as ID<Meeting>? {
            let to = try ID<Member>.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT mail.member FROM mail WHERE meeting = ? AND kind = 'invitation' AND \(wentOut)
                    AND mail.member IS NOT NULL
                    """,
                arguments: [meeting]
            )
            let substitutes = try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT addressee FROM mail WHERE meeting = ?1 AND kind = 'invitation' AND \(wentOut)
                    AND addressee IN (SELECT 'substitute/' || member FROM meetingAnswer WHERE meeting = ?1
                        AND naming IS NOT NULL)
                    """,
                arguments: [meeting]
            )
            return [
                MailCause(
                    position: position,
                    why: row["kind"] == "moved" ? .moved(meeting) : .calledOff(meeting),
                    to: to,
                    also: substitutes.compactMap { Addressee($0) }
                )
            ]
            .filter { !$0.to.isEmpty || !$0.also.isEmpty }
        }
        if let absence = row["absence"] as ID<Absence>? {
            let cause = try telling(row["kind"], of: absence, position, in: db)
            return cause.to.isEmpty ? [] : [cause]
        }
        guard let matter = row["matter"] as ID<Matter>? else { return [] }
        let isLoop = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT text IS NULL FROM matter WHERE id = ?"),
            arguments: [matter]
        )
        if isLoop == true {
            let causes =
                try loop(row, matter, position, in: db)
                + (reachesBodies ? [byLink(row, matter, position, in: db)] : [])
            return causes.filter { !$0.to.isEmpty || !$0.also.isEmpty }
        }
        guard ["reminded", "escalated"].contains(row["kind"] as String) else { return [] }
        let holders = try owing(matter, duty: row["duty"], in: db)
        let waits = MailCause(position: position, why: .waits([matter]), to: holders)
        guard row["kind"] == "escalated" else { return [waits].filter { !$0.to.isEmpty } }
        let lookers = try coordinators(in: db).filter { !holders.contains($0) }
        return [waits, MailCause(position: position, why: .overdue([matter]), to: lookers)].filter { !$0.to.isEmpty }
    }

    /// Whoever did it knows.
    private func leavingOut(_ actor: String) -> MailCause {
        MailCause(position: position, why: why, to: to.filter { "member/\($0)" != actor })
    }

    // MARK: Trays

    /// Its owner, or whoever leads where they are; the coordinators where there is nobody such.
    private static func waiting(
        _ letter: ID<Letter>,
        isShown: Bool,
        _ position: Int,
        in db: Database
    ) throws -> MailCause {
        let owner = try ID<Member>.fetchAll(
            db,
            sql: "SELECT owner FROM letter WHERE id = ? AND owner IS NOT NULL AND standing = 'waiting'",
            arguments: [letter]
        )
        guard let owner = owner.first else {
            return MailCause(position: position, why: .tray, to: try coordinators(in: db))
        }
        guard isShown else {
            return MailCause(position: position, why: .tray, to: try joined("id = ?", [owner], in: db))
        }
        let leads = try joined(
            """
            id <> ?1 AND organisation = (SELECT organisation FROM member WHERE id = ?1)
            AND (' ' || roles || ' ' LIKE '% borough-lead %' OR ' ' || roles || ' ' LIKE '% school-lead %')
            """,
            [owner],
            in: db
        )
        let shown = leads.isEmpty ? try coordinators(in: db).filter { $0 != owner } : leads
        return MailCause(position: position, why: .lateTray, to: shown)
    }

    // MARK: Digests

    /// News may wait for the next digest, and so may a step that is due after it. What is late never waits.
    private static func isNews(_ kind: String) -> Bool {
        ["told", "offered", "owed", "letter-came"].contains(kind) || kind.hasPrefix("message/")
    }

    fileprivate func holding(_ daily: [ID<Member>: ClockTime], _ row: Row, in db: Database) throws -> MailCause {
        guard [.waits, .tray].contains(why.kind), !daily.isEmpty, Self.isNews(row["kind"]) else { return self }
        let isOwed = row["kind"] == "owed"
        let due = try Instant.fetchOne(
            db,
            sql: "SELECT dueAt FROM duty WHERE id = ? AND dueAt IS NOT NULL",
            arguments: [row["duty"] as ID<Duty>?]
        )
        var cause = self
        cause.held = to.filter { person in
            guard let time = daily[person] else { return false }
            let next = Digest.next(after: row["at"], at: time)
            return !isOwed || due.map { $0 > next.adding(seconds: Self.timeToAct) } ?? true
        }
        return cause
    }

    /// How long before it is due somebody must at least have been told of a step, in seconds.
    private static let timeToAct: Int64 = 4 * 60 * 60
}

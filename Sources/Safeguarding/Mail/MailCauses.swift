import Almanac
import GRDB
package import Ledger
import Vault

/// Something that happened of which people are to be told by mail, and were not yet.
package struct MailCause: Codable, Hashable, Sendable {
    /// Of the event.
    package let position: Int
    package let why: Mail.Why
    package let to: [ID<Member>]
    /// Those who come to a meeting instead of a member.
    package var also: [Addressee] = []
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
        return claims + mails(fresh)
    }

    /// What waits for one person goes in one mail, however much it is.
    private func mails(_ causes: [MailCause]) -> [Change] {
        let people = Set(causes.flatMap(\.to)).sorted()
        return people.flatMap { person -> [Change] in
            let theirs = causes.filter { $0.to.contains(person) }
            var mails: [Change] = []
            for kind in [Mail.Why.Kind.waits, .overdue] {
                let same = theirs.filter { $0.why.kind == kind }
                if let why = Mail.Why.merged(same.map(\.why)) { mails.append(mail(why, person, same)) }
            }
            return mails + theirs.filter { $0.why.meeting != nil }.map { mail($0.why, person, [$0]) }
        } + causes.flatMap { cause in cause.also.map { mail(cause.why, $0, [cause]) } }
    }

    private func mail(_ why: Mail.Why, _ person: ID<Member>, _ causes: [MailCause]) -> Change {
        mail(why, .member(person), named: "\(person)", causes)
    }

    private func mail(_ why: Mail.Why, _ person: Addressee, _ causes: [MailCause]) -> Change {
        mail(why, person, named: "\(person)", causes)
    }

    private func mail(_ why: Mail.Why, _ person: Addressee, named name: String, _ causes: [MailCause]) -> Change {
        let positions = causes.map(\.position)
        let id = Mail.id("caused", name, why.kind.rawValue, positions.map { "\($0)" }.joined(separator: "+"))
        return Mail.queued(id, why, to: person, by: nil, causes: positions)
    }
}

extension Mail.Why {
    /// One reason for several of the same kind, each matter once.
    fileprivate static func merged(_ reasons: [Mail.Why]) -> Mail.Why? {
        var matters: [ID<Matter>] = []
        for reason in reasons {
            switch reason {
            case .waits(let more), .overdue(let more): matters += more.filter { !matters.contains($0) }
            case .notes, .invitation, .moved, .calledOff, .stoodDown, .account: continue
            }
        }
        guard let first = reasons.first, !matters.isEmpty else { return nil }
        return first.kind == .waits ? .waits(matters) : .overdue(matters)
    }
}

extension Readings {
    /// What happened since a moment and nobody was told of by mail, with whom to tell as things are now.
    func mailCauses(since moment: Instant) async throws -> [MailCause] {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT * FROM mailCause WHERE at >= ? ORDER BY position",
                arguments: [moment]
            )
            return try rows.flatMap { try MailCause.found($0, in: db) }
        }
    }
}

extension MailCause {
    /// A mail that its reader may have: one that came back had left, and one that lay ready was to be passed on.
    private static let wentOut = "(sentAt IS NOT NULL OR standing = 'by-hand')"

    /// An escalation tells two kinds of people two things.
    fileprivate static func found(_ row: Row, in db: Database) throws -> [MailCause] {
        let position: Int = row["position"]
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
        guard let matter = row["matter"] as ID<Matter>? else { return [] }
        if let isLoop = try Bool.fetchOne(db, sql: "SELECT text IS NULL FROM matter WHERE id = ?", arguments: [matter]),
            isLoop
        {
            return try loop(row, matter, position, in: db).filter { !$0.to.isEmpty }
        }
        guard ["reminded", "escalated"].contains(row["kind"] as String) else { return [] }
        let holders = try owing(matter, duty: row["duty"], in: db)
        let waits = MailCause(position: position, why: .waits([matter]), to: holders)
        guard row["kind"] == "escalated" else { return [waits].filter { !$0.to.isEmpty } }
        let lookers = try coordinators(in: db).filter { !holders.contains($0) }
        return [waits, MailCause(position: position, why: .overdue([matter]), to: lookers)].filter { !$0.to.isEmpty }
    }

    // MARK: Under a procedure

    /// Whoever did it knows. What the mail is about is said nowhere in it.
    private static func loop(
        _ row: Row,
        _ matter: ID<Matter>,
        _ position: Int,
        in db: Database
    ) throws -> [MailCause] {
        let (kind, duty): (String, ID<Duty>?) = (row["kind"], row["duty"])
        let actor: String = row["actor"]
        func cause(_ why: Mail.Why, _ people: [ID<Member>]) -> MailCause {
            MailCause(position: position, why: why, to: people.filter { "member/\($0)" != actor })
        }
        switch kind {
        case "owed":
            // Colleagues of whoever brought a step about are told by what they see, not by a mail for each.
            let owing = try owing(matter, duty: duty, in: db)
            let isAnyones = try isForAll(duty, in: db)
            return !isAnyones && owing.contains { "member/\($0)" == actor } ? [] : [cause(.waits([matter]), owing)]
        case "rung-remind": return [cause(.waits([matter]), try owing(matter, duty: duty, in: db))]
        case "rung-copy-deputy": return [cause(.overdue([matter]), try atTheSame(duty, isLead: false, in: db))]
        case "rung-to-lead": return [cause(.overdue([matter]), try atTheSame(duty, isLead: true, in: db))]
        case "rung-to-coordinator": return [cause(.overdue([matter]), try coordinators(in: db))]
        case "rung-tell-raiser": return [cause(.overdue([matter]), try raisers(matter, in: db))]
        case "told":
            let unread = "id IN (SELECT member FROM unread WHERE matter = ?)"
            return [cause(.waits([matter]), try joined(unread, [matter], in: db))]
        case "message":
            let people = try raisers(matter, in: db) + holders(matter, in: db) + parties(matter, in: db)
            return [cause(.waits([matter]), Set(people).sorted())]
        case "offered":
            let offered = """
                EXISTS (SELECT 1 FROM offer WHERE offer.matter = ? AND (offer.member = member.id
                    OR offer.organisation = member.organisation))
                """
            return [cause(.waits([matter]), try joined(offered, [matter], in: db))]
        default: return []
        }
    }

    /// Everyone where a step is owed, or its leads where it has any.
    private static func atTheSame(_ duty: ID<Duty>?, isLead: Bool, in db: Database) throws -> [ID<Member>] {
        let there = """
            EXISTS (SELECT 1 FROM duty LEFT JOIN member AS debtor ON debtor.id = duty.member WHERE duty.id = ?
                AND duty.standing = 'open' AND coalesce(duty.organisation, debtor.organisation) = member.organisation)
            """
        let leads = try joined("\(there) AND ' ' || roles || ' ' LIKE '% borough-lead %'", [duty], in: db)
        return isLead && !leads.isEmpty ? leads : try joined(there, [duty], in: db)
    }

    private static func raisers(_ matter: ID<Matter>, in db: Database) throws -> [ID<Member>] {
        try joined(
            """
            EXISTS (SELECT 1 FROM matter WHERE matter.id = ? AND (matter.raiser = member.id
                OR (matter.toldInstead IS NULL AND matter.raiserOrganisation = member.organisation
                    AND matter.raiserPost = member.post COLLATE post)))
            """,
            [matter],
            in: db
        )
    }

    private static func holders(_ matter: ID<Matter>, in db: Database) throws -> [ID<Member>] {
        try joined(
            """
            EXISTS (SELECT 1 FROM holder WHERE holder.matter = ? AND (holder.member = member.id
                OR holder.organisation = member.organisation))
            """,
            [matter],
            in: db
        )
    }

    private static func parties(_ matter: ID<Matter>, in db: Database) throws -> [ID<Member>] {
        try joined(
            """
            EXISTS (SELECT 1 FROM joined WHERE joined.matter = ? AND (joined.member = member.id
                OR joined.organisation = member.organisation))
            """,
            [matter],
            in: db
        )
    }

    /// Who owes a duty, or, where none is named, holds the matter and owes something on it: those with an account, and
    /// whoever holds it alone and gets a link.
    private static func owing(_ matter: ID<Matter>, duty: ID<Duty>?, in db: Database) throws -> [ID<Member>] {
        let duties = try Row.fetchAll(
            db,
            sql: """
                SELECT id, \(PartyColumns.shown(of: "duty")) FROM duty WHERE matter = ?1 AND standing = 'open'
                AND ((?2 IS NULL AND task IN ('acknowledge', 'finish')) OR id = ?2)
                """,
            arguments: [matter, duty]
        )
        let people = try duties.flatMap { row in
            var columns = Columns(row)
            let id: ID<Duty> = columns.take()
            return try Party(&columns).map { try members(of: $0, owing: id, in: db) } ?? []
        }
        return Set(people).sorted()
    }

    private static func isForAll(_ duty: ID<Duty>?, in db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT kind = 'everyone' FROM duty WHERE id = ?", arguments: [duty]) ?? false
    }

    private static func members(of party: Party, owing duty: ID<Duty>, in db: Database) throws -> [ID<Member>] {
        switch party {
        case .member(let id): return try joined("id = ?", [id], in: db) + guests("id = ?", [id], in: db)
        case .organisation(let id): return try joined("organisation = ?", [id], in: db)
        case .post(let title, let id):
            let holders = try joined("organisation = ? AND post = ? COLLATE post", [id, title], in: db)
            return holders.isEmpty ? try joined("organisation = ?", [id], in: db) : holders
        case .all:
            return try joined("id IN (SELECT member FROM part WHERE duty = ? AND metAt IS NULL)", [duty], in: db)
        case .officers(let group):
            let officers = try joined(
                #"id IN (SELECT member FROM groupMember WHERE "group" = ? AND office <> 'member')"#,
                [group],
                in: db
            )
            return officers.isEmpty ? try coordinators(in: db) : officers
        case .coordinators: return try coordinators(in: db)
        case .everyone:
            return try joined(
                "EXISTS (SELECT 1 FROM duty WHERE duty.id = ? AND \(MatterAuthority.isAsked("member.id")))",
                [duty],
                in: db
            )
        case .unmatched: return []
        }
    }

    private static func coordinators(in db: Database) throws -> [ID<Member>] {
        try joined("' ' || roles || ' ' LIKE '% coordinator %'", [], in: db)
    }

    /// Who has no account, and gets a link.
    private static func guests(
        _ condition: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws -> [ID<Member>] {
        try members("standing IN ('registered', 'invited') AND email IS NOT NULL AND \(condition)", arguments, in: db)
    }

    private static func joined(
        _ condition: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws -> [ID<Member>] {
        try members("standing = 'joined' AND \(condition)", arguments, in: db)
    }

    private static func members(
        _ condition: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws -> [ID<Member>] {
        try ID<Member>.fetchAll(db, sql: "SELECT id FROM member WHERE \(condition)", arguments: arguments)
    }
}

package import Almanac
import GRDB
package import Ledger
package import Vault

/// A mail, as those who may circulate see it, and as the outbox sends it.
package struct MailRow: Hashable, Sendable {
    package let id: ID<Mail>
    package let why: Mail.Why
    package let to: Addressee
    package let by: ID<Member>?
    package let standing: MailState.Standing
    package let round: Int
    package let tries: Int
    package let queuedAt: Instant
    /// When it is tried next, where it waits.
    package let next: Instant?
    package let sentAt: Instant?
    package let openedAt: Instant?
    package let openedBy: MailOpened.Way?
    package let fault: MailReturned.Fault?
    package let code: Int?
    /// What is wrong, where something is.
    package let reason: Sealed<String>?
    /// Where it goes instead.
    package let address: Sealed<String>?

    init?(_ row: Row) {
        guard let why = try? Coding.decode(Mail.Why.self, from: Array((row["why"] as String).utf8)),
            let to = Addressee(row["addressee"] as String), let standing = MailState.Standing(rawValue: row["standing"])
        else { return nil }
        id = row["id"]
        self.why = why
        self.to = to
        self.standing = standing
        by = row["by"]
        round = row["round"]
        tries = row["tries"]
        queuedAt = row["queuedAt"]
        next = row["nextAt"]
        sentAt = row["sentAt"]
        openedAt = row["openedAt"]
        openedBy = (row["openedBy"] as String?).flatMap(MailOpened.Way.init)
        fault = (row["fault"] as String?).flatMap(MailReturned.Fault.init)
        code = row["code"]
        reason = row["reason"]
        address = row["address"]
    }

    /// What its words are sealed under.
    package var subjects: Set<Subject> { Set([reason?.subject, address?.subject].compactMap(\.self)) }

    /// Whether it reached someone, or lies ready to.
    package var isOut: Bool { standing == .sent || standing == .byHand }
}

extension Readings {
    /// The newest mail to each person about a meeting, for those who run it.
    package func mails(_ kinds: Set<Mail.Why.Kind>, about meeting: ID<Meeting>, as actor: Actor) async throws
        -> [MailRow]
    {
        try await read { db in
            let authority = try MeetingAuthority(actor, in: db)
            guard let row = try MeetingRow.fetch(meeting, authority, in: db), authority.may(.runMeeting, row.ref.group)
            else { return [] }
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT * FROM mail WHERE meeting = ? ORDER BY queuedAt, rowid",
                arguments: [meeting]
            ).compactMap(MailRow.init).filter { kinds.contains($0.why.kind) }
            let newest = rows.reduce(into: [Addressee: ID<Mail>]()) { $0[$1.to] = $1.id }
            return rows.filter { newest[$0.to] == $0.id }
        }
    }

    /// The newest invitation to an account of each member, for those who invite.
    package func accountMails(as actor: Actor) async throws -> [ID<Member>: MailRow] {
        guard Policy.allows(.manageMembers, actor, []) else { return [:] }
        return try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM mail WHERE kind = 'account' ORDER BY queuedAt, rowid")
                .compactMap(MailRow.init).reduce(into: [:]) { found, mail in
                    if let member = mail.to.member { found[member] = mail }
                }
        }
    }

    /// Notes of a meeting that went to a member and that they have not opened yet.
    package func unopenedNotes(of meeting: ID<Meeting>, to member: ID<Member>) async throws -> [ID<Mail>] {
        try await read { db in
            try ID<Mail>.fetchAll(
                db,
                sql: "SELECT id FROM mail WHERE meeting = ? AND member = ? AND kind = 'notes' AND openedAt IS NULL",
                arguments: [meeting, member]
            )
        }
    }

    /// A mail, for whoever holds its link or runs the job that sends it.
    package func mail(_ id: ID<Mail>, as actor: Actor) async throws -> MailRow? {
        switch actor {
        case .system: break
        case .guest(let guest) where guest.mail == id: break
        case .guest, .body, .member: return nil
        }
        return try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM mail WHERE id = ?", arguments: [id]).flatMap(MailRow.init)
        }
    }

    /// What is to be sent now, the longest waiting first.
    func mailsDue(at now: Instant, limit: Int) async throws -> [MailRow] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM mail WHERE standing = 'waiting' AND nextAt <= ? ORDER BY nextAt, rowid LIMIT ?",
                arguments: [now, limit]
            ).compactMap(MailRow.init)
        }
    }
}

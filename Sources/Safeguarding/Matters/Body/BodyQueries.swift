package import Almanac
import GRDB
package import Ledger
import Procedures
package import Vault

/// The link by which a body answers, as far as it was not ended.
package struct BodyLinkRow: Hashable, Sendable {
    package let id: ID<BodyLink>
    package let matter: ID<Matter>
    package let organisation: ID<Organisation>
    package let post: String?
    package let address: Sealed<String>?
    package let codeBy: CodeWay
    package let codeTo: Sealed<String>
    /// The last day on which it works.
    package let until: Day
    package let by: ID<Member>?
    package let codes: Int
    package let isLocked: Bool

    package func works(on day: Day) -> Bool { !isLocked && day <= until }

    static let columns = "id, matter, organisation, post, address, codeBy, codeTo, until, by, codes, lockedAt"

    init?(_ row: Row) {
        guard let way = CodeWay(rawValue: row["codeBy"]) else { return nil }
        (id, matter, organisation, post) = (row["id"], row["matter"], row["organisation"], row["post"])
        (address, codeBy, codeTo, until) = (row["address"], way, row["codeTo"], row["until"])
        (by, codes) = (row["by"], row["codes"])
        isLocked = (row["lockedAt"] as Instant?) != nil
    }
}

/// An organisation with a part in a matter, and how it can be reached.
package struct BodyPart: Hashable, Sendable {
    package let organisation: ID<Organisation>
    /// One of its people who have an account. They find it on their Home.
    package let colleague: ID<Member>?
    package let link: BodyLinkRow?

    package var hasAccount: Bool { colleague != nil }

    /// Whether nobody there hears of it.
    package func isUnreached(on day: Day) -> Bool { !hasAccount && !(link?.works(on: day) ?? false) }

    static func all(_ organisations: [ID<Organisation>], of matter: ID<Matter>, in db: Database) throws -> [BodyPart] {
        try organisations.map { organisation in
            BodyPart(
                organisation: organisation,
                colleague: try ID<Member>.fetchOne(
                    db.cachedStatement(
                        sql: "SELECT id FROM member WHERE organisation = ? AND standing = 'joined' ORDER BY id LIMIT 1"
                    ),
                    arguments: [organisation]
                ),
                link: try Row.fetchOne(
                    db.cachedStatement(
                        sql: """
                            SELECT \(BodyLinkRow.columns) FROM bodyLink
                            WHERE matter = ? AND organisation = ? AND endedAt IS NULL
                            """
                    ),
                    arguments: [matter, organisation]
                ).flatMap(BodyLinkRow.init)
            )
        }
    }
}

/// Somebody who came by a body's link.
package struct BodyOpeningRow: Hashable, Sendable {
    package let id: ID<BodyOpening>
    package let organisation: ID<Organisation>
    package let at: Instant
    package let name: Sealed<String>
    package let post: Sealed<String>

    static func all(of matter: ID<Matter>, in db: Database) throws -> [BodyOpeningRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT id, organisation, at, name, post FROM bodyOpening WHERE matter = ? ORDER BY at"
            ),
            arguments: [matter]
        ).map { BodyOpeningRow(id: $0[0], organisation: $0[1], at: $0[2], name: $0[3], post: $0[4]) }
    }

    /// Of the name under which an actor stands in the ledger.
    package static func opening(ofActor name: String) -> ID<BodyOpening>? {
        name.hasPrefix("body/") ? ID(name.dropFirst("body/".count)) : nil
    }
}

extension LoopDetail {
    /// Whether an actor may enter an answer that reached them from whoever owes a step, as the rule says.
    package func mayReport(_ step: Step, as actor: Actor) -> Bool {
        guard step.row.task != .satisfied else { return false }
        if !acting.isDisjoint(with: [.raiser, .holder]) || step.row.of.includes(actor) { return true }
        if !reference.isPersonal, actor.roles.contains(.coordinator) { return true }
        let isNamed = joined.contains { $0.party?.includes(actor) ?? false }
        return isNamed && step.row.of != .coordinators && colleague(of: step) == nil
    }

    /// Somebody with an account where a step is owed.
    package func colleague(of step: Step) -> ID<Member>? {
        if step.row.of == raiser.party { return raiser.member }
        return step.row.of.member ?? bodies.first { $0.organisation == step.row.of.organisation }?.colleague
    }
}

extension Readings {
    /// A body's link, for whoever writes a mail that carries it. Nil where it was ended.
    package func bodyLink(_ id: ID<BodyLink>) async throws -> BodyLinkRow? {
        try await read { db in
            try Row.fetchOne(
                db,
                sql: "SELECT \(BodyLinkRow.columns) FROM bodyLink WHERE id = ? AND endedAt IS NULL",
                arguments: [id]
            ).flatMap(BodyLinkRow.init)
        }
    }
}

extension MatterSelection {
    /// What waits where nobody is reached: for an organisation in which no one has an account and for which no link works, or
    /// for somebody who has no account.
    static func unreached(_ authority: MatterAuthority, on today: Day) -> MatterSelection {
        MatterSelection(
            authority: authority,
            action: .remind,
            conditions: [
                """
                matter.text IS NULL AND matter.id IN (
                    SELECT owed.matter FROM organisation CROSS JOIN duty AS owed ON owed.organisation = organisation.id
                    WHERE owed.standing = 'open' AND owed.kind IN ('organisation', 'lead')
                    AND NOT EXISTS (SELECT 1 FROM member WHERE member.organisation = organisation.id
                        AND member.standing = 'joined')
                    AND NOT EXISTS (SELECT 1 FROM bodyLink WHERE bodyLink.matter = owed.matter
                        AND bodyLink.organisation = owed.organisation AND bodyLink.endedAt IS NULL
                        AND bodyLink.lockedAt IS NULL AND bodyLink.until >= :today)
                    UNION ALL SELECT owed.matter FROM member CROSS JOIN duty AS owed ON owed.member = member.id
                    WHERE member.standing <> 'joined' AND owed.standing = 'open')
                """
            ],
            arguments: ["today": today.databaseValue]
        )
    }

    /// What somebody else entered for the actor's organisation, which has not said whether it is theirs.
    static func entered(for authority: MatterAuthority) -> MatterSelection {
        MatterSelection(
            authority: authority,
            conditions: ["matter.id IN (SELECT matter FROM entered WHERE organisation = :organisation)"]
        )
    }
}

// MARK: Mail

extension MailCause {
    /// The links by which a body hears of what it owes, or of what it has a part in, where it was given one before that
    /// happened. Whoever did it by the link knows.
    static func bodies(
        _ matter: ID<Matter>,
        where condition: String,
        _ duty: ID<Duty>? = nil,
        part: String? = nil,
        at moment: Instant,
        by actor: String,
        in db: Database
    ) throws -> [Addressee] {
        try ID<BodyLink>.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id FROM bodyLink WHERE matter = :matter AND endedAt IS NULL AND lockedAt IS NULL
                    AND address IS NOT NULL AND until >= :day AND givenAt < :at AND \(condition)
                    AND NOT EXISTS (SELECT 1 FROM bodyOpening WHERE bodyOpening.link = bodyLink.id
                        AND 'body/' || bodyOpening.id = :actor)
                    ORDER BY id
                    """
            ),
            arguments: StatementArguments(
                [
                    "matter": matter.databaseValue, "day": London.day(moment).databaseValue,
                    "at": moment.databaseValue, "actor": actor.databaseValue, "duty": duty.databaseValue,
                    "part": part.databaseValue,
                ].filter { !["duty", "part"].contains($0.key) || condition.contains(":\($0.key)") }
            )
        ).map(Addressee.body)
    }

    static let owes = """
        EXISTS (SELECT 1 FROM duty WHERE duty.id = :duty AND duty.standing = 'open'
            AND duty.organisation = bodyLink.organisation AND (duty.debtor IS NOT 'raiser' OR duty.kind <> 'post'))
        """
    static let hasPart = """
        (EXISTS (SELECT 1 FROM holder WHERE holder.matter = :matter AND holder.organisation = bodyLink.organisation)
            OR EXISTS (SELECT 1 FROM joined WHERE joined.matter = :matter
                AND joined.organisation = bodyLink.organisation))
        """
    /// To whom a message is written, of bodies. What is raised is raised by members.
    static func isMeant(_ readers: Readers) -> String {
        switch readers {
        case .everyone: hasPart
        // Whoever holds it reads all.
        case .raiser, .holder: holds
        case .part:
            """
            (\(holds) OR EXISTS (SELECT 1 FROM joined WHERE joined.matter = :matter
                AND joined.part = :part AND joined.organisation = bodyLink.organisation))
            """
        }
    }
    private static let holds = """
        EXISTS (SELECT 1 FROM holder WHERE holder.matter = :matter AND holder.organisation = bodyLink.organisation)
        """
    static let isOffered = """
        EXISTS (SELECT 1 FROM offer WHERE offer.matter = :matter AND offer.organisation = bodyLink.organisation)
        """
}

import Almanac
import GRDB
import Ledger

extension MailCause {
    /// Who is told of what came of an absence: no name and no day stands in the mail.
    static func telling(
        _ kind: String,
        of absence: ID<Absence>,
        _ position: Int,
        in db: Database
    ) throws -> MailCause {
        func people(_ condition: String) throws -> [ID<Member>] {
            try joined("EXISTS (SELECT 1 FROM absence WHERE absence.id = ? AND (\(condition)))", [absence], in: db)
        }
        let asker = "member.id = coalesce(absence.asker, absence.member)"
        let to: [ID<Member>] =
            switch kind {
            case "absence-asked", "absence-begun": try people("member.id = absence.cover")
            case "absence-declined": try people(asker)
            case "absence-over":
                try people(
                    """
                    member.id = absence.cover OR (member.id = absence.member AND EXISTS (
                        SELECT 1 FROM stoodIn WHERE stoodIn.member = absence.member AND stoodIn.reason = 'cover'
                            AND stoodIn.at BETWEEN absence.beginsAt AND absence.endsAt))
                    """
                )
            case "absence-uncovered": Set(try people(asker) + coordinators(in: db)).sorted()
            default: []
            }
        return MailCause(position: position, why: .absence, to: to)
    }

    /// The same for whoever covers for somebody who is away, where they may do there what is asked.
    func covered(_ routes: MailRoutes, in db: Database) throws -> MailCause {
        guard let matter = why.matters.first, to.contains(where: routes.isAway) else { return self }
        var people: [ID<Member>] = []
        for person in to {
            let addressee = try routes.addressee(for: person, on: matter, besides: to, in: db)
            if !people.contains(addressee) { people.append(addressee) }
        }
        var cause = MailCause(position: position, why: why, to: people)
        cause.also = also
        return cause
    }
}

/// Who is told in whose place at a moment.
struct MailRoutes {
    private let now: Instant
    /// By the one who is away.
    private let covers: [ID<Member>: ID<Member>]

    init(at now: Instant, in db: Database) throws {
        self.now = now
        covers = try AbsenceRow.all(
            "\(AbsenceReading.isRunning) AND \(AbsenceReading.isCovered)",
            ["now": now.databaseValue],
            in: db
        ).reduce(into: [:]) { $0[$1.member] = $1.cover }
    }

    func isAway(_ person: ID<Member>) -> Bool { covers[person] != nil }

    /// Whoever covers for somebody, where it may reach them: whoever is away goes on being told of what is theirs alone.
    ///
    /// - Parameter others: Who is told of it anyway.
    func addressee(
        for person: ID<Member>,
        on matter: ID<Matter>,
        besides others: [ID<Member>] = [],
        in db: Database
    ) throws -> ID<Member> {
        guard let cover = covers[person] else { return person }
        let stands = try StandIn.covers(of: cover, at: now, in: db).filter { $0.of == .member(person) }
        guard let actor = try actor(cover, standing: stands, in: db) else { return person }
        if try MatterAuthority(actor).standsIn(on: matter, db) { return cover }
        guard try !isAsked(person, matter, in: db) else { return person }
        // What is asked of where they work the cover may answer as a colleague.
        return try others.contains(cover) || isThere(cover, matter, in: db) ? cover : person
    }

    private func actor(_ member: ID<Member>, standing stands: [StandIn], in db: Database) throws -> Actor? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT organisation, roles, post FROM member WHERE id = ?"),
            arguments: [member]
        ).map { row in
            .member(
                Actor.Person(
                    id: member,
                    organisation: row[0],
                    roles: Set((row[1] as String).split(separator: " ").compactMap { Role(rawValue: String($0)) }),
                    post: row[2],
                    stands: stands
                )
            )
        }
    }

    /// Whether somebody holds a matter or has a part in it themselves.
    private func isThere(_ member: ID<Member>, _ matter: ID<Matter>, in db: Database) throws -> Bool {
        guard let actor = try actor(member, standing: [], in: db),
            let found = try MatterSelection.one("matter.id", matter, as: actor).fetch(db, limit: 1).rows.first
        else { return false }
        return !found.relations.isDisjoint(with: [.holder, .party])
    }

    /// Whether something of a matter is a person's own, and not only where they work.
    private func isAsked(_ person: ID<Member>, _ matter: ID<Matter>, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM matter JOIN member ON member.id = :person
                            WHERE matter.id = :matter AND (matter.raiser = :person
                                OR (matter.raiserOrganisation = member.organisation
                                    AND matter.raiserPost = member.post COLLATE post)))
                        OR EXISTS (SELECT 1 FROM holder WHERE matter = :matter AND member = :person)
                        OR EXISTS (SELECT 1 FROM offer WHERE matter = :matter AND member = :person)
                        OR EXISTS (SELECT 1 FROM joined WHERE matter = :matter AND member = :person)
                        OR EXISTS (SELECT 1 FROM part WHERE matter = :matter AND member = :person AND metAt IS NULL)
                        OR EXISTS (SELECT 1 FROM duty WHERE matter = :matter AND standing = 'open' AND (
                            member = :person OR (kind = 'everyone' AND \(MatterAuthority.isAsked(":person")))))
                    """
            ),
            arguments: ["matter": matter.databaseValue, "person": person.databaseValue]
        ) ?? false
    }
}

extension Readings {
    /// Which of some matters another is told of in the place of a member who is away.
    func covered(
        _ matters: [ID<Matter>],
        for member: ID<Member>,
        at now: Instant
    ) async throws -> CoveredMatters? {
        try await read { db in
            let routes = try MailRoutes(at: now, in: db)
            guard routes.isAway(member) else { return nil }
            var (cover, theirs) = (ID<Member>?.none, [ID<Matter>]())
            for matter in matters {
                let addressee = try routes.addressee(for: member, on: matter, in: db)
                guard addressee != member else { continue }
                (cover, theirs) = (addressee, theirs + [matter])
            }
            return cover.map { CoveredMatters(cover: $0, matters: theirs) }
        }
    }
}

package import Almanac
import GRDB
package import Ledger
package import Procedures
package import Vault

/// One matter under a procedure of the ledger whole, as far as its reader is shown it.
package struct LoopDetail: Sendable {
    package struct Step: Sendable {
        package let row: DutyRow
        package let debtor: String
        package let term: String
        package let schoolDays: SchoolDays?
        package let hasLapsed: Bool
        /// Of what all members owe, how many have answered.
        package let answers: Tally?
    }

    /// How many of all members answered, and how many of these said yes.
    package struct Tally: Hashable, Sendable {
        package let asked: Int
        package let answered: Int
        package let yes: Int
    }

    package struct Entry: Sendable {
        package let position: Int
        package let at: Instant
        /// As it stands in the ledger: `member/…`, `body/…`, `system/clock`.
        package let actor: String
        /// In whose place it was done, where that was another's.
        package let place: StoodIn?
        package let event: any MatterEvent
    }

    package let matter: MatterRow
    package let reference: LoopReference
    package let version: ProcedureVersion
    package let sight: LoopSight
    /// As the procedure names the parts that the reader has.
    package let parts: Set<String>
    package let joined: [Joined]
    package let raiser: Raiser
    /// Who is told in place of the raiser.
    package let toldInstead: ToldInstead?
    package let offeredTo: Party?
    /// Those that the reader is shown. Empty where its words are not for them.
    package let answers: [String: Sealed<Answer>]
    package let steps: [Step]
    package let entries: [Entry]
    /// The open steps that the reader owes.
    package let owed: Set<ID<Duty>>
    /// Who opened it and why, the latest first.
    package let opened: [AccessRow]
    /// What is linked to it, and what was.
    package let others: [ID<Matter>: OtherMatter]
    /// The files that the reader is shown, in the order in which they came.
    package let files: [FileRow]
    /// The organisations with a part in it, and how each is reached.
    package let bodies: [BodyPart]
    /// Who came by the link of a body. Empty where its words are not for the reader.
    package let openings: [BodyOpeningRow]
    /// The steps that somebody else took for the reader's organisation, which has not said whether that was right.
    package let entered: Set<ID<Duty>>
    /// In whose places the reader may act on it.
    package let places: [StandIn]
    /// How the reader stands to it as themselves.
    package let own: Set<Relation>
    /// How the reader stands to it but for what was copied to them as a deputy: by this they may do anything but take that
    /// step.
    package let acting: Set<Relation>
    /// As what the actor may give a body a link, by which its part is read: not as a raiser from whom the answer is kept.
    package var linking: Set<Relation> { toldInstead == nil ? acting : acting.subtracting([.raiser]) }

    package var definition: ProcedureDefinition { version.definition }
    package var openSteps: [Step] { steps.filter(\.row.isOpen) }

    /// Whether anybody has received it, so that it cannot be withdrawn: as `LoopState` has it.
    package var hasBeenReceived: Bool {
        steps.contains { $0.row.metAt != nil && ($0.row.task == .acknowledge || $0.debtor == "holder") }
    }

    package func step(_ id: ID<Duty>) -> Step? { steps.first { $0.row.id == id } }

    package func duty(of step: Step) -> ProcedureDefinition.Duty? {
        definition.duties.first { $0.id == step.row.step }
    }

    package func outcome(_ id: String?) -> ProcedureDefinition.Outcome? {
        definition.outcomes.first { $0.id == id }
    }
}

extension Readings {
    /// One matter under a procedure of the ledger, or nil where there is none or the actor may not know of it.
    package func loopDetail(number: Int, as actor: Actor) async throws -> LoopDetail? {
        let selection = MatterSelection.one("matter.number", number, as: actor)
        return try await read { db in
            try selection.fetch(db, limit: 1).rows.first.flatMap { try LoopDetail($0, actor, selection.authority, db) }
        }
    }
}

extension LoopDetail {
    private static let mostAccesses = 100

    fileprivate init?(_ matter: MatterRow, _ reader: Actor, _ authority: MatterAuthority, _ db: Database) throws {
        let actor = reader.taking(try authority.stands(on: matter.id, db))
        places = actor.places
        let covers = actor.places.filter { $0.reason == .cover }
        own = places.isEmpty ? matter.relations : try Self.relations(of: reader.standing(in: []), matter.id, db)
        acting =
            covers.count == places.count
            ? matter.relations : try Self.relations(of: reader.standing(in: covers), matter.id, db)
        guard let loop = matter.loop, let version = try ProcedureVersion.one(loop, in: db),
            let facts = try Row.fetchOne(
                db,
                sql: """
                    SELECT raiser, raiserOrganisation, raiserPost, toldInstead, outcome, toldOutcome, judged, answer
                    FROM matter WHERE id = ?
                    """,
                arguments: [matter.id]
            )
        else { return nil }
        self.version = version
        reference = LoopReference(
            matter.id,
            procedure: loop.procedure,
            isPersonal: loop.isPersonal,
            textOf: loop.local?.authority
        )
        raiser = Raiser(
            member: facts["raiser"],
            organisation: facts["raiserOrganisation"],
            post: facts["raiserPost"]
        )
        let instead: ToldInstead? = facts["toldInstead"]
        toldInstead = instead
        let joined = try Self.joined(matter.id, db)
        self.joined = joined
        let parts = Set(joined.filter { $0.party?.includes(actor) ?? !actor.isBody }.map(\.id))
        self.parts = parts
        let sight = LoopSight(
            version.definition,
            matter.relations,
            parts: parts,
            isTold: instead?.includes(actor) ?? false,
            isToldInstead: instead != nil,
            isCoordinator: actor.isCoordinatorHere
        )
        self.sight = sight
        let isTold = instead?.includes(actor) ?? matter.relations.contains(.raiser)
        let shows = Shows(
            sight,
            actor,
            isRaiser: matter.relations.contains(.raiser),
            isTold: isTold,
            parts: parts,
            readsAll: MatterAuthority(actor).seesAll(personal: loop.isPersonal, matter.relations)
        )
        let shown = matter.showing(
            outcome: sight.outcome ? facts[sight.asTold ? "toldOutcome" : "outcome"] : nil,
            judged: shows.judgements ? facts["judged"] : nil,
            answer: shows.answer ? facts["answer"] : nil
        )
        // Withdrawn before it was read, it was never said to whoever would have read it.
        let isUnsaid =
            matter.ending == .withdrawn && loop.isPersonal && !matter.relations.contains(.raiser)
            ? try !Self.wasOpened(reference.subject, by: actor, db) : false
        self.matter = isUnsaid ? shown.withheld() : shown
        offeredTo = try Row.fetchOne(
            db,
            sql: "SELECT \(PartyColumns.shown(of: "offer")) FROM offer WHERE matter = ?",
            arguments: [matter.id]
        ).flatMap { row in
            var columns = Columns(row)
            return Party(&columns)
        }
        let parties = [matter.holder, offeredTo].compactMap(\.self) + joined.compactMap(\.party)
        var organisations = parties.compactMap { $0.kind == .organisation ? $0.organisation : nil }
        if let told = instead?.organisation { organisations.append(told) }
        bodies = try BodyPart.all(
            organisations.enumerated().filter { !organisations[..<$0.offset].contains($0.element) }.map(\.element),
            of: matter.id,
            in: db
        )
        entered = try ID<Duty>.fetchSet(
            db.cachedStatement(sql: "SELECT duty FROM entered WHERE matter = ? AND organisation = ?"),
            arguments: [matter.id, actor.organisation]
        )
        let all = try Self.steps(matter.id, db)
        // A coordinator sees who has it and by when, whatever it is about.
        let seesSteps = sight.loop || actor.isCoordinatorHere
        steps = all.filter { seesSteps || $0.row.of.includes(actor) }
        owed = try ID<Duty>.fetchSet(
            db.cachedStatement(
                sql: """
                    WITH \(authority.turns(on: ":matter"))
                    SELECT id FROM duty WHERE matter = :matter AND rowid IN (SELECT duty FROM mine)
                    """
            ),
            arguments: StatementArguments(authority.arguments.merging(["matter": matter.id.databaseValue]) { $1 })
        )
        guard self.matter.isOpen else {
            (answers, entries, opened, openings, others, files) = ([:], [], [], [], [:], [])
            return
        }
        answers = try Row.fetchAll(
            db,
            sql: "SELECT field, value FROM answer WHERE matter = ?",
            arguments: [matter.id]
        ).reduce(into: [:]) { answers, row in
            let field: String = row[0]
            if sight.shows(field) { answers[field] = row[1] as Sealed<Answer> }
        }
        let everyones = Set(all.filter { $0.row.of == .everyone }.map(\.row.id))
        let own = Set(all.filter { $0.row.of.includes(actor) }.map(\.row.id)).subtracting(everyones)
        var places = Shows.Places(
            own: own,
            everyones: everyones,
            judging: Set(all.filter { $0.row.task == .satisfied }.map(\.row.id)),
            telling: Set(all.filter { $0.row.task == .tell }.map(\.row.id))
        )
        let happened = try Self.entries(matter.id, db)
        places.find(in: happened.map(\.event), shows)
        let entries = happened.compactMap { entry in
            shows.shown(entry.event, places).map {
                Entry(position: entry.position, at: entry.at, actor: entry.actor, place: entry.place, event: $0)
            }
        }
        self.entries = entries
        files = FileRow.all(of: happened, shown: places.files)
        others = try OtherMatter.all(in: entries, actor, db)
        openings = try BodyOpeningRow.all(of: matter.id, in: db)
        opened = try Row.fetchAll(
            db,
            sql: "SELECT at, member, purpose FROM access WHERE subject = ? ORDER BY position DESC LIMIT ?",
            arguments: ["\(reference.subject)", Self.mostAccesses]
        ).map { row in
            let name: String = row[1]
            return AccessRow(
                at: row[0],
                member: name.hasPrefix("member/") ? ID(name.dropFirst("member/".count)) : nil,
                opening: BodyOpeningRow.opening(ofActor: name),
                purpose: row[2]
            )
        }
    }

    private static func relations(of actor: Actor, _ matter: ID<Matter>, _ db: Database) throws -> Set<Relation> {
        try MatterSelection.one("matter.id", matter, as: actor).fetch(db, limit: 1).rows.first?.relations ?? []
    }

    /// Whether anybody where the actor is has opened it.
    private static func wasOpened(_ subject: Subject, by actor: Actor, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM access JOIN member ON access.member = 'member/' || member.id
                        WHERE access.subject = ? AND (member.id = ? OR member.organisation = ?))
                    """
            ),
            arguments: ["\(subject)", actor.member, actor.organisation]
        ) ?? false
    }

    private static func joined(_ matter: ID<Matter>, _ db: Database) throws -> [Joined] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT part, isEveryone, \(PartyColumns.shown(of: "joined")) FROM joined WHERE matter = ? ORDER BY rowid
                """,
            arguments: [matter]
        ).compactMap { row in
            var columns = Columns(row)
            let (part, isEveryone): (String, Bool) = (columns.take(), columns.take())
            if isEveryone { return Joined(part, nil) }
            return Party(&columns).map { Joined(part, $0) }
        }
    }

    private static func steps(_ matter: ID<Matter>, _ db: Database) throws -> [Step] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT debtor, term, schoolDays, standing = 'lapsed', \(DutyRow.columns(of: "duty")) FROM duty WHERE matter = ?
                ORDER BY number
                """,
            arguments: [matter]
        ).compactMap { row in
            var columns = Columns(row)
            let (debtor, term, counted): (String, String, String?) = (columns.take(), columns.take(), columns.take())
            let hasLapsed: Bool = columns.take()
            guard let duty = DutyRow(&columns) else { return nil }
            let tally = duty.of == .everyone ? try Tally(duty.id, matter, db) : nil
            return Step(
                row: duty,
                debtor: debtor,
                term: term,
                schoolDays: try counted.map(SchoolDays.init(column:)),
                hasLapsed: hasLapsed,
                answers: tally
            )
        }
    }

    private static func entries(_ matter: ID<Matter>, _ db: Database) throws -> [Entry] {
        var places = PlacesTaken()
        return try Row.fetchAll(
            db,
            sql: """
                SELECT position, at, type, schema, payload, actor FROM matterEntry WHERE matter = ? ORDER BY position
                """,
            arguments: [matter]
        ).compactMap { row in
            try MatterEvents.decode(row[2], schema: row[3], row[4])
                .map { Entry(position: row[0], at: row[1], actor: row[5], place: places.place($0), event: $0) }
        }
    }
}

extension LoopDetail.Tally {
    fileprivate init(_ duty: ID<Duty>, _ matter: ID<Matter>, _ db: Database) throws {
        func count(_ sql: String, _ arguments: StatementArguments) throws -> Int {
            try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) \(sql)"), arguments: arguments) ?? 0
        }
        let others = "FROM member WHERE standing = 'joined' AND id IS NOT (SELECT raiser FROM matter WHERE id = ?)"
        answered = try count("FROM part WHERE duty = ?", [duty])
        yes = try count("FROM part WHERE duty = ? AND said = 'yes'", [duty])
        // Somebody who answered may have left since.
        asked = max(answered, try count(others, [matter]))
    }
}

extension ProcedureVersion {
    /// What a matter follows.
    static func one(_ loop: MatterRow.Loop, in db: Database) throws -> ProcedureVersion? {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: "SELECT text, lists FROM procedure WHERE id = ? AND authority = ? AND version = ?"
                ),
                arguments: [
                    loop.procedure, loop.local?.authority.description ?? "", loop.local?.number ?? loop.version,
                ]
            )
        else { return nil }
        let lists: String = row[1]
        return published(text: row[0], lists: try Coding.decode([String: String].self, from: Array(lists.utf8)))
    }
}

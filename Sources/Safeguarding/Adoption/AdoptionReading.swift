package import Almanac
package import GRDB
package import Ledger

/// What each authority uses of each procedure, and what it decided about it.
package enum AdoptionReading: Reading {
    package static let name = "adoptions"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE adoption (
                    procedure TEXT NOT NULL, authority TEXT NOT NULL, number INTEGER, base INTEGER, since INTEGER,
                    pilotNumber INTEGER, pilotBase INTEGER, pilotFrom INTEGER, pilotUntil TEXT, pilotAim TEXT,
                    pilotMeasures TEXT, declinedVersion INTEGER, declinedWithdrawn INTEGER, declinedReason TEXT,
                    PRIMARY KEY (procedure, authority)
                ) STRICT;
                CREATE INDEX adoptionByAuthority ON adoption (authority);
                CREATE TABLE adoptionEntry (
                    position INTEGER PRIMARY KEY, procedure TEXT NOT NULL, authority TEXT NOT NULL, at INTEGER NOT NULL,
                    by TEXT, what TEXT NOT NULL, number INTEGER, version INTEGER, reason TEXT NOT NULL
                ) STRICT;
                CREATE INDEX adoptionEntryByPlace ON adoptionEntry (procedure, authority, position);
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        guard let event = event as? any AdoptionEvent else { return }
        try db.executeCached(
            sql: "INSERT OR IGNORE INTO adoption (procedure, authority) VALUES (?, ?)",
            arguments: [event.procedure, event.authority]
        )
        func set(_ columns: String, _ values: [(any DatabaseValueConvertible)?]) throws {
            try db.executeCached(
                sql: "UPDATE adoption SET \(columns) WHERE procedure = ? AND authority = ?",
                arguments: StatementArguments(values + [event.procedure, event.authority])
            )
        }
        switch event {
        case let event as TextAdopted:
            try set("number = ?, base = ?, since = ?", [event.text.number, event.text.base, fact.at])
        case let event as PilotBegun:
            try set(
                """
                pilotNumber = ?, pilotBase = ?, pilotFrom = ?, pilotUntil = ?, pilotAim = ?, pilotMeasures = ?
                """,
                [
                    event.text.number, event.text.base, fact.at, event.until, event.reason,
                    event.measures.map(\.rawValue).joined(separator: " "),
                ]
            )
        case let event as PilotEnded:
            if event.isAdopted { try set("number = pilotNumber, base = pilotBase, since = ?", [fact.at]) }
            try set(
                """
                pilotNumber = NULL, pilotBase = NULL, pilotFrom = NULL, pilotUntil = NULL, pilotAim = NULL,
                    pilotMeasures = NULL
                """,
                []
            )
        case let event as UpstreamDeclined:
            try set(
                "declinedVersion = ?, declinedWithdrawn = ?, declinedReason = ?",
                [event.upstream.version, event.upstream.isWithdrawn, event.reason]
            )
        case is NetworkTextTaken: try set("number = NULL, base = NULL, since = ?", [fact.at])
        default: break
        }
        try note(event, fact, in: db)
    }

    private static func note(_ event: any AdoptionEvent, _ fact: Fact, in db: Database) throws {
        let what: AdoptionEntry.What
        var (number, version): (Int?, Int?) = (nil, nil)
        switch event {
        case let event as TextAdopted: (what, number, version) = (.adopted, event.text.number, event.text.base)
        case let event as PilotBegun: (what, number, version) = (.pilotBegun, event.text.number, event.text.base)
        case let event as PilotEnded: what = event.isAdopted ? .pilotAdopted : .pilotEnded
        case let event as UpstreamDeclined:
            what = event.upstream.isWithdrawn ? .withdrawalDeclined : .declined
            version = event.upstream.version
        default: what = .networkTaken
        }
        // What happened in one append stands at one position each.
        try db.executeCached(
            sql: """
                INSERT INTO adoptionEntry (position, procedure, authority, at, by, what, number, version, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                fact.position, event.procedure, event.authority, fact.at, event.by, what.rawValue, number, version,
                event.reason,
            ]
        )
    }
}

/// What an authority uses of one procedure, where it ever decided anything about it.
package struct AdoptionRow: Hashable, Sendable {
    package struct Own: Hashable, Sendable {
        /// Among the texts of the authority.
        package let number: Int
        /// The version of the network that it changes.
        package let base: Int
        package let since: Instant
    }

    package struct Pilot: Hashable, Sendable {
        package let number: Int
        package let base: Int
        package let from: Instant
        package let until: Day
        package let aim: String
        package let measures: [PilotMeasure]
    }

    package let procedure: String
    /// As the network's last version has it.
    package let title: String
    package let authority: ID<Organisation>
    package let own: Own?
    package let pilot: Pilot?
    package let declined: Upstream?
    package let declinedReason: String?
    /// What the network has.
    package let upstream: Upstream

    /// What they are to take or to decline.
    package var waiting: Upstream? {
        pilot == nil ? AdoptionState.waiting(upstream, base: own?.base, declined: declined) : nil
    }

    /// What they keep their own text in spite of.
    package var keptAgainst: Upstream? {
        own != nil && declined == upstream && (upstream.isWithdrawn || upstream.version != own?.base) ? declined : nil
    }

    /// The number of the text that new matters follow; nil where it is the network's.
    package var inUse: Int? { pilot?.number ?? own?.number }

    package func isPilotOver(on today: Day) -> Bool { pilot.map { $0.until <= today } ?? false }

    /// Whether somebody there has something to decide.
    package func asks(on today: Day) -> Bool { waiting != nil || isPilotOver(on: today) }
}

/// One thing that an authority decided about a procedure.
package struct AdoptionEntry: Hashable, Sendable {
    package enum What: String, Sendable {
        case adopted, declined
        case pilotBegun = "pilot-begun"
        case pilotEnded = "pilot-ended"
        case pilotAdopted = "pilot-adopted"
        case withdrawalDeclined = "withdrawal-declined"
        case networkTaken = "network-taken"
    }

    package let what: What
    package let at: Instant
    package let by: ID<Member>?
    package let number: Int?
    package let version: Int?
    package let reason: String
}

extension AdoptionRow {
    fileprivate init(_ row: Row) throws {
        procedure = row["procedure"]
        title = row["title"]
        authority = row["authority"]
        let (number, base): (Int?, Int?) = (row["number"], row["base"])
        if let number, let base { own = Own(number: number, base: base, since: row["since"]) } else { own = nil }
        let (tried, until): (Int?, Day?) = (row["pilotNumber"], row["pilotUntil"])
        if let tried, let until {
            let measures: String = row["pilotMeasures"]
            pilot = Pilot(
                number: tried,
                base: row["pilotBase"],
                from: row["pilotFrom"],
                until: until,
                aim: row["pilotAim"],
                measures: measures.split(separator: " ").compactMap { PilotMeasure(rawValue: String($0)) }
            )
        } else {
            pilot = nil
        }
        let version: Int? = row["declinedVersion"]
        declined = version.map { Upstream(version: $0, isWithdrawn: row["declinedWithdrawn"]) }
        declinedReason = row["declinedReason"]
        upstream = Upstream(version: row["version"], isWithdrawn: !(row["isCurrent"] as Bool))
    }
}

extension Readings {
    /// What authorities decided about procedures, by title.
    ///
    /// - Parameters:
    ///   - procedure: Nil for all.
    ///   - authority: Nil for all.
    package func adoptions(of procedure: String? = nil, at authority: ID<Organisation>? = nil) async throws
        -> [AdoptionRow]
    {
        try await read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT adoption.*, procedure.title, procedure.version, procedure.isCurrent FROM adoption
                        JOIN procedure ON procedure.id = adoption.procedure AND procedure.authority = ''
                            AND procedure.version = (SELECT max(version) FROM procedure AS other
                                WHERE other.id = adoption.procedure AND other.authority = '')
                        WHERE (?1 IS NULL OR adoption.procedure = ?1) AND (?2 IS NULL OR adoption.authority = ?2)
                        ORDER BY procedure.title COLLATE NOCASE, adoption.procedure, adoption.authority
                        """
                ),
                arguments: [procedure, authority]
            ).map(AdoptionRow.init)
        }
    }

    /// What an authority decided about one procedure, the latest first.
    package func adoptionEntries(of procedure: String, at authority: ID<Organisation>) async throws -> [AdoptionEntry] {
        try await read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT what, at, by, number, version, reason FROM adoptionEntry
                        WHERE procedure = ? AND authority = ? ORDER BY position DESC
                        """
                ),
                arguments: [procedure, authority]
            ).compactMap { row in
                AdoptionEntry.What(rawValue: row["what"]).map {
                    AdoptionEntry(
                        what: $0,
                        at: row["at"],
                        by: row["by"],
                        number: row["number"],
                        version: row["version"],
                        reason: row["reason"]
                    )
                }
            }
        }
    }
}

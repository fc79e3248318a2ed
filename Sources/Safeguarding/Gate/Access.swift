package import Almanac
package import GRDB
package import Ledger
import Synchronization
package import Vault

/// Somebody opened what people can be known by: who, what, when and why. It is written before anything is opened.
package struct AccessRecorded: DomainEvent {
    package static let type = "access.recorded"
    package let admission: ID<Admission>
    package let member: String
    /// The session's public name.
    package let session: String
    package let subjects: [Subject]
    package let purpose: String
}

/// Somebody asked for what the Gate does not let them do.
package struct AccessRefused: DomainEvent {
    package static let type = "access.refused"
    package let member: String
    package let action: String
    /// The stream of what they asked it of.
    package let of: String
}

package enum AccessEvents {
    package static let all: [any DomainEvent.Type] = [AccessRecorded.self, AccessRefused.self]

    static let refusals = StreamID("refused")

    /// What was opened of a subject.
    static func stream(_ subject: Subject) -> StreamID { StreamID("access/\(subject)") }
}

/// The records under which this node lets somebody read on: one session, one purpose, thirty minutes.
final class RecordedAdmissions: Sendable {
    struct Key: Hashable {
        let member: String
        let session: String
        let purpose: String
        let subjects: Set<Subject>
    }

    struct Record {
        let receipt: Receipt
        let at: Instant
    }

    private static let most = 10_000
    private let records = Mutex<[Key: Record]>([:])
    /// How often each was refused in the hour that has begun.
    private let refusals = Mutex<(hour: Int64, counts: [String: Int])>((0, [:]))

    func mayRefuse(_ actor: String, at now: Instant, most: Int) -> Bool {
        refusals.withLock { refusals in
            let hour = now.milliseconds / 3_600_000
            if refusals.hour != hour { refusals = (hour, [:]) }
            refusals.counts[actor, default: 0] += 1
            return refusals.counts[actor, default: 0] <= most
        }
    }

    func record(_ key: Key, at now: Instant) -> Record? {
        records.withLock { records in
            records[key].flatMap { now < $0.at.adding(seconds: Admission.longest) ? $0 : nil }
        }
    }

    func keep(_ record: Record, _ key: Key) {
        records.withLock { records in
            if records.count >= Self.most { records = [:] }
            records[key] = record
        }
    }
}

extension Gate {
    /// How many refusals of one person this node writes down in an hour: enough to see a pattern, too few to fill a disk.
    private static let mostRefusals = 30

    /// Writes down that somebody asked for what is not theirs.
    ///
    /// - Parameters:
    ///   - action: What they sent, as the template of its address.
    ///   - place: What they asked it of, as `matter 44`. Nothing personal.
    package func recordRefused(_ actor: Actor, _ action: String, of place: String) async {
        let now = clock()
        guard records.mayRefuse(actor.name, at: now, most: Self.mostRefusals) else { return }
        let event = AccessRefused(member: actor.name, action: action, of: place)
        guard let proposed = try? event.proposed() else { return }
        let id = ID<Admission>()
        // That it cannot be written down gives nobody what they asked for.
        _ = try? await ledger.append(
            Proposal(
                command: CommandID(actor: actor.name, id: "\(id)"),
                digest: Array("\(id)".utf8),
                at: now,
                streams: [StreamProposal(stream: AccessEvents.refusals, expected: .any, events: [proposed])]
            )
        )
    }

    /// Admits to what people can be known by, once the ledger holds who opens it and why.
    ///
    /// - Parameter purpose: Goes on the record for good, so it holds nothing personal.
    package func admitRecorded(
        _ actor: Actor,
        to action: Action,
        _ relations: Set<Relation>,
        opening subjects: Set<Subject>,
        for purpose: String
    ) async throws(Refusal) -> Admission {
        try check(action, actor, relations)
        let key = RecordedAdmissions.Key(
            member: actor.name,
            session: actor.session,
            purpose: purpose,
            subjects: subjects
        )
        let now = clock()
        if let known = records.record(key, at: now) { return admission(key, known) }
        let id = ID<Admission>()
        let event = AccessRecorded(
            admission: id,
            member: actor.name,
            session: actor.session,
            subjects: subjects.sorted { "\($0)" < "\($1)" },
            purpose: purpose
        )
        do {
            let proposed = try event.proposed()
            let receipt = try await ledger.append(
                Proposal(
                    command: CommandID(actor: actor.name, id: "\(id)"),
                    digest: Array("\(id)".utf8),
                    at: now,
                    streams: event.subjects.map {
                        StreamProposal(stream: AccessEvents.stream($0), expected: .any, events: [proposed])
                    }
                )
            )
            let record = RecordedAdmissions.Record(receipt: receipt, at: now)
            records.keep(record, key)
            return admission(key, record)
        } catch let error as LedgerError {
            throw Refusal(error)
        } catch {
            throw .unavailable("That you open this could not be written down, so it was not opened.")
        }
    }

    private func admission(_ key: RecordedAdmissions.Key, _ record: RecordedAdmissions.Record) -> Admission {
        Admission.recorded(
            member: key.member,
            session: key.session,
            purpose: Purpose(key.purpose),
            subjects: .these(key.subjects),
            receipt: record.receipt,
            at: record.at
        )
    }
}

/// Who opened what people can be known by, and why.
package enum AccessReading: Reading {
    package static let name = "access"
    package static let version = 1

    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE access (
                    admission TEXT NOT NULL, position INTEGER NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL,
                    member TEXT NOT NULL, purpose TEXT NOT NULL, PRIMARY KEY (admission, subject)
                ) STRICT;
                CREATE INDEX accessBySubject ON access (subject, position);
                CREATE TABLE refused (
                    position INTEGER PRIMARY KEY, at INTEGER NOT NULL, member TEXT NOT NULL, action TEXT NOT NULL,
                    place TEXT NOT NULL
                ) STRICT;
                """
        )
    }

    package static func apply(_ event: any DomainEvent, _ fact: Fact, in db: Database) throws {
        if let event = event as? AccessRefused {
            try db.executeCached(
                sql: "INSERT INTO refused VALUES (?, ?, ?, ?, ?)",
                arguments: [fact.position, fact.at, event.member, event.action, event.of]
            )
        }
        guard let event = event as? AccessRecorded else { return }
        // It stands in the stream of each subject, and is one opening all the same.
        for subject in event.subjects {
            try db.executeCached(
                sql: """
                    INSERT OR IGNORE INTO access (admission, position, subject, at, member, purpose)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [event.admission, fact.position, "\(subject)", fact.at, event.member, event.purpose]
            )
        }
    }
}

/// Once that somebody opened something.
package struct AccessRow: Hashable, Sendable {
    package let at: Instant
    /// Nil where it was no member, but a job or a body.
    package let member: ID<Member>?
    /// Where it was somebody at a body without an account.
    package let opening: ID<BodyOpening>?
    package let purpose: String
}

/// Once that somebody asked for what is not theirs.
package struct RefusedRow: Hashable, Sendable {
    package let at: Instant
    package let member: ID<Member>?
    package let action: String
    /// `matter 44`
    package let place: String
}

extension Readings {
    /// What people asked for that is not theirs, the latest first.
    package func refusals(limit: Int) async throws -> [RefusedRow] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT at, member, action, place FROM refused ORDER BY position DESC LIMIT ?",
                arguments: [limit]
            ).map { row in
                let name: String = row[1]
                return RefusedRow(
                    at: row[0],
                    member: name.hasPrefix("member/") ? ID(name.dropFirst("member/".count)) : nil,
                    action: row[2],
                    place: row[3]
                )
            }
        }
    }
}

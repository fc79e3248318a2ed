package import Almanac
import GRDB
package import Ledger
package import Vault

/// A letter in a tray. What it says is still sealed.
package struct LetterRow: Hashable, Sendable {
    package let id: ID<Letter>
    package let owner: ID<Member>?
    package let standing: LetterState.Standing
    package let receivedAt: Instant
    package let words: Sealed<LetterWords>
    package let raw: LetterFile
    package let files: [LetterFile]
    package let check: Letter.Check
    package let answers: ID<Mail>?
    package let isWhole: Bool
    package let asideAt: Instant?
    package let reason: Sealed<String>?
    package let isErased: Bool

    package var subject: Subject { Letter.subject(id) }

    init?(_ row: Row) {
        guard let standing = LetterState.Standing(rawValue: row["standing"]),
            let raw = try? Coding.decode(LetterFile.self, from: Array((row["raw"] as String).utf8)),
            let files = try? Coding.decode([LetterFile].self, from: Array((row["files"] as String).utf8))
        else { return nil }
        id = row["id"]
        owner = row["owner"]
        self.standing = standing
        receivedAt = row["receivedAt"]
        words = row["words"]
        (self.raw, self.files) = (raw, files)
        check = Letter.Check(rawValue: row["isChecked"]) ?? .none
        answers = row["answers"]
        isWhole = row["isWhole"]
        asideAt = row["asideAt"]
        reason = row["reason"]
        isErased = row["isErased"]
    }
}

/// Where a letter was filed.
package struct LetterPlaceRow: Hashable, Sendable {
    package let kind: Letter.Place.Kind
    /// The number of the matter.
    package let number: Int?
    package let meeting: ID<Meeting>?
    package let at: Instant
}

/// A letter that has waited long in somebody's tray: that it is there, and nothing of what it says.
package struct LateLetterRow: Hashable, Sendable {
    package let id: ID<Letter>
    package let owner: ID<Member>
    package let since: Instant
    /// Whether its owner has left: then the coordinator gives it to somebody else.
    package let hasOwnerLeft: Bool
}

extension Readings {
    /// How many letters wait for an actor to file them.
    package func lettersWaiting(for actor: Actor) async throws -> Int {
        guard let member = actor.member else { return 0 }
        return try await lettersWaiting(of: member)
    }

    /// The same of a member, for the mail that tells them of it.
    package func lettersWaiting(of member: ID<Member>) async throws -> Int {
        try await read { db in
            try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM letter WHERE owner = ? AND standing = 'waiting'",
                arguments: [member]
            ) ?? 0
        }
    }

    /// The letters of an actor's own tray: what waits the longest first, else the latest.
    package func letters(
        _ standing: LetterState.Standing,
        of actor: Actor,
        limit: Int,
        offset: Int = 0
    ) async throws -> Found<LetterRow> {
        guard let member = actor.member else { return Found([], total: 0) }
        return try await letters("owner = ?", [member], standing, limit: limit, offset: offset)
    }

    /// What came from somebody whom the network does not know, for those who look after it.
    package func strangersLetters(
        _ standing: LetterState.Standing,
        as actor: Actor,
        limit: Int,
        offset: Int = 0
    ) async throws -> Found<LetterRow> {
        guard Policy.allows(.sortLetters, actor, []) else { return Found([], total: 0) }
        return try await letters("owner IS NULL", [], standing, limit: limit, offset: offset)
    }

    private func letters(
        _ condition: String,
        _ arguments: StatementArguments,
        _ standing: LetterState.Standing,
        limit: Int,
        offset: Int
    ) async throws -> Found<LetterRow> {
        let order = standing == .waiting ? "receivedAt, id" : "receivedAt DESC, id"
        return try await read { db in
            let these = "FROM letter WHERE \(condition) AND standing = '\(standing.rawValue)' AND isErased = 0"
            return Found(
                try Row.fetchAll(
                    db,
                    sql: "SELECT * \(these) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset)",
                    arguments: arguments
                ).compactMap(LetterRow.init),
                total: try Int.fetchOne(db, sql: "SELECT count(*) \(these)", arguments: arguments) ?? 0
            )
        }
    }

    /// A letter, for its owner; what came from a stranger, for those who look after it.
    package func letter(_ id: ID<Letter>, as actor: Actor) async throws -> LetterRow? {
        let found = try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM letter WHERE id = ? AND isErased = 0", arguments: [id])
                .flatMap(LetterRow.init)
        }
        guard let found, let action = found.action(for: actor), Policy.allows(action, actor, found.relations(actor))
        else { return nil }
        return found
    }

    package func places(of letter: ID<Letter>) async throws -> [LetterPlaceRow] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT kind, number, letterPlace.meeting, at FROM letterPlace
                    LEFT JOIN matter ON matter.id = letterPlace.matter WHERE letter = ? ORDER BY position
                    """,
                arguments: [letter]
            ).compactMap { row in
                Letter.Place.Kind(rawValue: row[0]).map {
                    LetterPlaceRow(kind: $0, number: row[1], meeting: row[2], at: row[3])
                }
            }
        }
    }

    /// The matters that a mail was about, where it went to this actor.
    package func matters(ofMail mail: ID<Mail>, to actor: Actor) async throws -> [ID<Matter>] {
        let why = try await read { db in
            try String.fetchOne(
                db,
                sql: "SELECT why FROM mail WHERE id = ? AND member = ?",
                arguments: [mail, actor.member]
            )
        }
        guard let why, let why = try? Coding.decode(Mail.Why.self, from: Array(why.utf8)) else { return [] }
        return why.matters
    }

    /// What has waited long in others' trays: for coordinators everywhere, for leads where they are.
    package func lateLetters(as actor: Actor) async throws -> [LateLetterRow] {
        guard let person = actor.member else { return [] }
        let everywhere = Policy.allows(.seeLateLetters, actor, [])
        guard everywhere || Policy.allows(.seeLateLetters, actor, [.sameOrganisation]) else { return [] }
        let sorts = Policy.allows(.sortLetters, actor, [])
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT letter.id, letter.owner, letter.since, member.standing = 'left' FROM letter
                    JOIN member ON member.id = letter.owner
                    WHERE letter.standing = 'waiting' AND letter.owner <> ?1
                        AND (letter.shownAt IS NOT NULL OR (?2 AND member.standing = 'left'))
                        AND (?3 OR member.organisation = ?4)
                    ORDER BY letter.since, letter.id LIMIT 100
                    """,
                arguments: [person, sorts, everywhere, actor.organisation]
            ).map { LateLetterRow(id: $0[0], owner: $0[1], since: $0[2], hasOwnerLeft: $0[3]) }
        }
    }

    // MARK: The clock

    /// Letters that wait since before a moment and of which nobody was told in this way.
    func lettersWaiting(since moment: Instant, for wait: Letter.Wait) async throws -> [ID<Letter>] {
        let column = wait == .reminded ? "remindedAt" : "shownAt"
        return try await read { db in
            try ID<Letter>.fetchAll(
                db,
                sql: """
                    SELECT id FROM letter WHERE standing = 'waiting' AND since < ? AND \(column) IS NULL AND isErased = 0
                    ORDER BY since LIMIT 500
                    """,
                arguments: [moment]
            )
        }
    }

    /// Letters that were filed to what was erased since, with why that was.
    func lettersOfErased() async throws -> [(letter: ID<Letter>, reason: Erasure.Reason)] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT letterPlace.letter, erasure.reason FROM erasure
                    JOIN letterPlace ON erasure.subject IN ('matter/' || letterPlace.matter,
                        'concern/' || letterPlace.matter, 'meeting/' || letterPlace.meeting)
                    JOIN letter ON letter.id = letterPlace.letter
                    WHERE letter.isErased = 0 ORDER BY letterPlace.letter LIMIT 500
                    """
            ).map { row in
                (row[0], (row[1] as String?).flatMap(Erasure.Reason.init) ?? .asked)
            }
        }
    }

    /// Letters that were set aside before a moment, and are kept no longer.
    func lettersKeptLongEnough(at moment: Instant) async throws -> [ID<Letter>] {
        try await read { db in
            try ID<Letter>.fetchAll(
                db,
                sql: """
                    SELECT id FROM letter WHERE standing = 'set-aside' AND asideAt < ? AND isErased = 0
                    ORDER BY asideAt LIMIT 500
                    """,
                arguments: [moment]
            )
        }
    }
}

extension LetterRow {
    package func relations(_ actor: Actor) -> Set<Relation> { owner != nil && owner == actor.member ? [.own] : [] }

    /// What the Gate is asked of whoever opens it. Nil where it is another's.
    package func action(for actor: Actor) -> Action? {
        guard let owner else { return .sortLetters }
        return owner == actor.member ? .readTray : nil
    }
}

/// The job that tells of letters that wait, and lets go of what was set aside. Any number of nodes may run it.
package struct TrayClock: Sendable {
    private let office: Office

    package init(_ office: Office) { self.office = office }

    package func tick(_ now: Instant) async throws {
        let today = London.day(now)
        for (wait, days) in [(Letter.Wait.reminded, Letter.remindedAfter), (.shown, Letter.shownAfter)] {
            let since = London.instant(today.before(workingDays: days), .midnight)
            for letter in try await office.projector.readings.lettersWaiting(since: since, for: wait) {
                try await perform(NoteWaiting(letter, wait), FormID())
            }
        }
        try await eraseFiled()
        let aside = London.instant(today.adding(days: -Letter.keptAside), .midnight)
        for letter in try await office.projector.readings.lettersKeptLongEnough(at: aside) {
            try await perform(EraseSubject(Letter.subject(letter), because: .keptLongEnough), FormID())
        }
    }

    /// What was filed to a matter or a meeting says again what was erased with that: its own copy goes too, by whichever way
    /// the other was erased, and wherever else it was filed.
    package func eraseFiled() async throws {
        for (letter, reason) in try await office.projector.readings.lettersOfErased() {
            try await perform(EraseSubject(Letter.subject(letter), because: reason), FormID())
        }
    }

    /// One that cannot be done does not hold up the others.
    private func perform(_ command: some Command, _ form: FormID) async throws {
        try Task.checkCancellation()
        do throws(Refusal) {
            try await office.perform(command, as: .system("tray"), form: form, patience: .zero)
        } catch .unavailable(let sentence) {
            throw Refusal.unavailable(sentence)
        } catch {}
    }
}

extension Day {
    /// The first day from which so many working days have not passed by this one.
    fileprivate func before(workingDays count: Int) -> Day {
        var (day, left) = (self, count)
        while left > 0 {
            if day.isWorkingDay { left -= 1 }
            day = day.adding(days: -1)
        }
        return day.adding(days: 1)
    }
}

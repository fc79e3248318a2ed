package import Almanac
import GRDB
import Ledger

/// The job that tells people when an absence begins, is over, or is covered by nobody. Any number of nodes may run it, at
/// any time: each is told once, and nothing but the telling hangs on it.
package struct AbsenceClock: Sendable {
    private let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Returns: How many moments were asked to be written down.
    @discardableResult
    package func tick(_ now: Instant) async throws -> Int {
        let due = try await office.projector.readings.absenceNotices(at: now)
        for notice in due {
            try Task.checkCancellation()
            do throws(Refusal) {
                try await office.perform(notice, as: .system("clock"), form: notice.form, patience: .zero)
            } catch .unavailable(let sentence) {
                throw Refusal.unavailable(sentence)
            } catch {
                continue
            }
        }
        return due.count
    }
}

extension NoticeAbsence {
    fileprivate var form: FormID {
        FormID(job: "absence", absence, notice.rawValue, cover?.description ?? "-", during?.description ?? "-")
    }
}

extension Readings {
    /// What is to be told at a moment and was not.
    func absenceNotices(at now: Instant) async throws -> [NoticeAbsence] {
        // What is long over is not told late.
        let arguments: StatementArguments = ["now": now, "since": now.adding(seconds: -Self.returns)]
        return try await read { db in
            func notices(_ notice: AbsenceNoticed.Notice, _ sql: String) throws -> [NoticeAbsence] {
                try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).map { row in
                    NoticeAbsence(absence: row[0], member: row[1], notice: notice, cover: row[2], during: row[3])
                }
            }
            let known = "SELECT 1 FROM absenceNotice AS known WHERE known.absence = absence.id AND known.notice ="
            let isRecent = "absence.endsAt > :since"
            let columns = "SELECT absence.id, absence.member, absence.cover"
            return try notices(
                .begun,
                """
                \(columns), NULL FROM absence WHERE \(isRecent) AND \(AbsenceReading.isRunning)
                    AND \(AbsenceReading.isCovered)
                    AND NOT EXISTS (\(known) 'begun' AND known.cover IS absence.cover)
                """
            )
                + notices(
                    .uncovered,
                    """
                    SELECT * FROM (
                        \(columns), (SELECT theirs.id FROM absence AS theirs WHERE theirs.member = absence.cover
                            AND theirs.beginsAt <= :now AND theirs.endsAt > :now) AS during
                        FROM absence JOIN member ON member.id = absence.member AND member.standing = 'joined'
                        WHERE \(isRecent) AND \(AbsenceReading.isRunning) AND NOT \(AbsenceReading.isCovered)
                    ) AS absence WHERE NOT EXISTS (
                        \(known) 'uncovered' AND known.cover IS absence.cover AND known.during IS absence.during)
                    """
                )
                + notices(
                    .over,
                    """
                    \(columns), NULL FROM absence WHERE \(isRecent) AND absence.endsAt <= :now
                        AND NOT EXISTS (\(known) 'over')
                    """
                )
        }
    }
}

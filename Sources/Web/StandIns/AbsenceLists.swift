import Almanac
import HTML
import Ledger
import Safeguarding
import Vault

/// Absences as they stand in lists, with what can be done about each.
struct AbsenceLists {
    private let visit: Visit
    private let directory: Directory
    private var reasons: [ID<Absence>: String] = [:]

    init(_ visit: Visit, _ directory: Directory) { (self.visit, self.directory) = (visit, directory) }

    private func days(_ row: AbsenceRow) -> String {
        row.first == row.last
            ? visit.words.longDay(row.first)
            : "\(visit.words.longDay(row.first)) to \(visit.words.longDay(row.last))"
    }

    private func isMine(_ row: AbsenceRow) -> Bool { row.member == visit.signedIn?.person.id }

    /// One's own, or of somebody for whom one asked.
    func own(_ row: AbsenceRow) -> Row {
        let isRunning = row.isRunning(at: visit.now)
        let name = directory.name(row.member)
        return Row(
            isMine(row) ? days(row) : "\(name): \(days(row))",
            meta: state(row),
            tag: tag(isRunning ? "Away now" : "To come", isRunning ? .due : .wait),
            acts: Markup {
                linkButton(
                    row.cover == nil ? "Choose who covers" : "Choose another cover",
                    "/absences/\(row.id)/cover",
                    row.cover == nil ? .primary : .quiet,
                    about: ": \(days(row))"
                )
                pressForm(
                    isRunning ? isMine(row) ? "I am back" : "They are back" : "Take it back",
                    to: "/absences/\(row.id)/end",
                    csrf: visit.csrf,
                    command: visit.newCommand,
                    about: ": \(days(row))"
                )
            }
        )
    }

    private func state(_ row: AbsenceRow) -> String {
        if let declined = row.declinedBy {
            let why = reasons[row.id].map { ": “\($0)”" } ?? "."
            return "Nobody covers. \(directory.name(declined)) declined\(why)"
        }
        guard let cover = row.cover else { return "Nobody covers." }
        let name = directory.name(cover)
        if row.isCovered { return "\(name) covers." }
        return "Nobody covers: \(name) is away too, or not in the network or the organisation any more."
    }

    func covering(_ row: AbsenceRow) -> Row {
        let isRunning = row.isRunning(at: visit.now)
        return Row(
            directory.name(row.member),
            "/members/\(row.member)",
            meta: "Away \(days(row)). You cover.",
            tag: tag(isRunning ? "Now" : "To come", isRunning ? .due : .wait),
            acts: linkButton(
                "I cannot",
                "/absences/\(row.id)/decline",
                .quiet,
                about: ": \(directory.name(row.member))"
            )
        )
    }

    /// What was done for the reader while they were away.
    func done(for absences: [AbsenceRow]) async throws -> Markup? {
        var lines: [Row] = []
        for absence in absences where absence.begins <= visit.now {
            for row in try await visit.readings.stoodIn(for: absence.member, from: absence.begins, to: absence.ends) {
                guard row.reason == .cover,
                    let matter = try await visit.readings.matter(row.matter, as: try visit.actor)
                else { continue }
                let voice = try await MatterVoice(visit, [matter])
                lines.append(
                    Row(
                        voice.title(matter),
                        "/m/\(matter.number)",
                        meta: "\(directory.name(row.by)), \(visit.words.moment(row.at)). Matter \(matter.number)"
                    )
                )
            }
        }
        guard !lines.isEmpty else { return nil }
        return sec("done", "Done for you while you were away", meta: "The timeline of each says what") {
            rows(lines, empty: "")
        }
    }

    /// The reasons for which others declined, open for whoever asked and the one who is away.
    func reading(_ rows: [AbsenceRow]) async throws -> AbsenceLists {
        var lists = self
        for row in rows {
            guard let sealed = row.declinedReason, let entry = directory[row.member] else { continue }
            let relations = AbsencePages.relations(entry, visit)
            let opener = try await visit.opener(.arrangeAbsence, relations, .these([sealed.subject]))
            lists.reasons[row.id] = opener.text(sealed)
        }
        return lists
    }
}

import Almanac
import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding

/// Answers that came back: they stay on Home until whoever asked has opened them, or says that they are read.
enum CameBack {
    /// Whoever opens a matter has read its answer. Where that cannot be written down, it stays on their Home.
    static func note(_ visit: Visit, _ matter: MatterRow) async {
        await visit.sawNotices(of: .matter(matter.id))
        guard matter.isUnread, !matter.relations.isDisjoint(with: [.raiser, .officer]),
            visit.request.method == .get, !visit.isPrefetched
        else { return }
        try? await read(matter, visit, form(matter))
    }

    /// "Mark as read", under a row of Home.
    static func read(_ visit: Visit) async throws -> Response {
        guard let number = Int(try visit.parameter("number")),
            let matter = try await visit.readings.matter(number: number, as: try visit.actor)
        else { throw Refusal.notFound }
        try await read(matter, visit, visit.formID)
        return try await visit.done("/", "It is marked as read. You still find it under Matters.")
    }

    /// "Mark these as read", under the list of Home.
    static func readAll(_ visit: Visit) async throws -> Response {
        for number in visit.form.all("matter").prefix(most).compactMap({ Int($0) }) {
            guard let matter = try await visit.readings.matter(number: number, as: try visit.actor), matter.isUnread
            else { continue }
            try await read(matter, visit, form(matter))
        }
        return try await visit.done("/", "They are marked as read. You still find them under Matters.")
    }

    private static func read(_ matter: MatterRow, _ visit: Visit, _ form: FormID) async throws {
        if let loop = matter.loopReference {
            try await visit.perform(ReadWhatCame(loop), form: form)
        } else {
            try await visit.perform(ReadAnswer(matter.reference), form: form)
        }
    }

    static func button(_ matter: MatterRow, _ voice: MatterVoice, _ visit: Visit) -> Markup {
        pressForm(
            "Mark as read",
            to: "/m/\(matter.number)/read",
            csrf: visit.csrf,
            command: visit.newCommand,
            .plain,
            about: ": \(voice.title(matter))"
        )
    }

    static func all(_ found: Found<MatterRow>, _ visit: Visit) -> Markup? {
        guard found.rows.count > 1 else { return nil }
        return Markup {
            if found.total > found.rows.count {
                p(.class("meta")) { "The newest \(found.rows.count) of \(Words.number(found.total)) are shown." }
            }
            acts {
                pressForm(
                    "Mark these as read",
                    to: "/matters/read",
                    csrf: visit.csrf,
                    hidden: found.rows.map { ("matter", "\($0.number)") }
                )
            }
        }
    }

    /// As many as Home shows of it.
    private static let most = 10

    /// The same for one answer, however often it is opened.
    private static func form(_ matter: MatterRow) -> FormID {
        FormID(job: "read", matter.id, matter.answeredAt?.milliseconds ?? 0)
    }
}

extension Visit {
    /// Asked for by a browser that guesses what will be opened next.
    var isPrefetched: Bool {
        [HTTPField.Name("Sec-Purpose"), HTTPField.Name("Purpose")].compactMap(\.self)
            .contains { request.headers[$0]?.contains("prefetch") ?? false }
    }
}

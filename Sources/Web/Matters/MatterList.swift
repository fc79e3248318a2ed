import HTML
import Hummingbird
import Safeguarding

/// Every matter that the reader may see, narrowed by choices in the address or by words that are posted.
enum MatterList {
    private static let pageSize = 50
    /// How many are shown of those whose words fit.
    private static let mostFound = 200

    static func page(_ visit: Visit) async throws -> Response {
        let address = MatterAddress(visit)
        let actor = try visit.actor
        let filter = try address.filter(visit)
        var page = visit.pageNumber
        var found = try await visit.readings.matters(filter, as: actor, limit: pageSize, offset: (page - 1) * pageSize)
        if found.rows.isEmpty, page > 1 {
            page = 1
            found = try await visit.readings.matters(filter, as: actor, limit: pageSize)
        }
        let pages = max(1, (found.total + pageSize - 1) / pageSize)
        let (voice, shown) = (try await MatterVoice(visit, found.rows), page)
        return try await list(visit, voice, address, found, heading: heading(address, found.total)) {
            pager(page: shown, of: pages) { address.link("/matters", page: $0) }
        }
    }

    /// By words, which are posted, so that they are in no address and no log. They are looked for in the opened texts
    /// of what the reader may see.
    static func find(_ visit: Visit) async throws -> Response {
        let words = visit.form["q"].lowercased().split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return .redirect(to: "/matters", type: .normal) }
        let all = try await visit.readings.matters(as: try visit.actor)
        let voice = try await MatterVoice(visit, all.rows)
        let fitting = all.rows.filter { matter in
            let texts = [voice.words(of: matter), voice.fullName(matter.holder), matter.answer.map(voice.text) ?? ""]
            let text = (texts + ["\(matter.number)", matter.groupName ?? ""]).joined(separator: " ").lowercased()
            return words.allSatisfy(text.contains)
        }
        var address = MatterAddress()
        address.state = nil
        let found = Found(Array(fitting.prefix(mostFound)), total: fitting.count)
        let heading = "\(Words.capitalised(Words.count(found.total, "matter"))) found"
        return try await list(visit, voice, address, found, heading: heading) {
            if found.total > mostFound { p(.class("meta")) { "The first \(mostFound) are shown. Give another word." } }
        }
    }

    private static func list(
        _ visit: Visit,
        _ voice: MatterVoice,
        _ address: MatterAddress,
        _ found: Found<MatterRow>,
        heading: String,
        @Contents below: () -> Markup
    ) async throws -> Response {
        let counts = try await visit.readings.matterCounts(as: try visit.actor)
        let looksFor = visit.form["q"]
        let lead =
            "\(Words.number(counts[.open] ?? 0)) open, \(Words.number(counts[.answered] ?? 0)) answered and not closed."
        return try await visit.page(
            Page(title: "Matters", current: "/matters", heading: "Matters", lead: lead) {
                searchPanel(to: "/matters", csrf: visit.csrf, button: "Find") {
                    textField(Field("q", "Words in it, who has it, or its number"), value: looksFor, kind: .search)
                }
                choices(address, voice, namesBodies: visit.allows(.seeNetwork))
                sec("list", heading) {
                    rows(found.rows.map { voice.row($0) }, empty: empty(address, looksFor: looksFor))
                    below()
                }
                if found.total > 0, looksFor.isEmpty {
                    p(.class("meta")) {
                        "Save these as "
                        a(.href(address.link("/matters.csv"))) { "CSV" }
                        " or "
                        a(.href(address.link("/matters.json"))) { "JSON" }
                        ". What you may not see is not in them."
                    }
                }
                if visit.allows(.seeOutcomes) {
                    p(.class("meta")) {
                        a(.href("/outcomes")) { "How procedures go" }
                        " in the network, in numbers."
                    }
                }
            }
        )
    }

    /// - Parameter namesBodies: Whether the reader knows which groups and organisations there are.
    private static func choices(_ address: MatterAddress, _ voice: MatterVoice, namesBodies: Bool) -> Markup {
        filterPanel(to: "/matters") {
            selectField(
                Field("state", "State"),
                MatterFilter.State.allCases.map { Choice($0.rawValue, $0.title) } + [Choice("all", "All")],
                selected: address.state?.rawValue ?? "all"
            )
            selectField(
                Field("whose", "Whose"),
                MatterAddress.Whose.allCases.map { Choice($0.rawValue, $0.title) },
                selected: address.whose.rawValue
            )
            if namesBodies, !voice.groups.isEmpty {
                selectField(
                    Field("group", "Group"),
                    [Choice("", "All")] + voice.groups.map { Choice("\($0.id)", $0.name) },
                    selected: address.group.map { "\($0)" } ?? ""
                )
            }
            if namesBodies {
                selectField(
                    Field("organisation", "Organisation that has it"),
                    [Choice("", "All")] + voice.organisations.map { Choice("\($0.id)", $0.name) },
                    selected: address.organisation.map { "\($0)" } ?? ""
                )
            }
            checkbox("overdue", "Only what is overdue", checked: address.isOverdue)
            checkbox("asked", "Only what has no date", checked: address.isAskedAbout)
            if let meeting = address.meeting { hiddenField("meeting", "\(meeting)") }
        }
    }

    private static func heading(_ address: MatterAddress, _ total: Int) -> String {
        let count = Words.capitalised(Words.count(total, "matter"))
        return address.state.map { "\(count): \($0.title.lowercased())" } ?? count
    }

    private static func empty(_ address: MatterAddress, looksFor: String) -> String {
        if !looksFor.isEmpty { return "Nothing that you may see has those words in it. Try fewer." }
        if address == MatterAddress() { return "Nothing is open. What is raised in a meeting appears here by itself." }
        return "Nothing fits. Ask for less, or choose All."
    }
}

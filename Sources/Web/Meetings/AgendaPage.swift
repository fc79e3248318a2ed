import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// The agenda of one meeting: proposed to, put in order, taken off.
enum AgendaPage {
    static func page(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let isOpen = sheet.meeting.status == .draft && !sheet.meeting.isCancelled
        let runs = sheet.view.isRunByActor && isOpen
        let waiting = runs ? try await visit.readings.waitingItems(of: sheet.ref.group, as: try visit.actor) : []
        let opener = try await visit.opener(
            .seeMeetings,
            sheet.relations,
            .these(Set(waiting.map { Item.subject($0.id) }))
        )
        return try await visit.page(
            sheet.page(
                title: "Agenda",
                heading: "Agenda",
                lead: sheet.whenAndWhere,
                underLead: isOpen ? acts { linkButton("Propose an item", "\(sheet.link)/items/new", .primary) } : nil
            ) {
                sec("items", Words.capitalised(Words.count(sheet.view.items.count, "item"))) {
                    rows(
                        sheet.view.items.enumerated().map { row(visit, sheet, $0.element, at: $0.offset, runs: runs) },
                        empty: "Nothing is on the agenda yet."
                    )
                }
                if !waiting.isEmpty {
                    sec("waiting", "Waiting for a meeting") {
                        rows(waiting.map { self.waiting(visit, sheet, $0, opener) }, empty: "")
                    }
                }
            }
        )
    }

    private static func row(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ part: MeetingView.ItemPart,
        at index: Int,
        runs: Bool
    ) -> Row {
        let item = part.item
        let title = sheet.title(item)
        let mayChange = item.isOpen && (runs || [item.proposer, item.presenter].contains(visit.signedIn?.person.id))
        let time = part.time.map { Words.times($0.from, to: $0.to) } ?? item.minutes.map { "\($0) minutes" }
        let who = item.presenter.map { sheet.directory.name($0) }
        return Row(
            "\(item.number ?? ""). \(title)",
            meta: [time, who, item.marking == .members ? nil : item.marking.title, sheet.text(item.about)]
                .compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: ". "),
            acts: Markup {
                if runs, index > 0 { move(visit, sheet, index, past: index - 1, "Up", title) }
                if runs, index < sheet.view.items.count - 1 {
                    move(visit, sheet, index, past: index + 1, "Down", title)
                }
                if mayChange { linkButton("Change", "/items/\(item.id)/edit", .plain, about: title) }
                if runs { linkButton("Take off", "/items/\(item.id)/off", .plain, about: title) }
            }
        )
    }

    private static func move(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ index: Int,
        past neighbour: Int,
        _ label: String,
        _ title: String
    ) -> Markup {
        let agenda = sheet.view.agenda
        return pressForm(
            label,
            to: "\(sheet.link)/agenda/order",
            csrf: visit.csrf,
            command: visit.newCommand,
            about: title,
            hidden: [
                (name: "item", value: "\(agenda[index])"), (name: "past", value: "\(agenda[neighbour])"),
                (name: "to", value: neighbour < index ? "up" : "down"),
            ]
        )
    }

    private static func waiting(_ visit: Visit, _ sheet: MeetingSheet, _ item: ItemRow, _ opener: Opener) -> Row {
        let title = item.title.map { opener.words($0) } ?? ""
        return Row(
            title,
            meta: "\(sheet.directory.name(item.dateOwner)) finds a date",
            acts: pressForm(
                "Put on this agenda",
                to: "\(sheet.link)/agenda/place",
                csrf: visit.csrf,
                command: visit.newCommand,
                about: title,
                hidden: [(name: "item", value: "\(item.id)")]
            )
        )
    }

    static func reorder(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        var order = sheet.view.agenda
        guard let item = ID<Item>(visit.form["item"]).flatMap(order.firstIndex),
            let past = ID<Item>(visit.form["past"]).flatMap(order.firstIndex), abs(item - past) == 1
        else { throw Refusal.agendaChanged }
        // Who else moved it there, or pressed twice, finds it there.
        if (visit.form["to"] == "up") == (item > past) { order.swapAt(item, past) }
        try await visit.perform(ReorderAgenda(sheet.ref, order))
        return try await visit.done("\(sheet.link)/agenda", "The agenda is in its new order.")
    }

    static func place(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        try sheet.requireRunning()
        guard let item = ID<Item>(visit.form["item"]) else { throw Refusal.notFound }
        try await visit.perform(PlaceItem(sheet.ref, item: item))
        return try await visit.done("\(sheet.link)/agenda", "It is on the agenda.")
    }
}

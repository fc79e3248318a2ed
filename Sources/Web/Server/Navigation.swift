import HTML
import Safeguarding

/// What the spine lists: only what the person's roles use.
enum Navigation {
    static let raise: Link = "/raise"
}

extension Visit {
    func navigation() async throws -> [NavItem] {
        let actor = try actor
        let waiting = try await site.waitingCounts.value(
            for: actor,
            at: await site.office.projector.change,
            on: today,
            otherwise: { try await readings.mattersWaiting(for: actor) }
        )
        let hasGroups = try await !meetingGroups().isEmpty
        var items = [NavItem("Home", "/", waiting: waiting)]
        items.append(NavItem("Notices", "/notices", waiting: try await unseenNotices(), as: "new"))
        let letters = try await lettersWaiting()
        if letters > 0 || site.configuration.readsMail { items.append(NavItem("Tray", "/tray", waiting: letters)) }
        if waiting > 0 || hasGroups || allows(.seeNetwork) { items.append(NavItem("Matters", "/matters")) }
        if hasGroups { items.append(NavItem("Meetings", "/meetings")) }
        if allows(.seeNetwork) { items.append(NavItem("Members", "/members")) }
        if allows(.seeProcedures) {
            let asking = try await AdoptionList.asking(self)
            items.append(NavItem("Procedures", "/procedures", waiting: asking.count))
        }
        return items
    }
}

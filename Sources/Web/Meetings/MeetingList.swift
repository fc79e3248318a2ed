import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// The meetings of one's groups: what is coming, what has been, what waits for a date.
enum MeetingList {
    static func page(_ visit: Visit) async throws -> Response {
        let groups = try await visit.meetingGroups()
        guard !groups.isEmpty else { throw Refusal.notAllowed }
        let chosen = visit.query("group").flatMap { ID<Group>($0) }
        let shown = groups.filter { chosen == nil || $0.group.id == chosen }
        guard !shown.isEmpty else { throw Refusal.notFound }
        let meetings = try await visit.readings.meetings(of: chosen, as: try visit.actor)
        let relations = shown.reduce(into: Set<Relation>()) { $0.formUnion($1.relations) }
        let upcoming = meetings.filter { !$0.isCancelled && $0.sitting.day >= visit.today }.reversed()
        let past = meetings.filter { $0.isCancelled || $0.sitting.day < visit.today }
        let runs = shown.contains { visit.allows(.runMeeting, $0.relations) && !$0.group.hasEnded }
        let bringsNotes = shown.contains { visit.allows(.importNotes, $0.relations) && !$0.group.hasEnded }
        let waiting = try await waiting(visit, chosen, relations)
        return try await visit.page(
            Page(
                title: "Meetings",
                current: "/meetings",
                heading: chosen == nil ? "Meetings" : "Meetings of \(shown[0].group.name)",
                lead: upcoming.first.map { "The next is on \(visit.words.longDay($0.sitting.day))." },
                underLead: acts {
                    if runs { linkButton("Call a meeting", "/meetings/new", .primary) }
                    linkButton("Propose something for later", "/meetings/wait")
                    if bringsNotes { linkButton("Bring in notes", "/meetings/import") }
                }
            ) {
                if groups.count > 1 { filter(groups.map(\.group), chosen) }
                sec("next", "Coming up") {
                    rows(upcoming.map { row(visit, $0, groups.count > 1) }, empty: "No meeting has been called.")
                }
                sec("wait", "Waiting for a date", meta: "Whoever is named finds one") {
                    rows(waiting, empty: "Nothing waits for a future meeting.")
                }
                sec("past", "Past meetings") {
                    rows(past.map { row(visit, $0, groups.count > 1) }, empty: "There are no past meetings here.")
                }
                sec("attendance", "Attendance over time") {
                    ul(.class("plain")) {
                        for (group, _) in shown {
                            li { a(.class("go"), .href("/meetings/attendance/\(group.id)")) { group.name } }
                        }
                    }
                }
            }
        )
    }

    private static func filter(_ groups: [GroupRow], _ chosen: ID<Group>?) -> Markup {
        filterPanel(to: "/meetings") {
            selectField(
                Field("group", "Group"),
                [Choice("", "All my groups")] + groups.map { Choice("\($0.id)", $0.name) },
                selected: chosen.map { "\($0)" }
            )
        }
    }

    private static func row(_ visit: Visit, _ meeting: MeetingRow, _ namesGroup: Bool) -> Row {
        let sitting = meeting.sitting
        let hours = sitting.from.map { Words.times($0, to: sitting.to) }
        let attendance =
            meeting.attendanceKnown
            ? "\(meeting.present) present, \(Words.count(meeting.apologies, "apology", plural: "apologies"))" : nil
        return Row(
            Words.fullDay(sitting.day),
            "/meetings/\(meeting.id)",
            meta: [namesGroup ? meeting.groupName : nil, hours, sitting.place, attendance].compactMap(\.self)
                .joined(separator: ", "),
            tag: tag(visit, meeting)
        )
    }

    private static func tag(_ visit: Visit, _ meeting: MeetingRow) -> Markup {
        if meeting.isCancelled { return Web.tag("Cancelled") }
        if meeting.sitting.day > visit.today { return Web.tag(visit.words.due(.day(meeting.sitting.day))) }
        return switch meeting.status {
        case .draft: Web.tag(meeting.sitting.day == visit.today ? "Today" : "Notes in draft", .due)
        case .circulated: Web.tag("Circulated", .wait)
        case .agreed: Web.tag("Agreed", .shut)
        }
    }

    private static func waiting(_ visit: Visit, _ group: ID<Group>?, _ relations: Set<Relation>) async throws -> [Row] {
        let items = try await visit.readings.waitingItems(of: group, as: try visit.actor)
        let opener = try await visit.opener(.seeMeetings, relations, .these(Set(items.map { Item.subject($0.id) })))
        let directory = try await visit.site.office.names(for: try visit.actor, .seeMeetings, relations)
        let membership = try await visit.readings.membership()
        let actor = try visit.actor
        return items.map { item in
            let own: Set<Relation> = item.isPrepared(by: actor.member) ? [.own] : []
            let mayChange = visit.allows(.prepareItem, membership.relations(of: actor, to: item.group).union(own))
            return Row(
                item.title.map { opener.words($0) } ?? "",
                mayChange ? "/items/\(item.id)/edit" : nil,
                meta: "\(directory.name(item.dateOwner)) finds a date. Proposed \(visit.words.at(item.proposedAt)).",
                tag: item.dateOwner == visit.signedIn?.person.id ? Web.tag("You find a date", .due) : nil
            )
        }
    }
}

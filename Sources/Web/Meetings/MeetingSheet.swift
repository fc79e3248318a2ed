import Almanac
import Foundation
import HTML
import Ledger
import Safeguarding
import Vault

/// A meeting as its pages need it: what this person may see of it, with its words open.
struct MeetingSheet {
    let view: MeetingView
    let relations: Set<Relation>
    let opener: Opener
    let directory: Directory
    let words: Words

    var meeting: MeetingRow { view.meeting }
    var ref: MeetingRef { meeting.ref }
    var link: Link { "/meetings/\(meeting.id)" }

    func text(_ sealed: Sealed<String>?) -> String { sealed.map { opener.words($0) } ?? "" }

    func title(_ item: ItemRow) -> String { item.isOpen ? text(item.title) : "An item for named people only" }

    /// The name of someone who was there: a member's, or a guest's as it was written.
    func name(_ row: AttendanceRow) -> String {
        let name = row.attendee.member.map { directory.name($0) } ?? text(row.guest)
        guard let other = row.standingInFor else { return name }
        return "\(name), for \(directory.name(other))"
    }

    func organisation(_ row: AttendanceRow) -> String {
        row.organisationName ?? row.organisationAsWritten.map { text($0) } ?? "Guest"
    }

    var hasBegun: Bool { meeting.sitting.day <= words.today }

    /// - Throws: ``Refusal/notAllowed`` where this person does not run the meeting.
    func requireRunning() throws(Refusal) {
        guard view.isRunByActor else { throw .notAllowed }
    }

    /// "Wednesday 3 December 2025"
    var heading: String { Words.fullDay(meeting.sitting.day) }

    /// "10:00am to 12:30pm, Room 4, and online"
    var whenAndWhere: String {
        let sitting = meeting.sitting
        let parts = [sitting.from.map { Words.times($0, to: sitting.to) }, sitting.place].compactMap(\.self)
        let online = meeting.online == nil ? "" : parts.isEmpty ? "Online" : ", and online"
        return parts.joined(separator: ", ") + online
    }

    /// "The network. Meeting 46, agreed notes"
    var eyebrow: Markup {
        Markup {
            a(.href("/meetings")) { meeting.groupName }
            ". " + (meeting.number.map { "Meeting \($0)" } ?? "A meeting that was cancelled")
            if meeting.isCancelled == false, hasBegun { ", " + meeting.status.title.lowercased() }
        }
    }

    func page(
        title: String,
        heading: String,
        lead: String? = nil,
        underLead: Markup? = nil,
        errors: [FieldError] = [],
        scripts: [Asset] = [.pressOnceScript],
        @Contents content: () -> Markup
    ) -> Page {
        Page(
            title: title,
            current: "/meetings",
            eyebrow: Markup {
                a(.href(link)) { words.longDay(meeting.sitting.day) }
                ". " + meeting.groupName
            },
            heading: heading,
            lead: lead,
            underLead: underLead,
            errors: errors,
            scripts: scripts,
            content: content
        )
    }
}

extension Site {
    /// - Parameter receives: Narrows what is opened to what may leave to someone who may receive this.
    func meetingSheet(_ id: ID<Meeting>, as actor: Actor, receives: Marking? = nil) async throws -> MeetingSheet {
        guard let whole = try await readings.meetingView(id, as: actor) else { throw Refusal.notFound }
        let view = receives.map(whole.narrowed) ?? whole
        let relations = try await readings.relations(of: actor, to: view.meeting.ref.group)
        let admission = try office.gate.admit(actor, to: .seeMeetings, relations, opening: .these(view.subjects))
        return MeetingSheet(
            view: view,
            relations: relations,
            opener: try await office.vault.opener(under: admission),
            directory: try await office.names(for: actor, .seeMeetings, relations),
            words: Words(now: now)
        )
    }
}

extension Visit {
    /// The meeting of the address, as far as this person may see it.
    func meetingSheet() async throws -> MeetingSheet {
        try await meetingSheet(try id("meeting"))
    }

    func meetingSheet(_ id: ID<Meeting>) async throws -> MeetingSheet {
        try await site.meetingSheet(id, as: try actor)
    }

    /// The groups whose meetings this person may see, with how they stand to each.
    func meetingGroups() async throws -> [(group: GroupRow, relations: Set<Relation>)] {
        let (actor, membership) = (try actor, try await readings.membership())
        return membership.groups.map { ($0, membership.relations(of: actor, to: $0.id)) }
            .filter { allows(.seeMeetings, $0.1) }
    }
}

extension Directory {
    /// People to choose from, with a first line for nobody.
    func choices(first label: String?, among members: Set<ID<Member>>? = nil) -> [Choice] {
        let people = present.filter { members?.contains($0.id) ?? true }
        return (label.map { [Choice("", $0)] } ?? []) + people.map { Choice("\($0.id)", $0.nameAndOrganisation) }
    }
}

extension Marking {
    static let choices = [
        Choice(Marking.members.rawValue, Marking.members.title),
        Choice(Marking.schools.rawValue, Marking.schools.title),
        Choice(Marking.public.rawValue, Marking.public.title),
        Choice(Marking.named.rawValue, Marking.named.title, hint: "Those you choose below, and nobody else."),
    ]
}

extension Visit {
    /// The id of one of several things that a form makes: derived, so that a form sent twice makes each once.
    func newID<Entity>(_ part: String) -> ID<Entity> { .derived(from: "\(formID.text)/\(part)") }
}

extension ID {
    /// The same from the same text, and from no other.
    static func derived(from text: String) -> ID {
        let bytes = Hash(of: Array(text.utf8)).bytes
        return ID(
            UUID(
                uuid: (
                    bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
                    bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
                )
            )
        )
    }
}

import Almanac
import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding
import Vault

/// Where is this, who holds it, who has been told, who can see it?
enum MatterPage {
    static func page(_ visit: Visit) async throws -> Response {
        if let loop = try await visit.anyLoop() { return try await LoopPage.page(visit, loop) }
        let detail = try await visit.matter()
        let matter = detail.matter
        let voice = try await MatterVoice(visit, [matter], namingAnyone: true)
        let viewers = try await visit.readings.viewers(of: matter.id, as: try visit.actor, at: visit.now)
        let concerned =
            detail.holders.map(\.party) + detail.openDuties.map(\.of) + (matter.raiser.map { [.member($0)] } ?? [])
        let away = try await AwayNotes(visit, matter.ending == nil ? concerned : [], voice)
        let linked = try await visit.readings.linkedHolders(of: [matter], as: try visit.actor)[matter.id] ?? []
        await CameBack.note(visit, matter)
        let words = voice.words(of: matter)
        let title = voice.title(matter)
        return try await visit.page(
            Page(
                title: "Matter \(matter.number)",
                current: "/matters",
                eyebrow: Markup {
                    span(.class("ref")) { "Matter \(matter.number)" }
                    ". \(voice.origin(matter))"
                },
                heading: title,
                underLead: p(.class("mb-0")) { voice.tag(matter, boxed: true) }
            ) {
                MatterNow(detail: detail, voice: voice, visit: visit).section
                div(.class("split sec")) {
                    div {
                        if words != title { what(words) }
                        if matter.isOpen {
                            if let answer = matter.answer { self.answer(answer, matter, voice) }
                            sec("time", "Timeline", meta: "Newest first") { timeline(voice.timeline(detail)) }
                        } else {
                            empty(
                                "What it says, and what was said about it, is for those who are named on the item it comes from. You see who has it, and by when."
                            )
                        }
                    }
                    div(.class("margin")) {
                        marginSection("dut", "Who does what, by when") { owed(detail, voice) }
                        if matter.holders > 1 {
                            marginSection("with", "Who holds it together") { holders(detail, voice) }
                        }
                        away.section
                        if !linked.isEmpty { links(linked, matter, voice) }
                        marginSection("see", "Who can see this") { seers(viewers, matter, voice) }
                        if let meeting = matter.meeting { from(meeting, matter, voice) }
                    }
                }
            }
        )
    }

    private static func what(_ words: String) -> Markup {
        section(.aria("labelledby", "what")) {
            div(.class("sec-head")) { h2(.id("what")) { "What is to be done" } }
            div(.class("measure")) { paragraphs(words) }
        }
    }

    private static func answer(_ answer: Sealed<String>, _ matter: MatterRow, _ voice: MatterVoice) -> Markup {
        let when = matter.answeredAt.map { voice.words.moment($0) }
        return sec("back", "What came back", meta: when) {
            panel {
                p { b { "From \(voice.name(matter.answeredBy))" } }
                paragraphs(voice.text(answer))
            }
        }
    }

    private static func owed(_ detail: MatterDetail, _ voice: MatterVoice) -> Markup {
        guard detail.matter.ending == nil else { return p { "Nobody owes anything on it any more." } }
        return duties(
            detail.openDuties.map { duty in
                let isMine = detail.owed.contains(duty.id)
                let turn: Turn = duty.isOverdue(on: voice.words.today) ? .late : isMine ? .due : .wait
                return DutyLine(
                    isMine ? duty.task.ask : duty.task.title,
                    meta: Words.capitalised(voice.name(duty.of)) + partsLeft(duty, detail),
                    ring: voice.ring(duty, reached: duty.task.station, turn),
                    tag: tag(voice.due(duty), turn)
                )
            }
        )
    }

    private static func partsLeft(_ duty: DutyRow, _ detail: MatterDetail) -> String {
        let parts = detail.parts.filter { $0.duty == duty.id }
        guard !parts.isEmpty else { return "" }
        return ", \(parts.count { $0.metAt != nil }) of \(parts.count) so far"
    }

    private static func holders(_ detail: MatterDetail, _ voice: MatterVoice) -> Markup {
        ul(.class("plain mb-2 stack-s")) {
            for place in MatterPlace.all(detail) {
                li {
                    b { Words.capitalised(voice.name(place.holder.party)) }
                    if detail.matter.ending == nil { place.finish == nil ? " has finished" : " has not finished" }
                    if let taker = place.holder.offeredTo { ", offered to \(voice.name(taker))" }
                }
            }
        }
    }

    private static func links(_ linked: [LinkedHolder], _ matter: MatterRow, _ voice: MatterVoice) -> Markup {
        marginSection("link", "By link") {
            ul(.class("plain mb-2 stack-s")) {
                for holder in linked {
                    li {
                        b { voice.fullName(holder.member) }
                        " has no account" + (holder.works(on: voice.words.today) ? ", and works by a link" : "")
                    }
                }
            }
            p(.class("meta mb-0")) { a(.href("/m/\(matter.number)/links")) { "Make or end their link" } }
        }
    }

    // MARK: Who can see it

    private static func seers(_ viewers: [MatterViewer], _ matter: MatterRow, _ voice: MatterVoice) -> Markup {
        let named = viewers.filter { !$0.relations.isDisjoint(with: [.holder, .raiser, .named]) }
        let others = viewers.filter { $0.relations.isDisjoint(with: [.holder, .raiser, .named]) }
        let inGroup = others.filter { $0.relations.contains(.inGroup) }
        let coordinators = others.filter { !$0.relations.contains(.inGroup) && $0.roles.contains(.coordinator) }
        return ul(.class("plain mb-2 stack-s")) {
            for viewer in named.prefix(6) { seer(viewer, voice) }
            if named.count > 6 { li { "\(Words.spelled(named.count - 6)) more" } }
            if let group = matter.groupName, !inGroup.isEmpty {
                li {
                    b { group }
                    ", \(Words.count(inGroup.count, "more member"))"
                }
            }
            for viewer in coordinators { seer(viewer, voice) }
        }
    }

    private static func seer(_ viewer: MatterViewer, _ voice: MatterVoice) -> Markup {
        let isReader = viewer.member == voice.reader
        let why =
            viewer.relations.contains(.holder)
            ? (isReader ? "hold it" : "holds it")
            : viewer.relations.contains(.raiser)
                ? "raised it"
                : viewer.relations.contains(.named)
                    ? (isReader ? "are named on its item" : "is named on its item")
                    : isReader ? "run the network" : "runs the network"
        return li {
            b { Words.capitalised(voice.name(viewer.member)) }
            " \(why)\(viewer.places.first.map { ", \(voice.standing($0))" } ?? "")"
        }
    }

    private static func from(_ meeting: ID<Meeting>, _ matter: MatterRow, _ voice: MatterVoice) -> Markup {
        marginSection("from", "Where it came from") {
            p(.class("mb-1")) {
                a(.href("/meetings/\(meeting)")) {
                    "Meeting of \(voice.words.dayAndMonth(matter.meetingDay ?? matter.raisedOn))"
                }
            }
            if matter.ending != .takenOut {
                p(.class("meta mb-0")) {
                    a(.href("/matters?state=all&meeting=\(meeting)")) { "Its other actions" }
                }
            }
        }
    }
}

extension Procedure.Task {
    /// The last station before it is done.
    var station: Station {
        switch self {
        case .sayWhoHolds, .acknowledge: .raised
        case .finish, .decide, .review, .act: .received
        case .answer, .tell: .decided
        case .close, .satisfied: .fedBack
        }
    }
}

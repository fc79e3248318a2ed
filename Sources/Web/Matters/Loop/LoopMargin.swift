import Almanac
import HTML
import Ledger
import Procedures
import Safeguarding

/// The margin of a matter under a procedure: who owes what, who has a part in it, who is away, who can see and who opened it.
struct LoopMargin {
    let voice: LoopVoice
    let viewers: [MatterViewer]
    let away: AwayNotes

    @Contents var sections: Markup {
        let number = voice.detail.matter.number
        marginSection("dut", "Who does what, by when") { Self.owed(voice, at: "/m/\(number)") }
        marginSection("parts", "Who has a part in it") { Self.parts(voice) }
        away.section
        if !voice.links.isEmpty { marginSection("linked", "Linked to") { linked } }
        marginSection("see", "Who can see this") { seers }
        if !voice.detail.opened.isEmpty || !voice.detail.openings.isEmpty { opened }
    }

    /// In whose place somebody reads it.
    private func inPlace(_ viewer: MatterViewer) -> String {
        viewer.places.first.map { ", \(voice.names.standing($0))" } ?? ""
    }

    /// - Parameter base: Below which the steps are that the reader owes.
    static func owed(_ voice: LoopVoice, at base: Link) -> Markup {
        let open = voice.detail.openSteps
        guard !open.isEmpty else { return p { "Nobody owes anything on it any more." } }
        return duties(
            open.sorted { ($0.row.dueAt ?? .distant) < ($1.row.dueAt ?? .distant) }.map { step in
                let turn = voice.turn(step)
                return DutyLine(
                    voice.ask(step),
                    voice.detail.owed.contains(step.row.id) ? "\(base)/do/\(step.row.id)" : nil,
                    meta: "\(voice.debtor(step)). \(voice.answered(step).map { "\($0). " } ?? "")"
                        + "\(Words.capitalised(voice.term(step))).\(voice.counted(step).map { " \($0)" } ?? "")",
                    ring: voice.names.ring(step.row, reached: step.row.task.station, turn),
                    tag: tag(voice.due(step), turn)
                )
            }
        )
    }

    static func parts(_ voice: LoopVoice) -> Markup {
        let detail = voice.detail
        let holder = Words.capitalised(voice.names.name(detail.matter.holder))
        return Markup {
            ul(.class("plain mb-2 stack-s")) {
                li {
                    b { holder }
                    detail.matter.holder.member == nil || detail.matter.holder.member != voice.names.reader
                        ? " holds it" : " hold it"
                    if let taker = detail.offeredTo { ", and offers it to \(voice.names.name(taker))" }
                }
                li {
                    b { Words.capitalised(voice.names.name(detail.raiser.member)) }
                    " raised it, for \(voice.names.organisation(detail.raiser.organisation))"
                }
                for joined in detail.joined {
                    li {
                        b { voice.part(joined.id) }
                        ": \(voice.party(joined))"
                    }
                }
            }
            if let told = detail.toldInstead {
                let own = voice.names.organisation(detail.raiser.organisation)
                p(.class("meta mb-0")) { "The answer goes to \(voice.inside(told.party)), not to \(own)." }
            }
        }
    }

    private var linked: Markup {
        ul(.class("plain mb-2 stack-s")) {
            for other in voice.links {
                li {
                    if let number = other.number {
                        a(.href("/m/\(number)")) { "Matter \(number)" }
                        other.title.map { ": \($0)" } ?? ""
                    } else {
                        "Another matter, which is not yours to see"
                    }
                }
            }
        }
    }

    private var seers: Markup {
        let isPersonal = voice.detail.reference.isPersonal
        // Where every member reads it, only those who have more to do with it are named.
        let isForAll = voice.detail.joined.contains { $0.party == nil }
        let reading = viewers.filter { viewer in
            !viewer.relations.isDisjoint(with: isForAll ? [.holder, .raiser] : [.holder, .raiser, .party])
                || (!isPersonal && viewer.roles.contains(.coordinator))
        }
        let knowing = viewers.count { viewer in !reading.contains(viewer) && viewer.roles.contains(.coordinator) }
        return Markup {
            ul(.class("plain mb-2 stack-s")) {
                for viewer in reading.prefix(12) {
                    let isReader = viewer.member == voice.names.reader
                    li {
                        b { Words.capitalised(voice.names.name(viewer.member)) }
                        " \(sees(viewer, isReader ? "read" : "reads", isReader ? "run" : "runs"))\(inPlace(viewer))"
                    }
                }
            }
            if reading.count > 12 { p(.class("meta")) { "And \(Words.count(reading.count - 12, "other"))." } }
            if isForAll { p(.class("meta mb-0")) { "Every other member reads what the procedure shares with all." } }
            if isPersonal, knowing > 0 {
                p(.class("meta mb-0")) {
                    "\(Words.capitalised(Words.count(knowing, "coordinator"))) can see that it is there, who has it and by when."
                }
            }
        }
    }

    private func sees(_ viewer: MatterViewer, _ read: String, _ run: String) -> String {
        if viewer.relations.contains(.holder) { return "\(read) all of it" }
        if viewer.relations.contains(.raiser) { return "\(read) what was raised and what comes back" }
        if viewer.roles.contains(.coordinator), !voice.detail.reference.isPersonal {
            return "\(run) the network, and \(read) all of it"
        }
        let own = voice.names.organisation(of: viewer.member)
        let parts = voice.detail.joined.filter { joined in
            joined.party.map { $0.organisation == own || $0.member == viewer.member } ?? true
        }
        if parts.isEmpty { return "\(read) what comes back" }
        let shares = parts.map { voice.detail.definition.share.parties[$0.id] ?? .nothing }
        return shares.allSatisfy { $0 == .all } ? "\(read) all of it" : "\(read) what the procedure shares with them"
    }

    private var opened: Markup {
        marginSection("opened", "Who opened it") {
            details {
                summary {
                    let times = max(voice.detail.opened.count, voice.detail.openings.count)
                    Words.capitalised(Words.count(times, "time")) + ", on the record for good"
                }
                ul(.class("plain mb-0 stack-s")) {
                    for access in voice.detail.opened {
                        li {
                            let guest = access.opening.flatMap(voice.guest)
                            b { guest ?? Words.capitalised(voice.names.name(access.member)) }
                            ", \(voice.words.moment(access.at))"
                            access.file.map { ", \($0)" } ?? ""
                        }
                    }
                    // Where nobody can be known by it, only who came by a link is written down.
                    if voice.detail.opened.isEmpty {
                        for opening in voice.detail.openings.reversed() {
                            li {
                                b { voice.guest(opening.id) ?? "" }
                                ", \(voice.words.moment(opening.at))"
                            }
                        }
                    }
                }
            }
        }
    }
}

extension AccessRow {
    /// "file 3", where it was one that was opened.
    fileprivate var file: String? {
        purpose.hasPrefix("file ") ? purpose.split(separator: " ").prefix(2).joined(separator: " ") : nil
    }
}

extension LoopDetail {
    /// Everybody for whom something may wait on it.
    var concerned: [Party] {
        guard matter.ending == nil else { return [] }
        return [matter.holder, raiser.party] + joined.compactMap(\.party) + openSteps.map(\.row.of)
    }
}

import HTML
import Ledger
import Procedures
import Safeguarding

/// A matter as somebody at a body sees it: what waits for them, what was raised, who does what by when.
struct BodyContent {
    let guest: BodyGuest
    let visit: Visit

    private var detail: LoopDetail { guest.detail }
    private var voice: LoopVoice { guest.voice }
    private var here: Link { "/body/\(visit.bodyToken)" }

    private var mine: [LoopDetail.Step] {
        detail.openSteps.filter { detail.owed.contains($0.row.id) }
            .sorted { ($0.row.dueAt ?? .distant) < ($1.row.dueAt ?? .distant) }
    }

    var sheet: Sheet {
        visit.bodySheet(
            eyebrow: "Matter \(detail.matter.number), for \(guest.organisationName)",
            heading: detail.definition.title,
            lead: lead,
            notice: visit.query("done").flatMap(Self.done).map { notice($0) }
        ) {
            acts { buttons }
            div(.class("sec")) { LoopPage.told(voice, mayWrite: false) }
            sec("dut", "Who does what, by when") { LoopMargin.owed(voice, at: here) }
            MatterFiles.section(voice, at: here, mayWithdraw: false)
            sec("parts", "Who has a part in it") { LoopMargin.parts(voice) }
            sec("leave", "When you are done") {
                p { "It stays open in this browser for four hours. Close it where others use the computer too." }
                acts { press("Close it here", "\(here)/close", .quiet) }
            }
        }
    }

    private var lead: String {
        switch detail.matter.ending {
        case .closed: return "This is closed. There is nothing more for you to do. Thank you."
        case .withdrawn, .takenOut: return "This was withdrawn. There is nothing for you to do any more."
        case nil: break
        }
        if detail.matter.isOffered {
            let giver = Words.capitalised(voice.names.name(detail.matter.holder))
            return "\(giver) asks whether you take it over, and holds it until you say."
        }
        guard let first = mine.first else { return "You owe nothing on it now." }
        let due = voice.due(first)
        let when = due == LoopVoice.noDate ? "No date was given." : "It is due \(due.lowercasedStart)."
        return "Waiting for you: \(LoopNow.short(voice.ask(first)).lowercasedStart). \(when)"
    }

    private var buttons: [Markup] {
        guard detail.matter.ending == nil else { return [] }
        var buttons: [Markup] = []
        if detail.matter.isOffered {
            buttons.append(press("Take it over", "\(here)/take-over", .primary))
            buttons.append(linkButton("Say why not", "\(here)/not-take-over", .plain))
        }
        for (index, step) in mine.enumerated() {
            let look: ButtonLook = index == 0 && !detail.matter.isOffered ? .primary : .quiet
            let link: Link = "\(here)/do/\(step.row.id)"
            buttons.append(
                step.row.task == .acknowledge
                    ? press("We have it", link, look) : linkButton(LoopNow.short(voice.ask(step)), link, look)
            )
        }
        buttons.append(linkButton("Write a message", "\(here)/write", .quiet))
        if holds, !detail.joinable.isEmpty { buttons.append(linkButton("Join somebody", "\(here)/join", .plain)) }
        return buttons
    }

    private var holds: Bool { detail.matter.holder.organisation == guest.organisation }

    private func press(_ label: String, _ link: Link, _ look: ButtonLook) -> Markup {
        pressForm(label, to: link, csrf: visit.csrf, command: visit.newCommand, look)
    }

    /// The sentence on the next page. Only the word stands in the address.
    private static func done(_ word: String) -> String? {
        switch word {
        case "step": "Thank you. It is recorded as your answer."
        case "take-over": "Thank you. It is yours now."
        default: LoopAct(rawValue: word).flatMap { BodyRoutes.acts.contains($0) ? $0.done : nil }
        }
    }
}

import Almanac
import HTML
import Ledger
import Procedures
import Safeguarding
import Vault

/// One action, for someone who holds it by a link: what is asked, what they can say, and what was said to them.
struct AskedContent {
    let guest: AskedGuest
    let voice: MatterVoice
    let visit: Visit
    /// The form that came back.
    let failed: AskedStep?
    let errors: [FieldError]

    private var matter: MatterRow { guest.detail.matter }
    private var finish: DutyRow? { guest.detail.owed(.finish) }
    private var isReceived: Bool { guest.detail.owed(.acknowledge) == nil }
    private var hasAsked: Bool { guest.detail.holders.contains { $0.party.member == guest.member && $0.hasDeclined } }

    // MARK: Where it stands

    var heading: String {
        switch matter.ending {
        case .closed: return "This is closed"
        case .withdrawn: return "This was withdrawn"
        case .takenOut: return "This was taken back out"
        case nil: break
        }
        if matter.isOffered { return "Will you take this on?" }
        guard finish != nil else { return "You have answered" }
        if hasAsked { return "You asked for this to be passed back" }
        return isReceived ? "You have this to do" : "You are asked to do this"
    }

    var lead: String? {
        switch matter.ending {
        case .closed: return "There is nothing more for you to do. Thank you."
        case .withdrawn: return "There is nothing for you to do any more."
        case .takenOut:
            return "It came from notes that were brought in by mistake. There is nothing for you to do any more."
        case nil: break
        }
        if matter.isOffered { return "Whoever holds it now does so until you say." }
        guard let finish else { return "Whoever asked reads what you wrote, and says whether it is enough." }
        if hasAsked {
            return "Someone else is being looked for. You hold it until they take it on, and can still do it."
        }
        guard finish.deadline != nil else { return voice.due(finish) + "." }
        return finish.isOverdue(on: voice.words.today)
            ? "It is \(voice.due(finish).lowercased())." : "Due: \(voice.due(finish))."
    }

    // MARK: What is shown

    var markup: Markup {
        Markup {
            section(.class("panel mt-4"), .aria("labelledby", "what")) {
                h2(.class("h5"), .id("what")) { "What is asked" }
                paragraphs(voice.words(of: matter))
                p(.class("meta mb-0")) { origin }
            }
            if matter.ending == nil { forms }
            sec("time", "What has happened", meta: "Newest first") {
                timeline(voice.timeline(guest.detail, where: isForThem))
            }
        }
    }

    private var origin: String {
        let day = voice.words.dayAndMonth(matter.raisedOn)
        let whose = matter.groupName.map { " of \($0)" } ?? ""
        return matter.meeting == nil
            ? "Raised by a member\(whose) on \(day)." : "Raised in a meeting\(whose) on \(day)."
    }

    /// What they did, and what was said to whoever holds it: not what passed between others.
    private func isForThem(_ entry: MatterDetail.Entry) -> Bool {
        if entry.actor == guest.actor.name || entry.actor == "member/\(guest.member)" { return true }
        return switch entry.event {
        case is MatterRaised, is DutyMoved, is MatterReminded, is MatterReopened, is MatterEscalated, is MatterClosed,
            is MatterWithdrawn, is MatterTakenOut:
            true
        case let event as MatterOffered: event.to.member == guest.member
        case let event as MatterLinkGiven: event.member == guest.member
        default: false
        }
    }

    @Contents private var forms: Markup {
        if matter.isOffered {
            acts { press("Take it on", .accept, .primary) }
            folded("Say no", .decline) { area("reason", "Why not?", .decline) }
        } else if finish != nil {
            if !isReceived { acts { press("I have it", .acknowledge, .primary) } }
            sec("answer", "When it is done") {
                form(.finish, "It is finished", isReceived ? .primary : .quiet) {
                    area(
                        "note",
                        "What came of it?",
                        .finish,
                        hint: "Whoever asked reads this. Write what they need to know."
                    )
                }
            }
            folded("Write an update", .update) { area("text", "What is there to say?", .update) }
            if !hasAsked {
                folded("Ask for it to be passed back", .back) {
                    p { "You hold it until someone else takes it on. The coordinator is asked to find who." }
                    area("reason", "Why?", .back)
                }
            }
        }
    }

    private func folded(_ label: String, _ step: AskedStep, @Contents _ fields: () -> Markup) -> Markup {
        details(.class("mt-4"), .open(failed == step)) {
            summary { label }
            form(step, step == .update ? "Send this update" : label, .quiet, fields)
        }
    }

    private func form(
        _ step: AskedStep,
        _ button: String,
        _ look: ButtonLook,
        @Contents _ fields: () -> Markup
    ) -> Markup {
        postForm(to: link(step), csrf: visit.csrf, command: visit.newCommand) {
            fields()
            acts { submit(button, look) }
        }
    }

    private func press(_ label: String, _ step: AskedStep, _ look: ButtonLook) -> Markup {
        pressForm(label, to: link(step), csrf: visit.csrf, command: visit.newCommand, look)
    }

    private func area(_ name: String, _ label: String, _ step: AskedStep, hint: String? = nil) -> Markup {
        textArea(
            Field(name, label, hint: hint, errors: failed == step ? errors : []),
            value: failed == step ? visit.form[name] : "",
            rows: 4
        )
    }

    private func link(_ step: AskedStep) -> Link { "/asked/\(guest.token.text)/\(step.rawValue)" }
}

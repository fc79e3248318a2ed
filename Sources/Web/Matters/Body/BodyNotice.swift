import HTML
import Ledger
import Safeguarding

/// What a matter's page says of those who are not reached, and of what was entered for the reader.
struct BodyNotice {
    let voice: LoopVoice
    let visit: Visit

    private var detail: LoopDetail { voice.detail }
    private var path: Link { "/m/\(detail.matter.number)" }

    @Contents var markup: Markup {
        for duty in detail.entered.sorted(by: { "\($0)" < "\($1)" }) {
            warn("An answer was entered for you.") {
                " "
                a(.href("\(path)/entered/\(duty)")) { "Say whether it is yours" }
            }
        }
        if detail.matter.ending == nil {
            for part in unreached {
                warn(sentence(part)) {
                    " "
                    if mayLink {
                        a(.href("\(path)/bodies")) { part.link == nil ? "Give them a link" : "Send it again" }
                    } else {
                        "A coordinator can invite somebody there."
                    }
                }
            }
        }
    }

    private var mayLink: Bool { visit.allows(detail.reference.linking, detail.linking) }

    /// For whoever can do something about it.
    private var unreached: [BodyPart] {
        guard mayLink || visit.allows(.remind, detail.acting) else { return [] }
        return detail.bodies.filter { $0.isUnreached(on: visit.today) }
    }

    private func sentence(_ part: BodyPart) -> String {
        let name = voice.names.organisation(part.organisation)
        switch part.link {
        case let link? where link.isLocked: return "The link of \(name) is locked after \(BodyLink.tries) wrong codes."
        case .some: return "The link of \(name) has ended."
        case nil: return "No way to reach \(name): nobody there has an account, and they have no link."
        }
    }
}

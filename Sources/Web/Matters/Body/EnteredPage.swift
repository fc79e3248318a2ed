import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// An answer that somebody else entered for one's own organisation: is it theirs?
enum EnteredPage {
    static func page(_ visit: Visit) async throws -> Response {
        try await visit.atMatter { try await visit.page(try await form(visit, [])) }
    }

    static func answer(_ visit: Visit) async throws -> Response {
        try await visit.atMatter {
            let detail = try await visit.loop()
            let isOurs = visit.form["ours"] == "yes"
            do {
                guard ["yes", "no"].contains(visit.form["ours"]) else {
                    throw Refusal.invalid("ours", "Say whether this is your answer.")
                }
                let reason = visit.form["reason"]
                let duty: ID<Duty> = try visit.id("duty")
                try await visit.perform(CheckReport(detail.reference, duty, isOurs: isOurs, reason: reason))
            } catch Refusal.invalid(let problems) {
                return try await visit.refusedPage(try await form(visit, problems.fieldErrors))
            }
            return try await visit.done(
                "/m/\(detail.matter.number)",
                isOurs ? "Thank you. It stands as your answer." : "It counts no more. What was asked is owed again."
            )
        }
    }

    private static func form(_ visit: Visit, _ errors: [FieldError]) async throws -> Page {
        let detail = try await visit.loop()
        try visit.check(.takeStep, detail.acting)
        let duty: ID<Duty> = try visit.id("duty")
        guard let step = detail.step(duty), detail.entered.contains(duty) else { throw Refusal.notFound }
        let voice = try await LoopVoice(visit, detail)
        let back: Link = "/m/\(detail.matter.number)"
        return Page(
            title: "Matter \(detail.matter.number)",
            current: "/matters",
            eyebrow: a(.href(back)) { "Matter \(detail.matter.number): \(detail.definition.title)" },
            heading: "Is this your answer?",
            lead:
                "Somebody entered for \(voice.inside(step.row.of)): \(LoopNow.short(voice.ask(step)).lowercasedStart).",
            errors: errors
        ) {
            timeline(voice.timeline(of: duty))
            postForm(to: "\(back)/entered/\(duty)", csrf: visit.csrf, command: visit.newCommand) {
                radioField(
                    Field("ours", "Is it yours?", errors: errors),
                    [
                        Choice("yes", "Yes, this is our answer"),
                        Choice("no", "No, this is not our answer", hint: "What was asked is owed again."),
                    ],
                    selected: visit.form["ours"]
                )
                textArea(
                    Field("reason", "If not: what is wrong with it?", errors: errors),
                    value: visit.form["reason"],
                    rows: 4
                )
                acts {
                    submit("Record this")
                    linkButton("Back", back, .plain)
                }
            }
        }
    }
}

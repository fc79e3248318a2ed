import Almanac
import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

/// As ``ChildrenWalks``: what the network asks of others and of itself, about nobody in particular.
@Suite("Walks: procedures about a topic")
struct NetworkWalks {
    @Test("an issue is taken to a department, and its answer comes back word for word")
    func escalation() async throws {
        try await walk("escalation", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                ["to": walk.organisation(.homeOffice)],
                to: ["whom-the-form-names": .homeOffice]
            )
            try await walk.owes(["put-forward": "2026-12-31", "on-agenda": "2027-02-09"])
            try await walk.seesAll(.coordinator)
            try await walk.isHidden(fromAllBut: .thornbeck, .homeOffice, .coordinator)
            try await walk.comes("2026-12-29 10:00")
            try await walk.refuses("put-forward", by: .coordinator, saying: "Write what was done.")
            try await walk.take("put-forward", by: .coordinator, "It names nobody.")
            try await walk.owes(["acknowledge": "2027-01-06", "decide": "2027-01-27", "on-agenda": "2027-02-09"])
            try await walk.take("acknowledge", by: .homeOffice)
            try await walk.refuses("decide", by: .homeOffice, outcome: "no-change", saying: "Write why.")
            try await walk.take("decide", by: .homeOffice, outcome: "looking-into", "Counsel is asked.")
            try await walk.owes(["tell-raiser": "2026-12-31", "later-answer": "2027-01-27", "on-agenda": "2027-02-09"])
            try await walk.take("tell-raiser", by: .coordinator, "They look into it, until the end of January.")
            try await walk.reads(.thornbeck, "They look into it and answer later", "until the end of January.")
            try await walk.owes([
                "say-if-satisfied": "2027-01-13", "later-answer": "2027-01-27", "on-agenda": "2027-02-09",
            ])
            try await walk.take("say-if-satisfied", by: .thornbeck, enough: true)
            try await walk.take("on-agenda", by: .coordinator)

            try await walk.comes("2027-01-28 09:00")
            try await walk.reads(.thornbeck, "Reminder to Home Office: Give the answer")
            try await walk.reads(.thornbeck, "Overdue Whoever raised it was told: Give the answer")
            try await walk.comes("2027-02-04 09:00")
            try await walk.reads(.coordinator, "Overdue The coordinator was told: Give the answer")
            try await walk.isOverdueAtHome(of: .coordinator)
            try await walk.take("later-answer", by: .homeOffice, outcome: "no-change", "There is no money for it.")
            try await walk.owes(["told-later": "2027-02-08"])
            try await walk.take("told-later", by: .coordinator, "They write: there is no money for it this year.")
            try await walk.reads(.thornbeck, "They will not change it", "there is no money for it this year.")
            try await walk.owes(["satisfied-with-later-answer": "2027-02-18"])
            try await walk.take("satisfied-with-later-answer", by: .thornbeck, enough: true)
            try await walk.isClosed()
        }
    }

    @Test("an issue that names nobody is read by every member, as far as the procedure shares it")
    func escalationForAll() async throws {
        try await walk("escalation", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                [
                    "to": walk.organisation(.homeOffice), "names-nobody": "yes", "asked-before": "yes",
                    "ask-members": "yes",
                ],
                to: ["whom-the-form-names": .homeOffice]
            )
            for walker in [Walker.larkhill, .camden, .police, .charity] {
                try await walk.sees(
                    walker,
                    only: "to",
                    "body-kind",
                    "topic",
                    "issue",
                    "happens",
                    "wanted",
                    "shown-by",
                    "backed-by"
                )
            }
            try await walk.comes("2026-12-29 10:00")
            try await walk.take("put-forward", by: .coordinator, "It names nobody.")
            try await walk.owes([
                "acknowledge": "2027-01-06", "same-here": "2027-01-13", "decide": "2027-01-27",
                "on-agenda": "2027-02-09",
            ])
            try await walk.refuses("same-here", by: .larkhill, saying: "Say yes or no.")
            try await walk.take("same-here", by: .larkhill, "Twice this term.", so: true)
            try await walk.take("same-here", by: .charity, so: false)
            let address = try await walk.address(of: "same-here", for: .larkhill)
            for walker in [Walker.larkhill, .thornbeck] { #expect(try await !walk.page(walker).links(to: address)) }
            try await walk.reads(.thornbeck, "2 of ", " answered: 1 says yes", "Twice this term.")
            try await walk.comes("2027-01-14 09:00")
            try await walk.owes(["acknowledge": "2027-01-06", "decide": "2027-01-27", "on-agenda": "2027-02-09"])
            try await walk.reads(.police, "All members were asked", " answered: 1 says yes")
        }
    }

    @Test("two authorities disagree: somebody acts today, and later both are asked whether it holds")
    func crossBoroughIssue() async throws {
        try await walk("cross-borough-issue", "2026-04-02 16:00") { walk in
            try await walk.raise(
                by: .camden,
                ["child-waiting": "yes", "to": walk.organisation(.merton)],
                to: ["whom-the-form-names": .merton]
            )
            try await walk.owes([
                "who-acts": "2026-04-02 16:00", "sure-somebody-acts": "2026-04-07", "acknowledge": "2026-04-08",
                "other-side": "2026-04-13", "decide": "2026-04-27",
            ])
            try await walk.seesAll(.merton)
            try await walk.seesAll(.coordinator)
            try await walk.isHidden(fromAllBut: .camden, .merton, .coordinator)
            try await walk.refuses("who-acts", by: .merton, saying: "Write what was done.")
            try await walk.take("who-acts", by: .merton, "We act until it is settled.")
            try await walk.comes("2026-04-07 10:00")
            try await walk.take("sure-somebody-acts", by: .coordinator, "Both have rung.")
            try await walk.take("other-side", by: .merton, "Nobody told us that they moved.")
            try await walk.refuses("decide", by: .coordinator, outcome: "not-a-protocol-matter", saying: "Write why.")
            try await walk.take("decide", by: .coordinator, outcome: "settled", "Both read the protocol alike now.")
            try await walk.owes(["tell-raiser": "2026-04-09", "tell-other": "2026-04-09", "does-it-hold": "2026-07-07"])
            try await walk.take("tell-raiser", by: .coordinator, "Merton tells you on the day of a move.")
            try await walk.reads(.camden, "The two authorities settled it", "Merton tells you on the day of a move.")
            try await walk.doesNotRead(.camden, "Both read the protocol alike now.", "Nobody told us")
            try await walk.owes([
                "say-if-satisfied": "2026-04-14", "tell-other": "2026-04-09", "does-it-hold": "2026-07-07",
            ])
            try await walk.take("say-if-satisfied", by: .camden, enough: true)

            try await walk.comes("2026-04-10 09:00")
            try await walk.reads(.camden, "Reminder to the coordinator: Tell the other authority the same.")
            try await walk.reads(.camden, "Overdue Whoever raised it was told: Tell the other authority the same.")
            try await walk.comes("2026-04-15 09:00")
            try await walk.reads(.camden, "Overdue The coordinator was told: Tell the other authority the same.")
            try await walk.take("tell-other", by: .coordinator, "Told by telephone.")
            try await walk.comes("2026-07-06 10:00")
            try await walk.take("does-it-hold", by: .coordinator, outcome: "holds", "Neither saw it again.")
            try await walk.owes(["told-whether-it-holds": "2026-07-08"])
            try await walk.take("told-whether-it-holds", by: .coordinator, "It has held for three months.")
            try await walk.reads(.camden, "It has not happened again", "It has held for three months.")
            try await walk.owes(["satisfied-that-it-holds": "2026-07-13"])
            try await walk.take("satisfied-that-it-holds", by: .camden, enough: true)
            try await walk.isClosed()
        }
    }

    @Test("what a case review taught has an owner, evidence, and a day on which its difference is asked")
    func caseReviewLearning() async throws {
        try await walk("case-review-learning", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .camden,
                ["to": walk.organisation(.health), "impact-day": "2027-06-30"],
                to: ["whom-the-form-names": .health]
            )
            try await walk.owes(["clear": "2026-12-30", "acknowledge": "2027-01-05", "decide": "2027-01-26"])
            try await walk.seesAll(.health)
            try await walk.seesAll(.coordinator)
            try await walk.isHidden(fromAllBut: .camden, .health, .coordinator)
            try await walk.take("clear", by: .coordinator)
            try await walk.comes("2026-12-29 10:00")
            try await walk.take("acknowledge", by: .health)
            try await walk.refuses("decide", by: .health, outcome: "not-accepted", saying: "Write why.")
            try await walk.take("decide", by: .health, outcome: "accepted", "The board agreed.")
            try await walk.owes(["tell-raiser": "2026-12-31", "evidence": "2027-03-29", "impact": "2027-06-30"])
            try await walk.take("tell-raiser", by: .health, "We change the form, and train everybody.")
            try await walk.reads(.camden, "Accepted", "We change the form, and train everybody.")
            try await walk.owes(["say-if-satisfied": "2027-01-13", "evidence": "2027-03-29", "impact": "2027-06-30"])
            try await walk.take("say-if-satisfied", by: .camden, enough: true)

            try await walk.comes("2027-03-30 09:00")
            try await walk.reads(.camden, "Reminder to Southfield Community Health: Show what was done")
            try await walk.reads(.camden, "Overdue Whoever raised it was told: Show what was done")
            try await walk.comes("2027-04-06 09:00")
            try await walk.reads(.coordinator, "Overdue The coordinator was told: Show what was done")
            try await walk.isOverdueAtHome(of: .coordinator)
            try await walk.take("evidence", by: .health, "The form is here, and forty came.")
            try await walk.comes("2027-06-30 10:00")
            try await walk.refuses("impact", by: .health, outcome: "too-early", saying: "Write why.")
            try await walk.take("impact", by: .health, outcome: "too-early", "The form began in May.")
            try await walk.owes(["told-impact": "2027-07-07", "impact-again": "2027-12-30"])
            try await walk.take("told-impact", by: .health, "We ask again in December.")
            try await walk.reads(.camden, "Too early to say", "We ask again in December.")
            try await walk.owes(["satisfied-with-impact": "2027-07-14", "impact-again": "2027-12-30"])
            try await walk.take("satisfied-with-impact", by: .camden, enough: true)
            try await walk.comes("2027-12-30 10:00")
            try await walk.take("impact-again", by: .health, outcome: "difference", "Children are asked first.")
            try await walk.owes(["told-impact-again": "2028-01-07"])
            try await walk.take("told-impact-again", by: .health, "Children say that they are asked first.")
            try await walk.reads(.camden, "It makes a difference", "Children say that they are asked first.")
            try await walk.isClosed()
        }
    }

    @Test("an order waits, is asked after each month, and has arrived")
    func resourceOrder() async throws {
        try await walk("resource-order", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                ["to": walk.organisation(.charity)],
                to: ["whom-the-form-names": .charity]
            )
            try await walk.owes(["acknowledge": "2026-12-30", "decide": "2027-01-05"])
            try await walk.seesAll(.charity)
            try await walk.isHidden(fromAllBut: .thornbeck, .charity, .coordinator)
            try await walk.comes("2026-12-29 10:00")
            try await walk.take("acknowledge", by: .charity)
            try await walk.refuses("decide", by: .charity, outcome: "cannot", saying: "Write why.")
            try await walk.take("decide", by: .charity, outcome: "waits", "It is out of print.")
            try await walk.owes(["tell-raiser": "2026-12-30", "there-again": "2027-01-29"])
            try await walk.take("tell-raiser", by: .charity, "It comes at the end of January.")
            try await walk.reads(.thornbeck, "There is none now, it comes later", "It comes at the end of January.")
            try await walk.owes(["say-if-satisfied": "2027-01-13", "there-again": "2027-01-29"])
            try await walk.take("say-if-satisfied", by: .thornbeck, enough: true)

            try await walk.comes("2027-01-30 09:00")
            try await walk.reads(.thornbeck, "Reminder to Kestrel Trust: Say whether it can be sent now.")
            try await walk.reads(.thornbeck, "Overdue Whoever raised it was told: Say whether it can be sent now.")
            try await walk.comes("2027-02-08 09:00")
            try await walk.reads(.thornbeck, "Overdue The coordinator was told: Say whether it can be sent now.")
            try await walk.isOverdueAtHome(of: .coordinator)
            try await walk.take("there-again", by: .charity, outcome: "sent")
            try await walk.owes(["told-later": "2027-02-09"])
            try await walk.take("told-later", by: .charity, "Two boxes are on their way.")
            try await walk.reads(.thornbeck, "It is sent", "Two boxes are on their way.")
            try await walk.owes(["satisfied-at-end": "2027-02-22"])
            try await walk.take("satisfied-at-end", by: .thornbeck, enough: true)
            try await walk.isClosed()
        }
    }

    @Test("whoever raised it says nothing: the coordinator looks, and closes it in their place")
    func silence() async throws {
        try await walk("resource-order", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                ["to": walk.organisation(.charity)],
                to: ["whom-the-form-names": .charity]
            )
            try await walk.take("decide", by: .charity, outcome: "sent")
            try await walk.take("tell-raiser", by: .charity, "On its way.")
            try await walk.owes(["say-if-satisfied": "2027-01-12"])
            // Five working days after that.
            try await walk.comes("2027-01-20 09:00")
            try await walk.owes(["say-if-satisfied": "2027-01-12", "review-silence": "2027-01-27"])
            try await walk.refuses("review-silence", by: .coordinator, saying: "Write what was found.")
            try await walk.take("review-silence", by: .coordinator, "It arrived, the office says.")
            try await walk.isClosed()
            try await walk.reads(.thornbeck, "Closed without a word from whoever raised it")
        }
    }
}

import Safeguarding
import Testing

@testable import Web

/// Each procedure about one child goes round its whole loop as its real parties. Thursday 24 December 2026 comes before
/// Christmas (25 and 28 December and 1 January are bank holidays), Thursday 2 April 2026 before Easter (3 and 6 April, and
/// 4 and 25 May). The schools are closed from 19 December to 4 January, and from 3 to 17 April and 25 to 29 May
/// (``WalkPeople/terms``). Every date was worked out by hand.
@Suite("Walks: procedures about a child who may come to harm")
struct ChildrenWalks {
    @Test("a trafficking referral comes back to the school, is not enough, and comes back again")
    func traffickingReferral() async throws {
        try await walk("trafficking-referral", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                ["school-known": "yes", "age-in-dispute": "yes", "police-told": "yes"],
                to: ["authority-of-residence": .merton, "police": .police, "school-of-the-child": .larkhill]
            )
            try await walk.owes(["acknowledge": "2026-12-29", "told-police": "2026-12-29", "decide": "2026-12-29"])
            try await walk.seesAll(.merton)
            try await walk.seesAll(.police)
            try await walk.sees(.larkhill, only: "child", "age-in-dispute", "placed-with-younger")
            try await walk.take("acknowledge", by: .merton)

            try await walk.comes("2026-12-30 09:00")
            try await walk.reads(.thornbeck, "Overdue Whoever raised it was told: Decide what it comes to.")
            try await walk.reads(.thornbeck, "Reminder to Merton: Decide what it comes to.")
            try await walk.doesNotRead(.thornbeck, "The coordinator was told")
            try await walk.comes("2027-01-04 10:00")
            try await walk.reads(.thornbeck, "Overdue The coordinator was told: Decide what it comes to.")
            try await walk.isOverdueAtHome(of: .coordinator)

            try await walk.take("told-police", by: .merton)
            try await walk.refuses("decide", by: .merton, "Seen at home", saying: "Choose what it came to.")
            try await walk.refuses("decide", by: .merton, outcome: "no-further-action", saying: "Write why.")
            try await walk.take("decide", by: .merton, outcome: "assessment", "Seen at home; the uncle is no uncle.")
            try await walk.owes(["tell-raiser": "2027-01-05", "nrm": "2027-01-11", "assessed": "2027-03-02"])
            try await walk.reads(.police, "Seen at home; the uncle is no uncle.")
            try await walk.doesNotRead(.thornbeck, "Assessment by social care", "the uncle is no uncle")

            try await walk.refuses("tell-raiser", by: .merton, saying: "Write what the raiser is told.")
            try await walk.take("tell-raiser", by: .merton, "A social worker has met her. Call us if she is away.")
            try await walk.reads(.thornbeck, "Assessment by social care (section 17)", "A social worker has met her.")
            try await walk.doesNotRead(.thornbeck, "the uncle is no uncle")
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .police, .larkhill)

            try await walk.refuses("say-if-satisfied", by: .thornbeck, enough: false, saying: "Write what is missing.")
            try await walk.take("say-if-satisfied", by: .thornbeck, "Who sees her tonight?", enough: false)
            try await walk.reads(.merton, "Who sees her tonight?")
            try await walk.owes(["decide": "2027-01-05", "nrm": "2027-01-11", "assessed": "2027-03-02"])
            try await walk.take("decide", by: .merton, outcome: "strategy-discussion", "With the police at noon.")
            try await walk.take("tell-raiser", by: .merton, "She sleeps at a foster home tonight.")
            try await walk.reads(.thornbeck, "Strategy discussion with the police (section 47)", "at a foster home")
            try await walk.take("say-if-satisfied", by: .thornbeck, enough: true)
            try await walk.take("nrm", by: .merton, "Referred to the mechanism.")
            try await walk.owes(["assessed": "2027-03-02"])

            try await walk.comes("2027-02-26 10:00")
            try await walk.take("assessed", by: .merton, outcome: "child-in-need", "A plan with the foster family.")
            try await walk.owes(["told-findings": "2027-03-01"])
            try await walk.take("told-findings", by: .merton, "She has a plan, and stays at your school.")
            try await walk.reads(.thornbeck, "Child in need plan", "She has a plan, and stays at your school.")
            try await walk.owes(["satisfied-with-findings": "2027-03-05"])
            try await walk.take("satisfied-with-findings", by: .thornbeck, enough: true)
            try await walk.isClosed()
        }
    }

    @Test("a missing child is looked for until found, and each look comes back to whoever missed the child")
    func missingChild() async throws {
        try await walk("missing-child", "2026-04-02 16:00") { walk in
            try await walk.raise(
                by: .larkhill,
                [
                    "danger-now": "unknown", "school-known": "yes", "ask-home-office": "yes",
                    "missing-since": "2026-03-30",
                ],
                to: [
                    "authority-of-residence": .merton, "police": .police, "school-of-the-child": .thornbeck,
                    "immigration": .homeOffice,
                ],
                call: ["whom": "Sergeant Obi on 101", "when": "half past three", "reference": "log 5512"]
            )
            let call = "Call made. Whom: Sergeant Obi on 101. When: half past three. Reference: log 5512."
            for walker in [Walker.merton, .larkhill] { try await walk.reads(walker, call) }
            for walker in [Walker.police, .thornbeck, .homeOffice] {
                try await walk.doesNotRead(walker, "Call made", "Sergeant Obi", "half past three", "log 5512")
            }
            try await walk.owes([
                "search-agreed": "2026-04-02 16:00", "police-received": "2026-04-02 20:00",
                "acknowledge": "2026-04-07", "decide": "2026-04-07", "home-office-answer": "2026-04-13",
            ])
            try await walk.seesAll(.police)
            try await walk.sees(.thornbeck, only: "child", "kind", "missing-since", "enquiries")
            try await walk.sees(.homeOffice, only: "child", "missing-since")
            try await walk.take("police-received", by: .police)
            try await walk.refuses("search-agreed", by: .merton, saying: "Write what was done.")
            try await walk.take("search-agreed", by: .merton, "The police look along the canal tonight.")
            try await walk.owes(["decide": "2026-04-07", "home-office-answer": "2026-04-13"])

            try await walk.comes("2026-04-07 10:00")
            try await walk.take("home-office-answer", by: .homeOffice, "No removal is on record.")
            try await walk.refuses("decide", by: .merton, outcome: "not-missing", saying: "Write why.")
            try await walk.take("decide", by: .merton, outcome: "joint-enquiries", "The aunt in Kent is asked.")
            try await walk.owes([
                "tell-raiser": "2026-04-08", "enquiries-shared-out": "2026-04-09", "look": "2026-04-14",
                "name-on-roll": "2026-05-13",
            ])
            try await walk.take("tell-raiser", by: .merton, "You ask his friends, and we ask the family.")
            try await walk.reads(.larkhill, "School and authority make enquiries together", "You ask his friends")
            try await walk.doesNotRead(.larkhill, "The aunt in Kent")
            try await walk.doesNotRead(
                .homeOffice,
                "The aunt in Kent",
                "You ask his friends",
                "make enquiries together"
            )
            try await walk.isHidden(fromAllBut: .larkhill, .merton, .police, .thornbeck, .homeOffice)

            try await walk.comes("2026-04-10 09:00")
            try await walk.reads(.larkhill, "Overdue Whoever raised it was told: Agree in writing with the school")
            try await walk.comes("2026-04-14 09:00")
            try await walk.reads(.larkhill, "Overdue The authority’s lead was told: Agree in writing with the school")
            try await walk.reads(.larkhill, "Overdue The coordinator was told: Agree in writing with the school")
            try await walk.isOverdueAtHome(of: .coordinator)
            try await walk.take("enquiries-shared-out", by: .merton, "Each has a list.")
            try await walk.take("name-on-roll", by: .thornbeck, "The name stays.")
            try await walk.refuses("look", by: .merton, outcome: "still-missing", saying: "Write why.")
            try await walk.take("look", by: .merton, outcome: "still-missing", "Nobody has seen him since.")
            try await walk.owes(["told-each-time": "2026-04-15", "look": "2026-05-14"])
            try await walk.take("told-each-time", by: .merton, "Not found yet. We ask again in May.")
            try await walk.reads(.larkhill, "Not found yet; looked for again", "We ask again in May.")
            try await walk.owes(["look": "2026-05-14"])

            try await walk.comes("2026-05-05 10:00")
            try await walk.take("look", by: .merton, outcome: "found-in-school", "With the aunt, at a school in Kent.")
            try await walk.owes(["told-each-time": "2026-05-06", "child-heard": "2026-05-08 10:00"])
            try await walk.take("told-each-time", by: .merton, "He is found, and he is well.")
            try await walk.reads(.larkhill, "Found, in a school", "He is found, and he is well.")
            try await walk.doesNotRead(.larkhill, "at a school in Kent")
            try await walk.owes(["child-heard": "2026-05-08 10:00", "satisfied-when-found": "2026-05-12"])
            try await walk.take("child-heard", by: .merton, "He said no, and that is accepted.")
            try await walk.take("satisfied-when-found", by: .larkhill, enough: true)
            try await walk.isClosed()
        }
    }

    @Test(
        "female genital mutilation: before a journey, all act together, and the school is told only that it is dealt with"
    )
    func fgmConcern() async throws {
        try await walk("fgm-concern", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                [
                    "called": "yes", "danger-now": "yes", "needs-health": "yes", "journey": "yes",
                    "leaves-on": "2027-01-08", "back-on": "2027-01-22",
                ],
                to: ["authority-of-residence": .merton, "police": .police, "health": .health]
            )
            try await walk.owes([
                "keep-safe": "2026-12-24 16:00", "called-101": "2026-12-29", "acknowledge": "2026-12-29",
                "told-police": "2026-12-29", "decide": "2026-12-29",
            ])
            try await walk.seesAll(.police)
            try await walk.sees(
                .health,
                only: "child",
                "what",
                "where-now",
                "reach-her",
                "language",
                "needs-health",
                "danger-now"
            )
            try await walk.take("keep-safe", by: .merton, "She stays with a teacher tonight.")
            try await walk.take("called-101", by: .thornbeck, "The reference is 4471.")

            try await walk.comes("2026-12-30 05:00")
            try await walk.reads(.thornbeck, "Overdue Whoever raised it was told: Decide what it comes to.")
            try await walk.reads(.thornbeck, "Overdue The authority’s lead was told: Decide what it comes to.")
            try await walk.comes("2026-12-31 09:00")
            try await walk.reads(.thornbeck, "Overdue The coordinator was told: Decide what it comes to.")
            try await walk.take("told-police", by: .merton)
            try await walk.refuses("decide", by: .merton, outcome: "no-further-action", saying: "Write why.")
            try await walk.take("decide", by: .merton, outcome: "strategy-discussion", "Her sister is seen too.")
            try await walk.owes([
                "tell-raiser": "2027-01-04", "order-thought-of": "2027-01-05", "care-offered": "2027-01-08",
                "assessed": "2027-03-02", "before-she-leaves": "2027-01-06", "seen-again": "2027-01-26",
            ])
            try await walk.take("tell-raiser", by: .merton, "We meet today, and she is safe.")
            try await walk.reads(.thornbeck, "Strategy discussion with police, health and education", "she is safe")
            try await walk.doesNotRead(.thornbeck, "Her sister is seen too.")
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .police, .health)
            try await walk.take("say-if-satisfied", by: .thornbeck, enough: true)
            try await walk.take("order-thought-of", by: .merton, "The court made an order.")
            try await walk.take("care-offered", by: .health)
            try await walk.take("before-she-leaves", by: .merton, "Officers know the flight.")

            try await walk.comes("2027-01-25 10:00")
            try await walk.take("seen-again", by: .merton, "She is back, and plays.")
            try await walk.take("assessed", by: .merton, outcome: "known-reported", "It had been done abroad.")
            try await walk.owes(["told-findings": "2027-01-26"])
            try await walk.take("told-findings", by: .merton, "It was dealt with. Thank you.")
            try await walk.reads(.thornbeck, "It was dealt with. Thank you.", "More than that cannot be told.")
            try await walk.doesNotRead(.thornbeck, "It had been done, and the police know", "It had been done abroad.")
            try await walk.owes(["satisfied-with-findings": "2027-02-01"])
            try await walk.take("satisfied-with-findings", by: .thornbeck, enough: true)
            try await walk.isClosed()
        }
    }

    @Test("domestic abuse: the school has the notice before its next day, and the police hear no more than that")
    func domesticAbuseNotice() async throws {
        try await walk("domestic-abuse-notice", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .police,
                ["to": walk.organisation(.thornbeck), "spoken-to": "yes", "not-collect": "yes"],
                to: ["whom-the-form-names": .thornbeck]
            )
            try await walk.owes(["acknowledge": "2027-01-05 08:30"])
            try await walk.reads(.police, "Counted by the term dates of Merton.")
            try await walk.seesAll(.thornbeck)
            try await walk.isHidden(fromAllBut: .police, .thornbeck)

            try await walk.comes("2027-01-05 11:00")
            try await walk.reads(.police, "Overdue Whoever raised it was told: Say that it was received.")
            try await walk.reads(.police, "Overdue The authority’s lead was told: Say that it was received.")
            try await walk.comes("2027-01-07 09:00")
            try await walk.reads(.police, "Overdue The coordinator was told: Say that it was received.")
            try await walk.isOverdueAtHome(of: .coordinator)
            try await walk.take("acknowledge", by: .thornbeck)
            try await walk.owes(["child-met": "2027-01-08", "decide": "2027-01-08"])

            try await walk.refuses("decide", by: .thornbeck, outcome: "wrong-place", saying: "Write why.")
            try await walk.take("decide", by: .thornbeck, outcome: "silent-support", "He spoke with Miss Ames.")
            try await walk.owes([
                "child-met": "2027-01-08", "tell-raiser": "2027-01-07 13:00", "looked-back": "2027-01-21",
            ])
            try await walk.take("tell-raiser", by: .thornbeck, "It arrived, and he is looked after.")
            try await walk.reads(.police, "It arrived, and he is looked after.", "More than that cannot be told.")
            try await walk.doesNotRead(.police, "The school looks after the child", "Miss Ames")
            try await walk.take("child-met", by: .thornbeck)
            try await walk.isHidden(fromAllBut: .police, .thornbeck)

            try await walk.comes("2027-01-14 10:00")
            try await walk.take("looked-back", by: .thornbeck, outcome: "nothing-more")
            try await walk.owes(["told-later": "2027-01-21"])
            try await walk.mails()
            let mailed = walk.mailed(.police)
            try await walk.take("told-later", by: .thornbeck, "Help was given.")
            try await walk.mails()
            #expect(walk.mailed(.police) == mailed + 1, "the last answer closes it, and is told all the same")
            try await walk.reads(.police, "Help was given.")
            try await walk.doesNotRead(.police, "No more is needed now", "Miss Ames")
            try await walk.isClosed()
        }
    }

    @Test("bullying is asked about at two, six and twelve weeks, and after, until the child says that it has stopped")
    func bullyingIncident() async throws {
        try await walk("bullying-incident", "2026-04-02 16:00") { walk in
            try await walk.raise(
                by: .charity,
                ["school-name": walk.organisation(.thornbeck), "school-may-know": "yes", "kinds": "names online"],
                to: ["authority-of-the-school": .merton, "school-of-the-child": .thornbeck]
            )
            try await walk.owes(["acknowledge": "2026-04-07", "decide": "2026-04-08"])
            try await walk.sees(
                .thornbeck,
                only: "danger-now",
                "self-harm",
                "child",
                "school-name",
                "years",
                "child-wants",
                "kinds",
                "online-ways",
                "because-of",
                "places",
                "how-long",
                "account",
                "bullies",
                "intimate-picture",
                "evidence"
            )
            try await walk.comes("2026-04-07 10:00")
            try await walk.take("acknowledge", by: .merton)
            try await walk.refuses("decide", by: .merton, outcome: "no-further-action", saying: "Write why.")
            try await walk.take("decide", by: .merton, outcome: "school-acts", "Three boys of year nine.")
            try await walk.owes([
                "tell-raiser": "2026-04-08", "plan": "2026-04-24", "check-2-weeks": "2026-04-21",
                "check-6-weeks": "2026-05-19", "check-12-weeks": "2026-06-30",
            ])
            try await walk.take("tell-raiser", by: .merton, "The school stops it, and asks him each week.")
            try await walk.reads(.charity, "The school acts", "The school stops it, and asks him each week.")
            try await walk.doesNotRead(.charity, "Three boys of year nine.")
            try await walk.isHidden(fromAllBut: .charity, .merton, .thornbeck)
            try await walk.take("say-if-satisfied", by: .charity, enough: true)

            try await walk.comes("2026-04-21 10:00")
            try await walk.take("check-2-weeks", by: .merton, outcome: "going-on", "On the bus now.")
            // That it goes on lifts nothing from the school that has done nothing yet.
            try await walk.owes([
                "plan": "2026-04-24", "told-2-weeks": "2026-04-23", "check-6-weeks": "2026-05-19",
                "check-12-weeks": "2026-06-30",
            ])
            try await walk.take("told-2-weeks", by: .merton, "It goes on, on the bus. A teacher rides along.")
            try await walk.comes("2026-04-25 09:00")
            try await walk.reads(.charity, "Overdue Whoever raised it was told: Speak to the child alone")
            try await walk.reads(.charity, "Reminder to Thornbeck Academy: Speak to the child alone")
            try await walk.comes("2026-05-02 09:00")
            try await walk.reads(.charity, "Overdue The coordinator was told: Speak to the child alone")
            try await walk.take("plan", by: .thornbeck, "A teacher rides along.")

            try await walk.comes("2026-05-19 10:00")
            try await walk.take("check-6-weeks", by: .merton, outcome: "less", "He says it is less.")
            try await walk.owes(["told-6-weeks": "2026-05-21", "check-12-weeks": "2026-06-30"])
            try await walk.take("told-6-weeks", by: .merton, "There is less of it.")
            try await walk.comes("2026-06-30 10:00")
            try await walk.take("check-12-weeks", by: .merton, outcome: "still-going-on", "Once a week still.")
            try await walk.owes(["told-end": "2026-07-02", "later-checks": "2026-07-28"])
            try await walk.take("told-end", by: .merton, "We go on until it has stopped.")
            try await walk.owes(["satisfied-at-end": "2026-07-07", "later-checks": "2026-07-28"])
            try await walk.take("satisfied-at-end", by: .charity, enough: true)
            try await walk.comes("2026-07-28 10:00")
            try await walk.take("later-checks", by: .merton, outcome: "stopped", "He says that it has stopped.")
            try await walk.owes(["told-later": "2026-07-30"])
            try await walk.take("told-later", by: .merton, "It has stopped, he says.")
            try await walk.reads(.charity, "It has stopped, the child says", "It has stopped, he says.")
            try await walk.isClosed()
        }
    }

    @Test("an online incident: the device is locked away, the police lead, and the school hears what was changed")
    func onlineSafetyIncident() async throws {
        try await walk("online-safety-incident", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                ["intimate-picture": "yes", "illegal": "yes", "school-known": "yes", "looked-after": "yes"],
                to: [
                    "authority-where-it-happened": .merton, "police": .police, "school-of-the-child": .larkhill,
                    "placing-authority": .camden,
                ]
            )
            try await walk.owes([
                "lock-away": "2026-12-24 16:00", "ask-police": "2026-12-24 20:00", "acknowledge": "2026-12-29",
                "take-down": "2026-12-29", "decide": "2026-12-31",
            ])
            try await walk.seesAll(.police)
            try await walk.sees(
                .larkhill,
                only: "danger-now",
                "intimate-picture",
                "illegal",
                "children",
                "kinds",
                "seen-on",
                "device",
                "let-through",
                "account",
                "done"
            )
            try await walk.sees(
                .camden,
                only: "danger-now",
                "intimate-picture",
                "illegal",
                "children",
                "kinds",
                "seen-on",
                "account",
                "done",
                "police-told"
            )
            try await walk.take("lock-away", by: .thornbeck)
            try await walk.take("ask-police", by: .merton, "The police lead, and speak to her.")
            try await walk.take("take-down", by: .merton, "She was helped to report it.")
            try await walk.owes(["decide": "2026-12-31"])

            try await walk.comes("2027-01-01 09:00")
            try await walk.reads(.thornbeck, "Overdue Whoever raised it was told: Decide what it comes to.")
            try await walk.comes("2027-01-07 09:00")
            try await walk.reads(.thornbeck, "Overdue The coordinator was told: Decide what it comes to.")
            try await walk.refuses("decide", by: .merton, outcome: "no-further-action", saying: "Write why.")
            try await walk.take("decide", by: .merton, outcome: "police-lead", "A man of forty was found.")
            try await walk.owes(["tell-raiser": "2027-01-08", "learnt": "2027-02-18"])
            try await walk.take("tell-raiser", by: .merton, "The police have it in hand.")
            try await walk.reads(.thornbeck, "The police lead", "The police have it in hand.")
            try await walk.doesNotRead(.thornbeck, "A man of forty was found.")
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .police, .larkhill, .camden)
            try await walk.owes(["say-if-satisfied": "2027-01-14", "learnt": "2027-02-18"])
            try await walk.take("say-if-satisfied", by: .thornbeck, enough: true)

            try await walk.comes("2027-02-15 10:00")
            try await walk.take("learnt", by: .merton, outcome: "changed", "The filter has a new list.")
            try await walk.owes(["told-changes": "2027-02-17"])
            try await walk.take("told-changes", by: .merton, "The filter was changed for all schools.")
            try await walk.reads(.thornbeck, "Something was changed", "The filter was changed for all schools.")
            try await walk.owes(["satisfied-at-end": "2027-02-22"])
            try await walk.take("satisfied-at-end", by: .thornbeck, enough: true)
            try await walk.isClosed()
        }
    }
}

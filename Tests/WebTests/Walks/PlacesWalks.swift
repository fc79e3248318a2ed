import Safeguarding
import Testing

@testable import Web

/// As ``ChildrenWalks``: where children live and learn, and who may decide for them.
@Suite("Walks: procedures about where a child lives and learns")
struct PlacesWalks {
    @Test("a removal is told to the school in time, and goodbye, belongings and records are seen to")
    func removalNotice() async throws {
        try await walk("removal-notice", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .homeOffice,
                [
                    "others-may-know": "now", "told-from": "2026-12-24", "school-known": "yes", "at-risk": "yes",
                    "leaves-on": "2027-01-20", "belongings": "yes",
                ],
                to: ["authority-of-residence": .merton, "school-of-the-child": .thornbeck]
            )
            try await walk.owes([
                "acknowledge": "2026-12-29", "safe-first": "2026-12-29", "told-school": "2026-12-29",
                "decide": "2027-01-05",
            ])
            try await walk.seesAll(.merton)
            try await walk.sees(
                .thornbeck,
                only: "child",
                "others",
                "stage",
                "leaves-on",
                "left-on",
                "child-wishes",
                "class-message",
                "belongings",
                "reach",
                "next-school"
            )
            try await walk.comes("2026-12-29 10:00")
            try await walk.refuses("safe-first", by: .merton, saying: "Write what was done.")
            try await walk.take("safe-first", by: .merton, "Medicine travels with her.")
            try await walk.take("told-school", by: .merton, "Mr Castellane knows.")
            try await walk.refuses("decide", by: .merton, outcome: "child-stays", saying: "Write why.")
            try await walk.take("decide", by: .merton, outcome: "will-leave", "The solicitor confirms it.")
            try await walk.owes([
                "tell-raiser": "2026-12-30", "words-cleared": "2027-01-06", "things-sent": "2027-01-18",
                "records-sent": "2027-01-25", "settled": "2027-01-27",
            ])
            try await walk.refuses("tell-raiser", by: .merton, later: 9, saying: "Choose why it cannot be told yet.")
            try await walk.take("tell-raiser", by: .merton, later: 1)
            try await walk.reads(
                .homeOffice,
                "Cannot be told yet It could put the child or somebody else at risk, decided by Inspector Vane."
            )
            try await walk.owes([
                "tell-raiser": "2027-01-06", "words-cleared": "2027-01-06", "things-sent": "2027-01-18",
                "records-sent": "2027-01-25", "settled": "2027-01-27",
            ])
            try await walk.take("words-cleared", by: .thornbeck, "She has moved away, and we miss her.")
            try await walk.take("things-sent", by: .thornbeck, "Her drawings went by post.")
            try await walk.take("records-sent", by: .thornbeck, "The name comes off on the day.")
            try await walk.owes(["tell-raiser": "2027-01-06", "class-told": "2027-01-07", "settled": "2027-01-27"])
            try await walk.isHidden(fromAllBut: .homeOffice, .merton, .thornbeck)

            try await walk.comes("2027-01-05 09:00")
            try await walk.take("tell-raiser", by: .merton, "The school knows, and says goodbye.")
            try await walk.reads(.homeOffice, "The family is to leave", "The school knows, and says goodbye.")
            try await walk.doesNotRead(.homeOffice, "The solicitor confirms it.", "She has moved away")
            try await walk.comes("2027-01-08 09:00")
            try await walk.reads(.homeOffice, "Reminder to Thornbeck Academy: Tell the class and the staff")
            try await walk.reads(.homeOffice, "Overdue Whoever raised it was told: Tell the class and the staff")
            try await walk.comes("2027-01-13 09:00")
            try await walk.reads(.homeOffice, "Overdue The coordinator was told: Tell the class and the staff")
            try await walk.isOverdueAtHome(of: .coordinator)
            try await walk.take("class-told", by: .thornbeck)
            try await walk.take("settled", by: .merton, outcome: "all-done", "All is done.")
            try await walk.owes(["told-at-end": "2027-01-14"])
            try await walk.take("told-at-end", by: .merton, "Everything is done.")
            try await walk.reads(.homeOffice, "Gone; goodbye, belongings and records are done", "Everything is done.")
            try await walk.owes(["satisfied-at-end": "2027-01-20"])
            try await walk.take("satisfied-at-end", by: .homeOffice, enough: true)
            try await walk.isClosed()
        }
    }

    @Test("a placement in another borough: every addressee gives a receipt, and a risk there is answered")
    func placementNotice() async throws {
        try await walk("placement-notice", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .camden,
                ["starts-on": "2027-01-08", "school-may-see-address": "no", "school-plan": "stays"],
                to: ["authority-of-the-placement": .merton, "school-of-the-child": .thornbeck, "health": .health]
            )
            try await walk.owes([
                "all-told-before": "2027-01-07", "acknowledge": "2026-12-29", "receipt": "2026-12-29",
                "risk-known": "2026-12-30", "decide": "2026-12-31", "education-plan": "2027-01-22",
            ])
            try await walk.sees(
                .thornbeck,
                only: "kind",
                "child",
                "starts-on",
                "ended-on",
                "social-worker",
                "out-of-hours",
                "placement-kind",
                "address",
                "keep-safe",
                "keep-safe-how",
                "school-plan",
                "exam-years"
            )
            try await walk.sees(
                .health,
                only: "kind",
                "child",
                "starts-on",
                "ended-on",
                "social-worker",
                "out-of-hours",
                "legal-status",
                "placement-kind",
                "address",
                "closed-address",
                "keep-safe",
                "keep-safe-how"
            )
            try await walk.take("receipt", by: .thornbeck)
            try await walk.take("risk-known", by: .thornbeck, "None known.")
            try await walk.take("receipt", by: .health)
            try await walk.refuses("risk-known", by: .health, saying: "Write what was done.")
            try await walk.take("risk-known", by: .health, "A man there is known to us.")

            try await walk.comes("2026-12-29 10:00")
            try await walk.take("acknowledge", by: .merton)
            try await walk.refuses("decide", by: .merton, outcome: "risk-there", saying: "Write why.")
            try await walk.take("decide", by: .merton, outcome: "risk-there", "Health knows a man there.")
            try await walk.doesNotRead(.thornbeck, "Health knows a man there.", "A man there is known to us.")
            try await walk.take("tell-raiser", by: .merton, "Somebody in the household is known. Look again.")
            try await walk.owes([
                "all-told-before": "2027-01-07", "education-plan": "2027-01-22", "answer-to-risk": "2026-12-30",
                "arrived": "2027-02-01",
            ])
            try await walk.reads(
                .camden,
                "Notice complete; a risk is known there",
                "Somebody in the household is known."
            )
            try await walk.doesNotRead(.camden, "Health knows a man there.")
            try await walk.isHidden(fromAllBut: .camden, .merton, .thornbeck, .health)

            try await walk.comes("2027-01-05 09:00")
            try await walk.reads(.merton, "Reminder to Hana Whitlock, Camden: Say what follows from the risk")
            try await walk.reads(.merton, "Overdue Whoever raised it was told: Say what follows from the risk")
            try await walk.reads(.merton, "Overdue The coordinator was told: Say what follows from the risk")
            try await walk.isOverdueAtHome(of: .coordinator)
            try await walk.take("answer-to-risk", by: .camden, "It goes ahead once he has moved out.")
            try await walk.take("all-told-before", by: .camden)
            try await walk.take("education-plan", by: .camden, "Agreed on the fourth.")
            try await walk.owes(["arrived": "2027-02-01"])
            try await walk.comes("2027-01-26 10:00")
            try await walk.take("arrived", by: .merton, outcome: "settled", "He is here, and in school.")
            try await walk.owes(["told-at-end": "2027-01-27"])
            try await walk.take("told-at-end", by: .merton, "He has arrived, and is in school.")
            try await walk.reads(.camden, "Child arrived, receipts in, school settled", "He has arrived")
            try await walk.owes(["satisfied-at-end": "2027-02-02"])
            try await walk.take("satisfied-at-end", by: .camden, enough: true)
            try await walk.isClosed()
        }
    }

    @Test("a residential school says who is checked, the child is seen alone, and the placing authority answers")
    func residentialPlacement() async throws {
        try await walk("residential-placement", "2026-04-02 16:00") { walk in
            try await walk.raise(
                by: .charity,
                [
                    "kind": "placed", "to": walk.organisation(.larkhill), "school-may-know": "yes",
                    "placed-by-authority": "yes",
                ],
                to: [
                    "authority-of-the-placement": .camden, "whom-the-form-names": .larkhill,
                    "placing-authority": .merton,
                ]
            )
            try await walk.owes([
                "acknowledge": "2026-04-07", "checks-answered": "2026-04-13", "decide": "2026-04-20",
                "child-seen": "2026-05-05",
            ])
            try await walk.seesAll(.merton)
            try await walk.sees(
                .larkhill,
                only: "kind",
                "to",
                "child",
                "starts-on",
                "nights",
                "needs-help-to-be-heard",
                "heard-how",
                "checks"
            )
            try await walk.comes("2026-04-07 10:00")
            try await walk.take("acknowledge", by: .camden)
            try await walk.take("checks-answered", by: .larkhill, "All done but two.")
            try await walk.take("child-seen", by: .merton, "She is well, and was seen alone.")
            try await walk.refuses("decide", by: .camden, outcome: "not-assured", saying: "Write why.")
            try await walk.take("decide", by: .camden, outcome: "assured-if", "Two references are missing.")
            try await walk.owes(["tell-raiser": "2026-04-08", "put-right": "2026-05-07"])
            try await walk.take("tell-raiser", by: .camden, "In order, once two papers are there.")
            try await walk.reads(.charity, "In order, if certain things are put right", "once two papers are there.")
            try await walk.doesNotRead(.charity, "Two references are missing.", "She is well")
            try await walk.doesNotRead(.larkhill, "Two references are missing.", "She is well", "once two papers")
            try await walk.owes(["placing-answer": "2026-04-14", "put-right": "2026-05-07"])
            try await walk.isHidden(fromAllBut: .charity, .camden, .larkhill, .merton)

            try await walk.comes("2026-04-15 09:00")
            try await walk.reads(.charity, "Overdue Whoever raised it was told: Say what you do")
            try await walk.comes("2026-04-20 09:00")
            try await walk.reads(.charity, "Overdue The authority’s lead was told: Say what you do")
            try await walk.reads(.charity, "Overdue The coordinator was told: Say what you do")
            try await walk.take("placing-answer", by: .merton, "She stays, and we visit.")
            try await walk.comes("2026-05-05 10:00")
            try await walk.take("put-right", by: .camden, outcome: "now-assured", "Both references were seen.")
            try await walk.owes(["told-at-end": "2026-05-06"])
            try await walk.take("told-at-end", by: .camden, "Everything is in order now.")
            try await walk.reads(.charity, "What was missing is put right", "Everything is in order now.")
            try await walk.owes(["satisfied-at-end": "2026-05-12"])
            try await walk.take("satisfied-at-end", by: .charity, enough: true)
            try await walk.isClosed()
        }
    }

    @Test("a child is to be taught at home: the name comes off on the day, and the family is asked how it goes")
    func homeEducation() async throws {
        try await walk("home-education", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                ["home-from": "2027-01-11", "school-elsewhere": "yes"],
                to: [
                    "authority-of-residence": .merton, "school-of-the-child": .thornbeck,
                    "authority-of-the-school": .camden,
                ]
            )
            try await walk.owes([
                "acknowledge": "2026-12-29", "before-name-comes-off": "2026-12-30", "return-made": "2027-01-11",
                "decide": "2027-01-12", "family-written-to": "2027-01-08",
            ])
            try await walk.seesAll(.merton)
            try await walk.sees(.camden, only: "kind", "child", "home-from", "own-words", "suggested")
            try await walk.comes("2026-12-29 10:00")
            try await walk.take("acknowledge", by: .merton)
            try await walk.take("before-name-comes-off", by: .merton, "It may come off on the eleventh.")
            try await walk.refuses("decide", by: .merton, outcome: "consent-refused", saying: "Write why.")
            try await walk.take("decide", by: .merton, outcome: "in-touch", "The mother would like a visit.")
            try await walk.take("tell-raiser", by: .merton, "We are in touch with the family.")
            try await walk.owes([
                "return-made": "2027-01-11", "family-written-to": "2027-01-08", "how-it-goes": "2027-03-29",
            ])
            try await walk.reads(.thornbeck, "Noted; the authority is in touch with the family", "We are in touch")
            try await walk.doesNotRead(.camden, "The mother would like a visit.", "We are in touch with the family.")
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .camden)

            try await walk.comes("2027-01-09 09:00")
            try await walk.reads(.thornbeck, "Reminder to Merton: Write to the family")
            try await walk.reads(.thornbeck, "Overdue Whoever raised it was told: Write to the family")
            try await walk.take("return-made", by: .thornbeck, "It was made on the day.")
            try await walk.comes("2027-01-18 09:00")
            try await walk.reads(.thornbeck, "Overdue The coordinator was told: Write to the family")
            try await walk.isOverdueAtHome(of: .coordinator)
            try await walk.take("family-written-to", by: .merton)
            try await walk.comes("2027-03-25 10:00")
            try await walk.take("how-it-goes", by: .merton, outcome: "suitable", "He builds clocks.")
            try await walk.owes(["told-how": "2027-03-30"])
            try await walk.take("told-how", by: .merton, "He learns well at home.")
            try await walk.reads(.thornbeck, "The education suits the child", "He learns well at home.")
            try await walk.reads(.camden, "The education suits the child")
            try await walk.owes(["satisfied-at-end": "2027-04-05"])
            try await walk.take("satisfied-at-end", by: .thornbeck, enough: true)
            try await walk.isClosed()
        }
    }

    @Test("a family that agrees tells its story once, hears first, and is asked until it has what it wanted")
    func commonAssessment() async throws {
        try await walk("common-assessment", "2026-04-02 16:00") { walk in
            try await walk.isNotTaken(
                by: .thornbeck,
                ["agreed": "no"],
                saying: "This can only be raised with a parent’s or the child’s agreement."
            )
            try await walk.raise(
                by: .thornbeck,
                ["agreed": "yes", "share-with": "health other", "to": walk.organisation(.charity)],
                to: ["authority-of-residence": .merton, "health": .health, "whom-the-form-names": .charity]
            )
            try await walk.owes(["acknowledge": "2026-04-08", "decide": "2026-04-20"])
            try await walk.sees(
                .health,
                only: "child",
                "share-with",
                "taking-part",
                "development-areas",
                "development",
                "care-areas",
                "care",
                "be-healthy",
                "stay-safe",
                "child-says",
                "plan",
                "lead-wanted"
            )
            try await walk.sees(.charity, only: "child", "taking-part", "child-says", "plan", "lead-wanted")
            try await walk.comes("2026-04-07 10:00")
            try await walk.take("acknowledge", by: .merton)
            try await walk.refuses("decide", by: .merton, outcome: "not-for-this", saying: "Write why.")
            try await walk.take("decide", by: .merton, outcome: "team-around-family", "Ms Ames leads it.")
            try await walk.owes(["told-family": "2026-04-09", "team-met": "2026-04-28", "reviewed": "2026-05-19"])
            try await walk.take("told-family", by: .merton)
            try await walk.owes(["tell-raiser": "2026-04-08", "team-met": "2026-04-28", "reviewed": "2026-05-19"])
            try await walk.take("tell-raiser", by: .merton, "A team meets, and you are in it.")
            try await walk.reads(.thornbeck, "A team around the family with a lead practitioner", "A team meets")
            try await walk.doesNotRead(.thornbeck, "Ms Ames leads it.")
            try await walk.doesNotRead(.charity, "Ms Ames leads it.", "A team meets, and you are in it.")
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .health, .charity)
            try await walk.owes(["say-if-satisfied": "2026-04-21", "team-met": "2026-04-28", "reviewed": "2026-05-19"])
            try await walk.take("say-if-satisfied", by: .thornbeck, enough: true)

            try await walk.comes("2026-04-29 09:00")
            try await walk.reads(.thornbeck, "Overdue Whoever raised it was told: Bring the family and those who help")
            try await walk.comes("2026-05-07 09:00")
            try await walk.reads(.thornbeck, "Overdue The coordinator was told: Bring the family and those who help")
            try await walk.take("team-met", by: .merton)
            try await walk.comes("2026-05-19 10:00")
            try await walk.refuses("reviewed", by: .merton, outcome: "help-goes-on", saying: "Write what was found.")
            try await walk.take("reviewed", by: .merton, outcome: "help-goes-on", "She sleeps better.")
            try await walk.owes(["told-review": "2026-05-27", "reviewed": "2026-08-11"])
            try await walk.take("told-review", by: .merton, "It helps, and goes on.")
            try await walk.comes("2026-08-11 10:00")
            try await walk.take("reviewed", by: .merton, outcome: "needs-met", "They manage by themselves.")
            try await walk.owes(["told-review": "2026-08-18"])
            try await walk.take("told-review", by: .merton, "They have what they wanted.")
            try await walk.reads(.thornbeck, "The family has the help it wanted", "They have what they wanted.")
            try await walk.doesNotRead(.thornbeck, "They manage by themselves.")
            try await walk.owes(["satisfied-at-end": "2026-08-25"])
            try await walk.take("satisfied-at-end", by: .thornbeck, enough: true)
            try await walk.isClosed()
        }
    }

    @Test("an exchange visit is changed before anybody travels, hosts are checked, and the school says how it went")
    func exchangeVisit() async throws {
        try await walk("exchange-visit", "2026-04-02 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                ["starts-on": "2026-06-12", "ends-on": "2026-06-19", "long-stay": "yes"],
                to: ["authority-of-the-school": .merton, "authority-of-the-placement": .camden]
            )
            try await walk.owes(["acknowledge": "2026-04-08", "decide": "2026-04-20"])
            try await walk.sees(
                .camden,
                only: "visit",
                "partner",
                "starts-on",
                "ends-on",
                "long-stays",
                "leader",
                "call-number"
            )
            try await walk.comes("2026-04-07 10:00")
            try await walk.take("acknowledge", by: .merton)
            try await walk.refuses("decide", by: .merton, outcome: "changes-first", saying: "Write why.")
            try await walk.take("decide", by: .merton, outcome: "changes-first", "No home was visited.")
            let later = [
                "fostering-told": "2026-05-01", "hosts-checked": "2026-05-22", "briefed": "2026-06-11",
                "asked-alone": "2026-06-14", "fostering-visits": "2026-07-24", "came-back": "2026-07-03",
            ]
            try await walk.owes(later.merging(["tell-raiser": "2026-04-08"]) { $1 })
            try await walk.take("tell-raiser", by: .merton, "Visit every home before you travel.")
            try await walk.reads(.thornbeck, "Changes are needed before anybody travels", "Visit every home")
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .camden)
            try await walk.owes(later.merging(["say-if-satisfied": "2026-04-14", "changed": "2026-04-21"]) { $1 })
            try await walk.take("say-if-satisfied", by: .thornbeck, enough: true)
            try await walk.take("changed", by: .thornbeck, "Every home was visited.")
            try await walk.owes(later.merging(["looked-again": "2026-04-14"]) { $1 })
            try await walk.take("looked-again", by: .merton, outcome: "sound", "All of it is there now.")
            try await walk.take("told-again", by: .merton, "The plan is sound. Have a good time.")
            try await walk.reads(.thornbeck, "The plan is sound", "Have a good time.")
            try await walk.owes(later.merging(["satisfied-with-new-answer": "2026-04-14"]) { $1 })
            try await walk.take("satisfied-with-new-answer", by: .thornbeck, enough: true)
            try await walk.take("fostering-told", by: .thornbeck)
            try await walk.take("fostering-visit", by: .camden, "The stay is suitable.")
            try await walk.take("told-fostering", by: .camden, "One stay is suitable, with a bed of her own.")
            try await walk.reads(.thornbeck, "One stay is suitable, with a bed of her own.")

            try await walk.comes("2026-06-01 09:00")
            try await walk.reads(
                .merton,
                "Reminder to Owen Castellane, Thornbeck Academy: Have every host"
            )
            try await walk.reads(.merton, "Overdue Whoever raised it was told: Have every host")
            try await walk.comes("2026-06-08 09:00")
            try await walk.reads(.merton, "Overdue The coordinator was told: Have every host")
            try await walk.isOverdueAtHome(of: .coordinator)
            try await walk.take("hosts-checked", by: .thornbeck)
            try await walk.take("briefed", by: .thornbeck)
            try await walk.comes("2026-06-13 10:00")
            try await walk.take("asked-alone", by: .thornbeck)
            try await walk.comes("2026-06-22 10:00")
            try await walk.take("came-back", by: .thornbeck, outcome: "completed", "All came home happy.")
            // What the raiser finds out themselves they need not be told.
            try await walk.isClosed()
        }
    }

    @Test("a question of parental responsibility is answered for the gate today, then with the paper in hand")
    func estrangementQuery() async throws {
        try await walk("estrangement-query", "2026-04-02 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                [
                    "risk-today": "yes", "orders": "care", "order-seen": "yes", "order-ends": "2026-07-31",
                    "question": "record",
                ],
                to: ["authority-of-the-school": .merton, "placing-authority": .camden]
            )
            try await walk.owes([
                "for-today": "2026-04-02 16:00", "acknowledge": "2026-04-07", "responsibility-said": "2026-04-09",
                "decide": "2026-04-13",
            ])
            try await walk.seesAll(.merton)
            try await walk.sees(.camden, only: "child", "asked-by", "question", "orders", "order-says")
            try await walk.take("for-today", by: .merton)
            try await walk.comes("2026-04-07 10:00")
            try await walk.refuses("responsibility-said", by: .camden, saying: "Write what was done.")
            try await walk.take("responsibility-said", by: .camden, "We decide, and Mr Vane is asked.")
            try await walk.refuses("decide", by: .merton, outcome: "order-forbids", saying: "Write why.")
            try await walk.take("decide", by: .merton, outcome: "paper-first", "No seal is on the copy.")
            try await walk.take("tell-raiser", by: .merton, "Ask for the order itself, with its seal.")
            try await walk.reads(.thornbeck, "A paper must be seen first", "Ask for the order itself, with its seal.")
            try await walk.doesNotRead(.thornbeck, "No seal is on the copy.")
            try await walk.owes([
                "asker-answered": "2026-04-22", "say-if-satisfied": "2026-04-14", "paper-brought": "2026-05-01",
            ])
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .camden)
            try await walk.take("asker-answered", by: .thornbeck)
            try await walk.take("say-if-satisfied", by: .thornbeck, enough: true)

            try await walk.comes("2026-05-08 09:00")
            try await walk.reads(.merton, "Reminder to Owen Castellane, Thornbeck Academy: Ask for the paper")
            try await walk.reads(.merton, "Overdue The coordinator was told: Ask for the paper")
            try await walk.isOverdueAtHome(of: .coordinator)
            try await walk.take("paper-brought", by: .thornbeck, "The order was brought.")
            try await walk.owes(["looked-again": "2026-05-15"])
            try await walk.take("looked-again", by: .merton, outcome: "part-of-it", "Without the address.")
            try await walk.owes([
                "told-again": "2026-05-11", "record-shown": "2026-05-11", "order-renewed": "2026-07-17",
            ])
            try await walk.take("told-again", by: .merton, "He may see it, without the address.")
            try await walk.reads(.thornbeck, "They may have part of it, or with care", "without the address.")
            try await walk.owes([
                "record-shown": "2026-05-11", "order-renewed": "2026-07-17", "asker-answered-again": "2026-05-13",
                "satisfied-with-new-answer": "2026-05-15",
            ])
            try await walk.take("record-shown", by: .thornbeck)
            try await walk.take("asker-answered-again", by: .thornbeck)
            try await walk.take("satisfied-with-new-answer", by: .thornbeck, enough: true)
            try await walk.owes(["order-renewed": "2026-07-17"])
            try await walk.comes("2026-07-16 10:00")
            try await walk.take("order-renewed", by: .thornbeck)
            try await walk.isClosed()
        }
    }
}

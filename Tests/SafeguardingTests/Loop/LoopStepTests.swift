import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

@Suite("Taking the steps of a loop")
struct LoopStepTests {
    @Test("acknowledging is taken once, by whoever holds it")
    func acknowledge() async throws {
        var walk = try await LoopWalk("trafficking-referral")
        let step = try walk.step("acknowledge")
        #expect(!walk.state.hasBeenReceived)
        let changes = try await walk.take("acknowledge", .acknowledge, by: walk.town.cole)
        #expect(changes.types == ["duty.met"])
        #expect(walk.state.hasBeenReceived)
        guard
            case .outOfTurn = await refusal({
                try await walk.tried(TakeStep(walk.reference, step.id, .acknowledge), by: walk.town.celia.actor)
            })
        else {
            Issue.record("acknowledged twice")
            return
        }
    }

    @Test("an outcome that the procedure does not know is refused, and so is one without its reason")
    func outcomes() async throws {
        let walk = try await LoopWalk("trafficking-referral", given: ["danger-now": ["no"]])
        let decide = try walk.step("decide").id
        for (outcome, note, field) in [
            ("child-protection", "Why", "outcome"), ("made-up", "Why", "outcome"), (nil, "Why", "outcome"),
            ("assessment", " ", "note"),
        ] {
            let command = TakeStep(walk.reference, decide, .come(to: outcome, note: note))
            guard
                case .invalid(let problems) = await refusal({ try await walk.tried(command, by: walk.town.celia.actor) }
                )
            else {
                Issue.record("\(outcome ?? "nothing") was taken")
                continue
            }
            #expect(problems.map(\.field) == [field])
        }
        // Where a note need not be given, an outcome may ask for its reason.
        var order = try await LoopWalk("resource-order")
        let step = try order.step("decide").id
        let without = TakeStep(order.reference, step, .come(to: "cannot", note: ""))
        #expect(
            await refusal { try await order.tried(without, by: order.town.dora.actor) }
                == .invalid("note", "Write why.")
        )
        try await order.take("decide", .come(to: "sent", note: ""), by: order.town.dora)
        #expect(order.state.outcome == "sent")
    }

    @Test("whoever decides has received it, and then owes telling; nothing is closed before that")
    func decideAndTell() async throws {
        var walk = try await LoopWalk("resource-order")
        let decided = try await walk.take("decide", .come(to: "sent", note: ""), by: walk.town.dora)
        #expect(decided.types == ["duty.met", "duty.met", "duty.owed"])
        #expect(walk.owed == ["tell-raiser of holder"])
        let told = try await walk.take("tell-raiser", .tell("Twenty copies"), by: walk.town.dora)
        #expect(told.types == ["matter.answered", "duty.met", "duty.owed"])
        #expect(walk.owed == ["say-if-satisfied of raiser"])
        let event = try #require(told.all(RaiserTold.self).first)
        #expect(event.level == .full && event.outcome == "sent")
        let judged = try await walk.take("say-if-satisfied", .judge(isEnough: true, words: ""), by: walk.town.asha)
        #expect(judged.types == ["duty.met", "matter.closed"])
        #expect(judged.all(StepMet.self).map(\.outcome) == ["satisfied"])
        #expect(walk.state.ending == .closed)
    }

    @Test("what must be told is written first")
    func tellingNeedsWords() async throws {
        var walk = try await LoopWalk("trafficking-referral", given: ["danger-now": ["no"]])
        try await walk.take("decide", .come(to: "assessment", note: "Seen"), by: walk.town.celia)
        #expect(
            await refusal { try await walk.take("tell-raiser", .tell("  "), by: walk.town.celia) }
                == .invalid("note", "Write what the raiser is told.")
        )
        #expect(!walk.state.isTold)
    }

    @Test("'cannot be told yet' gives another day and a new ladder; the answer stays owed, and nothing closes")
    func putOff() async throws {
        var walk = try await LoopWalk(
            "trafficking-referral",
            now: at("2026-12-24", "16:00"),
            given: ["danger-now": ["no"]]
        )
        try await walk.take("told-police", .act(note: ""), by: walk.town.celia)
        try await walk.take("decide", .come(to: "no-further-action", note: "Why"), by: walk.town.celia)
        let before = try walk.step("tell-raiser")
        for (reason, decider, field) in [(9, "DI Brown", "reason"), (-1, "DI Brown", "reason"), (0, " ", "decided-by")]
        {
            guard
                case .invalid(let problems) = await refusal({
                    try await walk.take(
                        "tell-raiser",
                        .putOff(because: reason, decidedBy: decider),
                        by: walk.town.celia
                    )
                })
            else {
                Issue.record("\(reason) was taken")
                continue
            }
            #expect(problems.map(\.field) == [field])
        }
        for round in 1...3 {
            try await walk.take("tell-raiser", .putOff(because: 0, decidedBy: "DI Brown"), by: walk.town.celia)
            let step = try walk.step("tell-raiser")
            #expect(step.id == before.id)
            #expect(step.rungs.isEmpty)
            #expect(step.ladder.count == 5 && step.ladder != before.ladder)
            #expect(walk.owed == ["tell-raiser of holder"])
            #expect(walk.state.ending == nil && !walk.state.isTold)
            // 10 working days: 29, 30, 31 December, 4 to 8, 11 and 12 January; then 13 to 15, 18 to 22, 25 and 26.
            if round == 1 { #expect(walk.due("tell-raiser") == "2027-01-12 23:59") }
            if round == 2 { #expect(walk.due("tell-raiser") == "2027-01-26 23:59") }
            walk.now = try #require(step.due)
        }
        let event = try #require(walk.all(TellingPutOff.self).first)
        #expect(event.reason == "The police ask that nothing is said while they look into it")
        try await walk.take("tell-raiser", .tell("Now it can be said"), by: walk.town.celia)
        #expect(walk.owed == ["say-if-satisfied of raiser"])
        // Where a procedure knows no reason, there is none.
        var order = try await LoopWalk("resource-order")
        try await order.take("decide", .come(to: "sent", note: ""), by: order.town.dora)
        guard
            case .invalid = await refusal({
                try await order.take("tell-raiser", .putOff(because: 0, decidedBy: "Nobody"), by: order.town.dora)
            })
        else {
            Issue.record("put off without a reason of the procedure")
            return
        }
    }

    @Test("'not enough' says what is missing, opens it again, and the decision and the telling are owed once more")
    func notEnough() async throws {
        var walk = try await LoopWalk("resource-order")
        try await walk.take("decide", .come(to: "ask-elsewhere", note: "Not ours"), by: walk.town.dora)
        try await walk.take("tell-raiser", .tell("Ask elsewhere"), by: walk.town.dora)
        #expect(
            await refusal {
                try await walk.take("say-if-satisfied", .judge(isEnough: false, words: ""), by: walk.town.asha)
            }
                == .invalid("note", "Write what is missing.")
        )
        let judged = try await walk.take(
            "say-if-satisfied",
            .judge(isEnough: false, words: "Where?"),
            by: walk.town.asha
        )
        #expect(judged.types == ["duty.met", "matter.reopened", "duty.owed"])
        #expect(walk.owed == ["decide of holder"])
        #expect(!walk.state.isTold)
        walk.now = at("2026-11-30")
        try await walk.take("decide", .come(to: "sent", note: ""), by: walk.town.dora)
        #expect(walk.owed == ["tell-raiser of holder"])
        try await walk.take("tell-raiser", .tell("Sent"), by: walk.town.dora)
        #expect(walk.owed == ["say-if-satisfied of raiser"])
        // 10 working days from 30 November.
        #expect(walk.due("say-if-satisfied") == "2026-12-14 23:59")
        try await walk.take("say-if-satisfied", .judge(isEnough: true, words: ""), by: walk.town.asha)
        #expect(walk.state.ending == .closed)
    }

    @Test("'not enough' of what a review found owes the review again, to whoever holds the matter now")
    func reviewNotEnough() async throws {
        var walk = try await LoopWalk("trafficking-referral", given: ["danger-now": ["no"]])
        let town = walk.town
        try await walk.take("told-police", .act(note: ""), by: town.celia)
        try await walk.take("decide", .come(to: "assessment", note: "Seen"), by: town.celia)
        try await walk.take("tell-raiser", .tell("Looked into"), by: town.celia)
        try await walk.take("say-if-satisfied", .judge(isEnough: true, words: ""), by: town.asha)
        try await walk.take("nrm", .act(note: "Done"), by: town.celia)
        try await walk.take("assessed", .come(to: "child-in-need", note: "Plan"), by: town.celia)
        try await walk.take("told-findings", .tell("A plan"), by: town.celia)
        try await walk.when(
            OfferLoop(walk.reference, to: .organisation(town[.saltby]), note: "Moved"),
            by: town.celia
        )
        try await walk.when(TakeOver(walk.reference), by: town.edda)
        try await walk.take(
            "satisfied-with-findings",
            .judge(isEnough: false, words: "And the brother?"),
            by: town.asha
        )
        // The last outcome is none of those under which an assessment is owed, and it is owed all the same.
        #expect(walk.owed == ["assessed of holder"])
        #expect(try walk.step("assessed").of == .organisation(town[.saltby]))
        try await walk.when(WriteOnMatter(walk.reference, text: "We look", to: .everyone), by: town.edda)
        try await walk.take("assessed", .come(to: "child-protection", note: "Both"), by: town.edda)
        try await walk.take("told-findings", .tell("Both have a plan"), by: town.edda)
        try await walk.take("satisfied-with-findings", .judge(isEnough: true, words: ""), by: town.asha)
        #expect(walk.state.ending == .closed)
    }

    @Test("whoever says nothing is looked at by the coordinator, who closes it as not said")
    func silence() async throws {
        var walk = try await LoopWalk("resource-order")
        try await walk.take("decide", .come(to: "sent", note: ""), by: walk.town.dora)
        try await walk.take("tell-raiser", .tell("Sent"), by: walk.town.dora)
        let step = try walk.step("say-if-satisfied")
        for rung in step.ladder {
            let reaching = ReachRung(walk.reference, step, rung, in: walk.town)
            walk.now = Instant(milliseconds: rung.at.milliseconds - 1)
            #expect(try await walk.tried(reaching, by: .system("clock")).events.isEmpty, "before its time")
            walk.now = rung.at
            let reached = try await walk.when(reaching, by: .system("clock"))
            // Nobody is named as deputy, so what comes after that is reached with it.
            let expected: [LadderRung.Step: [String]] = [
                .copyDeputy: ["duty.rung", "duty.rung", "duty.owed"], .toCoordinator: [],
            ]
            #expect(reached.types == expected[rung.step] ?? ["duty.rung"])
            #expect(try await walk.when(reaching, by: .system("clock")).events.isEmpty, "twice")
        }
        #expect(walk.owed == ["say-if-satisfied of raiser", "review-silence of coordinator"])
        let review = try walk.step("review-silence")
        #expect(review.ladder.map(\.step) == [.remind, .toCoordinator])
        #expect(review.ladder.first?.at == review.due)
        #expect(
            await refusal { try await walk.take("review-silence", .come(to: nil, note: ""), by: walk.town.dilys) }
                == .invalid("note", "Write what was found.")
        )
        // Whoever raised it may still say so, and the coordinator owes nothing then.
        var late = walk
        try await late.take("say-if-satisfied", .judge(isEnough: true, words: ""), by: late.town.asha)
        #expect(late.types.suffix(3) == ["duty.met", "duty.lapsed", "matter.closed"])
        let closed = try await walk.take(
            "review-silence",
            .come(to: nil, note: "Rang twice; they moved away"),
            by: walk.town.dilys
        )
        #expect(closed.types == ["duty.met", "duty.met", "matter.closed"])
        #expect(closed.all(StepMet.self).map(\.outcome) == [nil, "not-said"])
    }

    @Test("where no rung leads to the coordinator, silence is looked at once the lead is asked to")
    func silenceToLead() async throws {
        let text = ProcedureFiles.text("resource-order").replacing("version: 1", with: "version: 2")
            .replacing("escalate to coordinator after", with: "escalate to the authority's lead after")
        let town = Town()
        var walk = try await LoopWalk(town)
        try await walk.when(PublishProcedure(text: text, lists: ProcedureFiles.lists, reason: "Agreed"), by: .scene)
        let shipped = try town.raising("resource-order", on: day("2026-11-23"))
        let command = RaiseMatter(
            procedure: "resource-order",
            version: 2,
            isPersonal: false,
            raiser: shipped.raiser,
            answers: shipped.answers,
            routes: town.routes(try ProcedureFiles.version("resource-order").definition)
        )
        try await walk.raise(command, by: town.asha)
        try await walk.take("decide", .come(to: "sent", note: ""), by: town.dora)
        try await walk.take("tell-raiser", .tell("Sent"), by: town.dora)
        let step = try walk.step("say-if-satisfied")
        #expect(step.ladder.last?.step == .toLead)
        for rung in step.ladder {
            walk.now = rung.at
            try await walk.when(ReachRung(walk.reference, step, rung, in: town), by: .system("clock"))
        }
        #expect(walk.owed == ["say-if-satisfied of raiser", "review-silence of coordinator"])
    }

    @Test("what whoever raised it finds themselves need not be told to them")
    func raiserFinds() async throws {
        var walk = try await LoopWalk("exchange-visit", given: ["long-stay": ["no"]])
        let town = walk.town
        try await walk.take("decide", .come(to: "sleep-together", note: "Together"), by: town.celia)
        try await walk.take("tell-raiser", .tell("Together"), by: town.celia)
        try await walk.take("say-if-satisfied", .judge(isEnough: true, words: ""), by: town.asha)
        try await walk.take("briefed", .act(note: ""), by: town.asha)
        #expect(walk.owed == ["came-back of raiser"])
        let last = try await walk.take("came-back", .come(to: "completed", note: "Well"), by: town.asha)
        #expect(last.types == ["duty.met", "matter.closed"])
        #expect(walk.state.outcome == "completed")
    }

    @Test("only a step of the clock's own ladder is reached, and not one that was met")
    func rungs() async throws {
        var walk = try await LoopWalk("resource-order")
        let step = try walk.step("acknowledge")
        let rung = try #require(step.ladder.first)
        walk.now = at("2027-06-01")
        let other = LadderRung(step: .toLead, at: rung.at)
        #expect(
            try await walk.tried(ReachRung(walk.reference, duty: step.id, rung: other), by: .system("clock")).events
                .isEmpty
        )
        #expect(
            await refusal {
                try await walk.tried(ReachRung(walk.reference, duty: step.id, rung: rung), by: walk.town.dora.actor)
            }
                == .notAllowed
        )
        try await walk.take("acknowledge", .acknowledge, by: walk.town.dora)
        #expect(
            try await walk.tried(ReachRung(walk.reference, duty: step.id, rung: rung), by: .system("clock")).events
                .isEmpty
        )
    }

    @Test("a child who is not found is looked for each month, and each look is told")
    func everyMonth() async throws {
        var walk = try await LoopWalk(
            "missing-child",
            now: at("2026-11-02"),
            given: ["danger-now": ["no"], "school-known": ["no"], "ask-home-office": ["no"], "looked-after": ["no"]]
        )
        let town = walk.town
        try await walk.take("decide", .come(to: "joint-enquiries", note: "Together"), by: town.celia)
        try await walk.take("tell-raiser", .tell("We look"), by: town.celia)
        // Met on 9 November; a month after each look.
        for (on, next) in [("2026-11-09", "2026-12-09"), ("2026-12-09", "2027-01-09"), ("2027-01-08", "2027-02-08")] {
            walk.now = at(on)
            try await walk.take("look", .come(to: "still-missing", note: "Every list"), by: town.celia)
            #expect(walk.owed == ["look of holder", "told-each-time of holder"])
            #expect(walk.due("look") == "\(next) 23:59")
            try await walk.take("told-each-time", .tell("Not found yet"), by: town.celia)
            #expect(walk.owed == ["look of holder"])
            #expect(walk.state.ending == nil)
        }
        try await walk.take("look", .come(to: "abroad", note: "With evidence"), by: town.celia)
        #expect(walk.owed == ["told-each-time of holder"])
        try await walk.take("told-each-time", .tell("Abroad"), by: town.celia)
        #expect(walk.owed == ["satisfied-when-found of raiser"])
        try await walk.take("satisfied-when-found", .judge(isEnough: true, words: ""), by: town.successor)
        #expect(walk.state.ending == .closed)
    }

    @Test("a step lapses when the condition falls away on which it is owed")
    func lapse() async throws {
        var walk = try await LoopWalk(
            "missing-child",
            given: ["danger-now": ["no"], "school-known": ["yes"], "ask-home-office": ["no"], "looked-after": ["no"]]
        )
        try await walk.take("decide", .come(to: "joint-enquiries", note: "Together"), by: walk.town.celia)
        #expect(walk.owed.contains("name-on-roll of school"))
        let found = try await walk.take("look", .come(to: "found-in-school", note: "There"), by: walk.town.celia)
        let lapsed = found.all(StepLapsed.self).compactMap { walk.state.step($0.duty)?.step }
        #expect(Set(lapsed) == ["name-on-roll", "enquiries-shared-out"])
        #expect(!walk.owed.contains("name-on-roll of school"))
    }

    @Test(
        "what was decided on stays owed when a later review comes to something else, and lapses when it is decided anew"
    )
    func hangs() async throws {
        // The plan that a decision asks for outlasts what the child says after two weeks.
        var bullying = try await LoopWalk(
            "bullying-incident",
            given: ["danger-now": ["no"], "self-harm": ["no"], "staff-concern": ["no"], "school-may-know": ["yes"]]
        )
        let town = bullying.town
        try await bullying.take("decide", .come(to: "school-acts", note: "Seen"), by: town.celia)
        for outcome in ["stopped", "less", "going-on", "could-not-ask"] {
            var later = bullying
            let came = try await later.take("check-2-weeks", .come(to: outcome, note: "Asked"), by: town.celia)
            #expect(came.all(StepLapsed.self).isEmpty)
            #expect(
                Set(later.owed).isSuperset(of: [
                    "plan of school", "check-6-weeks of holder", "check-12-weeks of holder",
                ])
            )
        }
        // Decided anew, it comes to something else, and so does what hung on it.
        try await bullying.take("tell-raiser", .tell("The school acts"), by: town.celia)
        try await bullying.take("say-if-satisfied", .judge(isEnough: false, words: "Nobody saw him"), by: town.asha)
        #expect(bullying.owed.contains("plan of school"))
        let anew = try await bullying.take("decide", .come(to: "no-further-action", note: "None found"), by: town.celia)
        let lapsed = anew.all(StepLapsed.self).compactMap { bullying.state.step($0.duty)?.step }
        #expect(lapsed == ["plan", "check-2-weeks", "check-6-weeks", "check-12-weeks"])
        #expect(bullying.owed == ["tell-raiser of holder"])
    }

    @Test("a goodbye and a child's things stay owed by the school while something is still open")
    func goodbye() async throws {
        var walk = try await LoopWalk(
            "removal-notice",
            given: [
                "school-known": ["yes"], "others-may-know": ["now"], "belongings": ["yes"], "at-risk": ["no"],
                "ask-home-office": ["no"],
            ]
        )
        let town = walk.town
        try await walk.take("decide", .come(to: "will-leave", note: "On Friday"), by: town.celia)
        try await walk.take("told-school", .act(note: "Rang"), by: town.celia)
        let waiting: Set = ["words-cleared of school", "things-sent of school", "records-sent of school"]
        #expect(waiting.isSubset(of: walk.owed))
        try await walk.take("settled", .come(to: "still-open", note: "Her things"), by: town.celia)
        #expect(waiting.isSubset(of: walk.owed))
        #expect(walk.all(StepLapsed.self).isEmpty)
    }

    @Test("visits that go on and on end when the child is back")
    func endless() async throws {
        var walk = try await LoopWalk("exchange-visit", given: ["long-stay": ["yes"]])
        let town = walk.town
        try await walk.take("decide", .come(to: "sound", note: "Sound"), by: town.celia)
        try await walk.take("fostering-visits", .come(to: nil, note: "Seen"), by: town.edda)
        #expect(walk.owed.contains("fostering-visits of host-authority"))
        try await walk.take("came-back", .come(to: "completed", note: "Well"), by: town.asha)
        #expect(!walk.owed.contains("fostering-visits of host-authority"))
        // What should have been done meanwhile is still to be answered for.
        #expect(walk.owed.contains("briefed of raiser"))
        // Nor do they begin anew with what is decided after that.
        try await walk.take("tell-raiser", .tell("Sound"), by: town.celia)
        try await walk.take("say-if-satisfied", .judge(isEnough: false, words: "Who pays?"), by: town.asha)
        try await walk.take("decide", .come(to: "sound", note: "Sound"), by: town.celia)
        #expect(!walk.owed.contains("fostering-visits of host-authority"))
    }

    @Test("a child is referred to the national mechanism also where the assessment is done before that")
    func earlyAssessment() async throws {
        var walk = try await LoopWalk("trafficking-referral", given: ["danger-now": ["no"]])
        for outcome in ["child-protection", "child-in-need", "looked-after"] {
            var early = walk
            try await early.take("decide", .come(to: "assessment", note: "Seen"), by: walk.town.celia)
            try await early.take("assessed", .come(to: outcome, note: "Found"), by: walk.town.celia)
            #expect(early.owed.contains("nrm of holder"), "\(outcome)")
        }
        try await walk.take("decide", .come(to: "assessment", note: "Seen"), by: walk.town.celia)
        try await walk.take("assessed", .come(to: "no-further-action", note: "Nothing"), by: walk.town.celia)
        #expect(!walk.owed.contains("nrm of holder"))
    }

    @Test("what somebody else heard is entered for whoever gave it, within the days of the matter")
    func reported() async throws {
        var walk = try await LoopWalk("resource-order", now: at("2026-11-23"))
        let town = walk.town
        walk.now = at("2026-11-26")
        func report(_ on: String) -> TakeStep.Report { .init(who: "Mr Lovell", way: .telephone, on: day(on)) }
        for on in ["2026-11-22", "2026-11-27"] {
            guard
                case .invalid(let problems) = await refusal({
                    try await walk.take("acknowledge", .acknowledge, by: town.asha, report: report(on))
                })
            else {
                Issue.record("\(on) was taken")
                continue
            }
            #expect(problems.map(\.field) == ["on"])
        }
        #expect(await refusal { try await walk.take("acknowledge", .acknowledge, by: town.asha) } == .notAllowed)
        #expect(
            await refusal {
                try await walk.take("acknowledge", .acknowledge, by: town.bryn, report: report("2026-11-24"))
            }
                == .notAllowed
        )
        try await walk.take("acknowledge", .acknowledge, by: town.asha, report: report("2026-11-24"))
        // Under what names nobody the coordinator enters it too.
        try await walk.take("decide", .come(to: "sent", note: ""), by: town.dilys, report: report("2026-11-25"))
        try await walk.take("tell-raiser", .tell("Sent"), by: town.dilys, report: report("2026-11-26"))
        let met = walk.all(StepMet.self)
        #expect(met.compactMap(\.reported).map(\.way) == [.telephone, .telephone, .telephone])
        #expect(met.compactMap(\.by) == [town.asha.id, town.dilys.id, town.dilys.id])
        // Nobody says for whoever raised it that it is enough.
        for person in town.residents where ![town.asha, town.successor].contains(person) {
            let judging = TakeStep(
                walk.reference,
                try walk.step("say-if-satisfied").id,
                .judge(isEnough: true, words: ""),
                report: report("2026-11-26")
            )
            #expect(await refusal { try await walk.tried(judging, by: person.actor) } == .notAllowed)
        }
        // Nor does the coordinator enter anything where somebody can be known by it.
        let personal = try await LoopWalk("missing-child")
        let receipt = TakeStep(
            personal.reference,
            try personal.step("acknowledge").id,
            .acknowledge,
            report: .init(who: "Mr Lovell", way: .letter, on: day("2026-11-23"))
        )
        #expect(await refusal { try await personal.tried(receipt, by: personal.town.dilys.actor) } == .notAllowed)
    }

    @Test("members who are joined with the whole network enter nothing for others")
    func everyone() async throws {
        let walk = try await LoopWalk("escalation", given: ["names-nobody": ["yes"]])
        let step = try walk.step("put-forward")
        let command = TakeStep(
            walk.reference,
            step.id,
            .act(note: "Done"),
            report: .init(who: "Mr Lovell", way: .meeting, on: day("2026-11-23"))
        )
        #expect(await refusal { try await walk.tried(command, by: walk.town.bryn.actor) } == .notAllowed)
        #expect(await refusal { try await walk.tried(command, by: walk.town.asha.actor) } == nil)
        // They have a part, and may write.
        #expect(
            await refusal {
                try await walk.tried(
                    WriteOnMatter(walk.reference, text: "Here too", to: .everyone),
                    by: walk.town.bryn.actor
                )
            }
                == nil
        )
    }

    @Test("a reference to another procedure, or to another kind of seal, finds nothing")
    func reference() async throws {
        let walk = try await LoopWalk("missing-child")
        let step = try walk.step("acknowledge").id
        for reference in [
            LoopReference(walk.reference.id, procedure: "resource-order", isPersonal: true),
            LoopReference(walk.reference.id, procedure: "missing-child", isPersonal: false),
            LoopReference(ID(), procedure: "missing-child", isPersonal: true),
            LoopReference(walk.reference.id, procedure: "no-such-thing", isPersonal: true),
        ] {
            for command in [
                TakeStep(reference, step, .acknowledge) as any Command,
                WriteOnMatter(reference, text: "Hello", to: .everyone),
                TakeOver(reference), WithdrawLoop(reference, reason: "Mistake"), ReadWhatCame(reference),
            ] {
                #expect(await refusal { try await walk.tried(command, by: walk.town.celia.actor) } == .notFound)
            }
        }
    }

    @Test("nobody is told what whoever tells it did not see")
    func seen() async throws {
        let town = Town()
        let given = ["danger-now": ["no"], "self-harm": ["no"], "staff-concern": ["no"], "school-may-know": ["yes"]]
        var walk = try await LoopWalk("bullying-incident", town, by: town.asha, given: given)
        try await walk.take("decide", .come(to: "school-acts", note: "Three boys"), by: town.celia)
        try await walk.take("check-2-weeks", .come(to: "going-on", note: "On the bus"), by: town.cole)
        for seen in [TakeStep.Seen.nothingYet, .outcome("school-acts")] {
            let telling = TakeStep(walk.reference, try walk.step("tell-raiser").id, .tell("They act", seeing: seen))
            #expect(
                await refusal { try await walk.tried(telling, by: town.celia.actor) }
                    == .outOfTurn("Something else came of it meanwhile. Look at it before you tell it.")
            )
        }
        try await walk.take("tell-raiser", .tell("It goes on", seeing: .outcome("going-on")), by: town.celia)
        #expect(walk.all(RaiserTold.self).map(\.outcome) == ["going-on"])
    }

    @Test(
        "what is closed is opened again by whoever it came back to, with a reason, and the last decision is owed again"
    )
    func reopened() async throws {
        let town = Town()
        var walk = try await LoopWalk("resource-order", town, by: town.asha)
        let reopening = ReopenLoop(walk.reference, reason: "None came")
        #expect(
            await refusal { try await walk.tried(reopening, by: town.asha.actor) }
                == .outOfTurn("This is not closed. Write to whoever holds it.")
        )
        try await walk.finish()
        #expect(walk.state.ending == .closed)
        for person in town.residents where ![town.asha, town.successor].contains(person) {
            #expect(await refusal { try await walk.tried(reopening, by: person.actor) } == .notAllowed, "\(person)")
        }
        let silent = ReopenLoop(walk.reference, reason: " ")
        #expect(
            await refusal { try await walk.tried(silent, by: town.asha.actor) }
                == .invalid("reason", "Write why it is opened again.")
        )
        try await walk.when(reopening, by: town.successor)
        #expect(walk.state.ending == nil && !walk.state.isTold && walk.owed == ["decide of holder"])
        try await walk.finish()
        #expect(walk.state.ending == .closed && walk.all(RaiserTold.self).count == 2)
    }

    @Test("where somebody is told in place of the raiser, they open it again and the raiser does not")
    func reopenedInstead() async throws {
        let town = Town()
        let given = ["own-staff": ["yes"], "school-known": ["no"]]
        var walk = try await LoopWalk("trafficking-referral", town, by: town.asha, given: given)
        try await walk.finish { $0.contains("no-further-action") ? "no-further-action" : $0.first }
        let reopening = ReopenLoop(walk.reference, reason: "He is seen with her again")
        #expect(await refusal { try await walk.tried(reopening, by: town.asha.actor) } == .notAllowed)
        try await walk.when(reopening, by: town.cole)
        #expect(walk.state.openSteps.map(\.step) == ["decide"])
    }
}

import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

/// What holds whatever people do, in whatever order, under each of the shipped procedures.
@Suite("Loops that are gone round at random")
struct LoopPropertyTests {
    /// A matter with random answers and routes.
    private func raised(_ name: String, _ dice: inout Dice) async throws -> LoopWalk {
        let town = Town()
        var walk = try await LoopWalk(
            town,
            now: at("2026-03-20").adding(seconds: .random(in: 0..<25_000_000, using: &dice))
        )
        var routes: [ProcedureDefinition.Route: RouteChoice] = [:]
        let definition = try ProcedureFiles.version(name).definition
        for route in [definition.goesTo] + definition.parties.map(\.goesTo) {
            let fitting = Town.Place.allCases.filter { route.takes($0.kind) }
            guard let place = fitting.randomElement(using: &dice) else { continue }
            routes[route] = Int.random(in: 0..<6, using: &dice) == 0 ? .notKnown : .organisation(town[place])
        }
        // Some random answers leave out what a list needs: then others are tried.
        while true {
            let seed = Int.random(in: 0..<1_000_000, using: &dice)
            let person = town.raiser(of: definition)
            let command = try town.raising(
                name,
                by: person,
                on: London.day(walk.now),
                routes: routes,
                dice: Dice(seed: seed)
            )
            guard await refusal({ try await walk.tried(command, by: person.actor) }) == nil else { continue }
            try await walk.raise(command, by: person)
            return walk
        }
    }

    /// With a link for a body that has a part, where one has, and a second matter of the same raiser.
    private func prepare(_ walk: inout LoopWalk, _ dice: inout Dice) async throws -> LoopReference {
        let town = walk.town
        let definition = try #require(walk.definition)
        let raiser = town.raiser(of: definition)
        let bodies = ([walk.state.holder] + walk.state.parties.compactMap(\.party)).compactMap(\.organisation)
        if let body = bodies.filter({ $0 != raiser.organisation }).randomElement(using: &dice) {
            let giving = GiveBodyLink(
                walk.reference,
                to: body,
                post: "Desk",
                address: "desk@agency.example",
                codeBy: .telephone,
                codeTo: "020 7946 0123",
                isMailed: true
            )
            try await walk.when(giving, by: raiser)
        }
        let other = try town.raising("resource-order", by: raiser, on: London.day(walk.now))
        try await walk.when(other, by: raiser)
        return other.reference
    }

    /// What is done to a matter besides what is owed on it.
    private func others(_ walk: LoopWalk, _ other: LoopReference, _ dice: inout Dice) -> [any Command] {
        let (reference, state, town) = (walk.reference, walk.state, walk.town)
        var commands: [any Command] = [
            LinkMatters(reference, other, isLinked: .random(using: &dice), why: "The same house"),
            ReopenLoop(reference, reason: "It goes on"), ReopenLoop(reference, reason: "It goes on"),
            OfferLoop(reference, to: .organisation(town[dice.pick(Town.Place.allCases)]), note: "Yours"),
            OfferLoop(reference, to: .member(dice.pick(town.residents).id), note: "Yours"),
            TakeOver(reference), DeclineOver(reference, reason: "Not ours"),
            WriteOnMatter(reference, text: "Hello", to: .everyone),
            ReadWhatCame(reference),
            JoinParty(
                reference,
                party: dice.pick((walk.definition?.parties.map(\.id) ?? []) + ["nobody"]),
                organisation: town[dice.pick(Town.Place.allCases)]
            ),
        ]
        if Int.random(in: 0..<4, using: &dice) == 0 { commands.append(WithdrawLoop(reference, reason: "By mistake")) }
        let known = walk.definition?.askedOnce.filter { $0.type == .yesNo }.map(\.id) ?? []
        if let field = known.randomElement(using: &dice) {
            let said = Answer.Rival(.chosen([dice.pick(["yes", "no", "unknown"])]), source: "A neighbour")
            commands.append(AddFact(reference, field: field, said))
        }
        if let entered = state.steps.filter({ $0.report != nil && $0.met != nil }).randomElement(using: &dice) {
            let checking = CheckReport(reference, entered.id, isOurs: .random(using: &dice), reason: "Not ours")
            commands += [checking, checking, checking]
        }
        return commands
    }

    private func command(_ walk: LoopWalk, _ other: LoopReference, _ dice: inout Dice) -> any Command {
        let (reference, state) = (walk.reference, walk.state)
        guard let step = state.openSteps.randomElement(using: &dice), Int.random(in: 0..<3, using: &dice) > 0 else {
            let others = others(walk, other, &dice)
            return dice.pick(others)
        }
        let duty = walk.definition?.duties.first { $0.id == step.step }
        switch Int.random(in: 0..<8, using: &dice) {
        case 0:
            if let rung = step.ladder.randomElement(using: &dice) {
                return ReachRung(reference, step, rung, in: walk.town)
            }
        case 1 where step.task == .tell:
            return TakeStep(reference, step.id, .putOff(because: Int.random(in: 0..<3, using: &dice), decidedBy: "DI"))
        case 2 where step.task == .satisfied:
            return TakeStep(reference, step.id, .judge(isEnough: false, words: "More"))
        case 3:
            let report = TakeStep.Report(who: "Mr Lovell", way: .letter, on: London.day(walk.now))
            return TakeStep(reference, step.id, walk.doing(step), report: report)
        default: break
        }
        let outcome = duty?.outcomes.randomElement(using: &dice)
        return TakeStep(reference, step.id, walk.doing(step) { _ in outcome })
    }

    /// Mostly one who may: of all the others each step is refused elsewhere.
    private func actor(_ walk: LoopWalk, for command: any Command, _ dice: inout Dice) -> Actor {
        let state = walk.state
        if command is ReachRung { return .system("clock") }
        let duty = (command as? TakeStep)?.duty ?? (command as? CheckReport)?.duty
        if let step = duty.flatMap(state.step), Int.random(in: 0..<4, using: &dice) > 0 {
            let link = step.of.organisation.flatMap { state.bodies[$0] }
            if let link, Bool.random(using: &dice) {
                return .body(
                    Actor.Body(
                        matter: walk.reference.id,
                        link: link.id,
                        opening: ID(),
                        organisation: link.organisation
                    )
                )
            }
            if let debtor = walk.debtor(step) { return debtor.actor }
        }
        let isRaisers = command is ReopenLoop || command is WithdrawLoop || command is LinkMatters
        if isRaisers, let raiser = walk.town.residents.first(where: { $0.id == state.raiser?.member }) {
            return raiser.actor
        }
        return dice.pick(walk.town.residents).actor
    }

    private func check(_ walk: LoopWalk, from before: LoopState, _ changes: [Change]) throws {
        let state = walk.state
        // Somebody owes something while it is open, and nobody after.
        #expect(state.openSteps.isEmpty == (state.ending != nil))
        #expect(Set(state.steps.map(\.id)).count == state.steps.count)
        let open = state.openSteps.map { "\($0.step) of \($0.debtor)" }
        #expect(Set(open).count == open.count, "owed twice at once: \(open)")
        #expect(!changes.types.contains("matter.raised"))
        if before.ending != nil, state.ending == nil { #expect(changes.types.first == "matter.reopened") }
        if state.holder != before.holder { #expect(changes.types.contains("matter.accepted")) }
        // What is owed by the holder is owed by the one holder there is.
        for step in state.openSteps where step.debtor == "holder" { #expect(step.of == state.holder) }
        for step in state.steps { #expect(step.due.map { $0 >= state.raisedAt } ?? true) }
        guard state.ending == .closed else { return }
        // Nothing closes before whoever raised it knows what it came to last.
        let events = walk.events
        let steps = Dictionary(uniqueKeysWithValues: state.steps.map { ($0.id, $0) })
        // What was entered for somebody who says that it is not theirs was never said.
        let undone = Set(events.compactMap { $0 as? ReportChecked }.filter { !$0.isOurs }.map(\.duty))
        let told = try #require(events.lastIndex { ($0 as? RaiserTold).map { !undone.contains($0.duty) } ?? false })
        let came = events.lastIndex { event in
            guard let met = event as? StepMet, met.outcome != nil, !undone.contains(met.duty),
                let step = steps[met.duty]
            else { return false }
            return step.task != .satisfied && step.debtor != "raiser"
        }
        #expect(came.map { $0 < told } ?? true, "closed before it was told")
        #expect(!events[told...].contains { $0 is MatterReopened })
        let after = changes.events.filter { !Self.isLeft($0) }
        #expect(before.ending == nil || after.isEmpty)
        #expect(events.last { !Self.isLeft($0) } is MatterClosed)
    }

    /// What can be done to what is over: it changes nothing of how it ended.
    private static func isLeft(_ event: any DomainEvent) -> Bool {
        event is AnswerRead || event is MattersLinked || event is MattersUnlinked
            || (event as? ReportChecked)?.isOurs ?? false
    }

    @Test(
        "whatever is done, somebody owes the next step, one party holds it, and it closes once it has come back",
        arguments: ProcedureFiles.names,
        0..<3
    )
    func random(name: String, seed: Int) async throws {
        var dice = Dice(seed: seed)
        var walk = try await raised(name, &dice)
        try check(walk, from: walk.state, [])
        let other = try await prepare(&walk, &dice)
        var taken = 0
        for _ in 0..<60 {
            if Int.random(in: 0..<4, using: &dice) == 0 {
                walk.now = walk.now.adding(seconds: .random(in: 0..<2_000_000, using: &dice))
            }
            let before = walk.state
            let command = command(walk, other, &dice)
            let actor = actor(walk, for: command, &dice)
            let changes: [Change]
            do {
                changes = try await walk.when(command, by: actor)
            } catch is Refusal {
                #expect(walk.state.steps == before.steps)
                continue
            }
            if !changes.events.isEmpty { taken += 1 }
            try check(walk, from: before, changes)
            // Withdrawn, it is over for good.
            guard walk.state.ending != .withdrawn else { return }
            // The same once more is refused, or does nothing: but one may write and say a thing twice, and put off again.
            guard !(command is WriteOnMatter || command is AddFact) else { continue }
            if let step = command as? TakeStep, case .putOff = step.doing { continue }
            let again = (try? await walk.tried(command, by: actor)) ?? []
            #expect(again.events.isEmpty, "\(command) had an effect twice")
        }
        #expect(taken > 3)
        try await finish(&walk, &dice)
    }

    /// Everybody does what they owe, until nothing is owed.
    private func finish(_ walk: inout LoopWalk, _ dice: inout Dice) async throws {
        var left = 400
        while let step = walk.state.openSteps.randomElement(using: &dice) {
            left -= 1
            try #require(left > 0, "never ends: \(walk.owed)")
            let before = walk.state
            walk.now = walk.now.adding(seconds: 3_600)
            if step.of == .everyone, let over = step.ladder.last {
                // Nobody waits for those who say nothing.
                walk.now = max(walk.now, over.at)
                let reaching = ReachRung(walk.reference, duty: step.id, rung: over)
                try check(walk, from: before, try await walk.when(reaching, by: .system("clock")))
                continue
            }
            guard walk.debtor(step) != nil else {
                // Whom nobody here speaks for: it is entered for them.
                let report = TakeStep.Report(who: "Mr Lovell", way: .mail, on: London.day(walk.now))
                let someone = walk.town.residents.first { before.holder.includes($0.actor) } ?? walk.town.dilys
                let doing = walk.doing(step) { $0.randomElement(using: &dice) }
                let changes = try await walk.when(TakeStep(walk.reference, step.id, doing, report: report), by: someone)
                try check(walk, from: before, changes)
                continue
            }
            let changes = try await walk.take(step) { $0.randomElement(using: &dice) }
            try check(walk, from: before, changes)
        }
        #expect(walk.state.ending == .closed)
    }

    @Test(
        "the writer has the state that the events add up to, and decides the same twice",
        arguments: ProcedureFiles.names
    )
    func writer(name: String) async throws {
        let walk = try await LoopWalk(name)
        let raised = try #require(walk.all(LoopRaised.self).first)
        let context = RuleContext(
            actor: walk.town.asha.actor,
            now: walk.now,
            sealer: try await walk.vault.sealer(for: [])
        )
        let definition = try #require(walk.definition)
        let writer = LoopWriter(raising: raised, under: definition, in: Past([:]), context)
        var state = LoopState()
        for event in writer.events { state.apply(event, at: walk.now) }
        #expect(writer.state.steps == state.steps && state.steps == walk.state.steps)
        #expect(writer.state.holder == walk.state.holder && writer.state.parties == walk.state.parties)
        // Nothing more follows from what has followed.
        var again = writer
        again.advance()
        #expect(again.events.count == writer.events.count)
    }

    @Test("from the first moment on it can be gone round to the end", arguments: ProcedureFiles.names, 100..<104)
    func completes(name: String, seed: Int) async throws {
        var dice = Dice(seed: seed)
        var walk = try await raised(name, &dice)
        try await finish(&walk, &dice)
    }
}

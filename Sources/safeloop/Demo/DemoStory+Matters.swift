import Almanac
import Ledger
import LedgerSQLite
import Procedures
import Safeguarding
import Synchronization

/// Matters under procedures: each raised and answered by real commands, with the clock's reminders in between.
extension DemoStory {
    var matters: [DemoMatter] { referrals + notices + networkMatters + quickMatters }

    func steps(of matter: DemoMatter) throws -> [Step] {
        let day = workingDay(matter.ago)
        func step(_ act: DemoMatter.Act) -> Step {
            Step(at: London.instant(day.adding(workingDays: act.day), act.time)) { [self] in
                try await told(matter) { try await perform(act.deed, on: matter, as: act.by) }
            }
        }
        return [
            Step(at: London.instant(day, matter.time)) { [self] in
                try await told(matter) { try await raise(matter, on: day) }
            }
        ] + matter.acts.map(step)
    }

    /// Says where the story cannot go on.
    private func told(_ matter: DemoMatter, _ happen: () async throws -> Void) async throws {
        do { try await happen() } catch let refusal as Refusal {
            throw Failure.refused(
                "The demonstration of \(matter.procedure), \(London.day(clock.now).iso): \(Failure(refusal).sentence)"
            )
        }
    }

    /// A day that is as many working days before the last one of the story.
    private func workingDay(_ ago: Int) -> Day {
        var (day, left) = (London.day(end), ago)
        while left > 0 {
            day = day.adding(days: -1)
            if day.isWorkingDay { left -= 1 }
        }
        return day
    }

    // MARK: Raised

    private func raise(_ matter: DemoMatter, on day: Day) async throws {
        let procedure = try await state(ProcedureState.self, of: ProcedureHistory.stream(matter.procedure))
        guard let number = procedure.current, let network = procedure.version(number) else {
            throw Failure.refused("The demonstration has no procedure \(matter.procedure).")
        }
        let person = try actor(matter.by)
        let own = try await localText(matter, network.definition)
        let definition = (own?.version ?? network).definition
        var routes: [DemoMatter.Route: RouteChoice] = [:]
        for route in [definition.goesTo] + definition.parties.map(\.goesTo) {
            routes[route] = try matter.routes[route].map { .organisation(try organisation($0)) } ?? .notKnown
        }
        let answers = Answers(matter.answers(day))
        try await perform(
            RaiseMatter(
                matter: matter.id,
                procedure: matter.procedure,
                version: own?.base ?? number,
                local: own?.number,
                isPersonal: definition.isPersonal,
                raiser: Raiser(member: person.id, organisation: person.organisation, post: person.post),
                answers: answers,
                routes: routes,
                files: try await files(of: matter, definition, answers)
            ),
            as: matter.by
        )
        rungs.note(try await state(of: matter), of: matter.id)
    }

    /// A made-up paper for each that the form must have.
    private func files(
        of matter: DemoMatter,
        _ definition: ProcedureDefinition,
        _ answers: Answers
    ) async throws -> [FormFile] {
        let subject = Matter.subject(matter.id, isPersonal: definition.isPersonal)
        let missing = AnswerCheck.filesMissing(answers, to: definition, files: [:]).map(\.field)
        var files: [FormFile] = []
        for field in definition.askedOnce where missing.contains(field.id) {
            let words = "\(field.label). Made up for the demonstration."
            let file = try await network.office.receive(Array(words.utf8), named: "\(field.label).txt", under: subject)
            files.append(FormFile(field.id, file))
        }
        return files
    }

    /// The text of the authority that is asked to hold it, where it has its own.
    private func localText(_ matter: DemoMatter, _ definition: ProcedureDefinition) async throws -> LocalText? {
        guard definition.goesTo.isToAuthority, let name = matter.routes[definition.goesTo] else { return nil }
        let stream = Adoption.stream(matter.procedure, try organisation(name))
        return try await state(AdoptionState.self, of: stream).inUse
    }

    /// An answer that names an organisation of the network.
    func named(_ name: String) -> Answer { .named("organisation/\(organisations[name] ?? ID())") }

    // MARK: What is done on it

    private func perform(_ deed: DemoMatter.Deed, on matter: DemoMatter, as key: String) async throws {
        let before = try await state(of: matter)
        let reference = LoopReference(
            matter.id,
            procedure: matter.procedure,
            isPersonal: before.isPersonal,
            textOf: before.local?.authority
        )
        switch deed {
        case .take(let name, let doing):
            // What somebody judges they have read.
            if case .judge = doing { try await perform(ReadWhatCame(reference), as: key) }
            try await perform(TakeStep(reference, try step(name, before, matter, key).id, doing), as: key)
        case .enter(let name, let doing, let who, let way):
            let report = TakeStep.Report(who: who, way: way, on: London.day(clock.now))
            let step = try step(name, before, matter, key).id
            try await perform(TakeStep(reference, step, doing, report: report), as: key)
        case .write(let text): try await perform(WriteOnMatter(reference, text: text, to: .everyone), as: key)
        case .offer(let name, let note):
            try await perform(OfferLoop(reference, to: .organisation(try organisation(name)), note: note), as: key)
        case .takeOver: try await perform(TakeOver(reference), as: key)
        case .withdraw(let reason): try await perform(WithdrawLoop(reference, reason: reason), as: key)
        case .read: try await perform(ReadWhatCame(reference), as: key)
        }
        rungs.note(try await state(of: matter), of: matter.id)
    }

    /// The open step of a name; where several owe it, the one of somebody's own organisation.
    private func step(
        _ name: String,
        _ state: LoopState,
        _ matter: DemoMatter,
        _ key: String
    ) throws -> LoopState.Step {
        let open = state.openSteps.filter { $0.step == name }
        let own = Party.organisation(try actor(key).organisation)
        guard let step = open.count == 1 ? open.first : open.first(where: { $0.of == own }) else {
            let owed = state.openSteps.map(\.step).joined(separator: ", ")
            throw Failure.refused(
                "The demonstration of \(matter.procedure) owes no \(name) of \(key) on \(London.day(clock.now).iso): \(owed)."
            )
        }
        return step
    }

    private func state(of matter: DemoMatter) async throws -> LoopState {
        try await state(LoopState.self, of: Matter.stream(matter.id))
    }

    private func state<State: Foldable>(_ type: State.Type, of stream: StreamID) async throws -> State {
        var state = State()
        for event in try await office.ledger.events(of: stream, after: 0) {
            state.apply(try Events.decode(event), at: event.at)
        }
        return state
    }

    // MARK: The clock

    /// Does what fell due up to a moment, each thing at its own.
    func runClock(until time: Instant) async throws {
        while let moment = rungs.takeFirst(before: time) {
            clock.walk(to: moment)
            try await office.projector.catchUp()
            try await LoopClock(office).tick(clock.now)
        }
    }

    // MARK: Whom to ring

    /// Each authority that has a lead says whom to ring there. The numbers are of those kept for drama.
    func numbers() throws -> [Step] {
        let leads = DemoCast.people.filter { $0.roles.contains(.boroughLead) && $0.standing == .joined }
        let day = Self.day(of: 0, before: end).adding(days: 2)
        return try leads.enumerated().map { place, lead in
            let organisation = try organisation(lead.organisation)
            return Step(at: at(day, 9 + place / 6, place * 7 % 60)) { [self] in
                try await perform(
                    SetEmergencyNumbers(
                        organisation: organisation,
                        frontDoor: "020 7946 0\(120 + place * 2)",
                        outOfHours: "020 7946 0\(121 + place * 2)"
                    ),
                    as: lead.key
                )
            }
        }
    }
}

/// When the next reminders are due, so that the clock of the demonstration looks only where there is something.
final class DemoRungs: Sendable {
    private let moments = Mutex<[ID<Matter>: [Instant]]>([:])

    func note(_ state: LoopState, of matter: ID<Matter>) {
        let coming = state.openSteps.flatMap { step in step.ladder.filter { !step.rungs.contains($0) }.map(\.at) }
        moments.withLock { $0[matter] = coming }
    }

    func takeFirst(before time: Instant) -> Instant? {
        moments.withLock { moments in
            guard let first = moments.values.joined().min(), first < time else { return nil }
            for matter in moments.keys { moments[matter]?.removeAll { $0 <= first } }
            return first
        }
    }
}

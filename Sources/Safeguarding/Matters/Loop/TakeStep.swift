package import Almanac
package import Ledger
import Procedures
import Vault

/// Takes one step that is owed on a matter.
package struct TakeStep: LoopCommand {
    package enum Doing: Hashable, Codable, Sendable {
        case acknowledge
        /// Decides, or says what a review found. Nil where the step has no outcomes.
        case come(to: String?, note: String)
        /// Nothing was seen by whoever enters it for somebody else, and is not shown what it came to.
        case tell(String, seeing: Seen? = nil)
        /// Cannot be told yet: which of the procedure's reasons, and who decided that.
        case putOff(because: Int, decidedBy: String)
        /// Whoever raised it says whether what came back is enough.
        case judge(isEnough: Bool, words: String)
        case act(note: String)
        /// What each member says to what all are asked.
        case answer(isSo: Bool, note: String)
    }

    /// What the form said that it came to.
    package enum Seen: Hashable, Codable, Sendable {
        case nothingYet
        case outcome(String)
    }

    /// An answer that came another way.
    package struct Report: Hashable, Codable, Sendable {
        package let who: String
        package let way: Reported.Way
        package let on: Day

        package init(who: String, way: Reported.Way, on: Day) {
            (self.who, self.way, self.on) = (who, way, on)
        }
    }

    package let matter: LoopReference
    package let duty: ID<Duty>
    package let doing: Doing
    package let report: Report?
    /// What goes with it: the letter that came.
    package let files: [NewFile]
    /// Of a report: somebody with an account where it is owed, if whoever enters it knows of one.
    package let colleague: ID<Member>?

    package init(
        _ matter: LoopReference,
        _ duty: ID<Duty>,
        _ doing: Doing,
        report: Report? = nil,
        colleague: ID<Member>? = nil,
        files: [NewFile] = []
    ) {
        (self.matter, self.duty, self.doing, self.report, self.files) = (matter, duty, doing, report, files)
        self.colleague = colleague
    }

    package var action: Action { .takeStep }
    package var taken: ID<Duty>? { duty }
    var alsoReads: [StreamID] { colleague.map { [Member.stream($0)] } ?? [] }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let step = scene.state.step(duty) else { throw .notFound }
        try mayTake(step, scene, context)
        guard step.isOpen else { throw .outOfTurn("This was done meanwhile. Look at the matter again.") }
        let reported = try reported(scene, context)
        try checkFiles(step, scene)
        var writer = LoopWriter(scene, context)
        switch doing {
        case .acknowledge: try acknowledge(step, reported, &writer)
        case .come(let outcome, let note): try come(to: outcome, note, step, reported, scene, context, &writer)
        case .tell(let text, let seen): try tell(text, seeing: seen, step, reported, scene, context, &writer)
        case .putOff(let reason, let decider): try putOff(reason, decider, step, scene, context, &writer)
        case .judge(let isEnough, let words): try judge(isEnough, words, step, reported, scene, context, &writer)
        case .act(let note): try act(note, step, reported, scene, context, &writer)
        case .answer(let isSo, let note): try answer(isSo, note, step, scene, context, &writer)
        }
        for file in try scene.adding(files, to: .step(duty), context) { writer.write(file) }
        writer.advance()
        return writer.events
    }

    // MARK: Who may

    private func mayTake(_ step: LoopState.Step, _ scene: LoopScene, _ context: RuleContext) throws(Refusal) {
        if scene.owes(context.actor, step) {
            // Each member answers for themselves.
            guard step.of == .everyone, report != nil else { return }
            throw .notAllowed
        }
        if let member = context.actor.member, step.answered.contains(member) {
            throw .outOfTurn("You have answered this already.")
        }
        guard step.of != .everyone else { throw .notAllowed }
        // What reached a member another way is entered for whoever gave it, never a judgement for whoever raised it.
        guard report != nil, scene.mayReport(step, context.actor, colleague: colleague) else { throw .notAllowed }
    }

    /// What came by telephone comes without a file, and that something cannot be told yet needs none.
    private func checkFiles(_ step: LoopState.Step, _ scene: LoopScene) throws(Refusal) {
        guard scene.duty(of: step)?.file == .required, report == nil, files.isEmpty else { return }
        if case .putOff = doing { return }
        throw .invalid("file", "Add a file: this step is not taken without one.")
    }

    private func reported(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> Reported? {
        guard let report else { return nil }
        let who = try Text.line(report.who, field: "who", what: "the name of whoever said it", limit: 200)
        guard report.on <= London.day(context.now), report.on >= London.day(scene.state.raisedAt) else {
            throw .invalid("on", "Give a day between the one on which this was raised and today.")
        }
        return Reported(who: try context.seal(who, under: scene.subject), way: report.way, on: report.on)
    }

    // MARK: Each kind of step

    private func acknowledge(
        _ step: LoopState.Step,
        _ reported: Reported?,
        _ writer: inout LoopWriter
    ) throws(Refusal) {
        guard step.task == .acknowledge else { throw Self.another }
        writer.meet(step, reported: reported)
    }

    private func come(
        to outcome: String?,
        _ note: String,
        _ step: LoopState.Step,
        _ reported: Reported?,
        _ scene: LoopScene,
        _ context: RuleContext,
        _ writer: inout LoopWriter
    ) throws(Refusal) {
        guard step.task == .decide || step.task == .review else { throw Self.another }
        let duty = scene.duty(of: step)
        let outcomes = duty?.outcomes ?? []
        guard outcome.map(outcomes.contains) ?? outcomes.isEmpty else {
            throw .invalid("outcome", "Choose what it came to.")
        }
        let chosen = scene.definition.outcomes.first { $0.id == outcome }
        let isNoteNeeded = duty?.note == .required || chosen?.needsReason == true || step.step == LoopWriter.silence
        let what = chosen?.needsReason == true ? "why" : "what was found"
        let sealed = try self.note(note, isNeeded: isNoteNeeded, what: what, scene, context)
        receive(step, reported, &writer)
        writer.meet(step, outcome: outcome, note: sealed, reported: reported)
        if step.step == LoopWriter.silence {
            for open in writer.state.openSteps where open.task == .satisfied {
                writer.meet(open, outcome: "not-said")
            }
        }
    }

    private func tell(
        _ text: String,
        seeing seen: Seen?,
        _ step: LoopState.Step,
        _ reported: Reported?,
        _ scene: LoopScene,
        _ context: RuleContext,
        _ writer: inout LoopWriter
    ) throws(Refusal) {
        guard step.task == .tell else { throw Self.another }
        let isNeeded = scene.duty(of: step)?.note == .required
        let sealed = try note(text, isNeeded: isNeeded, what: "what the raiser is told", scene, context)
        let outcome = scene.definition.outcomes.first { $0.id == scene.state.outcome }
        // Nobody is told what whoever tells it did not see.
        if let seen, seen != outcome.map({ .outcome($0.id) }) ?? .nothingYet {
            throw .outOfTurn("Something else came of it meanwhile. Look at it before you tell it.")
        }
        let level = outcome?.tellsRaiser ?? .full
        writer.write(
            RaiserTold(
                matter: matter.id,
                duty: step.id,
                level: level,
                outcome: level == .acknowledgement ? nil : outcome?.id,
                text: sealed,
                by: writer.by
            )
        )
        writer.meet(step, reported: reported)
    }

    private func putOff(
        _ reason: Int,
        _ decider: String,
        _ step: LoopState.Step,
        _ scene: LoopScene,
        _ context: RuleContext,
        _ writer: inout LoopWriter
    ) throws(Refusal) {
        guard step.task == .tell, scene.owes(context.actor, step) else { throw Self.another }
        let telling = scene.definition.telling
        guard telling.reasons.indices.contains(reason) else {
            throw .invalid("reason", "Choose why it cannot be told yet.")
        }
        let decider = try Text.line(decider, field: "decided-by", what: "the name of whoever decided that", limit: 200)
        guard let until = writer.due(telling.owedAgain, after: context.now, by: step.of) else {
            throw .unavailable("No calendar reaches so far.")
        }
        writer.write(
            TellingPutOff(
                duty: step.id,
                matter: matter.id,
                by: writer.by,
                reason: telling.reasons[reason],
                decidedBy: try context.seal(decider, under: scene.subject),
                until: until,
                ladder: writer.rungs(from: context.now, to: until, by: step.of)
            )
        )
    }

    private func judge(
        _ isEnough: Bool,
        _ words: String,
        _ step: LoopState.Step,
        _ reported: Reported?,
        _ scene: LoopScene,
        _ context: RuleContext,
        _ writer: inout LoopWriter
    ) throws(Refusal) {
        guard step.task == .satisfied else { throw Self.another }
        let note = try note(words, isNeeded: !isEnough, what: "what is missing", scene, context)
        writer.meet(step, outcome: isEnough ? "satisfied" : "not-satisfied", note: note, reported: reported)
        guard !isEnough, let note else { return }
        writer.write(MatterReopened(matter: matter.id, by: writer.by, reason: note))
        writer.decideAgain()
    }

    private func act(
        _ note: String,
        _ step: LoopState.Step,
        _ reported: Reported?,
        _ scene: LoopScene,
        _ context: RuleContext,
        _ writer: inout LoopWriter
    ) throws(Refusal) {
        guard step.task == .act, scene.duty(of: step)?.asksYesOrNo != true else { throw Self.another }
        let isNeeded = scene.duty(of: step)?.note == .required
        let sealed = try self.note(note, isNeeded: isNeeded, what: "what was done", scene, context)
        receive(step, reported, &writer)
        writer.meet(step, note: sealed, reported: reported)
    }

    private func answer(
        _ isSo: Bool,
        _ note: String,
        _ step: LoopState.Step,
        _ scene: LoopScene,
        _ context: RuleContext,
        _ writer: inout LoopWriter
    ) throws(Refusal) {
        guard let duty = scene.duty(of: step), duty.asksYesOrNo else { throw Self.another }
        let sealed = try self.note(note, isNeeded: duty.note == .required, what: "what it is", scene, context)
        writer.meet(step, outcome: isSo ? "yes" : "no", note: sealed)
    }

    private static let another = Refusal.outOfTurn("This is not what is owed here. Look at the matter again.")

    /// Whoever works on it has received it.
    private func receive(_ step: LoopState.Step, _ reported: Reported?, _ writer: inout LoopWriter) {
        for open in writer.state.openSteps where open.task == .acknowledge && open.debtor == step.debtor {
            writer.meet(open, reported: reported)
        }
    }

    private func note(
        _ text: String,
        isNeeded: Bool,
        what: String,
        _ scene: LoopScene,
        _ context: RuleContext
    ) throws(Refusal) -> Sealed<String>? {
        let text = try Text.lines(text, field: "note", what: what, required: isNeeded, limit: 10_000)
        return try scene.sealed(text.isEmpty ? nil : text, context)
    }
}

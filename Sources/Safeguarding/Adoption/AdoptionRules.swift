package import Almanac
package import Ledger
import Procedures

/// A decision of an authority about a procedure of the network.
protocol AdoptionCommand: Command {
    var procedure: String { get }
    var authority: ID<Organisation> { get }
    func decide(_ scene: AdoptionScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent]
}

extension AdoptionCommand {
    package var action: Action { .adoptProcedure }
    package var reads: [StreamID] {
        [
            Adoption.stream(procedure, authority), ProcedureHistory.stream(procedure),
            Organisation.stream(authority),
        ]
    }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        actor.organisation == authority ? [.sameOrganisation] : []
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let scene = try AdoptionScene(procedure, authority, past)
        return [Change(Adoption.stream(procedure, authority), try decide(scene, context))]
    }
}

/// A procedure of the network, and what an authority makes of it.
struct AdoptionScene {
    let procedure: String
    let authority: ID<Organisation>
    let network: ProcedureState
    let state: AdoptionState

    init(_ procedure: String, _ authority: ID<Organisation>, _ past: Past) throws(Refusal) {
        guard let network = past.state(ProcedureState.self, ProcedureHistory.stream(procedure)),
            past.state(OrganisationState.self, Organisation.stream(authority))?.kind == .authority
        else { throw .notFound }
        guard procedure != ActionTerms.procedure else {
            throw .outOfTurn(
                "Actions are followed from meeting to meeting by all alike: no authority has its own text."
            )
        }
        (self.procedure, self.authority, self.network) = (procedure, authority, network)
        state = past.state(AdoptionState.self, Adoption.stream(procedure, authority)) ?? AdoptionState()
    }

    func requireNoPilot() throws(Refusal) {
        guard let pilot = state.pilot else { return }
        throw .outOfTurn("A pilot of it runs until \(pilot.until.iso). Say what came of that first.")
    }

    /// A text that changes the version in use, or the one that theirs changes already.
    func draft(_ text: String, base: Int) throws(Refusal) -> LocalDraft {
        guard let version = network.versions[base], [network.current, state.own?.base].contains(base) else {
            throw .outOfTurn("The network has another version now. Look at what differs, then decide.")
        }
        return try LocalDraft(text, changing: version.text, lists: version.lists)
    }

    func numbered(_ draft: LocalDraft) -> LocalText {
        LocalText(
            number: state.highest + 1,
            base: draft.version.definition.version,
            text: draft.text,
            lists: draft.lists
        )
    }
}

/// A text of an authority's own, read and checked as one that is published.
package struct LocalDraft: Hashable, Sendable {
    package let text: String
    package let lists: [String: String]
    package let version: ProcedureVersion
    /// Whether it says anything else than the version that it changes.
    package let isChanged: Bool

    /// - Parameters:
    ///   - base: The text of the network that it changes.
    ///   - lists: Those of that version.
    /// - Throws: Everything that is wrong with it, each with its line and what was expected.
    package init(_ text: String, changing base: String, lists: [String: String]) throws(Refusal) {
        let draft = try ProcedureDraft(text, lists: lists)
        guard let known = ProcedureVersion.published(text: base, lists: lists)?.definition else {
            throw .unavailable("A newer Safeloop wrote this procedure. Upgrade this one before going on.")
        }
        let problems = Self.problems(draft, known)
        guard problems.isEmpty else { throw .invalid(problems.map { Refusal.Problem("text", $0) }) }
        (self.text, self.lists, version) = (draft.text, draft.lists, draft.version)
        isChanged = draft.definition != known
    }

    /// What is the same everywhere, so that a matter finds its way before anybody knows under whose text it is raised.
    private static func problems(_ draft: ProcedureDraft, _ base: ProcedureDefinition) -> [String] {
        let own = draft.definition
        func problem(_ key: String, _ sentence: String) -> String {
            ProcedureDraft.sentence(sentence, line: ProcedureFile.line(of: key, in: draft.text), key: key)
        }
        func same(_ key: String, _ isSame: Bool) -> String? {
            isSame ? nil : problem(key, "is the same at every authority; expected it as the network has it")
        }
        return [
            own.id == base.id ? nil : problem("procedure", "expected \(base.id)"),
            own.version == base.version
                ? nil : problem("version", "expected \(base.version), the version of the network that it changes"),
            same("about", own.about == base.about),
            own.isPersonal == base.isPersonal
                ? nil
                : problem(
                    "form",
                    "somebody can be known by it in one of the two texts and not in the other; expected the same"
                ),
            same("raised by", own.raisedBy == base.raisedBy),
            same("goes to", own.goesTo == base.goesTo),
        ].compactMap(\.self)
    }
}

/// Puts an authority's own text into use there: its changes to a version, or those brought together with a later one.
package struct AdoptText: AdoptionCommand {
    package let procedure: String
    package let authority: ID<Organisation>
    /// The version of the network that it changes.
    package let base: Int
    package let text: String
    package let reason: String

    package init(procedure: String, authority: ID<Organisation>, base: Int, text: String, reason: String) {
        (self.procedure, self.authority, self.base) = (procedure, authority, base)
        (self.text, self.reason) = (text, reason)
    }

    func decide(_ scene: AdoptionScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        try scene.requireNoPilot()
        let draft = try scene.draft(text, base: base)
        let reason = try Text.lines(reason, field: "reason", what: "why it is changed", limit: 1000)
        let by = context.actor.member
        guard draft.isChanged else {
            // Brought together with what the network has now, nothing of their own may be left.
            guard scene.state.own != nil, base == scene.network.current else {
                throw .invalid("text", "It says what the network’s version says. Change what is to be different here.")
            }
            return [NetworkTextTaken(procedure: procedure, authority: authority, reason: reason, by: by)]
        }
        guard draft.text != scene.state.own?.text else {
            throw .invalid("text", "This is what is used here already. Change what is to be different.")
        }
        return [
            TextAdopted(
                procedure: procedure,
                authority: authority,
                text: scene.numbered(draft),
                reason: reason,
                by: by
            )
        ]
    }
}

/// Tries a text at an authority, with measures and a day by which it is decided what came of it.
package struct BeginPilot: AdoptionCommand {
    package let procedure: String
    package let authority: ID<Organisation>
    package let base: Int
    package let text: String
    package let aim: String
    package let measures: [PilotMeasure]
    package let until: Day?

    /// The longest that one may run, in days: what is never decided is no pilot.
    private static let longest = 366

    package init(
        procedure: String,
        authority: ID<Organisation>,
        base: Int,
        text: String,
        aim: String,
        measures: [PilotMeasure],
        until: Day?
    ) {
        (self.procedure, self.authority, self.base, self.text) = (procedure, authority, base, text)
        (self.aim, self.measures, self.until) = (aim, measures, until)
    }

    func decide(_ scene: AdoptionScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        try scene.requireNoPilot()
        let draft = try scene.draft(text, base: base)
        guard draft.isChanged || scene.state.own != nil, draft.text != scene.state.own?.text else {
            throw .invalid("text", "It says what is used here already. Change what is to be tried.")
        }
        let aim = try Text.lines(aim, field: "reason", what: "what the pilot is to find out", limit: 1000)
        let measures = PilotMeasure.allCases.filter(self.measures.contains)
        guard !measures.isEmpty else { throw .invalid("measures", "Choose at least one thing to measure.") }
        let today = London.day(context.now)
        guard let until, until > today, until <= today.adding(days: Self.longest) else {
            throw .invalid("until", "Give a day after today, and within a year.")
        }
        return [
            PilotBegun(
                procedure: procedure,
                authority: authority,
                text: scene.numbered(draft),
                reason: aim,
                measures: measures,
                until: until,
                by: context.actor.member
            )
        ]
    }
}

/// Says what came of a pilot: its text is used from now on, or what was used before.
package struct EndPilot: AdoptionCommand {
    package let procedure: String
    package let authority: ID<Organisation>
    package let isAdopted: Bool
    package let finding: String

    package init(procedure: String, authority: ID<Organisation>, isAdopted: Bool, finding: String) {
        (self.procedure, self.authority) = (procedure, authority)
        (self.isAdopted, self.finding) = (isAdopted, finding)
    }

    func decide(_ scene: AdoptionScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let pilot = scene.state.pilot else { throw .outOfTurn("No pilot of it runs here.") }
        let finding = try Text.lines(finding, field: "finding", what: "what was found", limit: 2000)
        let by = context.actor.member
        let ended = PilotEnded(
            procedure: procedure,
            authority: authority,
            isAdopted: isAdopted,
            reason: finding,
            by: by
        )
        let (base, tried) = (pilot.text.base, pilot.text.version)
        // Where the network's own words were tried, it is the network's text that is used from now on.
        guard isAdopted, base == scene.network.current,
            tried?.definition == scene.network.version(base)?.definition
        else { return [ended] }
        return [ended, NetworkTextTaken(procedure: procedure, authority: authority, reason: finding, by: by)]
    }
}

/// Keeps an authority's own text where the network has another version, or none any more.
package struct DeclineUpstream: AdoptionCommand {
    package let procedure: String
    package let authority: ID<Organisation>
    /// What was looked at.
    package let upstream: Upstream
    package let reason: String

    package init(procedure: String, authority: ID<Organisation>, upstream: Upstream, reason: String) {
        (self.procedure, self.authority) = (procedure, authority)
        (self.upstream, self.reason) = (upstream, reason)
    }

    func decide(_ scene: AdoptionScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard scene.state.waiting(scene.network.upstream) == upstream else {
            throw .outOfTurn("Nothing like that waits here any more. Look at it again.")
        }
        let reason = try Text.lines(reason, field: "reason", what: "why it is not taken", limit: 1000)
        return [
            UpstreamDeclined(
                procedure: procedure,
                authority: authority,
                upstream: upstream,
                reason: reason,
                by: context.actor.member
            )
        ]
    }
}

/// Uses the network's text again; where that was withdrawn, nothing new is raised there.
package struct TakeNetworkText: AdoptionCommand {
    package let procedure: String
    package let authority: ID<Organisation>
    package let reason: String

    package init(procedure: String, authority: ID<Organisation>, reason: String) {
        (self.procedure, self.authority, self.reason) = (procedure, authority, reason)
    }

    func decide(_ scene: AdoptionScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        try scene.requireNoPilot()
        guard scene.state.own != nil else { throw .outOfTurn("The network’s text is used here already.") }
        let reason = try Text.lines(reason, field: "reason", what: "why", limit: 1000)
        return [
            NetworkTextTaken(procedure: procedure, authority: authority, reason: reason, by: context.actor.member)
        ]
    }
}

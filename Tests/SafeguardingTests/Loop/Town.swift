import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

/// Somebody of a fictional network, with the post they have.
struct Resident: Hashable, Sendable, CustomStringConvertible {
    let name: String
    let id: ID<Member>
    let place: Town.Place
    let organisation: ID<Organisation>
    let roles: Set<Role>
    let post: String

    var description: String { name }
    var raiser: Raiser { Raiser(member: id, organisation: organisation, post: post) }
    var actor: Actor { actor(session: "") }

    func actor(session: String) -> Actor {
        .member(Actor.Person(id: id, organisation: organisation, roles: roles, post: post, session: session))
    }
}

/// A fictional network: two authorities, two schools, a police unit, a health body, a department and a board.
struct Town: Sendable {
    enum Place: String, CaseIterable, Sendable {
        case northmere = "Northmere"
        case saltby = "Saltby"
        case hillside = "Hillside School"
        case brookfield = "Brookfield School"
        case police = "Northmere Police"
        case health = "Riverside Health"
        case department = "Department for Examples"
        case board = "Riverside Board"

        var kind: Organisation.Kind {
            switch self {
            case .northmere, .saltby: .authority
            case .hillside, .brookfield: .school
            case .police: .police
            case .health: .health
            case .department: .department
            case .board: .board
            }
        }
    }

    let organisations: [Place: ID<Organisation>]
    let residents: [Resident]

    /// The lead of Hillside School, who raises things; `successor` has the same post, `colleague` another.
    let asha, successor, colleague: Resident
    /// The lead of another school.
    let bryn: Resident
    /// Two of Northmere's, and one of Saltby's.
    let celia, cole, edda: Resident
    let pia, hari, dora: Resident
    /// The coordinator.
    let dilys: Resident

    init(_ ids: [Place: ID<Organisation>]? = nil, member: (String) -> ID<Member> = { _ in ID() }) {
        let organisations =
            ids ?? Dictionary(uniqueKeysWithValues: Place.allCases.map { ($0, ID<Organisation>()) })
        func resident(_ name: String, _ place: Place, _ post: String, _ role: Role) -> Resident {
            Resident(
                name: name,
                id: member(name),
                place: place,
                organisation: organisations[place] ?? ID(),
                roles: [role],
                post: post
            )
        }
        self.organisations = organisations
        asha = resident("Asha Penhallow", .hillside, "Safeguarding lead", .schoolLead)
        successor = resident("Sunil Avery", .hillside, "safeguarding lead", .schoolLead)
        colleague = resident("Fenn Abara", .hillside, "Class teacher", .schoolLead)
        bryn = resident("Bryn Okonjo", .brookfield, "Safeguarding lead", .schoolLead)
        celia = resident("Celia Varga", .northmere, "Front door", .boroughLead)
        cole = resident("Cole Mistry", .northmere, "Education lead", .boroughLead)
        edda = resident("Edda Quill", .saltby, "Front door", .boroughLead)
        pia = resident("Pia Lund", .police, "Sergeant", .liaison)
        hari = resident("Hari Bose", .health, "Named nurse", .liaison)
        dora = resident("Dora Finch", .department, "Desk", .liaison)
        dilys = resident("Dilys Marr", .board, "Network office", .coordinator)
        residents = [asha, successor, colleague, bryn, celia, cole, edda, pia, hari, dora, dilys]
    }

    subscript(place: Place) -> ID<Organisation> { organisations[place] ?? ID() }

    /// Where each route leads, unless a test says otherwise.
    func place(_ route: ProcedureDefinition.Route) -> Place? {
        switch route {
        case .authorityOfResidence, .authorityOfSchool, .authorityOfIncident: .northmere
        case .placingAuthority, .receivingAuthority: .saltby
        case .school: .hillside
        case .newSchool: .brookfield
        case .police: .police
        case .health: .health
        case .immigration, .named: .department
        case .coordinator, .network: nil
        }
    }

    func routes(
        _ definition: ProcedureDefinition,
        _ changed: [ProcedureDefinition.Route: RouteChoice] = [:]
    ) -> [ProcedureDefinition.Route: RouteChoice] {
        var routes: [ProcedureDefinition.Route: RouteChoice] = [:]
        for route in [definition.goesTo] + definition.parties.map(\.goesTo) {
            routes[route] = changed[route] ?? place(route).map { .organisation(self[$0]) }
        }
        return routes
    }

    /// Somebody who may raise it: the lead of a school where a school may.
    func raiser(of definition: ProcedureDefinition) -> Resident {
        guard case .of(let kinds) = definition.raisedBy else { return asha }
        return residents.first { person in
            person.place != .northmere && kinds.contains { person.place.kind.is($0) }
        } ?? celia
    }

    /// Raises something with made-up answers.
    func raising(
        _ name: String,
        by raiser: Resident? = nil,
        matter: ID<Matter> = ID(),
        on day: Day,
        given: [String: [String]] = [:],
        routes: [ProcedureDefinition.Route: RouteChoice] = [:],
        dice: Dice? = nil
    ) throws -> RaiseMatter {
        let version = try ProcedureFiles.version(name)
        var made = MadeUpAnswers(version, today: day, given: given, dice: dice)
        let answers = made.answers()
        return RaiseMatter(
            matter: matter,
            procedure: name,
            version: version.definition.version,
            isPersonal: version.definition.isPersonal,
            raiser: (raiser ?? self.raiser(of: version.definition)).raiser,
            answers: answers,
            routes: self.routes(version.definition, routes),
            files: files(version.definition, answers)
        )
    }

    /// One for each that the form must have, of bytes that nobody reads.
    private func files(_ definition: ProcedureDefinition, _ answers: Answers) -> [FormFile] {
        let missing = AnswerCheck.filesMissing(answers, to: definition, files: [:]).map(\.field)
        return definition.askedOnce.filter { missing.contains($0.id) }.map { field in
            let file = NewFile(
                id: ID(),
                name: "a.txt",
                mediaType: "text/plain",
                bytes: 1,
                digest: Hash(of: [1]),
                chunks: [Hash(of: [2])]
            )
            return FormFile(field.id, file)
        }
    }
}

extension ReachRung {
    /// As the clock asks for it.
    init(_ matter: LoopReference, _ step: LoopState.Step, _ rung: LadderRung, in town: Town, named: [ID<Member>] = []) {
        let debtor = town.residents.first { $0.id == step.of.member }
        let organisation = step.of.organisation ?? debtor?.organisation
        self.init(
            matter,
            duty: step.id,
            rung: rung,
            debtor: step.of,
            named: rung.step == .copyDeputy ? NamedDeputies(organisation, named) : nil
        )
    }
}

extension RaiseMatter {
    var reference: LoopReference { LoopReference(matter, procedure: procedure, isPersonal: isPersonal) }
}

/// A matter under a procedure as rules see it: events with the moments at which they happened, no ledger and no tables.
struct LoopWalk {
    private typealias Event = (event: any DomainEvent, at: Instant, command: CommandID)

    let vault = Vault(keys: MemoryKeys(), master: .random(network: ID())) { at("2026-11-23") }
    let town: Town
    var now: Instant
    private(set) var reference = LoopReference(ID(), procedure: "", isPersonal: false)
    private(set) var definition: ProcedureDefinition?
    private var histories: [StreamID: [Event]] = [:]
    private var commands = 0

    init(_ town: Town = Town(), now: Instant = at("2026-11-23")) async throws {
        self.town = town
        self.now = now
        add(ProcedureFiles.published)
        for place in Town.Place.allCases {
            let event = OrganisationRegistered(
                organisation: town[place],
                name: place.rawValue,
                kind: place.kind,
                code: nil,
                aliases: []
            )
            add([Change(Organisation.stream(town[place]), [event])])
        }
        for person in town.residents {
            let subject = Member.subject(person.id)
            let event = MemberRegistered(
                member: person.id,
                organisation: person.organisation,
                name: try await vault.sealer(for: [subject]).seal(person.name, under: subject),
                email: nil,
                emailKey: nil,
                post: person.post,
                roles: Array(person.roles)
            )
            add([Change(Member.stream(person.id), [event])])
        }
    }

    /// With a matter raised.
    init(
        _ name: String,
        _ town: Town = Town(),
        by raiser: Resident? = nil,
        now: Instant = at("2026-11-23"),
        given: [String: [String]] = [:],
        routes: [ProcedureDefinition.Route: RouteChoice] = [:]
    ) async throws {
        try await self.init(town, now: now)
        let command = try town.raising(name, by: raiser, on: London.day(now), given: given, routes: routes)
        let person = try raiser ?? town.raiser(of: ProcedureFiles.version(name).definition)
        try await raise(command, by: person)
    }

    mutating func raise(_ command: RaiseMatter, by someone: Resident) async throws {
        try await when(command, by: someone.actor)
        reference = command.reference
        definition = try ProcedureFiles.version(command.procedure).definition
    }

    private mutating func add(_ changes: [Change]) {
        commands += 1
        let command = CommandID(actor: "test", id: "\(commands)")
        for change in changes {
            histories[change.stream, default: []] += change.events.map { ($0, now, command) }
        }
    }

    /// What a command comes to, asked of the Gate as the Office does; nothing is kept of it.
    func tried(_ command: some Command, by actor: Actor) async throws -> [Change] {
        var past = Past([:])
        var reads = command.reads
        while !reads.isEmpty {
            let found = reads.map { stream in
                let events = histories[stream] ?? []
                return (stream, Past.History(version: events.count, events: events))
            }
            past = Past(past.histories.merging(found) { $1 })
            reads = command.reads(after: past).filter { past.histories[$0] == nil }
        }
        let gate = Gate(ledger: MemoryLedger()) { now }
        try gate.check(command.action, actor, try command.relations(of: actor, in: past))
        let sealer = try await vault.sealer(for: command.subjects)
        return try command.decide(past, RuleContext(actor: actor, now: now, sealer: sealer))
    }

    @discardableResult
    mutating func when(_ command: some Command, by actor: Actor) async throws -> [Change] {
        let changes = try await tried(command, by: actor)
        add(changes)
        return changes
    }

    @discardableResult
    mutating func when(_ command: some Command, by someone: Resident) async throws -> [Change] {
        try await when(command, by: someone.actor)
    }

    /// Takes whatever is owed next until nothing is, or it goes on and on.
    mutating func finish(choosing choose: ([String]) -> String? = { $0.first }) async throws {
        for _ in 0..<100 {
            guard let step = state.openSteps.first else { return }
            try await take(step, choosing: choose)
        }
        Issue.record("It is owed again and again: \(owed)")
    }

    // MARK: What it has come to

    var state: LoopState {
        var state = LoopState()
        for (event, at, _) in histories[Matter.stream(reference.id)] ?? [] { state.apply(event, at: at) }
        return state
    }

    var events: [any DomainEvent] { (histories[Matter.stream(reference.id)] ?? []).map(\.event) }
    var types: [String] { events.map { type(of: $0).type } }

    func all<Event: DomainEvent>(_ type: Event.Type) -> [Event] { events.compactMap { $0 as? Event } }

    /// `decide of holder`, for each step that is owed.
    var owed: [String] { state.openSteps.map { "\($0.step) of \($0.debtor)" } }

    /// The open step of a name.
    func step(_ name: String) throws -> LoopState.Step {
        guard let step = state.openSteps.first(where: { $0.step == name }) else {
            throw Missing(step: name, owed: owed)
        }
        return step
    }

    struct Missing: Error {
        let step: String
        let owed: [String]
    }

    /// When the last step of a name falls or fell due: `2026-12-29 23:59`.
    func due(_ name: String) -> String? {
        state.steps.last { $0.step == name }?.due.map { due in
            let (day, time) = London.local(due)
            return "\(day.iso) \(time.iso)"
        }
    }

    // MARK: Doing what is owed

    @discardableResult
    mutating func take(
        _ name: String,
        _ doing: TakeStep.Doing,
        by someone: Resident,
        report: TakeStep.Report? = nil
    ) async throws -> [Change] {
        try await when(TakeStep(reference, try step(name).id, doing, report: report), by: someone.actor)
    }

    /// Whoever owes a step.
    func debtor(_ step: LoopState.Step) -> Resident? {
        if step.debtor == "raiser", state.toldInstead == nil {
            return town.residents.first { $0.id == state.raiser?.member }
        }
        if step.of == .everyone {
            return town.residents.first { $0.id != state.raiser?.member && !step.answered.contains($0.id) }
        }
        return town.residents.first { step.of.includes($0.actor) }
    }

    /// A way to do what is owed; of several outcomes the one that is chosen.
    func doing(_ step: LoopState.Step, choosing: ([String]) -> String? = { $0.first }) -> TakeStep.Doing {
        let duty = definition?.duties.first { $0.id == step.step }
        return switch step.task {
        case .acknowledge: .acknowledge
        case .decide, .review: .come(to: choosing(duty?.outcomes ?? []), note: "What was found")
        case .tell: .tell("What came of it")
        case .satisfied: .judge(isEnough: true, words: "")
        default:
            duty?.asksYesOrNo == true ? .answer(isSo: true, note: "Here too") : .act(note: "What was done")
        }
    }

    @discardableResult
    mutating func take(_ step: LoopState.Step, choosing: ([String]) -> String? = { $0.first }) async throws -> [Change]
    {
        guard let someone = debtor(step) else { throw Missing(step: "anybody who owes \(step.step)", owed: owed) }
        return try await when(TakeStep(reference, step.id, doing(step, choosing: choosing)), by: someone.actor)
    }
}

/// Runs something that must be refused, and says how.
func refusal(_ body: () async throws -> some Any) async -> Refusal? {
    do {
        _ = try await body()
        return nil
    } catch { return error as? Refusal }
}

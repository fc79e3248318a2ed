import Almanac
package import Ledger
package import Procedures
package import Vault

/// Who is asked along a route, as whoever raises it says: the authority where the child lives, the school of the child.
package enum RouteChoice: Hashable, Codable, Sendable {
    case organisation(ID<Organisation>)
    case member(ID<Member>)
    /// Nobody here: the coordinator finds who.
    case notKnown
}

/// A file that answers a field of the form; of a group that repeats, in one of its entries.
package struct FormFile: Hashable, Encodable, Sendable {
    package let field: String
    package let entry: Int?
    package let file: NewFile

    package init(_ field: String, entry: Int? = nil, _ file: NewFile) {
        (self.field, self.entry, self.file) = (field, entry, file)
    }
}

extension ProcedureDefinition.Field {
    /// Whether files answer it, or one of the fields of its group.
    package var takesFiles: Bool { type == .file || fields.contains { $0.type == .file } }
    package var mostFiles: Int { most ?? 1 }
}

/// Raises something under a procedure.
package struct RaiseMatter: Command {
    package let matter: ID<Matter>
    package let procedure: String
    /// The version whose form was filled in.
    package let version: Int
    /// Where the form was that of an authority's own text: its number there.
    package let local: Int?
    package let isPersonal: Bool
    package let raiser: Raiser
    package let answers: Answers
    /// By the name of the route.
    package let routes: [String: RouteChoice]
    /// What is to be known of a call that was made before, as the first message on it, for whoever holds it.
    package let call: String?
    package let files: [FormFile]
    /// The matter that it was raised from: the two are linked at once.
    package let from: LoopReference?

    package init(
        matter: ID<Matter> = ID(),
        procedure: String,
        version: Int,
        local: Int? = nil,
        isPersonal: Bool,
        raiser: Raiser,
        answers: Answers,
        routes: [ProcedureDefinition.Route: RouteChoice],
        call: String? = nil,
        files: [FormFile] = [],
        from: LoopReference? = nil
    ) {
        (self.call, self.files, self.from) = (call, files, from)
        (self.matter, self.procedure, self.version, self.isPersonal) = (matter, procedure, version, isPersonal)
        (self.raiser, self.answers, self.local) = (raiser, answers, local)
        self.routes = Dictionary(uniqueKeysWithValues: routes.map { ($0.key.rawValue, $0.value) })
    }

    package var action: Action { .raiseMatter }
    package var subjects: Set<Subject> { [Matter.subject(matter, isPersonal: isPersonal)] }
    package var reads: [StreamID] {
        var streams = [
            Matter.stream(matter), ProcedureHistory.stream(procedure), Organisation.stream(raiser.organisation),
        ]
        for choice in routes.sorted(by: { $0.key < $1.key }).map(\.value) {
            let stream: StreamID? =
                switch choice {
                case .organisation(let id): Organisation.stream(id)
                case .member(let id): Member.stream(id)
                case .notKnown: nil
                }
            if let stream { streams.append(stream) }
            if case .organisation(let id) = choice { streams.append(Adoption.stream(procedure, id)) }
        }
        streams.append(Adoption.stream(procedure, raiser.organisation))
        if let from { streams += [Matter.stream(from.id), from.text] }
        return streams.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    package func reads(after past: Past) -> [StreamID] {
        guard (try? text(past))?.0.definition.countsSchoolDays == true else { return [] }
        let asked = routes.values.compactMap { choice -> ID<Organisation>? in
            if case .organisation(let id) = choice { id } else { nil }
        }
        return SchoolClocks.streams(followedBy: [raiser.organisation] + asked, in: past)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard !past.has(Matter.stream(matter)) else { throw .outOfTurn("This is raised already.") }
        guard case .member(let person) = context.actor, person.id == raiser.member,
            person.organisation == raiser.organisation, person.post == raiser.post
        else { throw .notAllowed }
        let (use, place) = try text(past)
        let definition = use.definition
        guard definition.isPersonal == isPersonal, procedure != ActionTerms.procedure else { throw .notFound }
        try mayRaise(definition, past)
        let answers = try checked(definition, use.lists, context)
        let counts = files.reduce(into: [:]) { $0[$1.field, default: 0] += 1 }
        let missing = AnswerCheck.filesMissing(answers, to: definition, files: counts)
        guard missing.isEmpty else { throw .invalid(missing.map { Refusal.Problem("a-\($0.field)", $0.sentence) }) }
        let words = answers.words(for: definition.conditionFields)
        let isImplicated = definition.isImplicated(by: words)
        // What somebody of one's own organisation may have done is nobody's there who has the post next.
        let raiser = isImplicated ? Raiser(member: raiser.member, organisation: raiser.organisation, post: nil) : raiser
        let holder = try party(definition.goesTo, past) ?? .coordinators
        let subject = Matter.subject(matter, isPersonal: isPersonal)
        let event = LoopRaised(
            matter: matter,
            procedure: procedure,
            version: version,
            isPersonal: isPersonal,
            raiser: raiser,
            holder: holder,
            parties: try parties(definition, words, past).filter {
                !isImplicated || $0.party?.organisation != raiser.organisation
            },
            deciding: words,
            answers: try seal(answers, under: subject, context),
            toldInstead: isImplicated && holder.organisation != raiser.organisation ? holder.organisation : nil,
            place: place,
            local: local,
            isImplicated: isImplicated
        )
        var writer = LoopWriter(raising: event, under: definition, in: past, context)
        if let call = try Text.optionalLine(call, field: "call-whom", what: "the call", limit: 1_000) {
            writer.write(
                MessageWritten(
                    matter: matter,
                    message: ID(matter.raw),
                    text: try context.seal(call, under: subject),
                    by: raiser.member,
                    from: .raiser,
                    readers: .holder
                )
            )
        }
        for file in try attached(definition, context) { writer.write(file) }
        let link = try linked(past, context)
        if let link { writer.write(MattersLinked(matter: matter, other: link.matter, by: link.by, why: nil)) }
        return [Change(Matter.stream(matter), writer.events, mustBeNew: true)]
            + (link.map { [Change(Matter.stream($0.matter), [$0])] } ?? [])
    }

    /// The text that is in use where it is raised, and where that is.
    private func text(_ past: Past) throws(Refusal) -> (ProcedureVersion, ID<Organisation>?) {
        guard let state = past.state(ProcedureState.self, ProcedureHistory.stream(procedure)),
            let network = state.version(state.current ?? state.highest)
        else { throw .notInUse }
        let place = place(network.definition, past)
        let own = place.flatMap { past.state(AdoptionState.self, Adoption.stream(procedure, $0)) }?.inUse
        guard own != nil || state.current != nil else { throw .notInUse }
        guard (own?.base ?? state.current) == version, own?.number == local else {
            throw .outOfTurn("This procedure has a new version. Look through your answers once more.")
        }
        guard let own else { return (network, place) }
        guard let use = own.version else { throw .notInUse }
        return (use, place)
    }

    /// The authority where it is raised: the one that is asked to hold it, or where none is, the raiser's own. All texts of a
    /// procedure go the same way.
    private func place(_ definition: ProcedureDefinition, _ past: Past) -> ID<Organisation>? {
        guard definition.goesTo.isToAuthority else {
            let own = past.state(OrganisationState.self, Organisation.stream(raiser.organisation))?.kind
            return own == .authority ? raiser.organisation : nil
        }
        guard case .organisation(let id) = routes[definition.goesTo.rawValue] else { return nil }
        return id
    }

    private func attached(_ definition: ProcedureDefinition, _ context: RuleContext)
        throws(Refusal) -> [FileAdded]
    {
        let subject = Matter.subject(matter, isPersonal: isPersonal)
        var events: [FileAdded] = []
        for file in files {
            guard let field = definition.askedOnce.first(where: { $0.id == file.field }), field.takesFiles else {
                throw .invalid("a-\(file.field)", "The form does not ask for this file. Open the form again.")
            }
            events += try [file.file].added(
                to: .answer(field: file.field, entry: file.entry),
                of: matter,
                under: subject,
                as: .raiser,
                context
            )
        }
        for field in definition.askedOnce where field.type == .file {
            let count = files.count { $0.field == field.id }
            guard count <= field.mostFiles else {
                throw .invalid("a-\(field.id)", "Add \(field.mostFiles) at most. There are \(count).")
            }
        }
        return events
    }

    /// The link as it stands on the matter that this was raised from, for somebody who may know of that.
    private func linked(_ past: Past, _ context: RuleContext) throws(Refusal) -> MattersLinked? {
        guard let from else { return nil }
        let relations = try LoopScene(from, past).relations(of: context.actor)
        guard Policy.allows(.linkMatters, context.actor, relations) else { throw .notFound }
        return MattersLinked(matter: from.id, other: matter, by: context.actor.member, why: nil)
    }

    private func mayRaise(_ definition: ProcedureDefinition, _ past: Past) throws(Refusal) {
        guard case .of(let kinds) = definition.raisedBy else { return }
        let own = past.state(OrganisationState.self, Organisation.stream(raiser.organisation))?.kind
        guard kinds.contains(where: { own?.is($0) ?? false }) else { throw .notAllowed }
    }

    private func checked(
        _ definition: ProcedureDefinition,
        _ lists: [String: OptionList],
        _ context: RuleContext
    ) throws(Refusal) -> Answers {
        do {
            return try AnswerCheck.tidied(answers, to: definition, lists: lists, today: London.day(context.now))
        } catch {
            throw .invalid(error.all.map { Refusal.Problem("a-\($0.field)", $0.sentence) })
        }
    }

    private func seal(
        _ answers: Answers,
        under subject: Subject,
        _ context: RuleContext
    ) throws(Refusal) -> [String: Sealed<Answer>] {
        var sealed: [String: Sealed<Answer>] = [:]
        for (field, answer) in answers.values { sealed[field] = try context.seal(answer, under: subject) }
        return sealed
    }

    // MARK: Where it goes

    /// Who is meant by a route; nil where nobody here is.
    private func party(_ route: ProcedureDefinition.Route, _ past: Past) throws(Refusal) -> Party? {
        switch route {
        case .coordinator, .network: return .coordinators
        default: break
        }
        switch routes[route.rawValue] {
        case nil: throw .invalid(route.fieldName, "Say who is asked: \(route.rawValue).")
        case .notKnown: return nil
        case .member(let id):
            guard route == .named, let state = past.state(MemberState.self, Member.stream(id)), state.standing != .left
            else { throw .invalid(route.fieldName, "Choose somebody who is in the network.") }
            return .member(id)
        case .organisation(let id):
            guard let state = past.state(OrganisationState.self, Organisation.stream(id)) else {
                throw .invalid(route.fieldName, "Choose an organisation of the network.")
            }
            guard route.takes(state.kind) else {
                throw .invalid(route.fieldName, "Choose another: \(state.name) is not \(route.wanted).")
            }
            return .organisation(id)
        }
    }

    private func parties(
        _ definition: ProcedureDefinition,
        _ words: [String: [String]],
        _ past: Past
    ) throws(Refusal) -> [Joined] {
        var joined: [Joined] = []
        for invited in definition.parties where invited.when.holds(words) {
            if invited.goesTo == .network {
                joined.append(Joined(invited.id, nil))
            } else if let party = try party(invited.goesTo, past) {
                joined.append(Joined(invited.id, party))
            }
        }
        return joined
    }
}

extension Refusal {
    fileprivate static let notInUse = Refusal.outOfTurn("This procedure is not in use any more. Choose another.")
}

extension ProcedureDefinition.Route {
    /// Whether it leads to a local authority, and nowhere else.
    package var isToAuthority: Bool {
        switch self {
        case .authorityOfResidence, .authorityOfSchool, .placingAuthority, .receivingAuthority, .authorityOfIncident:
            true
        default: false
        }
    }

    /// As forms post it: `route-authority-of-residence`.
    package var fieldName: String { "route-" + rawValue.split(separator: " ").joined(separator: "-") }

    /// Which kinds of organisation it may lead to.
    package func takes(_ kind: Organisation.Kind?) -> Bool {
        switch self {
        case .authorityOfResidence, .authorityOfSchool, .placingAuthority, .receivingAuthority, .authorityOfIncident:
            kind == .authority
        case .school, .newSchool: kind == .school
        case .police: kind == .police
        case .health: kind == .health
        case .immigration: kind == .department
        case .coordinator, .network: false
        case .named: kind != nil
        }
    }

    fileprivate var wanted: String {
        switch self {
        case .authorityOfResidence, .authorityOfSchool, .placingAuthority, .receivingAuthority, .authorityOfIncident:
            "a local authority"
        case .school, .newSchool: "a school"
        case .police: "a police unit"
        case .health: "a health body"
        case .immigration: "a government department"
        case .coordinator, .network, .named: "anybody who can be asked here"
        }
    }
}

extension Organisation.Kind {
    /// Whether it is of a kind that procedures name. Immigration is a department.
    package func `is`(_ kind: ProcedureDefinition.Kind) -> Bool {
        switch kind {
        case .authority: self == .authority
        case .school: self == .school
        case .police: self == .police
        case .health: self == .health
        case .immigration, .department: self == .department
        case .board: self == .board
        case .charity: self == .charity
        }
    }
}

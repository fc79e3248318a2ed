import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// What an authority makes of a procedure of the network: its own text, a pilot, a later version taken or declined.
enum AdoptionRoutes {
    static let all: [Route] = [
        .get("/adoption", .role(.seeAdoption), AdoptionList.page),
        .get("\(path)", .role(.seeProcedures), AdoptionPage.page),
        .get("\(path)/file", .role(.seeProcedures), AdoptionPage.file),
        .get("\(path)/write", .signedIn(.adoptProcedure), AdoptionWriting.page),
        .post("\(path)/write", .signedIn(.adoptProcedure), AdoptionWriting.write),
        .get("\(path)/take", .signedIn(.adoptProcedure), AdoptionTaking.page),
        .post("\(path)/take", .signedIn(.adoptProcedure), AdoptionTaking.take),
        .post("\(path)/decline", .signedIn(.adoptProcedure), AdoptionTaking.decline),
        .get("\(path)/pilot", .signedIn(.adoptProcedure), AdoptionEnding.pilotPage),
        .post("\(path)/pilot", .signedIn(.adoptProcedure), AdoptionEnding.endPilot),
        .get("\(path)/network", .signedIn(.adoptProcedure), AdoptionEnding.networkPage),
        .post("\(path)/network", .signedIn(.adoptProcedure), AdoptionEnding.takeNetwork),
    ]

    private static let path = "/procedures/:procedure/at/:authority"

    /// What a form that was refused would have decided for an authority, in words of ours; nil where it is of another kind.
    static func place(_ visit: Visit, _ asked: String) async -> String? {
        guard asked.hasPrefix(path) else { return nil }
        guard let place = try? await AdoptionPlace(visit) else { return "no procedure of an authority" }
        return "\(place.procedure) at \(place.name)"
    }
}

/// The procedure and the authority of the address.
struct AdoptionPlace {
    let visit: Visit
    let procedure: String
    let authority: OrganisationRow
    /// Of the network, the newest first.
    let versions: [ProcedureRow]
    /// Of the authority, the newest first.
    let texts: [ProcedureRow]
    /// Nil where they never decided anything.
    let row: AdoptionRow?
    /// The last version of the network, in use or withdrawn.
    let network: ProcedureRow

    init(_ visit: Visit) async throws { try await self.init(visit, at: visit.id("authority")) }

    /// At the authority of the reader, where they are of one.
    static func own(_ visit: Visit) async throws -> AdoptionPlace? {
        guard let own = try await visit.ownOrganisation, own.kind == .authority,
            try visit.parameter("procedure") != ActionTerms.procedure
        else { return nil }
        return try await AdoptionPlace(visit, at: own.id)
    }

    private init(_ visit: Visit, at organisation: ID<Organisation>) async throws {
        let id = try visit.parameter("procedure")
        let versions = try await visit.procedureVersions()
        guard id != ActionTerms.procedure, let network = versions.first,
            let authority = try await visit.readings.organisations().first(where: { $0.id == organisation }),
            authority.kind == .authority
        else { throw Refusal.notFound }
        (self.visit, procedure, self.authority, self.versions, self.network) = (visit, id, authority, versions, network)
        texts = try await visit.readings.localTexts(of: id, at: organisation)
        row = try await visit.readings.adoptions(of: id, at: organisation).first
    }

    /// The same for whoever may decide there.
    static func toDecide(_ visit: Visit) async throws -> AdoptionPlace {
        let place = try await AdoptionPlace(visit)
        try visit.check(.adoptProcedure, place.relations)
        return place
    }

    var name: String { authority.name }
    var link: Link { "/procedures/\(procedure)/at/\(authority.id)" }
    private var relations: Set<Relation> {
        visit.signedIn?.person.organisation == authority.id ? [.sameOrganisation] : []
    }
    var mayDecide: Bool { visit.allows(.adoptProcedure, relations) }

    func version(_ number: Int) -> ProcedureRow? { versions.first { $0.version == number } }

    private func text(_ number: Int?) -> ProcedureRow? { texts.first { $0.version == number } }
    var own: ProcedureRow? { text(row?.own?.number) }
    var tried: ProcedureRow? { text(row?.pilot?.number) }
    /// Theirs that new matters follow; nil where it is the network's.
    var inUse: ProcedureRow? { tried ?? own }

    /// The text that new matters follow there; nil where none does.
    var followed: ProcedureRow? { inUse ?? (network.isCurrent ? network : nil) }

    /// The version that a change is written on: the one theirs changes, or the network's.
    var base: ProcedureRow? { own.map { version($0.upstream) } ?? (network.isCurrent ? network : nil) }

    /// What they use now, in a sentence.
    var sentence: String {
        if let pilot = row?.pilot {
            return
                "\(name) tries a text of its own until \(visit.words.longDay(pilot.until)). What is raised there follows it."
        }
        if let own = row?.own {
            return "\(name) uses its own text, a change to version \(own.base). What is raised there follows it."
        }
        return network.isCurrent
            ? "\(name) uses the network’s text, version \(network.version)."
            : "The network withdrew it, and \(name) does not use it."
    }
}

extension ProcedureDifferences {
    /// Between two texts; nil where this Safeloop cannot read one of them.
    init?(_ earlier: ProcedureRow?, _ later: ProcedureRow?) {
        guard let earlier = earlier?.procedure, let later = later?.procedure else { return nil }
        self.init(earlier, later)
    }

    var count: Int { parts.reduce(0) { $0 + $1.lines.count } }
}

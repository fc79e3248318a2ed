import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// The text under which somebody raises something: that of the authority where they raise it, or the network's.
///
/// Where an authority has its own, it is asked first in which borough it is; what is asked after that is asked by its text.
struct RaiseText {
    typealias Found = (row: ProcedureRow, version: ProcedureVersion)

    let draft: RaiseDraft?
    private let visit: Visit
    private let network: ProcedureRow
    private let definition: ProcedureDefinition
    private let adoptions: [AdoptionRow]

    init(_ visit: Visit) async throws {
        let id = try visit.parameter("procedure")
        let versions = try await visit.readings.procedureVersions(of: id)
        guard id != ActionTerms.procedure, let network = versions.first(where: \.isCurrent) ?? versions.first,
            let definition = network.procedure?.definition
        else { throw Refusal.notFound }
        let adoptions = try await visit.readings.adoptions(of: id).filter { $0.inUse != nil }
        guard network.isCurrent || !adoptions.isEmpty else { throw Refusal.notFound }
        guard definition.mayBeRaised(by: try await visit.ownOrganisation?.kind) else { throw Refusal.notAllowed }
        (self.visit, self.network, self.definition, self.adoptions) = (visit, network, definition, adoptions)
        draft = try await visit.draft(RaiseDraft.self, RaiseDraft.name(id))
    }

    var id: String { network.id }

    // MARK: Which text

    /// The one under which the draft is, or would be.
    func text() async throws -> Found { try await text(at: draft?.at) }

    private func text(at posted: String?) async throws -> Found {
        let place = try await place(posted)
        if let place, let number = adoptions.first(where: { $0.authority == place })?.inUse {
            let own = try await visit.readings.localTexts(of: id, at: place).first { $0.version == number }
            guard let own, let version = own.procedure else { throw Refusal.notFound }
            return (own, version)
        }
        guard network.isCurrent, let version = network.procedure else {
            throw Refusal.outOfTurn(
                "The network withdrew this procedure, and it is not used where you want to raise it. Choose another."
            )
        }
        return (network, version)
    }

    /// The authority where it is raised, given whom it is asked of as it was posted.
    private func place(_ posted: String?) async throws -> ID<Organisation>? {
        guard definition.goesTo.isToAuthority else {
            let own = try await visit.ownOrganisation
            return own?.kind == .authority ? own?.id : nil
        }
        guard case .organisation(let id) = posted.flatMap({ RouteChoice(posted: $0) }) else { return nil }
        return id
    }

    /// The same begun thing under another text, where it goes to an authority that has another than what was answered.
    func moved(to posted: String) async throws -> RaiseDraft? {
        guard definition.goesTo.isToAuthority, var draft else { return nil }
        let (before, now) = (try await text(at: draft.at).row, try await text(at: posted).row)
        guard before.authority != now.authority else { return nil }
        draft.at = posted
        return RaiseDraft(now, draft.answers, keeping: draft)
    }

    // MARK: Where

    /// Whether it has to be said first where it is raised.
    var asksWhere: Bool {
        definition.goesTo.isToAuthority && !adoptions.isEmpty
            && (draft?.at == nil || visit.query("where") != nil)
    }

    func wherePage(errors: [FieldError] = []) async throws -> Page {
        let route = definition.goesTo
        let organisations = try await visit.readings.organisations()
        let names = adoptions.compactMap { row in organisations.first { $0.id == row.authority }?.name }.sorted()
        let own = visit.signedIn?.person.organisation
        let selected = draft?.at ?? organisations.first { $0.id == own && route.takes($0.kind) }.map(Self.value)
        return Page(
            title: definition.title,
            eyebrow: a(.href("/raise")) { "Raise something" },
            heading: definition.title,
            lead: definition.says,
            errors: errors
        ) {
            postForm(to: "/raise/\(id)", csrf: visit.csrf, command: visit.newCommand) {
                hiddenField("danger", visit.query("danger") ?? visit.form["danger"])
                hiddenField("from", visit.query("from") ?? visit.form["from"])
                selectField(
                    Field(
                        "at",
                        route.question,
                        hint: "\(Words.list(names)) \(names.count == 1 ? "asks" : "ask") some things in another way.",
                        errors: errors
                    ),
                    [Choice("", "Choose")]
                        + organisations.filter { route.takes($0.kind) }.map { Choice(Self.value($0), $0.name) }
                        + [Choice("unknown", "Not known: the coordinator finds who")],
                    selected: selected
                )
                acts {
                    submit("Go on", name: "do", value: "where")
                    linkButton("Cancel", "/raise", .plain)
                }
            }
        }
    }

    private static func value(_ row: OrganisationRow) -> String { "organisation/\(row.id)" }

    /// Keeps where it is raised, and goes on to the form.
    func choose() async throws -> Response {
        let at = visit.form["at"]
        guard RouteChoice(posted: at) != nil else {
            let missing = FieldError("at", "Choose from the list: \(definition.goesTo.question.lowercasedStart)")
            return try await visit.refusedPage(try await wherePage(errors: [missing]))
        }
        let found = try await text(at: at)
        var kept = RaiseDraft(found.row, draft?.answers ?? RaiseStart.Danger.answers(visit, found.version.definition))
        (kept.at, kept.files) = (at, draft?.files)
        kept.from = Int(visit.form["from"]) ?? draft?.from
        try await visit.keepDraft(kept, as: RaiseDraft.name(id), seconds: RaiseDraft.seconds)
        return .redirect(to: "/raise/\(id)", type: .normal)
    }

    /// Whose form it is, where that is no network's.
    func notice(_ row: ProcedureRow) async throws -> Markup? {
        guard let authority = row.authority else { return nil }
        let name = try await visit.readings.organisations().first { $0.id == authority }?.name ?? "The authority"
        return panel {
            p(.class("mb-0")) {
                "\(name) asks this in its own way. "
                a(.href("/procedures/\(id)/at/\(authority)")) { "What differs there" }
                if definition.goesTo.isToAuthority {
                    ". "
                    a(.href("/raise/\(id)?where=again")) { "It is in another borough" }
                }
            }
        }
    }
}

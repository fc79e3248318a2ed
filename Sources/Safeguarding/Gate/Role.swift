/// What a person is in the network. A person may be several.
package enum Role: String, Codable, CaseIterable, Sendable {
    /// Runs the network: its members, its meetings and what is overdue.
    case coordinator
    /// The safeguarding lead of a local authority.
    case boroughLead = "borough-lead"
    /// The designated safeguarding lead of a school.
    case schoolLead = "school-lead"
    /// An education welfare or attendance officer.
    case welfareOfficer = "welfare-officer"
    /// Police, health, immigration, a charity: asked and answering.
    case liaison
    /// Sees what was done, and no personal data.
    case auditor

    package var title: String {
        switch self {
        case .coordinator: "Network coordinator"
        case .boroughLead: "Borough lead"
        case .schoolLead: "School lead"
        case .welfareOfficer: "Education welfare officer"
        case .liaison: "Liaison"
        case .auditor: "Auditor"
        }
    }
}

/// How an actor stands to the thing that is acted on.
package enum Relation: String, CaseIterable, Sendable {
    /// It is the actor's own account, answer or draft, or an item that they proposed or present.
    case own
    /// The actor is one of those it is for by name: named on it, or on its item, which they may propose or present.
    case named
    /// The actor belongs to the group that meets.
    case inGroup = "in group"
    /// The actor chairs or writes for the group.
    case officer
    /// The actor holds the matter, or owes a duty on it.
    case holder
    /// The actor raised it.
    case raiser
    /// It belongs to the actor's own organisation.
    case sameOrganisation = "same organisation"
    /// The actor was joined to the matter, for themselves or for their organisation.
    case party
    /// The actor was given a link to this one thing.
    case guest
    /// Something that is late on it was copied to the actor, who is a deputy of whoever owes it.
    case deputy
}

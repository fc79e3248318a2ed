/// Everything that can be asked of the Gate.
package enum Action: String, Codable, CaseIterable, Sendable {
    case seeNetwork = "see the network's members and organisations"
    case manageMembers = "invite, change and remove members and organisations"
    case manageSelf = "change one's own account"
    case join = "take up an invitation"
    case foundNetwork = "found the network"
    case manageGroups = "form a group and say who is in it"

    case seeMeetings = "see a group's meetings"
    case proposeItem = "propose an item for an agenda"
    case runMeeting = "call a meeting, set its agenda, write its notes, circulate and agree them"
    case answerInvitation = "say whether one is coming"
    case seeNamedPapers = "see what is marked for named people only"
    case importNotes = "bring in notes of past meetings"

    case seeMatter = "see an action"
    case raiseAction = "raise an action"
    case workOnMatter = "acknowledge, update, finish or hand over an action that one holds"
    case offerMatter = "give an action to someone else"
    case closeMatter = "judge an action: say what came back is enough or not, move its date, give it away, withdraw it"
    case remind = "remind a holder"

    case erase = "erase for good what is kept about a person who left, or the words of a meeting"

    case seeLedger = "see checkpoints and proofs"
    case runJob = "run one of the system's own jobs"
}

/// What the Gate answers.
package enum Verdict: String, Sendable {
    case allow
    case deny
}

/// Who may do what. The first line that fits holds; where none fits the answer is no.
///
/// One table, to be read aloud at a meeting. Nothing else in Safeloop decides about authority.
package enum Policy {
    package struct Line: Sendable {
        let roles: Set<Role>?
        let relations: Set<Relation>
        let actions: Set<Action>
    }

    static func anyone(_ relations: Relation..., may actions: Action...) -> Line {
        Line(roles: nil, relations: Set(relations), actions: Set(actions))
    }

    static func role(_ roles: Role..., when relations: Set<Relation> = [], may actions: Action...) -> Line {
        Line(roles: Set(roles), relations: relations, actions: Set(actions))
    }

    package static let table: [Line] = [
        // The coordinator runs the network.
        role(
            .coordinator,
            may: .seeNetwork,
            .manageMembers,
            .manageGroups,
            .seeMeetings,
            .proposeItem,
            .runMeeting,
            .answerInvitation,
            .importNotes,
            .seeMatter,
            .raiseAction,
            .offerMatter,
            .closeMatter,
            .remind,
            .erase,
            .seeLedger
        ),
        // Everyone with an account looks after it, and sees who else is in the network.
        anyone(.own, may: .manageSelf, .join, .answerInvitation),
        role(.boroughLead, .schoolLead, .welfareOfficer, .liaison, may: .seeNetwork),
        // Members of a group see its meetings and put things on its agenda; its officers run them.
        anyone(.inGroup, may: .seeMeetings, .proposeItem, .answerInvitation),
        anyone(.officer, may: .seeMeetings, .proposeItem, .runMeeting, .answerInvitation, .raiseAction, .importNotes),
        // What someone holds they work on and may offer to another; what someone raised they may close and chase.
        anyone(.holder, may: .seeMatter, .workOnMatter, .offerMatter, .seeNamedPapers),
        anyone(.raiser, may: .seeMatter, .closeMatter, .remind, .seeNamedPapers),
        // An action is seen by the group whose meeting raised it.
        anyone(.inGroup, may: .seeMatter),
        anyone(.officer, may: .seeMatter, .offerMatter, .closeMatter, .remind),
        // A link opens one thing.
        anyone(.guest, may: .answerInvitation, .seeNamedPapers),
        // An auditor sees that the history is whole, and no names.
        role(.auditor, may: .seeLedger),
    ]

    package static func verdict(_ action: Action, roles: Set<Role>, relations: Set<Relation>) -> Verdict {
        let fits = table.contains { line in
            line.actions.contains(action)
                && (line.roles.map { !$0.isDisjoint(with: roles) } ?? true)
                && (line.relations.isEmpty || !line.relations.isDisjoint(with: relations))
        }
        return fits ? .allow : .deny
    }
}

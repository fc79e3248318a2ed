/// Everything that can be asked of the Gate.
package enum Action: String, Codable, CaseIterable, Sendable {
    case seeNetwork = "see the network's members and organisations"
    case manageMembers = "invite, change and remove members and organisations"
    case keepNumbers = "say whom to ring at an authority about a child"
    case nameDeputies = "say who is the deputy in an organisation, in a post there, or of the coordinator"
    case keepTerms = "say when the schools of an authority, or one school, are open"
    case manageSelf = "change one's own account"
    case arrangeAbsence = "say that somebody is away, and who covers for them"
    case declineCover = "decline to cover for somebody"
    case join = "take up an invitation"
    case foundNetwork = "found the network"
    case manageGroups = "form a group and say who is in it"

    case seeMeetings = "see a group's meetings"
    case proposeItem = "propose an item for an agenda"
    case runMeeting = "call a meeting, set its agenda, write its notes, circulate and agree them"
    case prepareItem = "change an item that one proposed or presents, and give papers for it"
    case answerInvitation = "say whether one is coming"
    case seeInvited = "see by an invitation's link the item one presents, or the papers of the meeting"
    case seeNamedPapers = "see what is marked for named people only"
    case importNotes = "bring in notes of past meetings"

    case seeProcedures = "see the network's procedures"
    case publishProcedure = "publish a procedure to the network, or withdraw one"
    case seeAdoption = "see which authority uses what of the procedures"
    case adoptProcedure = "decide what an authority uses: its own text, a pilot, or a version of the network"
    case seePilot = "see how an authority's pilot goes, in numbers"
    case seeOutcomes = "see how procedures go in the network, in numbers"

    case seeMatter = "see an action"
    case raiseAction = "raise an action"
    case workOnMatter = "acknowledge, update, finish or hand over an action that one holds"
    case nameHolder = "say who is to do an action, without asking them first"
    case giveLink = "give a holder without an account a link to their one action"
    case offerMatter = "give an action to someone else"
    case closeMatter = "judge an action: say what came back is enough or not, move its date, give it away, withdraw it"
    case remind = "remind a holder"

    case raiseMatter = "raise something under a procedure"
    case readConcern = "read what a matter says by which somebody can be known"
    case takeStep = "do what one owes on a matter under a procedure"
    case writeOnMatter = "write to the others who have a part in a matter"
    case linkMatters = "say of two matters that they have to do with one another"
    case linkBody = "give a body without an account a link to the part it has in a matter"
    case linkConcern = "give a body without an account a link to a matter by which somebody can be known"
    case handOver = "offer a matter, take it over, or join a party to it"
    case seeRefused = "see what people asked for that is not theirs"
    case withdrawMatter = "withdraw what one raised and nobody has received"

    case readTray = "read and file the mail in one's own tray"
    case sortLetters = "look at mail from somebody whom the network does not know"
    case seeLateLetters = "see that mail waits long in somebody's tray, and not what it says"

    case erase = "erase for good what is kept about a person who left, or the words of a meeting"

    case seeLedger = "see checkpoints and proofs"
    case openMail = "open what was sent to one"
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
            .keepNumbers,
            .nameDeputies,
            .arrangeAbsence,
            .keepTerms,
            .manageGroups,
            .seeMeetings,
            .proposeItem,
            .prepareItem,
            .runMeeting,
            .answerInvitation,
            .importNotes,
            .seeProcedures,
            .publishProcedure,
            .seeAdoption,
            .seePilot,
            .seeOutcomes,
            .seeMatter,
            .raiseAction,
            .nameHolder,
            .giveLink,
            .offerMatter,
            .closeMatter,
            .remind,
            .sortLetters,
            .seeLateLetters,
            .erase,
            .seeRefused,
            .seeLedger
        ),
        // Everyone with an account looks after it, and sees who else is in the network.
        anyone(.own, may: .manageSelf, .join, .answerInvitation, .prepareItem, .openMail),
        // Whoever is away says so, and who covers; whoever is asked to cover may decline.
        anyone(.own, may: .arrangeAbsence, .declineCover),
        role(.boroughLead, .schoolLead, .welfareOfficer, .liaison, may: .seeNetwork),
        // An authority's own people keep its emergency numbers.
        role(.boroughLead, .welfareOfficer, when: [.sameOrganisation], may: .keepNumbers),
        // An organisation's lead says who is deputy there, and who covers for whoever fell ill.
        role(.boroughLead, .schoolLead, when: [.sameOrganisation], may: .nameDeputies, .arrangeAbsence),
        // So do they its term dates, and a school's own people those of their school.
        role(.boroughLead, .schoolLead, .welfareOfficer, when: [.sameOrganisation], may: .keepTerms),
        // They read what its procedures ask of whom; authorities write them, and say which are in use.
        role(.boroughLead, .schoolLead, .welfareOfficer, .liaison, may: .seeProcedures),
        // Whoever works under them sees how they go: numbers, never a matter, a name or a word.
        role(.boroughLead, .schoolLead, .welfareOfficer, .liaison, may: .seeOutcomes),
        role(.boroughLead, may: .publishProcedure, .seeAdoption),
        // What an authority uses of them is for its own lead to decide; others read it.
        role(.boroughLead, when: [.sameOrganisation], may: .adoptProcedure, .seePilot),
        // Members of a group see its meetings and put things on its agenda; its officers run them.
        anyone(.inGroup, may: .seeMeetings, .proposeItem, .answerInvitation),
        anyone(.officer, may: .seeMeetings, .proposeItem, .prepareItem, .runMeeting, .answerInvitation, .importNotes),
        // What is marked for named people only is for those who are named on it, whoever runs the meeting.
        anyone(.named, may: .seeNamedPapers, .seeMatter),
        // Members of a group raise actions, and ask others to take them on; its officers say who is to do them.
        anyone(.inGroup, may: .raiseAction),
        anyone(.officer, may: .raiseAction, .nameHolder),
        // What someone holds they work on and may offer to another; what someone raised they may close and chase.
        anyone(.holder, may: .seeMatter, .workOnMatter, .offerMatter, .seeNamedPapers),
        anyone(.raiser, may: .seeMatter, .closeMatter, .remind, .giveLink, .seeNamedPapers),
        // An action is seen by the group whose meeting raised it.
        anyone(.inGroup, may: .seeMatter),
        anyone(.officer, may: .seeMatter, .offerMatter, .closeMatter, .remind, .giveLink),
        // A link opens one thing: an invitation with the item that its holder presents, an action that they hold, or
        // notes that were sent to them.
        anyone(.guest, may: .answerInvitation, .seeInvited, .prepareItem, .openMail),
        anyone(.guest, may: .seeMatter, .workOnMatter, .seeNamedPapers),
        // Whoever has a part in a matter under a procedure reads what it shares with them, does what they owe and writes to
        // the others. A coordinator sees that it is there, who has it and by when, and reads it where nobody can be known.
        role(.coordinator, .boroughLead, .schoolLead, .welfareOfficer, .liaison, may: .raiseMatter),
        anyone(.raiser, .holder, .party, may: .seeMatter, .readConcern, .takeStep, .writeOnMatter),
        anyone(.raiser, .holder, .party, may: .linkMatters),
        anyone(.holder, may: .handOver),
        anyone(.raiser, may: .withdrawMatter),
        // Whoever gives a body a link can read by it what the body reads, so a coordinator gives none to what they may not.
        anyone(.raiser, .holder, may: .linkBody, .linkConcern),
        role(.coordinator, may: .linkBody),
        role(.coordinator, may: .takeStep),
        // A deputy to whom what is late was copied knows of it and may take the step; they read it as whoever owes it does.
        anyone(.deputy, may: .seeMatter, .takeStep),
        // What somebody mailed to the network is theirs to read and to file. Leads see that something waits too long.
        anyone(.own, may: .readTray),
        role(.boroughLead, .schoolLead, when: [.sameOrganisation], may: .seeLateLetters),
        // An auditor sees that the history is whole, and no names.
        role(.auditor, may: .seeLedger),
    ]

    /// Whether an actor may do something, given how they stand to what it is done to.
    package static func allows(_ action: Action, _ actor: Actor, _ relations: Set<Relation>) -> Bool {
        // A system actor is made in code, for one job; what it may do is what the job's code asks for.
        if case .system = actor { return true }
        return verdict(action, roles: actor.roles, relations: relations) == .allow
    }

    package static func verdict(_ action: Action, roles: Set<Role>, relations: Set<Relation>) -> Verdict {
        let fits = table.contains { line in
            line.actions.contains(action)
                && (line.roles.map { !$0.isDisjoint(with: roles) } ?? true)
                && (line.relations.isEmpty || !line.relations.isDisjoint(with: relations))
        }
        return fits ? .allow : .deny
    }
}

package import Ledger
package import Vault

/// A file that has been sealed into the blob store, as somebody gave it.
package struct PaperDetails: Codable, Hashable, Sendable {
    /// 25 MiB.
    package static let largest = 25 * 1024 * 1024

    package let title: String
    package let fileName: String
    package let mediaType: String
    package let bytes: Int
    package let marking: Marking
    package let named: [ID<Member>]
    /// SHA-256 of each sealed chunk, in order, in hexadecimal.
    package let chunks: [String]

    package init(
        title: String,
        fileName: String,
        mediaType: String,
        bytes: Int,
        marking: Marking,
        named: [ID<Member>] = [],
        chunks: [String]
    ) {
        self.title = title
        self.fileName = fileName
        self.mediaType = mediaType
        self.bytes = bytes
        self.marking = marking
        self.named = named
        self.chunks = chunks
    }
}

/// Adds an annex to a meeting, or a paper to an item. Whoever proposed or presents the item may add to it.
package struct AddPaper: MeetingCommand {
    package let ref: MeetingRef
    package let item: ID<Item>?
    /// The blob's id too: its chunks are bound to it.
    package let paper: ID<Paper>
    package let details: PaperDetails
    /// The paper whose new version it is. That one is withdrawn.
    package let replaces: ID<Paper>?
    package let correction: String?

    package init(
        _ ref: MeetingRef,
        item: ID<Item>?,
        paper: ID<Paper>,
        _ details: PaperDetails,
        replaces: ID<Paper>? = nil,
        correction: String? = nil
    ) {
        self.ref = ref
        self.item = item
        self.paper = paper
        self.details = details
        self.replaces = replaces
        self.correction = correction
    }

    package var action: Action { .prepareItem }
    package var alsoReads: [StreamID] {
        (item.map { [Item.stream($0)] } ?? []) + details.named.map { Member.stream($0) }
    }
    package var subjects: Set<Subject> { [Meeting.subject(ref.meeting), Paper.subject(of: item, at: ref.meeting)] }

    /// Whoever presents the item need not be of the group: signed in, or by the link of their invitation.
    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        _ = try past.meeting(ref)
        let relations = try past.group(ref.group).relations(of: actor)
        guard let item else { return relations }
        let state = try past.item(item, of: ref.group)
        switch actor {
        case .member(let person): return state.belongs(to: person.id) ? relations.union([.own]) : relations
        case .guest(let guest):
            guard guest.invitedTo == ref.meeting, guest.invitee != nil, guest.invitee == state.presenter else {
                return []
            }
            return try guest.substitution.map(past.meeting(ref).isExpected) ?? true ? [.guest] : []
        case .body: return []
        case .system: return relations
        }
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        if let item { _ = try past.openItem(item, of: ref.group, for: context.actor) }
        let before = try state.reopened(for: correction, ref, context)
        if let item { try state.requireItem(item) }
        guard state.papers[paper] == nil else { throw .outOfTurn("This paper has been added already.") }
        let added = try added(named: try checkedNamed(past, context), context)
        return [Change(Meeting.stream(ref.meeting), before + [added] + (try withdrawn(state, context)))]
    }

    private func withdrawn(_ state: MeetingState, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let replaces else { return [] }
        guard let place = state.papers[replaces], place == item, state.isOpen(replaces, to: context.actor) else {
            throw .invalid("replaces", "Choose a paper of the same place that has not been withdrawn.")
        }
        return [PaperRemoved(meeting: ref.meeting, paper: replaces)]
    }

    private func checkedNamed(_ past: Past, _ context: RuleContext) throws(Refusal) -> [ID<Member>] {
        guard details.marking == .named else { return [] }
        for person in details.named { try past.requireMember(person, field: "named") }
        guard !details.named.isEmpty else { throw .invalid("named", "Choose who may have this paper.") }
        // Whoever adds a paper has it.
        let adder = context.actor.member.map { [$0] } ?? []
        return details.named + adder.filter { !details.named.contains($0) }
    }

    private func added(named: [ID<Member>], _ context: RuleContext) throws(Refusal) -> PaperAdded {
        guard details.bytes > 0, !details.chunks.isEmpty else {
            throw .invalid("file", "Choose a file that is not empty.")
        }
        guard details.bytes <= PaperDetails.largest else { throw .invalid("file", "Choose a file of 25 MB or less.") }
        let subject = Paper.subject(of: item, at: ref.meeting)
        let title = try Text.line(details.title, field: "title", what: "the paper a title", limit: 200)
        let fileName = try Text.line(details.fileName, field: "file", what: "the file a name", limit: 200)
        return PaperAdded(
            meeting: ref.meeting,
            item: item,
            paper: paper,
            title: try context.seal(title, under: subject),
            fileName: try context.seal(fileName, under: subject),
            mediaType: try Text.line(details.mediaType, field: "file", what: "the kind of file", limit: 120),
            bytes: details.bytes,
            marking: details.marking,
            named: named,
            chunks: details.chunks,
            replaces: replaces
        )
    }
}

/// Takes a paper away from a meeting. The ledger goes on saying that it was there.
package struct RemovePaper: MeetingCommand {
    package let ref: MeetingRef
    package let paper: ID<Paper>
    package let correction: String?

    package init(_ ref: MeetingRef, _ paper: ID<Paper>, correction: String? = nil) {
        self.ref = ref
        self.paper = paper
        self.correction = correction
    }

    package var action: Action { .runMeeting }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.meeting(ref)
        let before = try state.reopened(for: correction, ref, context)
        guard state.papers[paper] != nil else { return [] }
        return [Change(Meeting.stream(ref.meeting), before + [PaperRemoved(meeting: ref.meeting, paper: paper)])]
    }
}

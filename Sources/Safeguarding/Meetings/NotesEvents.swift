import Almanac
package import Ledger
package import Vault

/// The notes of one item as they now read: the whole text, each time it is saved.
package struct ItemNoted: DomainEvent {
    package static let type = "item.noted"
    package let meeting: ID<Meeting>
    package let item: ID<Item>
    package let text: Sealed<String>
    /// 1 for the first; a save that was made from an older one is refused and shown beside the newer.
    package let revision: Int
}

package enum Decision {}

package struct DecisionMade: DomainEvent {
    package static let type = "meeting.decision.made"
    package let meeting: ID<Meeting>
    package let item: ID<Item>?
    package let decision: ID<Decision>
    package let text: Sealed<String>
}

package struct DecisionCorrected: DomainEvent {
    package static let type = "meeting.decision.corrected"
    package let meeting: ID<Meeting>
    package let decision: ID<Decision>
    /// Nil where it was no decision after all.
    package let text: Sealed<String>?
}

/// An annex, or a paper for an item: sealed chunks in the blob store.
package enum Paper {
    /// What a paper is sealed under: the item it is for, or the meeting.
    package static func subject(of item: ID<Item>?, at meeting: ID<Meeting>) -> Subject {
        item.map { Item.subject($0) } ?? Meeting.subject(meeting)
    }
}

package struct PaperAdded: DomainEvent {
    package static let type = "meeting.paper.added"
    package let meeting: ID<Meeting>
    package let item: ID<Item>?
    package let paper: ID<Paper>
    package let title: Sealed<String>
    package let fileName: Sealed<String>
    package let mediaType: String
    package let bytes: Int
    package let marking: Marking
    /// Who may have it, where it is for named people only.
    package let named: [ID<Member>]
    /// SHA-256 of each sealed chunk, in order, in hexadecimal.
    package let chunks: [String]
    /// The version it takes the place of.
    package let replaces: ID<Paper>?
}

package struct PaperRemoved: DomainEvent {
    package static let type = "meeting.paper.removed"
    package let meeting: ID<Meeting>
    package let paper: ID<Paper>
}

/// The notes went out as they then were, under the checkpoint that is printed on them.
package struct NotesCirculated: DomainEvent {
    package static let type = "meeting.notes.circulated"
    package let meeting: ID<Meeting>
    package let to: [ID<Member>]
    /// The signed checkpoint note, as text.
    package let checkpoint: String
    /// Who got them besides: people without accounts, and substitutes. Nil in older events, and where there are none.
    package let also: [Addressee]?
}

/// Agreed at a later meeting: frozen from now on.
package struct NotesAgreed: DomainEvent {
    package static let type = "meeting.notes.agreed"
    package let meeting: ID<Meeting>
    /// Nil where notes that were brought in do not say.
    package let at: ID<Meeting>?
}

/// A slip found after circulation and before agreement; the change itself is in the events beside it.
package struct NotesCorrected: DomainEvent {
    package static let type = "meeting.notes.corrected"
    package let meeting: ID<Meeting>
    package let what: Sealed<String>
}

/// What was brought in from notes by mistake went back out. Nothing had come of it.
package struct NotesTakenOut: DomainEvent {
    package static let type = "meeting.notes.taken-out"
    package let meeting: ID<Meeting>
    /// The meeting whose notes they were: another one, where those notes called this one.
    package let notes: ID<Meeting>
    /// Whether the meeting is gone with them. One that was called before stays, without its notes.
    package let isMeetingToo: Bool
    package let reason: Sealed<String>
}

/// The meeting was brought in from notes of the past.
package struct NotesImported: DomainEvent {
    package static let type = "meeting.notes.imported"
    package let meeting: ID<Meeting>
    package let attendanceRecorded: Bool
    /// The notes as they came, in full.
    package let source: Sealed<String>
    /// The lines of the source that nobody found a place for.
    package let unplaced: Sealed<String>?
    /// What the notes are known by, so that they come in once: a keyed hash. Nil in older events.
    package let sourceKey: String?
}

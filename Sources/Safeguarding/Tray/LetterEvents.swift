package import Ledger
package import Vault

/// A mail that came to the network's address. It waits in a tray until somebody files it; by itself it does nothing.
package enum Letter {
    package static func stream(_ id: ID<Letter>) -> StreamID { StreamID("letter", id) }
    /// Each has a key of its own, and is opened only under a record of who reads it.
    package static func subject(_ id: ID<Letter>) -> Subject { Subject(.letter, id) }

    /// How long one that was set aside is kept, in days.
    package static let keptAside = 30
    /// After how many working days its owner is reminded of it, and after how many others see that it waits.
    package static let remindedAfter = 3
    package static let shownAfter = 10

    /// Whether the server that took it in found that it comes from where it says.
    package enum Check: String, Codable, Sendable {
        case passed, failed, none
    }

    /// Where somebody filed it.
    package struct Place: Hashable, Codable, Sendable {
        package enum Kind: String, Codable, Sendable {
            /// A message on a matter, or an update of an action.
            case message
            /// An answer: a step that was taken with it.
            case answer
            /// A paper of a meeting.
            case paper
        }

        package let kind: Kind
        package let matter: ID<Matter>?
        package let meeting: ID<Meeting>?

        private init(_ kind: Kind, matter: ID<Matter>? = nil, meeting: ID<Meeting>? = nil) {
            (self.kind, self.matter, self.meeting) = (kind, matter, meeting)
        }

        package static func message(on matter: ID<Matter>) -> Place { Place(.message, matter: matter) }
        package static func answer(on matter: ID<Matter>) -> Place { Place(.answer, matter: matter) }
        package static func paper(of meeting: ID<Meeting>) -> Place { Place(.paper, meeting: meeting) }
    }

    /// How long it has waited.
    package enum Wait: String, Codable, Sendable {
        /// Its owner is reminded.
        case reminded
        /// Whoever leads where its owner is sees that it waits, and never what it says.
        case shown
    }
}

/// What a letter says. Sealed whole.
package struct LetterWords: Hashable, Codable, Sendable {
    /// As it names itself; a name can be made up.
    package let sender: String
    package let subject: String
    package let date: String
    package let text: String

    package init(sender: String, subject: String, date: String, text: String) {
        (self.sender, self.subject, self.date, self.text) = (sender, subject, date, text)
    }
}

/// Bytes that came with a letter, sealed into the blob store.
package struct LetterFile: Hashable, Codable, Sendable {
    package let id: ID<LetterFile>
    package let name: Sealed<String>
    package let mediaType: Sealed<String>
    package let bytes: Int
    package let chunks: [String]

    package init(
        id: ID<LetterFile>,
        name: Sealed<String>,
        mediaType: Sealed<String>,
        bytes: Int,
        chunks: [String]
    ) {
        (self.id, self.name, self.mediaType, self.bytes, self.chunks) = (id, name, mediaType, bytes, chunks)
    }
}

package enum LetterEvents {
    package static let all: [any DomainEvent.Type] = [
        LetterReceived.self, LetterAssigned.self, LetterFiled.self, LetterSetAside.self, LetterTakenBack.self,
        LetterWaited.self,
    ]
}

package struct LetterReceived: DomainEvent {
    package static let type = "letter.received"
    package let letter: ID<Letter>
    /// Whose tray it waits in: the member under whose address it came. Nil where the network knows nobody by it.
    package let owner: ID<Member>?
    package let words: Sealed<LetterWords>
    /// The whole message as it came.
    package let raw: LetterFile
    package let files: [LetterFile]
    package let check: Letter.Check
    /// The mail of the network's that it answers, where it went to the same member.
    package let answers: ID<Mail>?
    /// False where it was too large to be taken in whole: then the rest lies in the mailbox.
    package let isWhole: Bool
}

/// Somebody looked at what came from a stranger, and put it into the tray of whom it is for.
package struct LetterAssigned: DomainEvent {
    package static let type = "letter.assigned"
    package let letter: ID<Letter>
    package let to: ID<Member>
    package let by: ID<Member>?
    package let reason: Sealed<String>
}

package struct LetterFiled: DomainEvent {
    package static let type = "letter.filed"
    package let letter: ID<Letter>
    package let place: Letter.Place
    package let by: ID<Member>?
}

/// There is nothing to file in it.
package struct LetterSetAside: DomainEvent {
    package static let type = "letter.set-aside"
    package let letter: ID<Letter>
    package let by: ID<Member>?
    package let reason: Sealed<String>
}

package struct LetterTakenBack: DomainEvent {
    package static let type = "letter.taken-back"
    package let letter: ID<Letter>
    package let by: ID<Member>?
}

/// It has waited so long that somebody is told.
package struct LetterWaited: DomainEvent {
    package static let type = "letter.waited"
    package let letter: ID<Letter>
    package let wait: Letter.Wait
}

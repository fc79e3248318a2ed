package import Ledger
package import Vault

package enum MatterMessage {}

/// Somebody who has a part in a matter wrote to others who have one.
package struct MessageWritten: MatterEvent {
    package static let type = "matter.updated"
    package static let schema = 2
    package let matter: ID<Matter>
    package let message: ID<MatterMessage>
    package let text: Sealed<String>
    package let by: ID<Member>?
    /// As what they wrote it.
    package let from: Readers?
    package let readers: Readers
}

/// A message between those who have a part in a matter, with what is attached to it.
package struct WriteOnMatter: LoopCommand {
    package let matter: LoopReference
    package let message: ID<MatterMessage>
    package let text: String
    package let readers: Readers
    package let files: [NewFile]

    /// - Parameter message: The same for a form that is sent twice.
    package init(
        _ matter: LoopReference,
        text: String,
        to readers: Readers,
        files: [NewFile] = [],
        as message: ID<MatterMessage> = ID()
    ) {
        (self.matter, self.text, self.readers, self.files) = (matter, text, readers, files)
        self.message = message
    }

    package var action: Action { .writeOnMatter }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        let text = try Text.lines(text, field: "text", what: "what there is to say", limit: 10_000)
        try scene.check(readers)
        let written = MessageWritten(
            matter: matter.id,
            message: message,
            text: try context.seal(text, under: scene.subject),
            by: context.actor.member,
            from: scene.standing(of: context.actor),
            readers: readers
        )
        return [written] + (try scene.adding(files, to: .message(message), context))
    }
}

package import Ledger

/// Adds a file to a matter on its own: evidence, with what it is, where it is from and when it was made.
package struct AddFile: LoopCommand {
    package let matter: LoopReference
    package let files: [NewFile]
    package let readers: Readers

    package init(_ matter: LoopReference, _ files: [NewFile], for readers: Readers) {
        (self.matter, self.files, self.readers) = (matter, files, readers)
    }

    package var action: Action { .writeOnMatter }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard !files.isEmpty else { throw .invalid("file", "Choose a file.") }
        try scene.check(readers)
        return try scene.adding(files, to: .matter(readers), context)
    }
}

/// A file was added in error. It is shown to nobody any more; that it was there, and why it is not, stays.
package struct WithdrawFile: LoopCommand {
    package let matter: LoopReference
    package let file: ID<MatterFile>
    package let reason: String

    package init(_ matter: LoopReference, _ file: ID<MatterFile>, reason: String) {
        (self.matter, self.file, self.reason) = (matter, file, reason)
    }

    package var action: Action { .writeOnMatter }
    /// An error may be found when all is over.
    var isForEnded: Bool { true }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let known = scene.state.files[file] else { throw .notFound }
        // Nobody who has no account is known again.
        let isTheirs = known.by != nil && known.by == context.actor.member
        guard isTheirs || scene.state.holder.includes(context.actor) else { throw .notAllowed }
        guard !known.isWithdrawn else { return [] }
        let reason = try Text.lines(reason, field: "reason", what: "why it should not be here", limit: 2_000)
        return [
            FileWithdrawn(
                matter: matter.id,
                file: file,
                by: context.actor.member,
                reason: try context.seal(reason, under: scene.subject)
            )
        ]
    }
}

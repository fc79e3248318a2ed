import Almanac
package import Ledger
package import Procedures
package import Vault

/// Another source says something else about what a form asks. It stands beside what was said before; nothing is
/// overwritten.
package struct FactAdded: MatterEvent {
    package static let type = "matter.fact.added"
    package let matter: ID<Matter>
    /// Of the form.
    package let field: String
    package let value: Sealed<Answer.Rival>
    /// What of it conditions stand on, as with an answer of the form.
    package let deciding: [String]
    package let by: ID<Member>?
}

/// Adds what another source says, with its date and its weight. Whoever may see an answer may see what stands beside it,
/// and may add to it: nobody learns by this what is not shared with them.
package struct AddFact: LoopCommand {
    package let matter: LoopReference
    package let field: String
    package let value: Answer.Rival

    package init(_ matter: LoopReference, field: String, _ value: Answer.Rival) {
        (self.matter, self.field, self.value) = (matter, field, value)
    }

    package var action: Action { .writeOnMatter }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let asked = scene.definition.askedOnce.first(where: { $0.id == field }), asked.canBeDisputed,
            scene.sight(of: context.actor).shows(field)
        else { throw .invalid("field", "Choose what it is about.") }
        guard scene.state.factCounts[field, default: 0] < AnswerCheck.mostRivals else {
            throw .outOfTurn("\(AnswerCheck.mostRivals) sources stand beside this already. Write a message instead.")
        }
        let value: Answer.Rival
        do {
            value = try AnswerCheck.rival(self.value, of: asked, lists: scene.lists, today: London.day(context.now))
        } catch {
            throw .invalid(error.all.map { Refusal.Problem("a-\($0.field)", $0.sentence) })
        }
        var writer = LoopWriter(scene, context)
        writer.add(
            FactAdded(
                matter: matter.id,
                field: field,
                value: try context.seal(value, under: scene.subject),
                deciding: scene.definition.conditionFields.contains(field) ? value.value.words : [],
                by: writer.by
            )
        )
        return writer.events
    }
}

extension ProcedureDefinition.Field {
    /// Whether several sources can say several things about it: an age, a name, where somebody is. What several entries
    /// say together is not one fact.
    package var canBeDisputed: Bool {
        switch type {
        case .text, .longText, .choice, .yesNo, .date, .time, .number, .money, .person, .organisation, .child, .adult:
            true
        case .checklist, .file, .group: false
        }
    }
}

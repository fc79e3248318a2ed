extension DefinitionCheck {
    /// Everything raised comes back: somebody else acknowledges it and tells the raiser what came of it, by a day, whatever
    /// was answered; and silence is escalated.
    mutating func whatComesBack() {
        let always = alwaysOwed()
        for (task, what) in [
            (
                ProcedureDefinition.Duty.Task.acknowledge,
                "nobody owes an acknowledgement by a day, whatever was answered"
            ),
            (.tellRaiser, "nobody has to tell the raiser what came of it by a day, whatever was answered"),
        ] where !always.contains(where: { $0.to == task && $0.within.length != .asGiven && isSomebodyElse($0.of) }) {
            note(root["duties"], "\(what); expected a duty to \(task.rawValue) of holder, without when")
        }
        // What the raiser finds they know already.
        for (index, duty) in definition.duties.enumerated() where !duty.outcomes.isEmpty && duty.of != .raiser {
            for outcome in duty.outcomes where !isTold(outcome, of: duty) {
                note(
                    root["duties"][index]["outcomes"],
                    "nobody tells the raiser of \(outcome); expected a duty to tell raiser after \(duty.id), without when or with that outcome"
                )
            }
        }
        if !definition.overdue.contains(where: { $0.step == .toCoordinator || $0.step == .toLead }) {
            note(
                root["overdue"],
                "silence is never escalated; expected escalate to coordinator after 2 working days, or the like"
            )
        }
        for (index, outcome) in definition.outcomes.enumerated()
        where !definition.duties.contains(where: { $0.outcomes.contains(outcome.id) }) {
            note(
                root["outcomes"][index],
                "no duty comes to it; expected it among the outcomes of a duty to decide or to review"
            )
        }
        let sees =
            switch definition.share.raiser {
            case .all: true
            case .nothing: false
            case .only(let shown): shown.contains("outcome")
            }
        if !sees {
            note(
                root["share"]["raiser"],
                "whoever raised it would not see what came of it; expected outcome among what they see"
            )
        }
        // Whom the form names is asked for.
        let named = definition.field("to")
        if definition.goesTo == .named,
            named?.names != true || named?.isRequired != true || named?.askIf.terms.isEmpty != true
        {
            note(root["goes to"], "nobody is named; expected a required field to, an organisation or a person")
        }
        for (index, party) in definition.parties.enumerated() where party.goesTo == .named && named?.names != true {
            note(root["parties"][index]["goes to"], "nobody is named; expected a field to, an organisation or a person")
        }
    }

    /// The duties that are owed whatever is answered: they and all that they wait for have no conditions.
    private func alwaysOwed() -> [ProcedureDefinition.Duty] {
        var owed: [ProcedureDefinition.Duty] = []
        for duty in definition.duties where duty.when.terms.isEmpty && duty.unless.isEmpty {
            let begins =
                switch duty.within.start {
                case .raised: true
                case .step(let step): owed.contains { $0.id == step }
                case .date(let name, _): definition.field(name).map { $0.isRequired && $0.askIf.terms.isEmpty } ?? false
                }
            if begins { owed.append(duty) }
        }
        return owed
    }

    /// Whether whoever owes it is there whatever was answered, and is not whoever raised it.
    private func isSomebodyElse(_ debtor: ProcedureDefinition.Debtor) -> Bool {
        switch debtor {
        case .holder, .coordinator: true
        case .raiser: false
        case .everyParty: definition.parties.contains { $0.when.terms.isEmpty }
        case .party(let id): definition.parties.contains { $0.id == id && $0.when.terms.isEmpty }
        }
    }

    /// Whether the raiser is told of an outcome after the duty that comes to it.
    private func isTold(_ outcome: String, of duty: ProcedureDefinition.Duty) -> Bool {
        definition.duties.contains { told in
            told.to == .tellRaiser && told.of != .raiser && isOwed(told, under: outcome, of: duty)
                && follows(told, duty, under: outcome)
        }
    }

    private func isOwed(_ later: ProcedureDefinition.Duty, under outcome: String, of duty: ProcedureDefinition.Duty)
        -> Bool
    {
        !later.unless.contains(outcome)
            && later.when.terms.allSatisfy { name, wanted in
                // What the duty itself depends on held when it was owed.
                name == "outcome"
                    ? wanted.contains(outcome) : duty.when.terms[name].map { Set($0).isSubset(of: wanted) } ?? false
            }
    }

    private func follows(_ later: ProcedureDefinition.Duty, _ duty: ProcedureDefinition.Duty, under outcome: String)
        -> Bool
    {
        guard case .step(let step) = later.within.start else { return false }
        if step == duty.id { return true }
        let earlier = definition.duties.prefix { $0.id != later.id }
        guard let between = earlier.first(where: { $0.id == step }) else { return false }
        return isOwed(between, under: outcome, of: duty) && follows(between, duty, under: outcome)
    }
}

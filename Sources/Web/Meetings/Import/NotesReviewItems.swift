import Almanac
import HTML
import Ledger
import Notes
import Safeguarding

/// Items with their decisions and actions, and what comes next.
extension NotesReviewPage {
    /// What a page asks of each item, in order.
    func items(of part: [NotesParts.Unit]) -> Markup {
        var sections: [(item: Int?, units: [NotesParts.Unit])] = []
        for unit in part {
            let item: Int?
            switch unit {
            case .item(let index): item = index
            case .decision(let index): item = reading.decisions[index].item
            case .action(let index): item = reading.actions[index].item
            case .meeting, .person, .owner, .next: continue
            }
            if let last = sections.indices.last, sections[last].item == item {
                sections[last].units.append(unit)
            } else {
                sections.append((item, [unit]))
            }
        }
        return Markup {
            if reading.items.isEmpty, part.contains(.item(nil)) {
                sec("items", "Items") { empty("No items were found.") }
            }
            for section in sections {
                if let item = section.item {
                    of(item, section.units)
                } else if section.units != [.item(nil)] || source.has(.item(nil)) || hasAdded(nil) {
                    beside(.item(nil), isWhole: section.units.contains(.item(nil))) {
                        sec("no-item", "Of no item") { asked(section.units, nil) }
                    }
                }
            }
        }
    }

    private func of(_ index: Int, _ units: [NotesParts.Unit]) -> Markup {
        let item = reading.items[index]
        let number = item.number ?? "\(index + 1)"
        let isWhole = units.contains(.item(index))
        return beside(.item(index), isWhole: isWhole) {
            sec("item-\(index)", isWhole ? "Item \(number)" : "Item \(number), continued") {
                if isWhole {
                    textField(
                        Field("title-\(index)", "Title", errors: errors),
                        value: typed("title-\(index)") ?? plan.corrected.items[index].title
                    )
                    paragraphs(item.notes.joined(separator: "\n\n"))
                } else {
                    p { b { item.title } }
                }
                asked(units, index)
            }
        }
    }

    private func asked(_ units: [NotesParts.Unit], _ item: Int?) -> Markup {
        Markup {
            for case .decision(let index) in units { fields(of: reading.decisions[index], index) }
            if units.contains(.item(item)) { added(to: item) }
            for case .action(let index) in units { fields(of: reading.actions[index], index) }
        }
    }

    // MARK: Decisions

    private func fields(of decision: NotesReading.Decision, _ index: Int) -> Markup {
        let shown = plan.choices.corrections?.decisions[index]
        return fieldset(.class("panel")) {
            legend { "Decision \(index + 1)" }
            textArea(
                Field("decision-\(index)", "What was agreed", errors: errors),
                value: typed("decision-\(index)") ?? shown?.text ?? decision.text,
                rows: 3
            )
            selectField(
                Field("decision-is-\(index)", "It is"),
                [Choice("", "A decision"), Choice("out", "Not a decision: keep it among the notes")],
                selected: shown?.isLeftOut == true ? "out" : ""
            )
        }
    }

    private func hasAdded(_ item: Int?) -> Bool {
        plan.choices.corrections?.addedDecisions.contains { $0.item == item } ?? false
    }

    private func added(to item: Int?) -> Markup {
        let known = Array((plan.choices.corrections?.addedDecisions ?? []).enumerated()).filter {
            $0.element.item == item
        }
        let name = "new-decision-\(item.map { "\($0)" } ?? "none")"
        return Markup {
            for (index, decision) in known {
                div(.class("panel")) {
                    textArea(
                        Field("added-\(index)", "A decision that you added", hint: "Empty it to take it away."),
                        value: decision.text,
                        rows: 3
                    )
                }
            }
            // Empty even in a form that came back: what was typed is kept by then, and stands above.
            details(.class("mb-3")) {
                summary { "Add a decision" }
                textArea(Field(name, "What was agreed"), value: "", rows: 3)
            }
        }
    }

    // MARK: Actions

    private func fields(of action: NotesReading.Action, _ index: Int) -> Markup {
        let shown = plan.choices.corrections?.actions[index] ?? NotesCorrections.Action(action)
        return fieldset(.class("panel")) {
            legend { "Action \(index + 1)" }
            textArea(
                Field("what-\(index)", "What is to be done", errors: errors),
                value: typed("what-\(index)") ?? shown.text,
                rows: 3
            )
            textField(
                Field("who-\(index)", "Who", hint: who(action), errors: errors),
                value: typed("who-\(index)") ?? shown.who.joined(separator: "; "),
                suggestions: Self.names
            )
            dateField(
                Field("due-\(index)", "By", hint: due(action.due), errors: errors),
                value: typed("due-\(index)") ?? shown.due?.iso ?? ""
            )
            selectField(
                Field("item-\(index)", "Item"),
                [Choice("", "None")] + itemChoices,
                selected: shown.item.map { "\($0)" } ?? ""
            )
            selectField(
                Field("state-\(index)", "State"),
                [
                    Choice("open", "Open"), Choice("done", "Done"), Choice("dropped", "Dropped"),
                    Choice("out", "Not an action: keep it among the notes"),
                ],
                selected: shown.isLeftOut ? "out" : shown.state
            )
        }
    }

    private var itemChoices: [Choice] {
        reading.items.enumerated().map { Choice("\($0)", "\($1.number ?? "\($0 + 1)"). \($1.title)") }
    }

    private func who(_ action: NotesReading.Action) -> String? {
        if action.owners.isEmpty { return "Nobody is named. Several are parted by semicolons." }
        return action.owners.lazy.compactMap(hint).first
    }

    /// Only what a day cannot say.
    private func due(_ due: NotesReading.Due?) -> String? {
        switch due {
        case .month(let year, let month):
            Day(year: year, month: month, day: 1).map { "The notes say \($0.iso.prefix(7))." }
        case .nextMeeting: "The notes say the next meeting."
        case .day, nil: nil
        }
    }

    // MARK: What comes next

    var nextSection: Markup {
        let corrected = plan.corrected
        let meetings = corrected.nextMeetings.map { NotesCorrections.Next($0) }
        return sec("next", "What comes next") {
            if meetings.isEmpty, corrected.nextAgenda.isEmpty {
                p(.class("meta")) { "The notes say nothing of a next meeting." }
            }
            for index in 0...meetings.count { fields(of: index < meetings.count ? meetings[index] : nil, index) }
            textArea(
                Field("agenda", "On its agenda", hint: "One a line."),
                value: typed("agenda") ?? corrected.nextAgenda.joined(separator: "\n"),
                rows: max(3, min(corrected.nextAgenda.count, 12))
            )
        }
    }

    private func fields(of next: NotesCorrections.Next?, _ index: Int) -> Markup {
        fieldset(.class("panel")) {
            legend { next == nil ? "Another next meeting" : "Next meeting" }
            dateField(
                Field(
                    "next-day-\(index)",
                    "Day",
                    hint: next == nil ? nil : "Empty it to leave this meeting out.",
                    errors: errors
                ),
                value: typed("next-day-\(index)") ?? next?.date.iso ?? ""
            )
            timeField(
                Field("next-from-\(index)", "Begins", errors: errors),
                value: typed("next-from-\(index)") ?? next?.from?.iso ?? ""
            )
            timeField(
                Field("next-to-\(index)", "Ends", errors: errors),
                value: typed("next-to-\(index)") ?? next?.to?.iso ?? ""
            )
        }
    }

    var annexSection: Markup {
        sec("annex", "What is attached") { p { "It is kept with the notes as they came." } }
    }
}

import Almanac
import Ledger
import LedgerSQLite
import Safeguarding
import Vault

/// What happened at each meeting, and what became of its actions.
extension DemoStory {
    // MARK: Who was there

    /// Newham and Sutton have not been heard of at the last two meetings; others miss one now and then.
    func isThere(_ offset: Int, _ key: String, _ index: Int) -> AttendanceRecorded.Presence? {
        if ["shreya", "neil"].contains(key) && index >= Self.meetings - 2 { return nil }
        if key == "ines" || key == "owen" { return nil }
        if key == "ruth" { return .present }
        switch (offset * 7 + index * 5) % 13 {
        case 0: return .apologies
        case 1: return nil
        case 2: return .remotely
        default: return .present
        }
    }

    func attendance(_ index: Int) throws -> [AttendanceEntry] {
        try DemoCast.people.enumerated().compactMap { offset, person in
            guard person.meets, let presence = isThere(offset, person.key, index) else {
                return nil
            }
            return .member(try member(person.key), presence)
        }
    }

    func answers(_ ref: MeetingRef, _ day: Day, _ index: Int) -> [Step] {
        DemoCast.people.enumerated().compactMap { offset, person in
            guard person.standing == .joined, person.meets,
                let presence = isThere(offset, person.key, index)
            else { return nil }
            return Step(at: at(day.adding(days: -9 + offset % 7), 9 + offset % 8)) { [self] in
                let reply: AnswerInvitation.Reply =
                    switch presence {
                    case .apologies: .apologies
                    case .remotely: .remotely
                    default: .coming
                    }
                try await perform(AnswerInvitation(ref, of: try member(person.key), reply), as: person.key)
            }
        }
    }

    /// They get a link with the notes, say by it that they have it, and write.
    private func byLink(_ matter: MatterReference, _ key: String, _ words: String, _ day: Day) -> [Step] {
        let link = ID<MatterLink>()
        func guest(_ command: some Command) async throws {
            let actor = Actor.guest(Actor.Guest(matter: matter.id, link: link, member: try member(key)))
            try await office.perform(command, as: actor, form: FormID(), patience: .zero)
        }
        return [
            Step(at: at(day.adding(days: 6), 16)) { [self] in
                try await perform(GiveMatterLink(matter, to: try member(key), link: link), as: "ruth")
            },
            Step(at: at(day.adding(days: 8), 8)) { try await guest(AcknowledgeMatter(matter)) },
            Step(at: at(day.adding(days: 30), 17)) { try await guest(UpdateMatter(matter, text: words)) },
        ]
    }

    // MARK: Notes and actions

    func discussion(
        _ ref: MeetingRef,
        _ item: ID<Item>,
        _ topic: DemoTopics.Topic,
        at time: Instant,
        _ day: Day
    ) throws -> [Step] {
        let actions = try topic.actions.map { action in
            NewAction(action.text, holders: try action.owners.map(holder), due: due(action.due, day))
        }
        var steps = [
            Step(at: time) { [self] in
                try await perform(
                    SaveNotes(
                        ref,
                        item: item,
                        text: topic.notes,
                        fromRevision: 0,
                        newActions: actions,
                        newDecisions: topic.decision.map { [NewDecision($0)] } ?? []
                    ),
                    as: "ruth"
                )
            }
        ]
        for (action, raised) in zip(topic.actions, actions) {
            steps += fate(of: MatterReference(raised.matter, group: group), action, day)
        }
        return steps
    }

    func holder(_ key: String) throws -> HolderChoice {
        if key == "all" { return .all(group) }
        return members[key].map { .member($0) } ?? .named(key)
    }

    func due(_ due: DemoTopics.Due, _ day: Day) -> DueChoice {
        switch due {
        case .weeks(let weeks): .on(day.adding(days: 7 * weeks))
        case .nextMeeting: .nextMeeting(group)
        case .month:
            {
                let later = day.adding(months: 2)
                return .month(year: later.year, month: later.month)
            }()
        case .when(let words): .when(words)
        case .none: .notGiven
        }
    }

    func finishDay(_ due: DemoTopics.Due, _ day: Day) -> Day {
        switch due {
        case .weeks(let weeks): day.adding(days: 7 * weeks - 2)
        case .nextMeeting: day.adding(days: 7 * Self.weeksApart - 6)
        case .month: day.adding(days: 50)
        case .when, .none: day.adding(days: 60)
        }
    }

    /// How an action went on after the meeting.
    func fate(of matter: MatterReference, _ action: DemoTopics.Action, _ day: Day) -> [Step] {
        let owners = action.owners.contains("all") ? everyoneInGroup : action.owners.filter { members[$0] != nil }
        let over = finishDay(action.due, day)
        var steps: [Step] = []

        func acknowledge() {
            for (offset, key) in owners.enumerated() {
                steps.append(
                    Step(at: at(day.adding(days: 1 + offset % 4), 9 + offset % 8, offset % 60)) { [self] in
                        try await perform(AcknowledgeMatter(matter), as: key)
                    }
                )
            }
        }
        func finish(_ note: String, share: Int = 1) {
            for (offset, key) in owners.enumerated() where offset % share == 0 {
                steps.append(
                    Step(at: at(over.adding(days: -(offset % 9)), 10 + offset % 7, 30)) { [self] in
                        try await perform(FinishMatter(matter, note: note), as: key)
                    }
                )
            }
        }
        func close() {
            if action.owners.contains("all") {
                // Two of its members have no account and never will have finished their part.
                steps.append(
                    Step(at: at(over.adding(days: 2), 16)) { [self] in
                        try await perform(
                            RecordFinished(matter, note: "Everyone who answers has answered."),
                            as: "ruth"
                        )
                    }
                )
            }
            steps.append(
                Step(at: at(over.adding(days: 3), 16)) { [self] in
                    // The latest answers are still to be read.
                    if over.adding(days: 30) < London.day(end) { try await perform(ReadAnswer(matter), as: "ruth") }
                    try await perform(CloseMatter(matter), as: "ruth")
                }
            )
        }

        switch action.fate {
        case .closed:
            acknowledge()
            finish("Done as asked.")
            close()
        case .answered(let note):
            acknowledge()
            finish(note)
            close()
        case .acknowledged:
            acknowledge()
        case .untouched:
            break
        case .updated(let words):
            acknowledge()
            steps.append(
                Step(at: at(day.adding(days: 20), 13)) { [self] in
                    try await perform(UpdateMatter(matter, text: words), as: owners.first ?? "ruth")
                }
            )
        case .handedOver(let key):
            acknowledge()
            steps.append(
                Step(at: at(day.adding(days: 9), 13)) { [self] in
                    try await perform(OfferMatter(matter, to: .member(try member(key))), as: owners.first ?? "ruth")
                }
            )
            steps.append(
                Step(at: at(day.adding(days: 11), 9)) { [self] in try await perform(AcceptMatter(matter), as: key) }
            )
        case .offered(let key):
            acknowledge()
            steps.append(
                Step(at: at(day.adding(days: 12), 13)) { [self] in
                    try await perform(
                        OfferMatter(
                            matter,
                            to: .member(try member(key)),
                            note: "You know the two families. Would you take this on?"
                        ),
                        as: owners.first ?? "ruth"
                    )
                }
            )
        case .partly:
            acknowledge()
            finish("Done in our authority.", share: 2)
            if over.adding(days: 60) < London.day(end) { close() }
        case .byLink(let words):
            steps += byLink(matter, owners.first ?? "owen", words, day)
        case .withdrawn(let reason):
            steps.append(
                Step(at: at(day.adding(days: 15), 11)) { [self] in
                    try await perform(WithdrawMatter(matter, reason: reason), as: "ruth")
                }
            )
        }
        return steps
    }
}

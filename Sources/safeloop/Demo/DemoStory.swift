import Almanac
import Ledger
import LedgerSQLite
import Safeguarding
import Vault

/// Tells two years of the demonstration network through real commands, each at its own time, as its own person.
struct DemoStory {
    let network: OpenNetwork
    let clock: DemoClock
    let password: String
    /// When the story ends.
    let end: Instant

    private let group = ID<Group>()
    private let members: [String: ID<Member>] = Dictionary(
        uniqueKeysWithValues: DemoCast.people.map { ($0.key, ID<Member>()) }
    )

    static let meetings = 10
    private static let weeksApart = 10
    private static let topicsEach = 3

    private var office: Office { network.office }

    /// One thing that happens, and when.
    private struct Step {
        let at: Instant
        let happen: () async throws -> Void
    }

    init(network: OpenNetwork, clock: DemoClock, password: String, end: Instant) {
        self.network = network
        self.clock = clock
        self.password = password
        self.end = end
    }

    /// The first moment of the story: a month before the first meeting.
    static func start(before end: Instant) -> Instant {
        London.instant(day(of: 0, before: end).adding(days: -35), .noon)
    }

    /// The Wednesday of a meeting; the last one is between one and two weeks ago.
    private static func day(of index: Int, before end: Instant) -> Day {
        var last = London.day(end).adding(days: -8)
        while last.weekday != .wednesday { last = last.adding(days: -1) }
        return last.adding(days: -7 * weeksApart * (meetings - 1 - index))
    }

    func tell(progress: (Int, Int) -> Void) async throws {
        try await found()
        let steps = try plan().filter { $0.at < end }.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        for (index, step) in steps.enumerated() {
            clock.walk(to: step.at)
            try await step.happen()
            progress(index + 1, steps.count)
        }
    }

    // MARK: The network

    private func found() async throws {
        let maker = Actor.system("demonstration")
        try await office.perform(
            FoundNetwork(name: DemoCast.network, demonstration: true),
            as: maker,
            form: FormID(job: "found"),
            patience: .zero
        )
        var organisations: [String: ID<Organisation>] = [:]
        for authority in LondonAuthorities.all {
            organisations[authority.name] = try await register(
                authority.name,
                .authority,
                authority.code,
                authority.aliases
            )
        }
        for (name, kind, aliases) in DemoCast.organisations {
            organisations[name] = try await register(name, kind, nil, aliases)
        }
        var entries: [RegisterMembers.Entry] = []
        for person in DemoCast.people {
            guard let organisation = organisations[person.organisation], let member = members[person.key] else {
                continue
            }
            let details = try await office.details(
                name: person.name,
                email: person.email,
                organisation: organisation,
                post: person.post,
                roles: person.roles
            )
            entries.append(.init(member: member, details: details))
        }
        try await office.perform(RegisterMembers(entries), as: maker, form: FormID(job: "members"), patience: .zero)
        try await welcome(entries)
    }

    private func register(
        _ name: String,
        _ kind: Organisation.Kind,
        _ code: String?,
        _ aliases: [String]
    ) async throws -> ID<Organisation> {
        let id = ID<Organisation>()
        try await office.perform(
            RegisterOrganisation(organisation: id, name: name, kind: kind, code: code, aliases: aliases),
            as: .system("demonstration"),
            form: FormID(job: "organisation", id),
            patience: .zero
        )
        return id
    }

    private func welcome(_ entries: [RegisterMembers.Entry]) async throws {
        for (person, entry) in zip(DemoCast.people, entries) where person.standing != .registered {
            if person.standing == .joined {
                try await network.accounts.setPassword(password, of: entry.member)
                try await perform(JoinNetwork(member: entry.member), as: person.key)
            } else {
                try await perform(InviteMember(member: entry.member, way: .link), as: DemoCast.coordinator)
            }
        }
        try await perform(
            FormGroup(
                group: group,
                name: DemoCast.network,
                purpose: "The network itself: everyone who leads on safeguarding in schools."
            ),
            as: DemoCast.coordinator
        )
        let others = DemoCast.people.filter { $0.key != DemoCast.coordinator && !$0.roles.contains(.auditor) }
        try await perform(
            JoinGroup(group: group, members: others.compactMap { members[$0.key] }, office: .member),
            as: DemoCast.coordinator
        )
        try await perform(
            JoinGroup(group: group, members: try [member(DemoCast.coordinator)], office: .chair),
            as: DemoCast.coordinator
        )
    }

    // MARK: The meetings

    private func plan() throws -> [Step] {
        var steps: [Step] = []
        let refs = (0...Self.meetings).map { _ in MeetingRef(ID<Meeting>(), of: group) }
        for index in 0..<Self.meetings {
            steps += try held(index, refs)
        }
        steps += try upcoming(refs[Self.meetings], after: Self.day(of: Self.meetings - 1, before: end))
        return steps
    }

    private func sitting(_ day: Day) -> Sitting {
        Sitting(
            day,
            from: ClockTime(hour: 10, minute: 0),
            to: ClockTime(hour: 12, minute: 30),
            place: "Room 4, Tooley Hall",
            online: nil
        )
    }

    private func at(_ day: Day, _ hour: Int, _ minute: Int = 0) -> Instant {
        London.instant(day, ClockTime(hour: hour, minute: minute) ?? .noon)
    }

    /// Everything about one meeting of the past.
    private func held(_ index: Int, _ refs: [MeetingRef]) throws -> [Step] {
        let ref = refs[index]
        let day = Self.day(of: index, before: end)
        let topics = Array(DemoTopics.all[(index * Self.topicsEach)..<((index + 1) * Self.topicsEach)])
        let welcome = ID<Item>()
        let arising = ID<Item>()
        let items = topics.map { _ in ID<Item>() }
        var steps = [
            Step(at: at(day.adding(days: -28), 9)) { [self] in
                try await perform(CallMeeting(ref, sitting(day)), as: "ruth")
                try await propose(welcome, ref, "Welcome and apologies", by: "ruth", minutes: 10)
                try await propose(
                    arising,
                    ref,
                    "Notes of the last meeting and matters arising",
                    by: "ruth",
                    minutes: 20
                )
            }
        ]
        for (offset, (item, topic)) in zip(items, topics).enumerated() {
            steps.append(
                Step(at: at(day.adding(days: -20 + offset), 11, 20)) { [self] in
                    try await propose(item, ref, topic.title, by: topic.presenter, minutes: topic.minutes)
                }
            )
        }
        steps += answers(ref, day, index)
        steps.append(
            Step(at: at(day, 10, 5)) { [self] in
                try await perform(RecordAttendance(ref, try attendance(index)), as: "ruth")
                let text =
                    index == 0
                    ? "Ruth welcomed everyone to the first meeting."
                    : "Ruth welcomed everyone. Apologies were given as listed."
                try await perform(SaveNotes(ref, item: welcome, text: text, fromRevision: 0), as: "ruth")
            }
        )
        if index > 0 {
            steps.append(
                Step(at: at(day, 10, 20)) { [self] in
                    try await perform(AgreeNotes(refs[index - 1], at: ref.meeting), as: "ruth")
                    try await perform(
                        SaveNotes(
                            ref,
                            item: arising,
                            text:
                                "The notes of the last meeting were agreed. Members went through the actions that are still open.",
                            fromRevision: 0
                        ),
                        as: "ruth"
                    )
                }
            )
        }
        for (offset, (item, topic)) in zip(items, topics).enumerated() {
            steps += try discussion(ref, item, topic, at: at(day, 10, 40 + offset * 5), day)
        }
        // The last meeting's notes are still a draft.
        if index < Self.meetings - 1 {
            steps.append(
                Step(at: at(day.adding(days: 6), 15)) { [self] in
                    try await perform(
                        Circulate(ref, to: try everyone(), checkpoint: try await checkpoint()),
                        as: "ruth"
                    )
                }
            )
            // Not everyone opens what they are sent.
            steps.append(
                Step(at: at(day.adding(days: 7), 9)) { [self] in
                    for (place, key) in everyoneInGroup.enumerated() where (place + index) % 5 != 0 {
                        let mail = Mail.id(ofNotes: ref.meeting, version: 1, to: .member(try member(key)))
                        try await perform(OpenMail(mail), as: key)
                    }
                }
            )
        }
        return steps
    }

    private func propose(_ item: ID<Item>, _ ref: MeetingRef, _ title: String, by key: String, minutes: Int)
        async throws
    {
        let details = ItemDetails(title: title, presenter: try member(key), minutes: minutes)
        try await perform(ProposeItem(item: item, group: group, meeting: ref.meeting, details), as: key)
    }

    private func upcoming(_ ref: MeetingRef, after last: Day) throws -> [Step] {
        let day = last.adding(days: 7 * 5)
        let topics: [(String, String, Int)] = [
            ("Welcome and apologies", "ruth", 10),
            ("Notes of the last meeting and matters arising", "ruth", 25),
            ("How this network links with the safeguarding partnership", "kit", 20),
            ("The education lead in a merged team", "dan", 20),
            ("Domestic abuse: what schools are told", "bola", 25),
            ("Time to talk", "ruth", 30),
        ]
        return [
            Step(at: at(last.adding(days: 1), 9)) { [self] in
                try await perform(CallMeeting(ref, sitting(day)), as: "ruth")
                for (title, key, minutes) in topics {
                    try await propose(ID<Item>(), ref, title, by: key, minutes: minutes)
                }
                let waiting = ItemDetails(
                    title: "The new police film for schools",
                    about: "To be invited to a future meeting when the film is ready.",
                    presenter: try member("morag"),
                    minutes: 20,
                    dateOwner: try member("ruth")
                )
                try await perform(ProposeItem(group: group, meeting: nil, waiting), as: "ruth")
            },
            Step(at: at(last.adding(days: 3), 14)) { [self] in
                for key in ["kit", "dan", "helen", "priya", "morag", "nadia"] {
                    try await perform(AnswerInvitation(ref, of: try member(key), .coming), as: key)
                }
                try await perform(AnswerInvitation(ref, of: try member("colm"), .remotely), as: "colm")
                try await perform(AnswerInvitation(ref, of: try member("faye"), .apologies), as: "faye")
                try await perform(
                    AnswerInvitation(
                        ref,
                        of: try member("imran"),
                        .substitute(.init(name: "Dilys Marchetti", email: nil))
                    ),
                    as: "imran"
                )
            },
        ]
    }

    // MARK: Who was there

    /// Newham and Sutton have not been heard of at the last two meetings; others miss one now and then.
    private func isThere(_ offset: Int, _ key: String, _ index: Int) -> AttendanceRecorded.Presence? {
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

    private func attendance(_ index: Int) throws -> [AttendanceEntry] {
        try DemoCast.people.enumerated().compactMap { offset, person in
            guard !person.roles.contains(.auditor), let presence = isThere(offset, person.key, index) else {
                return nil
            }
            return .member(try member(person.key), presence)
        }
    }

    private func answers(_ ref: MeetingRef, _ day: Day, _ index: Int) -> [Step] {
        DemoCast.people.enumerated().compactMap { offset, person in
            guard person.standing == .joined, !person.roles.contains(.auditor),
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

    // MARK: Notes and actions

    private func discussion(
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

    private func holder(_ key: String) throws -> HolderChoice {
        if key == "all" { return .all(group) }
        return members[key].map { .member($0) } ?? .named(key)
    }

    private func due(_ due: DemoTopics.Due, _ day: Day) -> DueChoice {
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

    private func finishDay(_ due: DemoTopics.Due, _ day: Day) -> Day {
        switch due {
        case .weeks(let weeks): day.adding(days: 7 * weeks - 2)
        case .nextMeeting: day.adding(days: 7 * Self.weeksApart - 6)
        case .month: day.adding(days: 50)
        case .when, .none: day.adding(days: 60)
        }
    }

    /// How an action went on after the meeting.
    private func fate(of matter: MatterReference, _ action: DemoTopics.Action, _ day: Day) -> [Step] {
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
        case .withdrawn(let reason):
            steps.append(
                Step(at: at(day.adding(days: 15), 11)) { [self] in
                    try await perform(WithdrawMatter(matter, reason: reason), as: "ruth")
                }
            )
        }
        return steps
    }

    // MARK: Small things

    private var everyoneInGroup: [String] {
        DemoCast.people.filter { $0.standing == .joined && !$0.roles.contains(.auditor) }.map(\.key)
    }

    private func everyone() throws -> [ID<Member>] { try everyoneInGroup.map(member) }

    private func checkpoint() async throws -> String {
        let signer = try CheckpointSigner(name: network.checkpointName, key: try await network.vault.signingKey())
        return try signer.note(of: try await network.ledger.tree(size: nil))
    }

    private func member(_ key: String) throws -> ID<Member> {
        guard let id = members[key] else { throw Failure.refused("The demonstration has nobody called \(key).") }
        return id
    }

    private func perform(_ command: some Command, as key: String) async throws {
        let person = DemoCast.people.first { $0.key == key }
        let actor = Actor.member(
            Actor.Person(id: try member(key), organisation: ID(), roles: person?.roles ?? [])
        )
        try await office.perform(command, as: actor, form: FormID(), patience: .zero)
    }
}

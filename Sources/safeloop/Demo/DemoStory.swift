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

    let group = ID<Group>()
    let members: [String: ID<Member>] = Dictionary(
        uniqueKeysWithValues: DemoCast.people.map { ($0.key, ID<Member>()) }
    )

    let organisations: [String: ID<Organisation>] = Dictionary(
        uniqueKeysWithValues: (LondonAuthorities.all.map(\.name) + DemoCast.organisations.map(\.name)).map {
            ($0, ID<Organisation>())
        }
    )
    let rungs = DemoRungs()

    static let meetings = 10
    static let weeksApart = 10
    static let topicsEach = 3

    var office: Office { network.office }

    /// One thing that happens, and when.
    struct Step {
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
    static func day(of index: Int, before end: Instant) -> Day {
        var last = London.day(end).adding(days: -8)
        while last.weekday != .wednesday { last = last.adding(days: -1) }
        return last.adding(days: -7 * weeksApart * (meetings - 1 - index))
    }

    func tell(progress: (Int, Int) -> Void) async throws {
        try await found()
        let steps = try plan().filter { $0.at < end }.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        for (index, step) in steps.enumerated() {
            try await runClock(until: step.at)
            clock.walk(to: step.at)
            try await step.happen()
            progress(index + 1, steps.count)
        }
        try await runClock(until: end)
    }

    // MARK: The network

    func found() async throws {
        let maker = Actor.system("demonstration")
        try await office.perform(
            FoundNetwork(name: DemoCast.network, demonstration: true),
            as: maker,
            form: FormID(job: "found"),
            patience: .zero
        )
        try await office.perform(PublishShipped(), as: maker, form: FormID(job: "procedures"), patience: .zero)
        for authority in LondonAuthorities.all {
            try await register(authority.name, .authority, authority.code, authority.aliases)
        }
        for (name, kind, aliases) in DemoCast.organisations { try await register(name, kind, nil, aliases) }
        var entries: [RegisterMembers.Entry] = []
        for person in DemoCast.people {
            let details = try await office.details(
                name: person.name,
                email: person.email,
                organisation: try organisation(person.organisation),
                post: person.post,
                roles: person.roles
            )
            entries.append(.init(member: try member(person.key), details: details))
        }
        try await office.perform(RegisterMembers(entries), as: maker, form: FormID(job: "members"), patience: .zero)
        try await welcome(entries)
    }

    func register(
        _ name: String,
        _ kind: Organisation.Kind,
        _ code: String?,
        _ aliases: [String]
    ) async throws {
        let id = try organisation(name)
        try await office.perform(
            RegisterOrganisation(organisation: id, name: name, kind: kind, code: code, aliases: aliases),
            as: .system("demonstration"),
            form: FormID(job: "organisation", id),
            patience: .zero
        )
    }

    func welcome(_ entries: [RegisterMembers.Entry]) async throws {
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
        let others = DemoCast.people.filter { $0.key != DemoCast.coordinator && $0.meets }
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

    func plan() throws -> [Step] {
        var steps: [Step] = []
        let refs = (0...Self.meetings).map { _ in MeetingRef(ID<Meeting>(), of: group) }
        for index in 0..<Self.meetings {
            steps += try held(index, refs)
        }
        steps += try upcoming(refs[Self.meetings], after: Self.day(of: Self.meetings - 1, before: end))
        steps += try numbers()
        steps += try standIns()
        steps += try adoptions()
        steps += try terms()
        for matter in matters { steps += try self.steps(of: matter) }
        return steps
    }

    func sitting(_ day: Day) -> Sitting {
        Sitting(
            day,
            from: ClockTime(hour: 10, minute: 0),
            to: ClockTime(hour: 12, minute: 30),
            place: "Room 4, Tooley Hall",
            online: nil
        )
    }

    func at(_ day: Day, _ hour: Int, _ minute: Int = 0) -> Instant {
        London.instant(day, ClockTime(hour: hour, minute: minute) ?? .noon)
    }

    /// Everything about one meeting of the past.
    func held(_ index: Int, _ refs: [MeetingRef]) throws -> [Step] {
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

    func propose(_ item: ID<Item>, _ ref: MeetingRef, _ title: String, by key: String, minutes: Int)
        async throws
    {
        let details = ItemDetails(title: title, presenter: try member(key), minutes: minutes)
        try await perform(ProposeItem(item: item, group: group, meeting: ref.meeting, details), as: key)
    }

    func upcoming(_ ref: MeetingRef, after last: Day) throws -> [Step] {
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

    // MARK: Small things

    var everyoneInGroup: [String] {
        DemoCast.people.filter { $0.standing == .joined && $0.meets }.map(\.key)
    }

    func everyone() throws -> [ID<Member>] { try everyoneInGroup.map(member) }

    func checkpoint() async throws -> String {
        let signer = try CheckpointSigner(name: network.checkpointName, key: try await network.vault.signingKey())
        return try signer.note(of: try await network.ledger.tree(size: nil))
    }

    func member(_ key: String) throws -> ID<Member> {
        guard let id = members[key] else { throw Failure.refused("The demonstration has nobody called \(key).") }
        return id
    }

    func organisation(_ name: String) throws -> ID<Organisation> {
        guard let id = organisations[name] else { throw Failure.refused("The demonstration has no \(name).") }
        return id
    }

    func actor(_ key: String) throws -> Actor.Person {
        guard let person = DemoCast.people.first(where: { $0.key == key }) else {
            throw Failure.refused("The demonstration has nobody called \(key).")
        }
        return Actor.Person(
            id: try member(key),
            organisation: try organisation(person.organisation),
            roles: person.roles,
            post: person.post
        )
    }

    func perform(_ command: some Command, as key: String) async throws {
        try await office.perform(command, as: .member(try actor(key)), form: FormID(), patience: .zero)
    }
}

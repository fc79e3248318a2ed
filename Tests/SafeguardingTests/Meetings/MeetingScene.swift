import Almanac
import Ledger
import Vault

@testable import Safeguarding

/// A group with its people, and what has happened in its meetings so far: for rules alone, with no ledger and no tables.
struct MeetingScene {
    var rules = Rules()
    var history: [Change] = [] {
        didSet { appends.append(history.count - oldValue.count) }
    }
    /// How many changes of the history each append made.
    private var appends: [Int] = []
    let group = ID<Group>()
    let meeting = ID<Meeting>()
    let chair: Someone
    let lead: Someone
    let outsider: Someone
    let coordinator: Someone

    var ref: MeetingRef { MeetingRef(meeting, of: group) }

    /// A meeting is called for today, at ten.
    init() async throws {
        func person(_ name: String, _ roles: Set<Role>) -> Someone {
            Someone(id: ID(), name: name, organisation: ID(), roles: roles)
        }
        chair = person("Ottilie Marsh", [.boroughLead])
        lead = person("Bram Castellan", [.boroughLead])
        outsider = person("Wren Adair", [.schoolLead])
        coordinator = person("Idris Fenn", [.coordinator])
        for someone in [chair, lead, outsider, coordinator] {
            let registered = MemberRegistered(
                member: someone.id,
                organisation: someone.organisation,
                name: try await rules.sealed(someone.name, under: Member.subject(someone.id)),
                email: nil,
                emailKey: nil,
                post: nil,
                roles: Array(someone.roles)
            )
            history.append(Change(Member.stream(someone.id), [registered]))
        }
        history.append(
            Change(
                Group.stream(group),
                [
                    GroupFormed(group: group, name: "Thresholds steering group", purpose: nil),
                    GroupJoined(group: group, member: chair.id, office: .chair),
                    GroupJoined(group: group, member: lead.id, office: .member),
                ]
            )
        )
        try await does(CallMeeting(ref, Self.sitting("2026-11-23")), by: chair)
    }

    static func sitting(_ iso: String) -> Sitting {
        Sitting(day(iso), from: ClockTime(iso: "10:00"), to: ClockTime(iso: "12:30"), place: "Room 4")
    }

    /// Does it, and gives what happened.
    @discardableResult
    mutating func does(_ command: some Command, by someone: Someone) async throws -> [Change] {
        try await does(command, as: someone.actor)
    }

    @discardableResult
    mutating func does(_ command: some Command, as actor: Actor) async throws -> [Change] {
        let changes = try await rules.when(command, by: actor, given: history, appends: appends)
        history += changes
        return changes
    }

    /// Why it is not done. Nil where it would be.
    func refusal(_ command: some Command, by someone: Someone) async throws -> Refusal? {
        do {
            _ = try await rules.when(command, by: someone.actor, given: history, appends: appends)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    func state(_ id: ID<Meeting>? = nil) -> MeetingState? {
        rules.past(history, reads: [Meeting.stream(id ?? meeting)]).state(
            MeetingState.self,
            Meeting.stream(id ?? meeting)
        )
    }

    func state(of item: ID<Item>) -> ItemState? {
        rules.past(history, reads: [Item.stream(item)]).state(ItemState.self, Item.stream(item))
    }

    func opener(for subjects: Set<Subject>) async throws -> Opener {
        let now = rules.now
        let gate = Gate(ledger: MemoryLedger()) { now }
        return try await rules.vault.opener(
            under: try gate.admit(.system("test"), to: .runJob, opening: .these(subjects))
        )
    }

    // MARK: Setting the scene

    mutating func item(_ title: String, at meeting: ID<Meeting>? = nil, marking: Marking = .members) async throws -> ID<
        Item
    > {
        let item = ID<Item>()
        let details = ItemDetails(title: title, marking: marking)
        try await does(ProposeItem(item: item, group: group, meeting: meeting ?? self.meeting, details), by: chair)
        return item
    }

    mutating func another(_ iso: String) async throws -> ID<Meeting> {
        let id = ID<Meeting>()
        try await does(CallMeeting(MeetingRef(id, of: group), Self.sitting(iso)), by: chair)
        return id
    }

    mutating func circulated() async throws {
        try await does(Circulate(ref, to: [lead.id], checkpoint: "safeloop.example/log\n1\n"), by: chair)
    }

    /// Circulated, and agreed at a meeting a week later.
    mutating func agreed() async throws {
        try await circulated()
        let later = try await another("2026-11-30")
        rules.now = at("2026-11-30", "11:00")
        try await does(AgreeNotes(ref, at: later), by: chair)
    }
}

extension Refusal {
    /// The field it is about.
    var field: String? {
        if case .invalid(let problems) = self { problems.first?.field } else { nil }
    }

    var isOutOfTurn: Bool {
        if case .outOfTurn = self { true } else { false }
    }
}

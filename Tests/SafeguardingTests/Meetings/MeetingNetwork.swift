import Almanac
import Ledger
import Vault

@testable import Safeguarding

/// A network with two groups, for what the readings show to whom.
struct MeetingNetwork {
    let network: TestNetwork
    let north: ID<Organisation>
    let south: ID<Organisation>
    let chair: Someone
    let lead: Someone
    let colleague: Someone
    let outsider: Someone
    let coordinator: Someone
    let auditor: Someone
    let main: ID<Group>
    let steering: ID<Group>

    init() async throws {
        network = try TestNetwork(now: at("2026-11-23"))
        north = try await network.organisation("Northmere")
        south = try await network.organisation("Southholt")
        chair = try await network.member("Ottilie Marsh", of: north)
        lead = try await network.member("Bram Castellan", of: south)
        colleague = try await network.member("Tamsin Vole", of: south)
        outsider = try await network.member("Wren Adair", of: south, roles: [.schoolLead])
        coordinator = try await network.member("Idris Fenn", of: north, roles: [.coordinator])
        auditor = try await network.member("Una Pell", of: north, roles: [.auditor])
        main = try await network.group("Safeguarding leads", members: [lead, colleague], chair: chair)
        steering = try await network.group("Thresholds", members: [outsider], chair: chair)
    }

    func meeting(_ iso: String, of group: ID<Group>? = nil) async throws -> MeetingRef {
        let ref = MeetingRef(ID(), of: group ?? main)
        let sitting = Sitting(day(iso), from: ClockTime(iso: "10:00"), to: ClockTime(iso: "12:00"), place: "Room 4")
        try await network.perform(CallMeeting(ref, sitting), as: chair.actor)
        return ref
    }

    func item(
        _ title: String,
        at ref: MeetingRef,
        by someone: Someone? = nil,
        _ change: (inout ItemDetails) -> Void = { _ in }
    ) async throws -> ID<Item> {
        let item = ID<Item>()
        var details = ItemDetails(title: title)
        change(&details)
        try await network.perform(
            ProposeItem(item: item, group: ref.group, meeting: ref.meeting, details),
            as: (someone ?? chair).actor
        )
        return item
    }

    func attended(_ ref: MeetingRef, _ entries: [AttendanceEntry]) async throws {
        try await network.perform(RecordAttendance(ref, entries), as: chair.actor)
    }

    func paper(
        _ ref: MeetingRef,
        item: ID<Item>? = nil,
        _ marking: Marking,
        named: [ID<Member>] = [],
        by actor: Actor? = nil
    ) async throws
        -> ID<Paper>
    {
        let paper = ID<Paper>()
        let details = PaperDetails(
            title: "Summary",
            fileName: "summary.txt",
            mediaType: "text/plain",
            bytes: 3,
            marking: marking,
            named: named,
            chunks: ["\(Hash(of: [1, 2, 3]))"]
        )
        try await network.perform(AddPaper(ref, item: item, paper: paper, details), as: actor ?? chair.actor)
        return paper
    }

    var readings: Readings { network.readings }
}

import Almanac
import Ledger
import Safeguarding

@testable import Web

/// Meetings of the cast's network, set up by commands.
extension SiteHarness {
    func meeting(on iso: String = "2026-11-23") async throws -> MeetingRef {
        let ref = MeetingRef(ID(), of: cast.network)
        let sitting = Sitting(
            day(iso),
            from: ClockTime(iso: "10:00"),
            to: ClockTime(iso: "12:00"),
            place: "Tooley Hall"
        )
        try await perform(CallMeeting(ref, sitting), as: .coordinator)
        return ref
    }

    func item(
        _ title: String,
        at ref: MeetingRef,
        as part: Cast.Part = .clerk,
        _ change: (inout ItemDetails) -> Void = { _ in }
    ) async throws -> ID<Item> {
        let item = ID<Item>()
        var details = ItemDetails(title: title)
        change(&details)
        try await perform(
            ProposeItem(item: item, group: ref.group, meeting: ref.meeting, details),
            as: part
        )
        return item
    }

    func caughtUp() async {
        await office.projector.reach(await ledger.count(), within: .seconds(60))
    }
}

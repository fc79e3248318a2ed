import Almanac
import Foundation
import Hummingbird
import Ledger
import Procedures
import Safeguarding

@testable import Web

/// What stands for `:member` and its like in the addresses of the matrix: one real thing of each kind, of the group
/// that most of the cast are in.
struct MatrixSamples: Sendable {
    private let values: [String: String]

    init(_ site: SiteHarness) async throws {
        let (group, holder) = (site.cast.network, site.cast[.boroughLead].id)
        let (meeting, item) = (ID<Meeting>(), ID<Item>())
        let day = London.day(site.clock.now).adding(days: 14)
        try await site.perform(CallMeeting(MeetingRef(meeting, of: group), Sitting(day)), as: .clerk)
        try await site.perform(
            ProposeItem(item: item, group: group, meeting: meeting, ItemDetails(title: "Exchange visits")),
            as: .clerk
        )
        let action = ActionDraft(
            text: "Collect what each borough does",
            holders: [.member(holder)],
            group: group,
            raiser: site.cast[.clerk].id
        )
        try await site.perform(RaiseAction(action), as: .clerk)
        let absence = ID<Absence>()
        // To come: nobody stands in for anybody while they are asked.
        let later = London.day(site.clock.now).adding(days: 60)
        let (away, cover) = (site.cast[.clerk].id, site.cast[.welfareOfficer].id)
        let going = AnnounceAbsence(away, absence: absence, from: later, to: later, cover: cover)
        try await site.perform(going, as: .clerk)
        let name = "resource-order"
        let text = try String(contentsOf: ShippedProcedures.folder.appending(path: "\(name).yaml"), encoding: .utf8)
        try await site.perform(PublishProcedure(text: text, lists: [:], reason: "Agreed"), as: .boroughLead)
        values = [
            "procedure": name,
            "version": "1",
            "list": "no-such-list",
            "member": "\(holder)",
            "organisation": "\(site.cast.merton)",
            "authority": "\(site.cast.merton)",
            "group": "\(group)",
            "meeting": "\(meeting)",
            "item": "\(item)",
            "number": "1",
            // Not there: everyone is told so in the same words.
            "token": "no-such-token",
            "decision": "\(ID<Meeting>())",
            "paper": "\(ID<Meeting>())",
            "mail": "\(ID<Meeting>())",
            "letter": "\(ID<Letter>())",
            "absence": "\(absence)",
            "correspondent": "\(ID<Meeting>())",
            "addressee": "member-\(holder)",
            "duty": "\(ID<Duty>())",
            "file": "\(ID<MatterFile>())",
        ]
    }

    /// - Parameter instead: What stands for some of the parameters in place of the samples.
    /// - Throws: ``SiteProblem`` for a route whose parameter has no sample: add one above.
    func path(_ route: Route, instead: [String: String] = [:]) throws -> String {
        try route.path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            guard part.hasPrefix(":") else { return String(part) }
            let name = String(part.dropFirst())
            guard let value = instead[name] ?? values[name] else {
                throw SiteProblem("MatrixSamples has nothing for \(part) of \(route.path)")
            }
            return value
        }.joined(separator: "/")
    }
}

import Foundation
import HTTPTypes
import Ledger
import Procedures
import Testing

@testable import Safeguarding
@testable import Web

/// Writes what happened to a matter, so that a test says what.
private struct Happened: Command {
    let matter: ID<Matter>
    let events: [any DomainEvent]

    var action: Action { .runJob }
    var reads: [StreamID] { [] }
    func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        [Change(Matter.stream(matter), events)]
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(matter)")
    }
}

@Suite("The pages of how procedures go")
struct OutcomesPagesTests {
    private static func raise(_ site: SiteHarness, _ count: Int, to holder: ID<Organisation>) async throws {
        for _ in 0..<count {
            let (matter, owen) = (ID<Matter>(), site.cast[.schoolLead])
            let raised = LoopRaised(
                matter: matter,
                procedure: "missing-child",
                version: 1,
                isPersonal: true,
                raiser: Raiser(member: owen.id, organisation: owen.organisation, post: nil),
                holder: .organisation(holder),
                parties: [],
                deciding: [:],
                answers: [:],
                toldInstead: nil
            )
            try await site.perform(Happened(matter: matter, events: [raised]))
        }
    }

    @Test("numbers of a procedure about children have no small one on the page or in a file, and no name")
    func numbers() async throws {
        try await withSite { site in
            let file = try #require(try ShippedProcedures.all().first { $0.name == "missing-child" })
            try await site.perform(
                PublishProcedure(text: file.text, lists: file.lists, reason: "Agreed"),
                as: .boroughLead
            )
            let owen = try await site.signIn(as: .schoolLead)
            #expect(try await owen.get("/procedures").links(to: "/outcomes"))
            #expect(try await owen.get("/procedures/missing-child").links(to: "/outcomes?procedure=missing-child"))
            #expect(try await owen.get("/matters").links(to: "/outcomes"))
            let address = "/outcomes?procedure=missing-child&year=2026"
            #expect(try await owen.get(address).text.contains("Nothing was raised under it in that year."))
            try await Self.raise(site, 3, to: site.cast.merton)
            try await Self.raise(site, 7, to: site.cast.camden)
            try await Self.raise(site, 9, to: site.cast.kestrel)
            for part in [Cast.Part.coordinator, .boroughLead, .schoolLead, .liaison] {
                let browser = try await site.signIn(as: part)
                let page = try await browser.get(address)
                #expect(page.status == .ok && page.text.contains("19 raised"))
                #expect(page.text.contains("Organisations with too few to show are left out"))
                #expect(page.html.contains("data-chart=\"stack\"") && page.html.contains("chart.min.js"))
                let csv = try await browser.get("/outcomes.csv?procedure=missing-child&year=2026")
                let json = try await browser.get("/outcomes.json?procedure=missing-child&year=2026")
                #expect(csv.status == .ok && json.status == .ok)
                let main = page.html.firstRange(of: "<main").map { String(page.html[$0.lowerBound...]) } ?? ""
                for text in [Answer.plain(main), csv.html, json.html] {
                    #expect(!text.contains("Merton") && !text.contains("Camden"))
                    for name in site.cast.names { #expect(!text.contains(name)) }
                }
                #expect(csv.html.contains("organisation,") && csv.html.contains(",9,"))
                let rows = try #require(try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [[String: Any]])
                #expect(rows.compactMap { $0["raised"] as? Int }.allSatisfy { $0 == 0 || $0 >= 5 })
                let all = try await browser.get("/outcomes?year=2026")
                #expect(all.links(to: "/outcomes?procedure=missing-child&year=2026"))
            }
            let ines = try await site.signIn(as: .auditor)
            for path in ["/outcomes", "/outcomes.csv", "/outcomes.json"] {
                #expect(try await ines.get(path).status == .notFound)
            }
            #expect(try await owen.get("/outcomes?procedure=nothing").status == .notFound)
            #expect(try await owen.get("/outcomes?year=99999").status == .ok)
        }
    }
}

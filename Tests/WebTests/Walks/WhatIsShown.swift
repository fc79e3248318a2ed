import HTTPTypes
import Safeguarding
import Testing

@testable import Web

@Suite("Walks: what is shown before and after something is raised")
struct WhatIsShown {
    @Test("the numbers that an authority gives stand before whoever says that a child is in danger")
    func numbers() async throws {
        try await withSite { site in
            let owen = try await site.signIn(as: .schoolLead)
            #expect(try await owen.get("/raise?danger=yes").text.contains("No authority has given its numbers yet."))
            let path = "/organisations/\(site.cast.merton)/numbers"
            let priya = try await site.signIn(as: .boroughLead)
            let form = try await priya.get(path).form(path)
            let saved = try await priya.send(form, ["front-door": "020 7946 0123", "out-of-hours": "020 7946 0456"])
            #expect(saved.location == "/organisations/\(site.cast.merton)")
            for said in ["yes", "unknown"] {
                let page = try await owen.get("/raise?danger=\(said)").text
                #expect(page.contains("Ring 999 first."), "\(said)")
                #expect(page.contains("Merton 020 7946 0123 020 7946 0456"), "\(page)")
            }
            #expect(!(try await owen.get("/raise?danger=no")).text.contains("020 7946 0123"))
        }
    }

    @Test("a list of matters under procedures is narrowed by its address, and says no more for it")
    func filters() async throws {
        try await walk("missing-child", "2026-12-24 16:00") { walk in
            try await walk.raise(by: .larkhill, to: ["authority-of-residence": .merton])
            let (merton, camden) = (walk.people[.merton].organisation, walk.people[.camden].organisation)
            func lists(_ walker: Walker, _ filter: String) async throws -> Bool {
                let page = try await walk.browser(walker).get("/matters?\(filter)")
                #expect(page.status == .ok, "\(filter)")
                return page.links(to: "/m/1")
            }
            for filter in ["state=open", "state=all", "organisation=\(merton)"] {
                #expect(try await lists(.merton, filter), "\(filter)")
            }
            for filter in ["state=closed", "whose=raised", "organisation=\(camden)", "overdue=yes"] {
                #expect(try await !lists(.merton, filter), "\(filter)")
            }
            #expect(try await lists(.larkhill, "whose=raised&state=open"))
            #expect(try await !lists(.larkhill, "whose=mine"))
            try await walk.comes("2026-12-30 09:00")
            #expect(try await lists(.merton, "overdue=yes&organisation=\(merton)"))
            #expect(try await !lists(.camden, "overdue=yes&state=all&organisation=\(merton)"))
            let page = try await walk.browser(.merton).get("/matters?overdue=yes&organisation=\(merton)")
            #expect(page.html.contains("overdue=yes") && page.html.contains("organisation=\(merton)"))
        }
    }

    @Test("papers that look wrong at an admission: two dates of birth stand side by side, and nobody is accused")
    func ageInDispute() async throws {
        try await walk("trafficking-referral", "2026-12-24 16:00") { walk in
            let form = try await walk.browser(.thornbeck).get("/raise/trafficking-referral")
            let admissions = try #require(form.html.firstRange(of: "At admissions"))
            #expect(form.html[admissions.upperBound...].contains("The age that is claimed is doubted"))
            #expect(form.text.contains("Papers that look wrong are a reason to protect the child, not to accuse them."))
            try await walk.raise(
                by: .thornbeck,
                ["age-in-dispute": "yes", "indicators": "papers-differ age-doubted", "date-of-birth": "2009-05-03"],
                to: ["authority-of-residence": .merton, "police": .police],
                also: [
                    "a-date-of-birth-1-value": "2006-01-01", "a-date-of-birth-1-source": "Passport",
                    "a-date-of-birth-1-weight": "doubted",
                ]
            )
            for walker in [Walker.merton, .police] {
                try await walk.reads(
                    walker,
                    "3 May 2009",
                    "1 January 2006 Passport",
                    "The age that is claimed is doubted"
                )
            }
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .police)
        }
    }

    @Test("before it is sent it says that everybody with an account there reads it")
    func readers() async throws {
        try await walk("domestic-abuse-notice", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .police,
                ["to": walk.organisation(.thornbeck)],
                to: ["whom-the-form-names": .thornbeck]
            )
            let check = walk.checked?.text ?? ""
            #expect(
                check.contains(
                    "Whoever holds it reads all of it: everybody there who has an account, whatever their post."
                )
            )
        }
    }
}

import Almanac
import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

/// Camden has two people: Hana Whitlock, its lead, and Dilys Okafor.
@Suite("Pages of absences and deputies")
struct AbsencePagesTests {
    @Test("somebody goes away, another covers and acts, and it is said wherever it matters")
    func cover() async throws {
        try await withSite { site in
            try await site.raise("Write to the heads about the new form", to: .clerk)
            let (hana, dilys) = (try await site.signIn(as: .clerk), try await site.signIn(as: .welfareOfficer))
            let page = try await hana.get("/account/absence")
            let today = London.day(site.clock.now)
            let wrong = try await hana.send(page.form("/account/absence"), ["first": today.iso, "last": ""])
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("Give the last day away."))
            let typed: KeyValuePairs = [
                "first": today.iso, "last": today.adding(days: 4).iso, "cover": "\(site.cast[.welfareOfficer].id)",
            ]
            let saved = try await hana.follow(try await hana.send(wrong.form("/account/absence"), typed))
            #expect(saved.text.contains("Dilys Okafor covers."))
            #expect(try await hana.get("/").text.contains("You are away"))
            // The cover's Home, the matter, and what the cover does.
            let home = try await dilys.get("/")
            #expect(home.text.contains("You cover for Hana Whitlock until the end of"))
            #expect(home.text.contains("For Hana Whitlock") && home.links(to: "/m/1"))
            let matter = try await dilys.get("/m/1")
            #expect(matter.text.contains("is away until the end of") && matter.text.contains("Dilys Okafor covers."))
            #expect(matter.text.contains("while covering for Hana Whitlock"))
            #expect(try await site.signIn(as: .schoolLead).get("/m/1").text.contains("is away until the end of"))
            let finish = try await dilys.get("/m/1/finish")
            let done = try await dilys.follow(try await dilys.send(finish.form("/m/1/finish"), ["note": "All have it"]))
            #expect(done.text.contains("Finished by you. For Hana Whitlock, who is away."))
            // Back: what was done is there, and nothing stays with the cover.
            let own = try await hana.get("/account/absence")
            let end = try #require(own.forms.first { $0.action.hasSuffix("/end") }?.action)
            let back = try await hana.follow(try await hana.send(own.form(end), [:]))
            #expect(back.text.contains("Done for you while you were away"))
            #expect(try await hana.send(own.form(end), [:]).status == .seeOther, "a second click does nothing more")
            #expect(try await hana.get("/").text.contains("Done for you while you were away"))
            #expect(try await !dilys.get("/").text.contains("You cover for"))
        }
    }

    @Test("who declines says why, to whoever asked alone, and another can be chosen")
    func declined() async throws {
        try await withSite { site in
            let (hana, dilys) = (try await site.signIn(as: .clerk), try await site.signIn(as: .welfareOfficer))
            let (today, id) = (London.day(site.clock.now), ID<Absence>())
            let going = AnnounceAbsence(
                site.cast[.clerk].id,
                absence: id,
                from: today,
                to: today,
                cover: site.cast[.welfareOfficer].id
            )
            try await site.perform(going, as: .coordinator)
            let path = "/absences/\(id)/decline"
            #expect(try await dilys.get("/account/absence").links(to: path))
            #expect(try await hana.get(path).status == .notFound)
            let page = try await dilys.get(path)
            let empty = try await dilys.send(page.form(path), ["reason": ""])
            #expect(empty.status == .unprocessableContent)
            for _ in 0..<2 {
                let sent = try await dilys.send(empty.form(path), ["reason": "In court all week"])
                #expect(sent.location == "/account/absence", "a second click does nothing more")
            }
            let ruth = try await site.signIn(as: .coordinator)
            for browser in [ruth, hana] { #expect(try await browser.get("/").text.contains("In court all week")) }
            #expect(try await !dilys.get("/members/\(site.cast[.clerk].id)").text.contains("In court all week"))
            let cover = "/absences/\(id)/cover"
            let again = try await ruth.get(cover)
            let asked = try await ruth.send(again.form(cover), ["cover": "\(site.cast[.welfareOfficer].id)"])
            #expect(asked.status == .seeOther)
            #expect(try await hana.get("/account/absence").text.contains("Dilys Okafor covers."))
            #expect(try await site.signIn(as: .liaison).get(cover).status == .notFound)
        }
    }

    @Test("a lead names deputies at their own organisation; its page and the deputy's say so")
    func deputies() async throws {
        try await withSite { site in
            let path = "/organisations/\(site.cast.camden)"
            let hana = try await site.signIn(as: .clerk)
            #expect(try await hana.get(path).text.contains("None is named."))
            let form = try await hana.get("\(path)/deputies")
            let someone = "\(site.cast[.welfareOfficer].id)"
            let named = try await hana.follow(
                try await hana.send(form.form("\(path)/deputies"), ["deputies": someone])
            )
            #expect(named.text.contains("Dilys Okafor") && !named.text.contains("None is named."))
            #expect(try await hana.get("/members/\(someone)").text.contains("Deputy of"))
            #expect(try await site.signIn(as: .boroughLead).get("\(path)/deputies").status == .notFound)
            #expect(try await hana.get("/deputies").status == .notFound)
            let ruth = try await site.signIn(as: .coordinator)
            let ofAll = try await ruth.get("/deputies")
            #expect(try await ruth.send(ofAll.form("/deputies"), ["deputies": someone]).status == .seeOther)
        }
    }
}

import Almanac
import Foundation
import HTTPTypes
import InMemoryLogging
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("A member's own calendar")
struct CalendarFeedTests {
    private func make(_ browser: Browser) async throws -> String {
        let page = try await browser.get("/account/calendar")
        let shown = try await browser.follow(try await browser.send(page.form("/account/calendar")))
        let match = try #require(shown.html.firstMatch(of: /value="http:\/\/localhost(\/calendar\/[^"]*\.ics)"/))
        return String(match.1)
    }

    @Test("it holds one's meetings with their changes and one's due dates, and no word that anybody wrote")
    func contents() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-03")
            let off = try await site.meeting(on: "2026-12-10")
            _ = try await site.meeting(on: "2025-01-08")
            _ = try await site.item("A family in Merton", at: ref)
            let moved = Sitting(day("2026-12-04"), from: ClockTime(iso: "11:00"), to: nil, place: "Room 9")
            try await site.perform(MoveMeeting(ref, moved), as: .clerk)
            try await site.perform(CancelMeeting(off, agenda: [], reason: "Snow in Merton"), as: .clerk)
            try await site.raise("Ring the family", to: .boroughLead, due: .on(day("2026-12-01")))
            try await site.raise("Somebody else's", to: .schoolLead, due: .on(day("2026-12-02")))
            await site.caughtUp()
            let address = try await make(try await site.signIn(as: .boroughLead))
            let file = try await site.browser().get(address)
            #expect(file.status == .ok)
            #expect(file.headers[.contentType] == "text/calendar; charset=utf-8")
            let lines = file.html.components(separatedBy: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 75 })
            #expect(lines.filter { $0 == "BEGIN:VEVENT" }.count == 3)
            #expect(lines.contains("DTSTART;TZID=Europe/London:20261204T110000") && lines.contains("SEQUENCE:1"))
            #expect(lines.contains("STATUS:CANCELLED") && lines.contains("BEGIN:VTIMEZONE"))
            #expect(lines.contains("SUMMARY:Action 1 is due") && lines.contains("DTSTART;VALUE=DATE:20261201"))
            #expect(lines.contains("LOCATION:Room 9") && lines.contains("SUMMARY:The network"))
            for word in ["family", "Merton", "Snow", "Ring", "Somebody"] { #expect(!file.html.contains(word)) }
        }
    }

    @Test("nothing is sent twice, and what is new has another tag")
    func tags() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-03")
            let address = try await make(try await site.signIn(as: .boroughLead))
            let program = site.browser()
            let tag = try #require(try await program.get(address).headers[.eTag])
            for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let again = try await program.get(address, headers: [.ifNoneMatch: known])
                #expect(again.status == .notModified && again.bytes.isEmpty)
            }
            try await site.perform(MoveMeeting(ref, Sitting(day("2026-12-05"))), as: .clerk)
            await site.caughtUp()
            #expect(try await program.get(address, headers: [.ifNoneMatch: tag]).status == .ok)
        }
    }

    @Test("an address ends with a new one, by hand and with the member, and is in no log and no store")
    func ends() async throws {
        try await withSite { site in
            _ = try await site.meeting(on: "2026-12-03")
            let priya = try await site.signIn(as: .boroughLead)
            let program = site.browser()
            let first = try await make(priya)
            #expect(try await program.get(first).status == .ok)
            let hidden = try await priya.follow(
                try await priya.send(try await priya.get("/account/calendar").form("/account/calendar/hide"))
            )
            #expect(!hidden.html.contains(first))
            let second = try await make(priya)
            #expect(first != second)
            #expect(try await program.get(first).status == .notFound)
            #expect(try await program.get(second).status == .ok)
            _ = try await priya.send(try await priya.get("/account/calendar").form("/account/calendar/end"))
            #expect(try await program.get(second).status == .notFound)
            let third = try await make(priya)
            #expect(try await program.get(third.replacing(".ics", with: "")).status == .notFound)
            try await site.perform(RemoveMember(member: site.cast[.boroughLead].id), as: .coordinator)
            await site.caughtUp()
            #expect(try await program.get(third).status == .notFound)
            for address in [first, second, third] {
                let secret = address.replacing("/calendar/", with: "").replacing(".ics", with: "")
                #expect(secret.count == 43)
                for entry in site.log.entries { #expect(!"\(entry)".contains(secret)) }
                for name in await site.keys.names(kind: "feed") { #expect(!name.id.contains(secret)) }
            }
        }
    }
}

import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("Calling meetings and setting agendas")
struct MeetingsPagesTests {
    @Test("a coordinator calls a meeting and members see it on their list")
    func call() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await ruth.get("/meetings/new").form("/meetings/new")
            let answer = try await ruth.send(
                form,
                [
                    "day": "2027-01-20", "from": "10:00", "to": "12:30", "place": "Tooley Hall",
                    "online": "Dial 020 7946 0999",
                ]
            )
            #expect(answer.status == .seeOther)
            let again = try await ruth.send(
                form,
                [
                    "day": "2027-01-20", "from": "10:00", "to": "12:30", "place": "Tooley Hall",
                    "online": "Dial 020 7946 0999",
                ]
            )
            #expect(again.location == answer.location)
            let priya = try await site.signIn(as: .boroughLead)
            let list = try await priya.get("/meetings")
            #expect(list.text.contains("The next is on Wednesday 20 January 2027."))
            #expect(try await site.readings.meetings(as: site.cast[.boroughLead].actor).count == 1)
            let page = try await priya.get(String((answer.location ?? "").dropLast("/agenda".count)))
            #expect(page.text.contains("10:00am to 12:30pm, Tooley Hall, and online."))
        }
    }

    @Test("a form that will not do comes back with everything typed and says what to do")
    func errors() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await ruth.get("/meetings/new").form("/meetings/new")
            let answer = try await ruth.send(
                form,
                ["day": "2027-01-20", "from": "10:00", "to": "09:00", "place": "Tooley Hall"]
            )
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("Choose an end that is later than the beginning."))
            let back = try answer.form("/meetings/new")
            #expect(back["day"] == "2027-01-20" && back["place"] == "Tooley Hall" && back["to"] == "09:00")
        }
    }

    @Test("members who run no meetings, and people outside the group, get no such pages")
    func authority() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            _ = try await site.item("Exchange visits", at: ref)
            let priya = try await site.signIn(as: .boroughLead)
            for path in ["attendance", "notes", "circulate", "agree", "move", "cancel", "invitations", "papers"] {
                #expect(try await priya.get("/meetings/\(ref.meeting)/\(path)").status == .notFound, "\(path)")
            }
            let tomasz = try await site.signIn(as: .liaison)
            #expect(try await tomasz.get("/meetings").status == .notFound)
            for path in ["", "/agenda", "/answer", "/calendar"] {
                let answer = try await tomasz.get("/meetings/\(ref.meeting)\(path)")
                #expect(answer.status == .notFound && !answer.html.contains("Exchange visits"))
            }
        }
    }

    @Test("an item is proposed by a member, moved by a button and taken off to wait")
    func agenda() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-02")
            let first = try await site.item("Welcome", at: ref) { $0.minutes = 5 }
            let priya = try await site.signIn(as: .boroughLead)
            let agenda = "/meetings/\(ref.meeting)/agenda"
            let form = try await priya.get("/meetings/\(ref.meeting)/items/new").form(
                "/meetings/\(ref.meeting)/items/new"
            )
            let sent = try await priya.send(form, ["title": "Host <families>", "minutes": "20"])
            #expect(sent.location == agenda)
            #expect(!(try await priya.get(agenda)).forms.contains { $0.action == agenda + "/order" })

            let hana = try await site.signIn(as: .clerk)
            let page = try await hana.get(agenda)
            #expect(page.html.contains("Host &lt;families&gt;"))
            #expect(page.text.contains("10:05am to 10:25am"))
            _ = try await hana.send(page.form(agenda + "/order"))
            let moved = try await hana.get(agenda)
            #expect(moved.text.contains("1. Host <families>") && moved.text.contains("2. Welcome"))

            let off = try await hana.get("/items/\(first)/off").form("/items/\(first)/off")
            let silent = try await hana.send(off, ["fate": "waits", "dateOwner": ""])
            #expect(silent.status == .unprocessableContent)
            _ = try await hana.send(off, ["fate": "waits", "dateOwner": "\(site.cast[.boroughLead].id)"])
            let list = try await priya.get("/meetings")
            #expect(list.text.contains("Welcome") && list.text.contains("You find a date"))
            _ = try await hana.send(try await hana.get(agenda).form(agenda + "/place"))
            #expect(try await hana.get(agenda).text.contains("2. Welcome"))
        }
    }

    @Test("a move from a page that is out of date loses no item, and moves nothing past what it did not stand beside")
    func staleMove() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-02")
            for title in ["One", "Two"] { _ = try await site.item(title, at: ref) }
            let hana = try await site.signIn(as: .clerk)
            let agenda = "/meetings/\(ref.meeting)/agenda"
            let order = { (lines: [String], page: Answer) in
                for line in lines { #expect(page.text.contains(line)) }
            }
            let oneDown = try await hana.get(agenda).form(agenda + "/order")
            _ = try await site.item("Three", at: ref)
            _ = try await hana.send(oneDown)
            let moved = try await hana.get(agenda)
            order(["1. Two", "2. One", "3. Three"], moved)
            // Pressed twice it is moved once.
            #expect(try await hana.send(oneDown).status == .seeOther)
            order(["1. Two", "2. One", "3. Three"], try await hana.get(agenda))

            let twoDown = try moved.form(agenda + "/order")
            let last = try #require(moved.forms.last { $0.action == agenda + "/order" })
            _ = try await hana.send(last)
            order(["1. Two", "2. Three", "3. One"], try await hana.get(agenda))
            let answer = try await hana.send(twoDown)
            #expect(answer.status == .conflict)
            #expect(answer.text.contains("The agenda changed in the meantime."))
            order(["1. Two", "2. Three", "3. One"], try await hana.get(agenda))
        }
    }

    @Test("an item for named people is not on anybody else's page, and whoever runs the meeting sees that there is one")
    func named() async throws {
        try await withSite { site in
            let ref = try await site.meeting()
            _ = try await site.item("A family in Merton", at: ref, as: .boroughLead) { $0.marking = .named }
            for (part, sees) in [
                (Cast.Part.boroughLead, true), (.schoolLead, false), (.clerk, false), (.coordinator, false),
            ] {
                let browser = try await site.signIn(as: part)
                for path in ["", "/agenda"] {
                    let page = try await browser.get("/meetings/\(ref.meeting)\(path)")
                    #expect(page.html.contains("A family in Merton") == sees, "\(part) \(path)")
                }
            }
            let hana = try await site.signIn(as: .clerk)
            #expect(
                try await hana.get("/meetings/\(ref.meeting)/agenda").text.contains("An item for named people only")
            )
            #expect(!(try await hana.get("/meetings/\(ref.meeting)/notes")).html.contains("<textarea"))
        }
    }

    @Test("a meeting that is called off says why, and what was on it waits")
    func cancel() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-02")
            _ = try await site.item("Exchange visits", at: ref)
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await ruth.get("/meetings/\(ref.meeting)/cancel").form("/meetings/\(ref.meeting)/cancel")
            #expect(try await ruth.send(form, ["reason": ""]).status == .unprocessableContent)
            _ = try await ruth.send(form, ["reason": "Rail strike"])
            let priya = try await site.signIn(as: .boroughLead)
            #expect(
                try await priya.get("/meetings/\(ref.meeting)").text.contains(
                    "This meeting was called off. Rail strike"
                )
            )
            #expect(try await priya.get("/meetings").text.contains("Exchange visits Ruth Adeyemi finds a date"))
        }
    }

    @Test("a meeting is a calendar file")
    func calendar() async throws {
        try await withSite { site in
            let ref = try await site.meeting(on: "2026-12-02")
            let priya = try await site.signIn(as: .boroughLead)
            let file = try await priya.get("/meetings/\(ref.meeting)/calendar")
            #expect(file.headers[.contentType] == "text/calendar; charset=utf-8")
            #expect(file.html.contains("DTSTART;TZID=Europe/London:20261202T100000"))
            #expect(file.html.contains("SEQUENCE:0"))
        }
    }
}

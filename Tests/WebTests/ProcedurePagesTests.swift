import Foundation
import HTTPTypes
import Ledger
import Procedures
import Safeguarding
import Testing

@testable import Web

@Suite("The pages of procedures")
struct ProcedurePagesTests {
    private static func shipped(_ name: String, version: Int = 1) throws -> (text: String, lists: [String: String]) {
        let file = try #require(try ShippedProcedures.all().first { $0.name == name })
        return (file.text.replacing("\nversion: 1\n", with: "\nversion: \(version)\n"), file.lists)
    }

    private static func publish(_ site: SiteHarness, _ name: String, version: Int = 1) async throws {
        let (text, lists) = try shipped(name, version: version)
        try await site.perform(PublishProcedure(text: text, lists: lists, reason: "Agreed"), as: .boroughLead)
    }

    @Test("a network with that of actions alone is offered the shipped ones at one press, and each has a page")
    func shippedOnes() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let page = try await ruth.get("/procedures")
            #expect(page.text.contains("1 procedure") || page.text.contains("One procedure"))
            #expect(page.text.contains("17 procedures that Safeloop brings were never in use here."))
            let after = try await ruth.follow(ruth.send(page.form("/procedures/shipped")))
            #expect(after.text.contains("The shipped procedures are in use now."))
            #expect(after.text.contains("18 procedures") && !after.text.contains("Put the shipped"))
            for row in try await site.readings.procedures() {
                let page = try await ruth.get("/procedures/\(row.id)")
                #expect(page.status == .ok && page.text.contains(row.title))
                // Nothing of the file's own language is left.
                for word in ["within:", "yes, no or unknown, ", ".step", "Optional(", "[\""] {
                    #expect(!page.text.contains(word), "\(row.id): \(word)")
                }
            }
        }
    }

    @Test("a procedure is said in plain words, and its file and lists are downloaded as they were published")
    func plainWords() async throws {
        try await withSite { site in
            try await Self.publish(site, "missing-child")
            let owen = try await site.signIn(as: .schoolLead)
            let home = try await owen.get("/")
            #expect(home.links(to: "/procedures"))
            let page = try await owen.get("/procedures/missing-child")
            for words in [
                "Missing child", "A child has not come to school", "Schools, local authorities, health bodies",
                "The authority of residence.", "Is a child in danger now?", "Yes, no or unknown. Has to be answered.",
                "Asked only where “Were the police told?” is answered yes.",
                "Whoever holds it acknowledges it", "1 working day after it was raised.",
                "1 working day after it was decided.", "20 school days after “Missing since which day?”.",
                "5 working days after it was decided, and again every month until it is closed.",
                "Only where “Is a child in danger now?” is answered yes or unknown.",
                "If nothing is said, the coordinator looks at it.", "Law: Education Act 1996, s436A",
                "Whoever raised it is told this much, and no more.", "Who owes it is reminded at half time.",
                "A copy goes to their deputy 4 hours after it was due.",
                "What it came to, the notes written for whoever raised it, where it stands and whether the answer satisfied.",
                "Public task (UK GDPR, article 6).", "It is not needed.", "The family is told, unless that adds risk.",
                "Until the child is 25", "Network meeting, 7 February 2007, item 5", "by Priya Raman. Why: Agreed.",
                "Rang and wrote to the parents, every number and address",
            ] {
                #expect(page.text.contains(words), "\(words)")
            }
            let (text, lists) = try Self.shipped("missing-child")
            let file = try await owen.get("/procedures/missing-child/versions/1/file")
            #expect(file.html == text)
            #expect(file.headers[.contentDisposition]?.contains("\"missing-child.yaml\"") == true)
            let list = try await owen.get("/procedures/missing-child/versions/1/lists/missing-child-enquiries")
            #expect(list.html == lists["missing-child-enquiries"])
            for nowhere in [
                "/procedures/nothing", "/procedures/missing-child/versions/2", "/procedures/missing-child/versions/x",
                "/procedures/missing-child/versions/1/lists/nothing",
            ] {
                #expect(try await owen.get(nowhere).status == .notFound)
            }
        }
    }

    @Test("a school lead sees and cannot publish; an auditor sees none")
    func roles() async throws {
        try await withSite { site in
            try await Self.publish(site, "missing-child")
            let owen = try await site.signIn(as: .schoolLead)
            let list = try await owen.get("/procedures")
            #expect(list.text.contains("Missing child") && !list.links(to: "/procedures/new"))
            #expect(!list.text.contains("Put the shipped"))
            #expect(!(try await owen.get("/procedures/missing-child")).links(to: "/procedures/missing-child/withdraw"))
            for path in ["/procedures/new", "/procedures/missing-child/withdraw"] {
                #expect(try await owen.get(path).status == .notFound)
            }
            let (text, _) = try Self.shipped("fgm-concern")
            let posted = try await owen.post("/procedures/new", ["text": text, "reason": "r", "go": "publish"])
            #expect(posted.status == .notFound)
            #expect(try await owen.post("/procedures/shipped").status == .notFound)
            #expect(try await owen.post("/procedures/missing-child/withdraw", ["reason": "r"]).status == .notFound)
            #expect(try await site.readings.procedures().map(\.id) == ["meeting-action", "missing-child"])
            let ines = try await site.signIn(as: .auditor)
            #expect(try await ines.get("/procedures").status == .notFound)
        }
    }

    @Test("it is found by what happened, in the words of those whom it happened to")
    func find() async throws {
        try await withSite { site in
            for name in ["missing-child", "resource-order"] { try await Self.publish(site, name) }
            let owen = try await site.signIn(as: .schoolLead)
            let form = try await owen.get("/procedures").form("/procedures")
            let found = try await owen.send(form, ["q": "Ran AWAY"])
            #expect(found.text.contains("1 procedure found") && found.links(to: "/procedures/missing-child"))
            #expect(!found.links(to: "/procedures/resource-order"))
            #expect(try found.form("/procedures")["q"] == "Ran AWAY")
            let none = try await owen.send(form, ["q": "submarine"])
            #expect(none.text.contains("No procedure has these words."))
        }
    }

    @Test("a text that will not do shows each line and what was expected, and nothing typed is lost")
    func badText() async throws {
        try await withSite { site in
            let priya = try await site.signIn(as: .boroughLead)
            let (text, _) = try Self.shipped("missing-child")
            let bad = text.replacing("of: police, to: acknowledge", with: "of: polis, to: acknowledge")
                .replacing("about: child\n", with: "about: kid\n")
            let form = try await priya.get("/procedures/new").form("/procedures/new")
            func line(_ words: String) throws -> Int {
                let lines = bad.split(separator: "\n", omittingEmptySubsequences: false)
                return try #require(lines.firstIndex { $0.contains(words) }) + 1
            }
            for go in ["check", "publish"] {
                let answer = try await priya.send(
                    form,
                    ["text": bad, "reason": "Because <b>so</b>"],
                    press: ("go", go)
                )
                #expect(answer.status == .unprocessableContent)
                #expect(answer.text.contains("line \(try line("about: kid")), about: "))
                let again = try answer.form("/procedures/new")
                #expect(again["text"] == bad && again["reason"] == "Because <b>so</b>")
            }
            let party = bad.replacing("about: kid\n", with: "about: child\n")
            let answer = try await priya.send(form, ["text": party], press: ("go", "check"))
            #expect(answer.text.contains("line \(try line("of: polis")), duties[2].of: there is no party polis"))
            let binary = try await priya.upload(
                form,
                ["text": "kept"],
                files: [.init("file", name: "notes.doc", [0xFF, 0xFE, 0x00])]
            )
            #expect(binary.text.contains("notes.doc is no text in UTF-8."))
            #expect(try binary.form("/procedures/new")["text"] == "kept")
            #expect(try await site.readings.procedures().map(\.id) == ["meeting-action"])
        }
    }

    @Test("a file is checked, published with a reason, and its own list with it")
    func uploads() async throws {
        try await withSite { site in
            let priya = try await site.signIn(as: .boroughLead)
            let (text, lists) = try Self.shipped("missing-child")
            let list = try #require(lists["missing-child-enquiries"])
                .replacing("list: missing-child-enquiries", with: "list: our-enquiries")
            let own = text.replacing("options from: missing-child-enquiries", with: "options from: our-enquiries")
            let form = try await priya.get("/procedures/new").form("/procedures/new")
            let alone = try await priya.upload(form, files: [.init("file", name: "missing-child.yaml", own)])
            #expect(alone.status == .unprocessableContent && alone.text.contains("there is no list our-enquiries"))
            let both = try await priya.upload(
                alone.form("/procedures/new"),
                ["go": "check"],
                files: [.init("file", name: "our-enquiries.yaml", list)]
            )
            #expect(both.status == .ok && both.text.contains("Nothing is wrong with it."))
            #expect(both.text.contains("Missing child, version 1: "))
            let checked = try both.form("/procedures/new")
            #expect(checked["list"] == list && checked["text"] == own)
            let silent = try await priya.send(checked, press: ("go", "publish"))
            #expect(silent.text.contains("Write why it is published."))
            let done = try await priya.follow(
                priya.send(
                    silent.form("/procedures/new"),
                    ["reason": "Agreed on 12 February"],
                    press: ("go", "publish")
                )
            )
            #expect(done.text.contains("It is in use now.") && done.text.contains("Why: Agreed on 12 February."))
            let published = try #require(try await site.readings.procedure("missing-child"))
            #expect(published.row.lists == ["our-enquiries": list] && published.row.text == own)
        }
    }

    @Test("a later version says what differs from the one before, clause by clause")
    func differences() async throws {
        try await withSite { site in
            try await Self.publish(site, "missing-child")
            let priya = try await site.signIn(as: .boroughLead)
            let start = try await priya.get("/procedures/new?of=missing-child").form("/procedures/new")
            let text = try Self.shipped("missing-child").text
            #expect(start["text"] == text)
            let second = text.replacing("\nversion: 1\n", with: "\nversion: 2\n")
                .replacing("to: acknowledge, within: 1 working day,", with: "to: acknowledge, within: 4 hours,")
                .replacing(
                    "- { id: police-told, label: \"Were the police told?\", type: \"yes, no or unknown\", required: yes }",
                    with:
                        "- { id: police-told, label: \"Do the police know?\", type: \"yes, no or unknown\", required: yes }"
                )
                .replacing(
                    "      - { id: went-missing-before, label: \"Was the child missing before?\", type: \"yes, no or unknown\" }\n",
                    with: ""
                )
                .replacing("went-missing-before, outcome", with: "outcome")
                .replacing("keep: { for: until the child is 25,", with: "keep: { for: until the child is 30,")
            let checked = try await priya.send(start, ["text": second], press: ("go", "check"))
            #expect(checked.status == .ok && checked.text.contains("What differs from version 1"))
            let done = try await priya.send(
                checked.form("/procedures/new"),
                ["reason": "Found too slow"],
                press: ("go", "publish")
            )
            #expect(done.location == "/procedures/missing-child")
            #expect(try await priya.follow(done).text.contains("Version 1"))
            let page = try await priya.get("/procedures/missing-child/versions/2")
            let table = page.text.components(separatedBy: "What it is for").first ?? ""
            for words in [
                "What differs from version 1", "1 working day after it was raised.", "4 hours after it was raised.",
                "“Were the police told?”", "“Do the police know?”", "Was the child missing before?", "Is gone",
                "Until the child is 25", "Until the child is 30",
            ] {
                #expect(table.contains(words), "\(words)")
            }
            #expect(!table.contains("Who answers for the data"))
            let first = try await priya.get("/procedures/missing-child/versions/1")
            #expect(!first.text.contains("What differs") && first.text.contains("Until the child is 25"))
        }
    }

    @Test("of two people who publish the same version, one is refused and told what to do")
    func twoAtOnce() async throws {
        try await withSite { site in
            try await Self.publish(site, "resource-order")
            let (priya, ruth) = (try await site.signIn(as: .boroughLead), try await site.signIn(as: .coordinator))
            let text = try Self.shipped("resource-order", version: 2).text
            let forms = [
                try await priya.get("/procedures/new").form("/procedures/new"),
                try await ruth.get("/procedures/new").form("/procedures/new"),
            ]
            #expect(
                try await priya.send(forms[0], ["text": text, "reason": "a"], press: ("go", "publish")).status
                    == .seeOther
            )
            // The same form again is done once.
            #expect(
                try await priya.send(forms[0], ["text": text, "reason": "a"], press: ("go", "publish")).status
                    == .seeOther
            )
            for go in ["publish", "check"] {
                let late = try await ruth.send(forms[1], ["text": text, "reason": "b"], press: ("go", go))
                #expect(late.status == .unprocessableContent)
                #expect(late.text.contains("line 3, version: version 2 of resource-order was published already"))
                #expect(late.text.contains("expected 3 or higher"))
                #expect(try late.form("/procedures/new")["text"] == text)
            }
            #expect(try await site.readings.procedureVersions(of: "resource-order").map(\.version) == [2, 1])
        }
    }

    @Test("a withdrawn one says so, with the reason, and stays to be read")
    func withdraw() async throws {
        try await withSite { site in
            try await Self.publish(site, "resource-order")
            let ruth = try await site.signIn(as: .coordinator)
            let path = "/procedures/resource-order/withdraw"
            let form = try await ruth.get(path).form(path)
            let silent = try await ruth.send(form, ["reason": " "])
            #expect(silent.status == .unprocessableContent && silent.text.contains("Write why it is withdrawn."))
            let after = try await ruth.follow(ruth.send(silent.form(path), ["reason": "No films are left"]))
            #expect(after.text.contains("It was withdrawn today") && after.text.contains("Why: No films are left."))
            #expect(!after.links(to: path))
            #expect(try await ruth.get(path).status == .conflict)
            let list = try await ruth.get("/procedures")
            #expect(list.text.contains("Withdrawn") && list.links(to: "/procedures/resource-order"))
            // It is not offered again as one that was never in use.
            #expect(list.text.contains("16 procedures that Safeloop brings"))
        }
    }

    @Test("the words of every shipped procedure are the same as before, and none differs from itself")
    func same() throws {
        for file in try ShippedProcedures.all() {
            let version = try #require(ProcedureVersion.published(text: file.text, lists: file.lists))
            #expect(ProcedureDifferences(version, version).parts.isEmpty)
            for part in ProcedureClauses(version).parts {
                #expect(!part.clauses.isEmpty, "\(file.name): \(part.name)")
                #expect(Set(part.clauses.map(\.key)).count == part.clauses.count, "\(file.name): \(part.name)")
                for sentence in part.clauses.flatMap(\.sentences) {
                    #expect(sentence.last.map { ".?!”)".contains($0) } == true, "\(file.name): \(sentence)")
                    #expect(!sentence.contains("..") && !sentence.contains("  "), "\(file.name): \(sentence)")
                }
            }
        }
    }
}

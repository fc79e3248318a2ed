import HTTPTypes
import Ledger
import Safeguarding
import Testing

@Suite("The pages of groups and organisations")
struct GroupsPagesTests {
    @Test("a group is formed, given members and a chair, changed, and ended")
    func whole() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await ruth.get("/groups/new").form("/groups/new")
            #expect(try await ruth.send(form, ["name": " "]).status == .unprocessableContent)
            let formed = try await ruth.send(form, ["name": "Thresholds steering group"])
            let joinPath = try #require(formed.location)
            let group = String(joinPath.dropLast("/join".count))
            let join = try await ruth.get(joinPath).form(joinPath)
            let joined = try await ruth.send(
                join,
                ["members": "\(site.cast[.clerk].id)", "members": "\(site.cast[.liaison].id)", "office": "member"]
            )
            let page = try await ruth.follow(joined)
            #expect(page.text.contains("Hana Whitlock") && page.text.contains("Tomasz Wrenfield"))
            #expect(page.text.contains("Nobody runs this group's meetings yet."))

            let office = "\(group)/members/\(site.cast[.clerk].id)"
            let chaired = try await ruth.follow(ruth.send(ruth.get(office).form(office), ["office": "chair"]))
            #expect(chaired.text.contains("Chair") && !chaired.text.contains("Nobody runs"))
            let left = try await ruth.follow(
                ruth.send(
                    ruth.get("\(group)/members/\(site.cast[.liaison].id)").form(
                        "\(group)/members/\(site.cast[.liaison].id)/leave"
                    )
                )
            )
            #expect(!left.text.contains("Tomasz Wrenfield"))

            let ended = try await ruth.follow(ruth.send(ruth.get("\(group)/end").form("\(group)/end")))
            #expect(ended.text.contains("Groups that have ended"))
            #expect(try await ruth.get(joinPath).status == .conflict)
            #expect(try await ruth.get(group).text.contains("Has ended"))
        }
    }

    @Test("the person of an address has to be in the group of the address")
    func mismatch() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let path = "/groups/\(site.cast.network)/members/\(site.cast[.auditor].id)"
            #expect(try await ruth.get(path).status == .notFound)
            #expect(try await ruth.post(path, ["office": "chair"]).status == .notFound)
        }
    }

    @Test("London's 33 authorities come at one press, without those that are there")
    func london() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let page = try await ruth.get("/organisations")
            #expect(page.text.contains("Add all 31"))
            let form = try page.form("/organisations/london")
            let after = try await ruth.follow(ruth.send(form))
            #expect(after.text.contains("31 authorities added."))
            #expect(after.text.contains("36 organisations"))
            #expect(try await ruth.follow(ruth.send(form)).text.contains("All 33 are here already."))
            let rows = try await site.readings.organisations()
            #expect(rows.filter { $0.kind == .authority }.count == 33)
            #expect(rows.first { $0.name == "Hackney" }?.code == "E09000012")
            let found = try await site.readings.organisations(called: "Royal Borough of Kensington & Chelsea")
            #expect(found.count == 1)
        }
    }

    @Test("an organisation is added with its other names, renamed, and found under all of them")
    func organisation() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let form = try await ruth.get("/organisations/new").form("/organisations/new")
            let wrong = try await ruth.send(form, ["name": "MERTON council", "kind": "school", "aliases": "One\nTwo"])
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("There is already an organisation called"))
            #expect(try wrong.form("/organisations/new")["aliases"] == "One\nTwo")
            let added = try await ruth.send(
                wrong.form("/organisations/new"),
                ["name": "Larkfield School", "code": "123456"]
            )
            let path = try #require(added.location)
            let edit = try await ruth.get("\(path)/edit").form("\(path)/edit")
            let page = try await ruth.follow(ruth.send(edit, ["name": "Larkfield Academy"]))
            #expect(page.text.contains("Larkfield Academy") && page.text.contains("Larkfield School"))
            for name in ["larkfield school", "Larkfield Academy", "ONE", "two"] {
                #expect(try await site.readings.organisations(called: name).count == 1, "\(name)")
            }
            // It may have its old name back.
            let back = try await ruth.get("\(path)/edit").form("\(path)/edit")
            #expect(try await ruth.send(back, ["name": "Larkfield School"]).status == .seeOther)
        }
    }

    @Test("an organisation's page lists its members and leads to adding one there")
    func members() async throws {
        try await withSite { site in
            let ruth = try await site.signIn(as: .coordinator)
            let page = try await ruth.get("/organisations/\(site.cast.camden)")
            #expect(page.text.contains("Hana Whitlock") && page.text.contains("Dilys Okafor"))
            #expect(!page.html.contains("Priya Raman"))
            let form = try await ruth.get("/members/new?organisation=\(site.cast.camden)").form("/members/new")
            #expect(form["organisation"] == "\(site.cast.camden)")
        }
    }
}

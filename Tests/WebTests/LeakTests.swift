import HTTPTypes
import Ledger
import Safeguarding
import Testing

@testable import Web

@Suite("What is not for somebody does not reach them")
struct LeakTests {
    /// Stands in everything that is for named people only, and nowhere else.
    private static let secret = "Zephyrine"

    @Test("what is for named people only is on no page, in no file and in no count of anyone else")
    func named() async throws {
        try await withSite { site in
            let samples = try await MatrixSamples(site)
            let scene = try await Self.scene(site)
            let known = try await Self.addresses(samples, scene, site, as: .clerk)
            #expect(known.count { $0.value.contains(Self.secret) } >= 8, "\(known.keys.sorted())")

            for part in Cast.Part.allCases where part != .clerk && part != .boroughLead {
                let told = try await Self.addresses(samples, scene, site, as: part)
                for (address, text) in told {
                    #expect(!text.contains(Self.secret), "\(address) as \(part.rawValue)")
                }
                let waiting = try await site.readings.mattersWaiting(for: site.cast[part].actor)
                #expect(waiting == 0, "\(part.rawValue)")
                // Those who run things see that there is an action, and no more; others do not.
                let runs = part == .coordinator
                let counts = try await site.readings.matterCounts(as: site.cast[part].actor)
                let all = counts.values.reduce(0, +)
                let inGroup = ![.liaison, .auditor].contains(part)
                #expect(all == (runs ? 2 : inGroup ? 1 : 0), "\(part.rawValue)")
                if runs {
                    #expect(told["/matters.json?state=all"]?.contains("An action for named people only") == true)
                }
            }
            // Its holder has the action, and nothing else of the item.
            let priya = try await Self.addresses(samples, scene, site, as: .boroughLead)
            for (address, text) in priya where text.contains(Self.secret) {
                #expect(!text.contains("\(Self.secret) notes") && !text.contains("\(Self.secret) paper"), "\(address)")
            }
            #expect(priya["/m/2"]?.contains("\(Self.secret) action") == true)
        }
    }

    private struct Scene {
        let ref: MeetingRef
        let item: ID<Item>
        let paper: ID<Paper>
    }

    /// An item of the clerk's for nobody else, with notes, a decision, a paper and an action of the borough lead's.
    private static func scene(_ site: SiteHarness) async throws -> Scene {
        let ref = try await site.meeting()
        let item = try await site.item("\(secret) household", at: ref) {
            ($0.marking, $0.about) = (.named, "\(secret) about")
        }
        let action = NewAction("\(secret) action, ring them", holders: [.member(site.cast[.boroughLead].id)])
        let save = SaveNotes(
            ref,
            item: item,
            text: "\(secret) notes",
            fromRevision: 0,
            newActions: [action],
            newDecisions: [NewDecision("\(secret) decision")]
        )
        try await site.perform(save, as: .clerk)
        let matter = MatterReference(action.matter, group: nil)
        try await site.perform(UpdateMatter(matter, text: "\(secret) update"), as: .boroughLead)
        try await site.perform(FinishMatter(matter, note: "\(secret) answer"), as: .boroughLead)
        try await site.perform(
            SayNotEnough(matter, reason: "\(secret) reason", due: .notGiven),
            as: .clerk
        )
        let hana = try await site.signIn(as: .clerk)
        let to = "/meetings/\(ref.meeting)/papers"
        _ = try await hana.upload(
            try await hana.get(to).form(to),
            ["title": "\(secret) paper", "item": "\(item)"],
            files: [.init("file", name: "\(secret) paper.txt", "\(secret) paper words")]
        )
        let people = Cast.Part.allCases.map { site.cast[$0].id }
        try await site.perform(Circulate(ref, to: people, checkpoint: "log\n1\n"), as: .clerk)
        await site.caughtUp()
        let view = try await site.readings.meetingView(ref.meeting, as: site.cast[.clerk].actor)
        guard let paper = view?.items.flatMap(\.papers).first else { throw SiteProblem("there is no paper") }
        return Scene(ref: ref, item: item, paper: paper.id)
    }

    /// What every page and file says to somebody, by address. Mails are read as whoever may send them sees them.
    private static func addresses(
        _ samples: MatrixSamples,
        _ scene: Scene,
        _ site: SiteHarness,
        as part: Cast.Part
    ) async throws -> [String: String] {
        let browser = try await site.signIn(as: part)
        var addresses = try Routes.all.filter { $0.method == .get }.map { route in
            try samples.path(
                route,
                instead: [
                    "meeting": "\(scene.ref.meeting)", "item": "\(scene.item)", "paper": "\(scene.paper)",
                    "number": "2",
                ]
            )
        }
        addresses += ["csv", "json"].map { "/matters.\($0)?state=all" }
        addresses += [
            "/matters?state=all", "/matters?state=open&meeting=\(scene.ref.meeting)",
            "/meetings/\(scene.ref.meeting)?mine=yes",
        ]
        var told: [String: String] = [:]
        for address in addresses { told[address] = try await browser.get(address).html }
        told["POST /matters"] = try await browser.post("/matters", ["q": "ring"]).html
        return told
    }

    @Test("a mail that goes round holds nothing that is for named people only")
    func mails() async throws {
        try await withSite { site in
            let scene = try await Self.scene(site)
            let hana = try await site.signIn(as: .clerk)
            let sent = try await hana.get("/meetings/\(scene.ref.meeting)/circulate").html
            let files = Set(sent.matches(of: /\/meetings\/[^\/]+\/mails\/[0-9a-f-]+/).map { String($0.output) })
            #expect(files.count == Cast.Part.allCases.count)
            for file in files {
                let mail = try await hana.get(file)
                #expect(mail.status == .ok && !mail.html.contains(Self.secret), "\(file)")
            }
        }
    }

    @Test("someone of another group cannot tell what is there from what is not")
    func existence() async throws {
        try await withSite { site in
            let samples = try await MatrixSamples(site)
            let scene = try await Self.scene(site)
            let view = try await site.readings.meetingView(scene.ref.meeting, as: site.cast[.clerk].actor)
            let decision = try #require(view?.items.flatMap(\.decisions).first).id
            let elsewhere = ID<Group>()
            try await site.perform(FormGroup(group: elsewhere, name: "Another group"))
            try await site.perform(JoinGroup(group: elsewhere, members: [site.cast[.liaison].id], office: .chair))
            let theirs = ["meeting", "item", "paper", "decision", "number", "group"]
            let there = [
                "meeting": "\(scene.ref.meeting)", "item": "\(scene.item)", "paper": "\(scene.paper)",
                "decision": "\(decision)", "number": "2", "group": "\(site.cast.network)",
            ]
            let notThere = Dictionary(
                uniqueKeysWithValues: theirs.map { ($0, $0 == "number" ? "999" : "\(ID<Item>())") }
            )
            for part in [Cast.Part.liaison, .auditor] {
                let browser = try await site.signIn(as: part)
                for route in Routes.all where theirs.contains(where: { route.path.contains(":\($0)") }) {
                    // Which groups there are, everyone in the network sees.
                    if route.path.hasPrefix("/groups") { continue }
                    var answers: [Answer] = []
                    for instead in [there, notThere] {
                        let path = try samples.path(route, instead: instead)
                        answers.append(
                            route.method == .get ? try await browser.get(path) : try await browser.post(path)
                        )
                    }
                    let (first, second) = (answers[0], answers[1])
                    #expect(first.status == .notFound, "\(route.method) \(route.path) as \(part.rawValue)")
                    #expect(first.status == second.status && first.html == second.html, "\(route.path)")
                }
            }
        }
    }
}

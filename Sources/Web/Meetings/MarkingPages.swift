import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Who may see an item or have a paper, said anew.
enum MarkingPages {
    static let routes: [Route] = [
        .get("/items/:item/marking", .signedIn(.proposeItem), itemPage),
        .post("/items/:item/marking", .signedIn(.proposeItem), markItem),
        .get("/meetings/:meeting/papers/:paper/marking", .signedIn(.proposeItem), paperPage),
        .post("/meetings/:meeting/papers/:paper/marking", .signedIn(.proposeItem), markPaper),
    ]

    /// A marking as somebody chose it.
    private struct Typed {
        var marking: String
        var named: Set<String>

        init(_ marking: Marking, _ named: [ID<Member>]) {
            (self.marking, self.named) = (marking.rawValue, Set(named.map { "\($0)" }))
        }

        init(_ form: Form) {
            (marking, named) = (form["marking"], Set(form.all("named")))
        }

        var people: [ID<Member>] { named.compactMap { ID($0) }.sorted() }

        func checked() throws(Refusal) -> Marking {
            guard let marking = Marking(rawValue: marking) else { throw .invalid("marking", "Choose who may see it.") }
            return marking
        }

        func fields(_ directory: Directory, _ errors: [FieldError]) -> Markup {
            Markup {
                radioField(Field("marking", "Who may see it", errors: errors), Marking.choices, selected: marking)
                namedPeople(directory, named, errors)
            }
        }
    }

    // MARK: Items

    private static func itemPage(_ visit: Visit) async throws -> Response {
        let scene = try await item(visit)
        return try await visit.page(itemPage(visit, scene, Typed(scene.item.marking, scene.item.named), []))
    }

    private static func markItem(_ visit: Visit) async throws -> Response {
        let scene = try await item(visit)
        let typed = Typed(visit.form)
        do {
            try await visit.perform(
                MarkItem(item: scene.item.id, group: scene.item.group, try typed.checked(), named: typed.people)
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(itemPage(visit, scene, typed, problems.fieldErrors))
        }
        return try await visit.done(back(scene), "It is marked anew, from now on and everywhere.")
    }

    private static func item(_ visit: Visit) async throws -> ItemScene {
        let scene = try await ItemScene(visit)
        let isTheirs = [scene.item.proposer, scene.item.presenter].contains(try visit.person.id)
        guard isTheirs || visit.allows(.runMeeting, scene.relations) else { throw Refusal.notAllowed }
        return scene
    }

    private static func back(_ scene: ItemScene) -> Link { scene.item.meeting.map { "/meetings/\($0)" } ?? "/meetings" }

    private static func itemPage(_ visit: Visit, _ scene: ItemScene, _ typed: Typed, _ errors: [FieldError]) -> Page {
        Page(
            title: "Who may see this item",
            current: "/meetings",
            eyebrow: a(.href(back(scene))) { "The meeting" },
            heading: "Who may see: \(scene.title)",
            lead: scene.item.marked.map { said($0, scene.item.marking, scene.directory, visit) },
            errors: errors
        ) {
            form("/items/\(scene.item.id)/marking", back(scene), typed, scene.directory, visit, errors)
        }
    }

    // MARK: Papers

    private static func paperPage(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let paper = try paper(visit, sheet)
        return try await visit.page(paperPage(visit, sheet, paper, Typed(paper.marking, paper.named), []))
    }

    private static func markPaper(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let paper = try paper(visit, sheet)
        let typed = Typed(visit.form)
        do {
            try await visit.perform(
                MarkPaper(sheet.ref, item: paper.item, paper.id, try typed.checked(), named: typed.people)
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(paperPage(visit, sheet, paper, typed, problems.fieldErrors))
        }
        return try await visit.done("\(sheet.link)/papers", "It is marked anew, from now on and everywhere.")
    }

    private static func paper(_ visit: Visit, _ sheet: MeetingSheet) throws -> PaperRow {
        let id: ID<Paper> = try visit.id("paper")
        let papers = sheet.view.papers + sheet.view.items.flatMap(\.papers)
        guard let paper = papers.first(where: { $0.id == id }) else { throw Refusal.notFound }
        guard sheet.view.isRunByActor || PaperPages.isTheirs(visit, sheet, paper) else { throw Refusal.notAllowed }
        return paper
    }

    private static func paperPage(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ paper: PaperRow,
        _ typed: Typed,
        _ errors: [FieldError]
    ) -> Page {
        sheet.page(
            title: "Who may have this paper",
            heading: "Who may have: \(sheet.text(paper.title))",
            lead: paper.marked.map { said($0, paper.marking, sheet.directory, visit) },
            errors: errors
        ) {
            form(
                "\(sheet.link)/papers/\(paper.id)/marking",
                "\(sheet.link)/papers",
                typed,
                sheet.directory,
                visit,
                errors
            )
        }
    }

    // MARK: Both

    private static func form(
        _ to: Link,
        _ back: Link,
        _ typed: Typed,
        _ directory: Directory,
        _ visit: Visit,
        _ errors: [FieldError]
    ) -> Markup {
        postForm(to: to, csrf: visit.csrf, command: visit.newCommand) {
            typed.fields(directory, errors)
            p(.class("meta")) { "What has been sent or printed before cannot be called back." }
            acts {
                submit("Mark it so")
                linkButton("Leave it", back, .plain)
            }
        }
    }

    static func said(_ marked: Remarking, _ marking: Marking, _ directory: Directory, _ visit: Visit) -> String {
        let id = marked.actor.split(separator: "/").last.flatMap { ID<Member>($0) }
        return "Marked \u{201C}\(marking.title)\u{201D} by \(directory.name(id)), \(visit.words.at(marked.at))."
    }
}

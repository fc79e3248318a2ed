import Almanac
import HTTPTypes
import Ledger
import Procedures
import Safeguarding
import Testing
import Vault

@testable import Web

/// A matter that goes round the loop of a shipped procedure, driven through HTTP alone by whoever takes part in it.
///
/// ```swift
/// try await walk("resource-order", "2026-12-24 16:00") { walk in
///     try await walk.raise(by: .thornbeck, ["to": walk.organisation(.charity)], to: ["named": .charity])
///     try await walk.owes(["acknowledge": "2026-12-30", "decide": "2027-01-05"])
///     try await walk.take("decide", by: .charity, outcome: "sent")
/// }
/// ```
final class Walk {
    let site: SiteHarness
    let people: WalkPeople
    let definition: ProcedureDefinition
    private let lists: [String: OptionList]
    private(set) var number = 0
    private var raiser = Walker.thornbeck
    private var browsers: [Walker: Browser] = [:]
    /// Everything that was typed, so that it can be looked for where it must not be.
    private(set) var typed: Set<String> = []
    private(set) var answered: Set<String> = []
    /// The look before it was sent.
    private(set) var checked: Answer?
    let server = FakeServer()
    private var hasMoved = false
    /// Those who have a part, as it was last asked whom it is hidden from.
    private var parts: [Walker] = []

    init(_ site: SiteHarness, _ procedure: String) async throws {
        self.site = site
        people = try await WalkPeople.join(site)
        let file = try #require(try ShippedProcedures.all().first { $0.name == procedure })
        try await site.perform(PublishProcedure(text: file.text, lists: file.lists, reason: "Agreed"), as: .boroughLead)
        await site.caughtUp()
        let (_, version) = try #require(try await site.readings.procedure(procedure))
        (definition, lists) = (version.definition, version.lists)
    }

    func organisation(_ walker: Walker) -> String { people.organisation(walker) }

    /// A browser in which somebody is signed in: a new one once time has passed.
    func browser(_ walker: Walker) async throws -> Browser {
        if let known = browsers[walker] { return known }
        let browser = site.browser()
        let form = try await browser.get("/signin").form("/signin")
        let answer = try await browser.send(form, ["email": people[walker].email, "password": Cast.password])
        guard answer.location == "/" else { throw SiteProblem("\(walker) could not sign in") }
        browsers[walker] = browser
        return browser
    }

    func page(_ walker: Walker) async throws -> Answer { try await browser(walker).get("/m/\(number)") }

    func post(_ form: PageForm, _ fields: [(name: String, value: String)], by walker: Walker) async throws -> Answer {
        let given = Set(fields.map(\.name))
        return try await browser(walker)
            .post(form.action, pairs: form.fields.filter { !given.contains($0.name) } + fields)
    }

    // MARK: Time

    /// Moves the clock on, and lets the network's own clock do what has fallen due by then.
    func comes(_ moment: String) async throws {
        site.clock.move(to: Self.instant(moment))
        browsers = [:]
        try await LoopClock(site.office).tick(site.clock.now)
        await site.caughtUp()
        try await mails()
        hasMoved = true
    }

    /// `2026-12-24 16:00`, or the end of `2026-12-24`.
    static func instant(_ moment: String) -> Instant {
        let parts = moment.split(separator: " ").map(String.init)
        guard parts.count == 2 else { return Day(iso: moment).map(London.end) ?? Instant(milliseconds: 0) }
        return at(parts[0], parts[1])
    }

    // MARK: Raising

    /// Fills in the form with made-up answers and those that are given, looks at it, and sends it.
    ///
    /// - Parameters:
    ///   - answers: By field. An empty one is left out.
    ///   - routes: Who is asked, by the name of the route: `authority-of-residence`.
    ///   - more: What is posted besides, by the names of its fields.
    ///   - call: Of a call that was made: whom, when, and their reference.
    func raise(
        by walker: Walker,
        _ answers: [String: String] = [:],
        to routes: KeyValuePairs<String, Walker> = [:],
        also more: KeyValuePairs<String, String> = [:],
        call: KeyValuePairs<String, String> = [:],
        here: SourceLocation = #_sourceLocation
    ) async throws {
        raiser = walker
        let path = "/raise/\(definition.id)"
        let looked = try await answer(by: walker, answers, also: more)
        try #require(looked.location == "\(path)/check", "\(looked.text.prefix(900))", sourceLocation: here)
        let check = try await browser(walker).get("\(path)/check")
        checked = check
        try leaves(check, typed, here: here)
        let chosen = routes.map { (name: "route-\($0.key)", value: organisation($0.value)) }
        let sending = try check.form("\(path)/send")
        let asked = Set(sending.fields.map(\.name).filter { $0.hasPrefix("route-") })
        #expect(asked == Set(chosen.map(\.name)), sourceLocation: here)
        let rung = call.map { (name: "call-\($0.key)", value: $0.value) }
        let sent = try await post(sending, chosen + rung, by: walker)
        typed.formUnion(rung.map(\.value))
        let location = try #require(sent.location, "\(sent.text.prefix(900))", sourceLocation: here)
        number = try #require(Int(location.dropFirst("/m/".count)), sourceLocation: here)
    }

    /// Fills in the form, and looks at it before it is sent.
    func look(by walker: Walker) async throws -> PageForm {
        let path = "/raise/\(definition.id)"
        let looked = try await answer(by: walker, [:])
        try #require(looked.location == "\(path)/check", "\(looked.text.prefix(900))")
        return try await browser(walker).get("\(path)/check").form("\(path)/send")
    }

    private func answer(
        by walker: Walker,
        _ answers: [String: String],
        also more: KeyValuePairs<String, String> = [:]
    ) async throws -> Answer {
        let path = "/raise/\(definition.id)"
        var filled = FilledForm(definition, lists, answers, today: London.day(site.clock.now))
        filled.fill()
        (typed, answered) = (filled.words, filled.answered)
        let kept = try await browser(walker).get(path).form(path).fields.filter { !$0.name.hasPrefix("a-") }
        let fields = kept + filled.fields + more.map { ($0.key, $0.value) } + [("do", "check")]
        guard !filled.files.isEmpty else { return try await browser(walker).post(path, pairs: fields) }
        return try await browser(walker).upload(path, fields: fields, files: filled.files)
    }

    /// Answers that will not do come back with a sentence, and nothing is raised.
    func isNotTaken(
        by walker: Walker,
        _ answers: [String: String],
        saying sentence: String,
        here: SourceLocation = #_sourceLocation
    ) async throws {
        let before = await site.ledger.count()
        let answer = try await answer(by: walker, answers)
        #expect(answer.status == .unprocessableContent, sourceLocation: here)
        #expect(answer.text.contains(sentence), "\(answer.text.prefix(900))", sourceLocation: here)
        #expect(await site.ledger.count() == before, sourceLocation: here)
    }

    // MARK: What is owed

    /// The whole of it as it stands in the readings.
    func detail(_ walker: Walker? = nil) async throws -> LoopDetail {
        let actor = people[walker ?? raiser].actor
        return try #require(try await site.readings.loopDetail(number: number, as: actor))
    }

    /// What is open is exactly this, each due on a day that was worked out by hand; whoever raised it and whoever holds it
    /// read the same on the page.
    func owes(_ expected: [String: String], here: SourceLocation = #_sourceLocation) async throws {
        let holder = try await detail().matter.holder
        let others = Walker.allCases.filter { $0 != raiser && people[$0].isMeant(by: holder) }
        for walker in [raiser] + others.prefix(1) { try await owes(expected, shownTo: walker, here) }
    }

    private func owes(_ expected: [String: String], shownTo walker: Walker, _ here: SourceLocation) async throws {
        let (detail, page) = (try await detail(walker), try await page(walker))
        let lines = page.html.matches(of: /<li>.*?<\/li>/.dotMatchesNewlines()).map {
            Answer.plain(String($0.output).replacing(/<[^>]*>/, with: " "))
        }
        let words = Words(now: site.clock.now)
        var found: [String: String] = [:]
        for step in detail.openSteps {
            let id = step.row.step ?? ""
            found[id] = step.row.dueAt.map(Self.written)
            guard let due = expected[id] else { continue }
            let isDay = !due.contains(" ")
            let said = words.due(isDay ? .day(London.day(Self.instant(due))) : .moment(Self.instant(due)))
            let duty = detail.duty(of: step)
            let asked = detail.owed.contains(step.row.id) ? step.row.task.ask : step.row.task.title
            let ask = duty.map { $0.what ?? asked } ?? "Say whether this can be closed"
            #expect(
                lines.contains { $0.contains(ask) && $0.contains(said) },
                "the page does not say “\(said)” beside “\(ask)” to \(walker)",
                sourceLocation: here
            )
        }
        #expect(found == expected, "\(walker)", sourceLocation: here)
    }

    private static func written(_ due: Instant) -> String {
        let (day, time) = London.local(due)
        return due == London.end(of: day) ? day.iso : "\(day.iso) \(time.iso)"
    }

    /// The address of a step that somebody can take.
    func address(of step: String, for walker: Walker, here: SourceLocation = #_sourceLocation) async throws -> String {
        let detail = try await detail(walker)
        let open = detail.openSteps.filter { $0.row.step == step }
        let found = open.first { detail.owed.contains($0.row.id) } ?? open.first
        let known = detail.openSteps.compactMap(\.row.step)
        let duty = try #require(found, "\(step) is not open, only \(known)", sourceLocation: here)
        return "/m/\(number)/do/\(duty.row.id)"
    }

    // MARK: Taking steps

    struct Said {
        var outcome: String?
        var note = ""
        var isEnough: Bool?
        /// Which of the procedure's reasons, where it cannot be told yet.
        var later: Int?
        /// What one of all members says to what they are asked.
        var so: Bool?

        var fields: [(name: String, value: String)] {
            var fields = [("note", note)]
            if let outcome { fields.append(("outcome", outcome)) }
            if let isEnough { fields.append(("enough", isEnough ? "yes" : "no")) }
            if let so { fields.append(("so", so ? "yes" : "no")) }
            if let later { fields += [("telling", "later"), ("reason", "\(later)"), ("decided-by", "Inspector Vane")] }
            return fields.map { (name: $0.0, value: $0.1) }
        }
    }

    /// Takes a step as the page offers it to whoever owes it.
    func take(
        _ step: String,
        by walker: Walker,
        outcome: String? = nil,
        _ note: String = "",
        enough: Bool? = nil,
        later: Int? = nil,
        so: Bool? = nil,
        here: SourceLocation = #_sourceLocation
    ) async throws {
        let address = try await address(of: step, for: walker, here: here)
        let page = try await page(walker)
        let said = Said(outcome: outcome, note: note, isEnough: enough, later: later, so: so)
        let answer: Answer
        if let button = page.forms.first(where: { $0.action == address }) {
            answer = try await post(button, [], by: walker)
        } else {
            #expect(page.links(to: address), "\(walker) is not offered \(step)", sourceLocation: here)
            let form = try await browser(walker).get(address).form(address)
            answer = try await post(form, said.fields, by: walker)
        }
        #expect(answer.location == "/m/\(number)", "\(answer.text.prefix(900))", sourceLocation: here)
        if !note.isEmpty { typed.insert(note) }
    }

    /// A step whose form will not do comes back with a sentence, and nothing has changed.
    func refuses(
        _ step: String,
        by walker: Walker,
        outcome: String? = nil,
        _ note: String = "",
        enough: Bool? = nil,
        later: Int? = nil,
        saying sentence: String,
        here: SourceLocation = #_sourceLocation
    ) async throws {
        let address = try await address(of: step, for: walker, here: here)
        let before = try await history
        let form = try await browser(walker).get(address).form(address)
        let said = Said(outcome: outcome, note: note, isEnough: enough, later: later)
        let answer = try await post(form, said.fields, by: walker)
        #expect(answer.status == .unprocessableContent, sourceLocation: here)
        #expect(answer.text.contains(sentence), "\(answer.text.prefix(900))", sourceLocation: here)
        #expect(try await history == before, sourceLocation: here)
    }

    /// Does what can be done besides the steps: `write`, `hand-over`, `not-take-over`, `join`, `take-back`.
    func act(
        _ act: String,
        by walker: Walker,
        _ fields: KeyValuePairs<String, String>,
        refused sentence: String? = nil,
        here: SourceLocation = #_sourceLocation
    ) async throws {
        let path = "/m/\(number)/\(act)"
        let form = try await browser(walker).get(path).form(path)
        let answer = try await post(form, fields.map { (name: $0.key, value: $0.value) }, by: walker)
        if let sentence {
            #expect([.unprocessableContent, .conflict].contains(answer.status), sourceLocation: here)
            #expect(answer.text.contains(sentence), "\(answer.text.prefix(900))", sourceLocation: here)
        } else {
            #expect(answer.location == "/m/\(number)", "\(answer.text.prefix(900))", sourceLocation: here)
            typed.formUnion(fields.map(\.value).filter { $0.contains(" ") })
        }
    }

    /// How many events the matter has.
    var history: Int {
        get async throws {
            let id = try await detail().matter.id
            return await site.ledger.events(of: Matter.stream(id), after: 0).count
        }
    }

    func isClosed(here: SourceLocation = #_sourceLocation) async throws {
        let detail = try await detail()
        let open = detail.openSteps.compactMap(\.row.step)
        #expect(detail.matter.ending == .closed, "still open: \(open)", sourceLocation: here)
        #expect(try await page(raiser).text.contains("the answer went back to"), sourceLocation: here)
        try await mails(here: here)
        #expect(!hasMoved || !server.all.isEmpty, "nobody was mailed", sourceLocation: here)
        if !parts.isEmpty { try await isHidden(fromAllBut: parts, here: here) }
    }

    // MARK: Who sees what

    /// Somebody reads these words on the page of the matter.
    func reads(_ walker: Walker, _ texts: String..., here: SourceLocation = #_sourceLocation) async throws {
        let page = try await page(walker)
        #expect(page.status == .ok, sourceLocation: here)
        for text in texts {
            #expect(page.text.contains(text), "\(walker) does not read “\(text)”: \(page.text)", sourceLocation: here)
        }
    }

    /// Somebody has the page, and not these words on it.
    func doesNotRead(_ walker: Walker, _ texts: String..., here: SourceLocation = #_sourceLocation) async throws {
        let page = try await page(walker)
        #expect(page.status == .ok, sourceLocation: here)
        for text in texts {
            #expect(!page.text.contains(text), "\(walker) reads “\(text)”", sourceLocation: here)
            #expect(!page.html.contains(text), sourceLocation: here)
        }
    }

    /// A party reads the answers to these fields that were answered, and nothing of the others, anywhere on the page.
    func sees(_ walker: Walker, only fields: String..., here: SourceLocation = #_sourceLocation) async throws {
        try await sees(walker, only: fields, here: here)
    }

    func sees(_ walker: Walker, only fields: [String], here: SourceLocation = #_sourceLocation) async throws {
        let page = try await page(walker)
        #expect(page.status == .ok, sourceLocation: here)
        let sheet = page.html.firstRange(of: "id=\"said\"").map { String(page.html[$0.upperBound...]) } ?? ""
        let labels = Dictionary(grouping: definition.askedOnce.map(\.label)) { $0 }
        for field in definition.askedOnce where answered.contains(field.id) {
            let isShown = fields.contains(field.id)
            let tokens = FilledForm.words(of: field).filter(typed.contains)
            for token in tokens {
                let holds = isShown ? sheet.contains(token) : !page.html.contains(token)
                #expect(holds, "\(walker), \(field.id)", sourceLocation: here)
            }
            if labels[field.label]?.count == 1 {
                let heading = "<dt>\(field.label)</dt>"
                #expect(
                    Answer.plain(sheet).contains(heading) == isShown,
                    "\(walker): \(field.id)",
                    sourceLocation: here
                )
            }
        }
        let unknown = Set(fields).subtracting(definition.askedOnce.map(\.id))
        #expect(unknown.isEmpty, sourceLocation: here)
    }

    /// A party reads every answer.
    func seesAll(_ walker: Walker, here: SourceLocation = #_sourceLocation) async throws {
        let page = try await page(walker)
        for field in definition.askedOnce where answered.contains(field.id) {
            for token in FilledForm.words(of: field).filter(typed.contains) {
                #expect(page.html.contains(token), "\(walker), \(field.id)", sourceLocation: here)
            }
        }
    }

    private static let lists = ["/", "/matters?state=all", "/matters.csv?state=all", "/matters.json?state=all"]

    /// Everybody who has no part in it is told the same as where there is nothing, finds it on no list, on no Home and
    /// in no export, and can do nothing to it. The coordinator sees that it is there, and none of its words. Whoever is
    /// not signed in is sent to sign in.
    func isHidden(fromAllBut parts: Walker..., here: SourceLocation = #_sourceLocation) async throws {
        try await isHidden(fromAllBut: parts, here: here)
    }

    private func isHidden(fromAllBut parts: [Walker], here: SourceLocation) async throws {
        self.parts = parts
        let detail = try await detail()
        let step = detail.openSteps.first.map { "/m/\(number)/do/\($0.row.id)" }
        let acts = ["write", "take-over"].map { "/m/\(number)/\($0)" }
        for walker in Walker.allCases where !parts.contains(walker) && walker != .coordinator {
            if people[walker].sharesPart(in: detail) {
                #expect(try await page(walker).status == .ok, "\(walker)", sourceLocation: here)
                continue
            }
            let browser = try await browser(walker)
            let (hidden, absent) = (try await page(walker), try await browser.get("/m/9999"))
            #expect(hidden.status == .notFound && hidden.html == absent.html, "\(walker)", sourceLocation: here)
            for path in Self.lists {
                let list = try await browser.get(path)
                #expect(list.status == .ok, "\(walker), \(path)", sourceLocation: here)
                #expect(!list.html.contains(definition.title), "\(walker), \(path)", sourceLocation: here)
                #expect(!list.html.contains("/m/\(number)"), "\(walker), \(path)", sourceLocation: here)
            }
            for path in acts + [step].compactMap(\.self) {
                let answer = try await browser.post(path, ["note": "x", "text": "x", "reason": "x", "outcome": "x"])
                #expect([.notFound, .forbidden].contains(answer.status), "\(walker), \(path)", sourceLocation: here)
            }
        }
        if definition.isPersonal, !parts.contains(.coordinator) {
            try await seesNoWords(.coordinator, here: here)
        }
        try await sendsGuestsToSignIn(here: here)
    }

    /// Somebody sees that it is there, and who has it, and none of its words, nor what it came to.
    func seesNoWords(_ walker: Walker, here: SourceLocation = #_sourceLocation) async throws {
        let (browser, page) = (try await browser(walker), try await page(walker))
        #expect(page.status == .ok, sourceLocation: here)
        #expect(page.text.contains("What it says is for those who have a part in it."), sourceLocation: here)
        for path in ["/m/\(number)"] + Self.lists {
            let html = try await browser.get(path).html
            for word in typed { #expect(!html.contains(word), "\(walker), \(path): \(word)", sourceLocation: here) }
            for outcome in definition.outcomes {
                #expect(!html.contains(">\(outcome.title)<"), "\(walker), \(path)", sourceLocation: here)
            }
        }
        let list = try await browser.get("/matters?state=all")
        #expect(list.links(to: "/m/\(number)"), sourceLocation: here)
    }

    /// What is overdue stands on somebody's Home.
    func isOverdueAtHome(of walker: Walker, here: SourceLocation = #_sourceLocation) async throws {
        let home = try await browser(walker).get("/")
        #expect(home.links(to: "/m/\(number)") && home.text.contains("overdue"), "\(home.text)", sourceLocation: here)
    }

    private func sendsGuestsToSignIn(here: SourceLocation) async throws {
        let browser = site.browser()
        for path in ["/m/\(number)", "/matters", "/matters.csv", "/matters.json", "/raise/\(definition.id)"] {
            let answer = try await browser.get(path)
            #expect(answer.location?.hasPrefix("/signin") == true, "\(path)", sourceLocation: here)
            #expect(typed.allSatisfy { !answer.html.contains($0) }, sourceLocation: here)
        }
    }
}

/// Builds a site with the people of the walks and one procedure in use, at a moment.
func walk(
    _ procedure: String,
    _ moment: String,
    _ test: @escaping @Sendable (Walk) async throws -> Void
) async throws {
    try await withSite(now: Walk.instant(moment)) { site in try await test(Walk(site, procedure)) }
}

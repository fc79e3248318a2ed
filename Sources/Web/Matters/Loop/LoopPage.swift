import Almanac
import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// A matter under a procedure: where it is on its loop, who owes what by when, what was said, and who can see it.
enum LoopPage {
    static func page(_ visit: Visit, _ detail: LoopDetail) async throws -> Response {
        let voice = try await LoopVoice(visit, detail)
        let viewers = try await visit.readings.viewers(of: detail.matter.id, as: try visit.actor, at: visit.now)
        let away = try await AwayNotes(visit, detail.concerned, voice.names)
        await CameBack.note(visit, detail.matter)
        let matter = detail.matter
        return try await visit.page(
            Page(
                title: "Matter \(matter.number)",
                current: "/matters",
                eyebrow: Markup {
                    span(.class("ref")) { "Matter \(matter.number)" }
                    ". \(voice.names.origin(matter))"
                },
                heading: detail.definition.title,
                underLead: Markup {
                    p(.class("mb-0")) { voice.tag }
                    if let local = matter.loop?.local {
                        p(.class("meta mb-0")) {
                            a(.href("/procedures/\(detail.reference.procedure)/at/\(local.authority)")) {
                                "It follows the text of \(voice.names.organisation(local.authority))"
                            }
                        }
                    }
                }
            ) {
                LoopNow(voice: voice, visit: visit).section
                BodyNotice(voice: voice, visit: visit).markup
                div(.class("split sec")) {
                    div {
                        if matter.isOpen {
                            told(voice, mayWrite: visit.allows(.writeOnMatter, detail.acting))
                        } else if matter.ending != .withdrawn {
                            closedView
                        }
                    }
                    div(.class("margin")) { LoopMargin(voice: voice, viewers: viewers, away: away).sections }
                }
            }
        )
    }

    private static let closedView = empty(
        "What it says is for those who have a part in it. You see that it is there, who has it, and by when."
    )

    /// - Parameter mayWrite: Whether the reader may add to it here.
    @Contents static func told(_ voice: LoopVoice, mayWrite: Bool) -> Markup {
        let tellings = voice.tellings
        if let missing = voice.missing {
            sec("missing", "What is missing") { panel { paragraphs(missing) } }
        }
        if let last = tellings.last {
            let isRaiser = voice.detail.matter.relations.contains(.raiser)
            sec("back", isRaiser ? "What came back" : "What was told", meta: voice.words.moment(last.at)) {
                panel {
                    if let outcome = voice.outcome { p { b { outcome.title } } }
                    if let text = voice.text(last.told.text) { paragraphs(text) }
                    if last.told.level == .acknowledgement {
                        p(.class("meta mb-0")) { "More than that cannot be told." }
                    }
                }
            }
        }
        for step in voice.detail.steps where step.answers != nil {
            sec("asked-\(step.row.step ?? "")", "What all members were asked") {
                p { ProcedureWords.sentence(voice.ask(step)) }
                p(.class("mb-0")) { b { "\(voice.answered(step) ?? "")." } }
            }
        }
        sec("said", "What was raised") {
            AnswerSheet(
                voice.detail.definition,
                lists: voice.detail.version.lists,
                answers: voice.answers,
                shown: voice.detail.sight.fields,
                named: voice.named,
                beside: voice.beside
            ).markup
            if voice.detail.matter.ending == nil, mayWrite {
                p { a(.href("/m/\(voice.detail.matter.number)/add-fact")) { "Another source says something else" } }
            }
        }
        MatterFiles.section(voice, mayWithdraw: mayWrite)
        sec("time", "Timeline", meta: "Newest first") { timeline(voice.timeline) }
    }
}

extension Instant {
    /// After everything that has a date.
    static let distant = Instant(milliseconds: .max)
}

/// The top of the page: the large ring, what is asked of the reader, and the buttons.
struct LoopNow {
    let voice: LoopVoice
    let visit: Visit

    private var loop: LoopDetail { voice.detail }
    private var matter: MatterRow { loop.matter }
    private var path: Link { "/m/\(matter.number)" }

    private var mine: [LoopDetail.Step] {
        loop.openSteps.filter { loop.owed.contains($0.row.id) }
            .sorted { ($0.row.dueAt ?? .distant) < ($1.row.dueAt ?? .distant) }
    }

    var section: Markup {
        now(pageRing(ring), title) {
            p(.class("mt-2")) { sentence }
            acts { main }
            if !more.isEmpty { folded(more) }
        }
    }

    private func folded(_ buttons: [Markup]) -> Markup {
        details(.class("mt-3")) {
            summary { "More that you can do" }
            acts { buttons }
        }
    }

    // MARK: Buttons

    private var main: [Markup] {
        guard matter.ending == nil else { return [] }
        var buttons: [Markup] = []
        if matter.isOffered {
            buttons.append(press("Take it over", "\(path)/take-over", .primary))
            buttons.append(linkButton("Say why not", "\(path)/not-take-over", .plain))
        }
        for (index, step) in mine.enumerated() {
            let look: ButtonLook = index == 0 && !matter.isOffered ? .primary : .quiet
            let link: Link = "\(path)/do/\(step.row.id)"
            buttons.append(
                step.row.task == .acknowledge
                    ? press("We have it", link, look) : linkButton(button(step), link, look)
            )
        }
        if may(.writeOnMatter) { buttons.append(linkButton("Write a message", "\(path)/write", .quiet)) }
        return buttons
    }

    private var more: [Markup] {
        var buttons: [Markup] = []
        if matter.isOpen, may(.linkMatters) {
            buttons.append(linkButton("Raise something from this", "/raise?from=\(matter.number)"))
            buttons.append(linkButton("Link it to another matter", "\(path)/link-to"))
            if voice.links.contains(where: { $0.number != nil }) {
                buttons.append(linkButton("Take a link away", "\(path)/unlink", .plain))
            }
        }
        if matter.isOpen, (try? visit.actor).map(loop.mayReopen(as:)) ?? false {
            buttons.append(linkButton("Open it again", "\(path)/reopen"))
        }
        guard matter.ending == nil else { return buttons }
        if may(.writeOnMatter) { buttons.insert(linkButton("Add a file", "\(path)/add-file"), at: 0) }
        if holds {
            buttons.append(linkButton("Offer it to somebody else", "\(path)/hand-over"))
            if !loop.joinable.isEmpty { buttons.append(linkButton("Join somebody", "\(path)/join")) }
        }
        let others = loop.openSteps.filter { step in
            !loop.owed.contains(step.row.id) && step.row.of != .everyone
                && ((try? visit.actor).map { loop.mayReport(step, as: $0) } ?? false)
        }
        if loop.bodies.contains(where: { !$0.hasAccount }), visit.allows(loop.reference.linking, loop.linking) {
            buttons.append(linkButton("Links for those without an account", "\(path)/bodies"))
        }
        if matter.isOpen, may(.takeStep) {
            for step in others.prefix(6) {
                let whose = voice.inside(step.row.of)
                let label = "Enter for \(whose): \(Self.short(voice.ask(step)).lowercasedStart)"
                buttons.append(linkButton(label, "\(path)/do/\(step.row.id)", .plain))
            }
        }
        if matter.station == .raised, !loop.hasBeenReceived, may(.withdrawMatter) {
            buttons.append(linkButton("Withdraw it", "\(path)/take-back", .plain))
        }
        return buttons
    }

    private var holds: Bool { loop.acting.contains(.holder) && !matter.isOffered }

    private func may(_ action: Action) -> Bool {
        visit.allows(action, action == .takeStep ? matter.relations : loop.acting)
            && (matter.isOpen || action == .takeStep)
    }

    private func press(_ label: String, _ link: Link, _ look: ButtonLook) -> Markup {
        pressForm(label, to: link, csrf: visit.csrf, command: visit.newCommand, look)
    }

    private func button(_ step: LoopDetail.Step) -> String {
        switch step.row.task {
        case .decide: "Record the decision"
        case .tell: "Tell whoever raised it"
        case .satisfied: "Say whether it is enough"
        case .review: loop.duty(of: step) == nil ? "Look at it" : "Say what was found"
        default: step.row.task == .act ? Self.short(voice.ask(step)) : step.row.task.ask
        }
    }

    /// The words of a duty, short enough for a button.
    static func short(_ words: String) -> String {
        // Up to a comma where that says enough.
        let whole = words.prefix { $0 != ":" && $0 != "." }
        let start = whole.prefix { $0 != "," }
        let first = start.split(separator: " ").count < 4 ? whole : start
        guard first.count > 48 else { return String(first) }
        let cut = first.prefix(46)
        return (cut.lastIndex(of: " ").map { String(cut[..<$0]) } ?? String(cut)) + " …"
    }

    // MARK: In words

    private var title: String {
        switch matter.ending {
        case .closed: return "Closed"
        case .withdrawn, .takenOut: return "Withdrawn"
        case nil: break
        }
        if matter.isOffered { return "Will you take this over?" }
        if let step = mine.first {
            return step.row.task == .satisfied
                ? "Is this enough?" : "Waiting for you: \(Self.short(voice.ask(step)).lowercasedStart)"
        }
        return "With \(voice.inside(matter.next?.of ?? matter.holder))"
    }

    private var sentence: String {
        switch matter.ending {
        case .closed:
            let told = loop.toldInstead.map { voice.inside($0.party) } ?? voice.names.name(matter.raiser)
            return "It went round its loop, and the answer went back to \(told)."
        case .withdrawn, .takenOut:
            return matter.isOpen
                ? "Nobody owes anything on it. The reason is on the timeline."
                : "Whoever raised it took it back before it was opened, so what it said is not shown."
        case nil: break
        }
        if matter.isOffered { return "\(Words.capitalised(voice.names.name(matter.holder))) holds it until you say." }
        guard let step = mine.first ?? loop.openSteps.first(where: { $0.row.id == matter.next?.id }) else { return "" }
        let due = voice.due(step)
        let when =
            step.row.isOverdue(at: voice.words.now)
            ? "It is \(due.lowercasedStart)."
            : due == LoopVoice.noDate ? "No date was given." : "It is due \(due.lowercasedStart)."
        guard mine.isEmpty else { return when }
        return "What is owed next: \(Self.short(voice.ask(step)).lowercasedStart). \(when)"
    }

    // MARK: The ring

    private var ring: PageRing {
        let (turn, next) = (voice.names.turn(matter), matter.next)
        let due = next?.moment
        let isWithdrawn = matter.ending == .withdrawn
        return PageRing(
            turn,
            reached: isWithdrawn ? .raised : LoopStation(matter.station),
            used: due.flatMap { due in next.map { voice.words.used(since: $0.owedAt, of: due) } } ?? 0.06,
            dates: LoopStation.allCases.map(date),
            above: matter.ending == nil ? "With" : "",
            name: matter.ending == nil ? voice.names.fullName(next?.of ?? matter.holder) : title,
            below: matter.ending != nil ? "" : due.map { voice.words.timeLeft($0) } ?? "no date",
            story: story
        )
    }

    /// "9 Feb" for a station that was reached, "by 16 Feb" for one that has a date.
    private func date(_ station: LoopStation) -> String {
        if station == .raised { return voice.words.shortDay(matter.raisedOn) }
        if matter.ending == .withdrawn { return "" }
        if station.rawValue <= LoopStation(matter.station).rawValue, let at = metAt(station) {
            return voice.words.shortDay(London.day(at))
        }
        let open = steps(to: station).filter(\.row.isOpen).compactMap(\.row.deadline).min()
        return open.map { "by \(voice.words.shortDay($0))" } ?? ""
    }

    private func metAt(_ station: LoopStation) -> Instant? {
        if station == .closed { return matter.endedAt }
        return steps(to: station).compactMap(\.row.metAt).max()
    }

    /// What a party received the holder has not.
    private func steps(to station: LoopStation) -> [LoopDetail.Step] {
        loop.steps.filter {
            tasks(station).contains($0.row.task) && (station != .received || $0.debtor == "holder")
        }
    }

    private func tasks(_ station: LoopStation) -> Set<Procedure.Task> {
        switch station {
        case .raised: []
        case .received: [.acknowledge]
        case .decided: [.decide, .review]
        case .fedBack: [.tell]
        case .closed: [.satisfied]
        }
    }

    private var story: String {
        var parts = ["Where this is in its loop. Raised on \(voice.words.longDay(matter.raisedOn))."]
        for station in LoopStation.allCases where station != .raised {
            if station.rawValue <= LoopStation(matter.station).rawValue, let at = metAt(station) {
                parts.append("\(station.name) on \(voice.words.longDay(London.day(at))).")
            }
        }
        if matter.ending == nil, let next = matter.next {
            parts.append("Now with \(voice.inside(next.of)): \(voice.names.due(next).lowercasedStart).")
        }
        return parts.joined(separator: " ")
    }
}

extension String {
    /// Inside a sentence: "3 days overdue", but "Wed 18 Feb".
    var lowercasedStart: String {
        let kept = ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "]
        guard !kept.contains(where: hasPrefix) else { return self }
        return prefix(1).lowercased() + dropFirst()
    }
}

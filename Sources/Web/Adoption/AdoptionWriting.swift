import Almanac
import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// Changing a procedure for one authority: used there from now on, or tried first.
enum AdoptionWriting {
    static func page(_ visit: Visit) async throws -> Response {
        let place = try await AdoptionPlace.toDecide(visit)
        let other = try await text(of: visit.query("from"), for: place)
        return try await visit.page(
            try form(place, text: (other ?? place.own ?? place.base)?.text ?? "", errors: [])
        )
    }

    /// What another authority uses, where it changes the same version.
    private static func text(of authority: String?, for place: AdoptionPlace) async throws -> ProcedureRow? {
        guard let other = authority.flatMap({ ID<Organisation>($0) }) else { return nil }
        let readings = place.visit.readings
        guard let number = try await readings.adoptions(of: place.procedure, at: other).first?.inUse else { return nil }
        return try await readings.localTexts(of: place.procedure, at: other).first {
            $0.version == number && $0.upstream == place.base?.version
        }
    }

    static func write(_ visit: Visit) async throws -> Response {
        let place = try await AdoptionPlace.toDecide(visit)
        let (text, reason) = (visit.form["text"], visit.form["reason"])
        let base = Int(visit.form["base"]) ?? place.base?.version ?? 0
        do {
            switch visit.form["go"] {
            case "use":
                try await visit.perform(
                    AdoptText(
                        procedure: place.procedure,
                        authority: place.authority.id,
                        base: base,
                        text: text,
                        reason: reason
                    )
                )
                return try await visit.done(place.link, "It is in use at \(place.name) now.")
            case "try":
                try await visit.perform(
                    BeginPilot(
                        procedure: place.procedure,
                        authority: place.authority.id,
                        base: base,
                        text: text,
                        aim: reason,
                        measures: visit.form.all("measures").compactMap { PilotMeasure(rawValue: $0) },
                        until: Day(iso: visit.form["until"])
                    )
                )
                return try await visit.done(place.link, "The pilot has begun at \(place.name).")
            default: return try await check(place, text, base)
            }
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try form(place, text: text, errors: problems.fieldErrors))
        }
    }

    /// Says that nothing is wrong, and what would differ.
    private static func check(_ place: AdoptionPlace, _ text: String, _ base: Int) async throws -> Response {
        guard let known = place.version(base), let earlier = known.procedure else { throw Refusal.notFound }
        let draft = try LocalDraft(text, changing: known.text, lists: known.lists)
        return try await place.visit.page(
            try form(
                place,
                text: text,
                errors: [],
                checked: Markup {
                    notice("Nothing is wrong with it.", "Nothing has changed at \(place.name) yet.")
                    ProcedurePages.differences(
                        ProcedureDifferences(earlier, draft.version),
                        "What differs from version \(base) of the network",
                        before: "Version \(base)",
                        after: place.name
                    )
                }
            )
        )
    }

    private static func form(
        _ place: AdoptionPlace,
        text: String,
        errors: [FieldError],
        checked: Markup? = nil
    ) throws -> Page {
        guard let base = place.base else {
            throw Refusal.outOfTurn("The network withdrew this procedure. Publish a version of it to use it again.")
        }
        let visit = place.visit
        return Page(
            title: "Change a procedure here",
            current: "/procedures",
            eyebrow: a(.href(place.link)) { "\(place.network.title) at \(place.name)" },
            heading: "Change it at \(place.name)",
            lead: "What is open goes on under the text that it was raised under.",
            errors: errors
        ) {
            checked
            postForm(to: "\(place.link)/write", csrf: visit.csrf, command: visit.newCommand) {
                hiddenField("base", visit.form.has("base") ? visit.form["base"] : "\(base.version)")
                textArea(
                    Field(
                        "text",
                        "The text, as it is to be at \(place.name)",
                        hint:
                            "What it is about, who may raise it and where it goes stay as the network has them, and so does “version”.",
                        errors: errors
                    ),
                    value: text,
                    rows: 24
                )
                textArea(
                    Field("reason", "Why", hint: "Of a pilot: what it is to find out.", errors: errors),
                    value: visit.form["reason"],
                    rows: 3
                )
                acts {
                    // First, so that the return key in the pilot's fields puts nothing into use.
                    submit("Check it", .quiet, name: "go", value: "check")
                    submit("Use it here", name: "go", value: "use")
                    linkButton("Cancel", place.link, .plain)
                }
                sec("try", "Or try it first") {
                    p(.class("measure")) {
                        "What is raised at \(place.name) follows it while the pilot runs. At its end you are asked what came of it."
                    }
                    checkField(
                        Field("measures", "What to look at, before and in the pilot", errors: errors),
                        PilotMeasure.allCases.map { Choice($0.rawValue, Words.capitalised($0.words)) },
                        selected: Set(visit.form.all("measures"))
                    )
                    dateField(
                        Field("until", "By when it is decided", hint: "Within a year.", errors: errors),
                        value: visit.form["until"]
                    )
                    acts { submit("Begin the pilot", .quiet, name: "go", value: "try") }
                }
            }
        }
    }
}

import HTML
import Hummingbird
import Procedures
import Safeguarding

/// Saying what came of a pilot, and going back to the network's text.
enum AdoptionEnding {
    // MARK: The end of a pilot

    static func pilotPage(_ visit: Visit) async throws -> Response {
        try await visit.page(try await pilotPage(AdoptionPlace.toDecide(visit), errors: []))
    }

    private static func pilotPage(_ place: AdoptionPlace, errors: [FieldError]) async throws -> Page {
        guard let row = place.row, let pilot = row.pilot else {
            throw Refusal.outOfTurn("No pilot of it runs here.")
        }
        let visit = place.visit
        let found = try await visit.readings.pilotOutcomes(row, at: visit.now, as: try visit.actor)
        let before = place.own.map { "The text of \(place.name), a change to version \($0.upstream), as before" }
        return Page(
            title: "What came of the pilot",
            current: "/procedures",
            eyebrow: a(.href(place.link)) { "\(place.network.title) at \(place.name)" },
            heading: "What came of the pilot?",
            lead: "It was to find out: \(ProcedureWords.sentence(pilot.aim))",
            errors: errors
        ) {
            if let found { PilotNumbers(pilot, found).markup }
            postForm(to: "\(place.link)/pilot", csrf: visit.csrf, command: visit.newCommand) {
                radioField(
                    Field("use", "What is used from now on?", errors: errors),
                    [
                        Choice("tried", "What was tried"),
                        Choice("before", before ?? "The network’s text, as before"),
                    ],
                    selected: visit.form["use"]
                )
                textArea(
                    Field("finding", "What was found", hint: "For everybody who thinks of trying it.", errors: errors),
                    value: visit.form["finding"],
                    rows: 5
                )
                acts {
                    submit("End the pilot")
                    linkButton("Let it run", place.link, .plain)
                }
            }
        }
    }

    static func endPilot(_ visit: Visit) async throws -> Response {
        let place = try await AdoptionPlace.toDecide(visit)
        let use = visit.form["use"]
        do {
            guard ["tried", "before"].contains(use) else {
                throw Refusal.invalid("use", "Choose what is used from now on.")
            }
            try await visit.perform(
                EndPilot(
                    procedure: place.procedure,
                    authority: place.authority.id,
                    isAdopted: use == "tried",
                    finding: visit.form["finding"]
                )
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await pilotPage(place, errors: problems.fieldErrors))
        }
        return try await visit.done(place.link, "The pilot has ended.")
    }

    // MARK: The network's text

    static func networkPage(_ visit: Visit) async throws -> Response {
        try await visit.page(try networkPage(try await AdoptionPlace.toDecide(visit), errors: []))
    }

    private static func networkPage(_ place: AdoptionPlace, errors: [FieldError]) throws -> Page {
        guard place.own != nil, place.row?.pilot == nil else {
            throw Refusal.outOfTurn("There is no text of \(place.name) that is in use.")
        }
        let (visit, network) = (place.visit, place.network)
        return Page(
            title: "Use the network’s text",
            current: "/procedures",
            eyebrow: a(.href(place.link)) { "\(network.title) at \(place.name)" },
            heading: network.isCurrent
                ? "Use version \(network.version) as the network has it?" : "Stop using it here?",
            errors: errors
        ) {
            ul {
                li {
                    network.isCurrent
                        ? "What is raised at \(place.name) follows the network’s text, and each later version of it."
                        : "Nothing new is raised under it at \(place.name)."
                }
                li { "What is open goes on under the text that it was raised under." }
                li { "Nothing is lost: the text stays to be read, and can be used again." }
            }
            postForm(to: "\(place.link)/network", csrf: visit.csrf, command: visit.newCommand) {
                textArea(
                    Field("reason", "Why", hint: "For everybody who looks at what is used here.", errors: errors),
                    value: visit.form["reason"],
                    rows: 3
                )
                acts {
                    submit(network.isCurrent ? "Use the network’s text" : "Stop using it")
                    linkButton("Keep our own text", place.link, .plain)
                }
            }
        }
    }

    static func takeNetwork(_ visit: Visit) async throws -> Response {
        let place = try await AdoptionPlace.toDecide(visit)
        do {
            try await visit.perform(
                TakeNetworkText(
                    procedure: place.procedure,
                    authority: place.authority.id,
                    reason: visit.form["reason"]
                )
            )
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try networkPage(place, errors: problems.fieldErrors))
        }
        return try await visit.done(
            place.link,
            place.network.isCurrent ? "The network’s text is used now." : "It is not used here any more."
        )
    }
}

import Procedures
import Safeguarding
import Testing

@testable import Web

/// As ``ChildrenWalks``: what is refused comes back with its reason, and whoever must not know still does not.
@Suite("Walks: refused with a reason")
struct RefusalWalks {
    @Test("bullying: a school that is told no names sees none, also when nothing comes of it")
    func schoolWithoutNames() async throws {
        try await walk("bullying-incident", "2026-04-02 16:00") { walk in
            try await walk.raise(
                by: .charity,
                [
                    "school-name": walk.organisation(.thornbeck), "school-may-know": "no", "kinds": "names online",
                    "staff-concern": "no",
                ],
                to: ["authority-of-the-school": .merton, "school-of-the-child": .thornbeck]
            )
            try await walk.sees(
                .thornbeck,
                only: "school-name",
                "years",
                "kinds",
                "online-ways",
                "because-of",
                "places",
                "how-long"
            )
            try await refused(walk, "no-further-action", "He says that they made up.", by: .merton, to: .charity)
            try await walk.doesNotRead(
                .thornbeck,
                "zq-child-qz",
                "He says that they made up.",
                "We asked, and he is glad."
            )
        }
    }

    @Test("bullying by staff: the school is not told, and whoever raised it hears why nothing follows")
    func staffConcern() async throws {
        try await walk("bullying-incident", "2026-04-02 16:00") { walk in
            try await walk.raise(
                by: .larkhill,
                ["school-name": walk.organisation(.thornbeck), "staff-concern": "unknown"],
                to: ["authority-of-the-school": .merton]
            )
            try await walk.isHidden(fromAllBut: .larkhill, .merton)
            try await walk.take("who-is-it", by: .merton, "A visitor, and nobody of the staff.")
            try await refused(walk, "no-further-action", "It was one quarrel.", by: .merton, to: .larkhill)
            try await walk.isHidden(fromAllBut: .larkhill, .merton)
        }
    }

    @Test("a notice that came to the wrong school is wiped there, and the police send it again")
    func wrongPlace() async throws {
        try await walk("domestic-abuse-notice", "2026-12-24 16:00") { walk in
            try await walk.raise(
                by: .police,
                ["to": walk.organisation(.thornbeck)],
                to: ["whom-the-form-names": .thornbeck]
            )
            try await walk.comes("2027-01-05 08:00")
            try await walk.take("acknowledge", by: .thornbeck)
            try await walk.refuses("decide", by: .thornbeck, outcome: "wrong-place", saying: "Write why.")
            try await walk.take("decide", by: .thornbeck, outcome: "wrong-place", "No child of that name is here.")
            try await walk.take("tell-raiser", by: .thornbeck, "Not ours. We have wiped it.")
            try await walk.reads(.police, "Not a child of ours, sent to the wrong place", "Not ours. We have wiped it.")
            // The 5th is a Tuesday: one working day, and four hours.
            // Whoever has no child of that name meets none.
            try await walk.owes(["wiped": "2027-01-06", "sent-again": "2027-01-05 12:00"])
            try await walk.take("wiped", by: .thornbeck, "Wiped.")
            try await walk.take("sent-again", by: .police, "It went to Larkhill.")
            try await walk.isHidden(fromAllBut: .police, .thornbeck)
            try await walk.isClosed()
        }
    }

    @Test("parental responsibility: harm forbids it, and the home authority reads only what is shared with it")
    func homeAuthority() async throws {
        try await walk("estrangement-query", "2026-04-02 16:00") { walk in
            try await walk.raise(
                by: .thornbeck,
                ["harm-feared": "yes", "orders": "none-known"],
                to: ["authority-of-the-school": .merton, "authority-of-residence": .camden]
            )
            let shared = ["child", "question", "orders", "order-seen", "harm-why", "hidden"]
            try await walk.sees(.camden, only: shared)
            try await walk.take("decide", by: .merton, outcome: "harm-forbids", "The refuge rang.")
            try await walk.take("tell-raiser", by: .merton, "Not now. Say that you ask the authority.")
            try await walk.reads(
                .thornbeck,
                "Not now, because somebody could be harmed",
                "Say that you ask the authority."
            )
            try await walk.doesNotRead(.thornbeck, "The refuge rang.")
            try await walk.sees(.camden, only: shared)
            try await walk.isHidden(fromAllBut: .thornbeck, .merton, .camden)
        }
    }

    /// Refused for want of a reason; then with one, told, read, and enough.
    private func refused(
        _ walk: Walk,
        _ outcome: String,
        _ why: String,
        by holder: Walker,
        to raiser: Walker
    ) async throws {
        try await walk.refuses("decide", by: holder, outcome: outcome, saying: "Write why.")
        try await walk.take("decide", by: holder, outcome: outcome, why)
        try await walk.take("tell-raiser", by: holder, "We asked, and he is glad.")
        let title = walk.definition.outcomes.first { $0.id == outcome }?.title ?? ""
        try await walk.reads(raiser, title, "We asked, and he is glad.")
        try await walk.doesNotRead(raiser, why)
        try await walk.take("say-if-satisfied", by: raiser, enough: true)
        try await walk.isClosed()
    }
}

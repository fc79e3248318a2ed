import Almanac
import Procedures
import Safeguarding

/// Small matters of fourteen months, so that there is something to count: more of them lately than long ago, some of
/// them late, and some not enough at first.
extension DemoStory {
    var quickMatters: [DemoMatter] {
        (0..<30).map(bullying) + (0..<10).map(endedPlacement) + (0..<8).map(betweenTwo) + (0..<12).map(order)
    }

    /// How long something took that time, in working days.
    private struct Pace {
        let received: Int
        let decided: Int
        let told: Int
        /// When whoever raised it says whether it is enough.
        let judged: Int
        let isEnough: Bool

        /// Done within two days.
        static let quick = Pace(0, toDecide: 1)

        init(_ index: Int, toDecide: Int = 2) {
            received = index % 4 == 3 ? 3 : index % 3 == 2 ? 1 : 0
            decided = max(received + 1, index % 4 == 1 ? toDecide * 3 : toDecide)
            told = decided + (index % 4 == 2 ? 3 : 1)
            judged = told + 1 + index % 3
            isEnough = index % 9 != 4
        }
    }

    /// Working days ago: more of them lately.
    private func ago(_ index: Int, of count: Int) -> Int { 12 + 270 * index * index / (count * count) }

    private func lead(of authority: String) -> String {
        DemoCast.people.first { $0.organisation == authority && $0.roles.contains(.boroughLead) }?.key ?? "ruth"
    }

    private func child(_ index: Int, _ day: Day) -> Answer {
        let given = ["Alba", "Bram", "Cleo", "Dov", "Effie", "Finn", "Greta", "Hal", "Isla", "Jago", "Kezia"]
        let family = ["Ashgrove", "Birdwood", "Coldbrook", "Dunmore", "Elmhurst", "Fairbourne", "Greystone"]
        return .person(
            .init(
                given: given[index % given.count],
                family: family[index * 3 % family.count],
                born: day.adding(days: -(6 * 365 + index * 131 % 3_000))
            )
        )
    }

    /// From the decision to the judgement; once more from the decision where it was not enough.
    private func answer(
        _ pace: Pace,
        holder: String,
        raiser: String,
        outcome: String,
        found: String,
        told: String,
        missing: String
    ) -> [DemoMatter.Act] {
        let first: [DemoMatter.Act] = [
            .on(pace.decided, 11, 20, holder, .decide(outcome, found)),
            .on(pace.told, 12, 15, holder, .tell(told)),
        ]
        guard !pace.isEnough else { return first + [.on(pace.judged, 13, 30, raiser, .isEnough())] }
        return first + [
            .on(pace.judged, 13, 30, raiser, .isNotEnough(missing)),
            .on(pace.judged + 2, 10, 45, holder, .decide(outcome, "Looked at again. \(found)")),
            .on(pace.judged + 3, 9, 50, holder, .tell("You were right to ask. \(told)")),
            .on(pace.judged + 4, 14, 5, raiser, .isEnough("Thank you.")),
        ]
    }

    // MARK: A placement that ended

    private func endedPlacement(_ index: Int) -> DemoMatter {
        let area = ["Croydon", "Lewisham", "Croydon", "Southwark", "Bromley"][index % 5]
        let raiser = ["dan", "abena", "louis", "yvette", "kit"][index % 5]
        let (holder, pace) = (lead(of: area), Pace(index))
        let isElsewhere = index % 8 == 6
        var acts: [DemoMatter.Act] = [
            .on(pace.received, 10 + index % 5, 35, holder, .acknowledge),
            .on(index % 2, 15, 10, "amara", .acknowledge("receipt")),
        ]
        let answered = answer(
            pace,
            holder: holder,
            raiser: raiser,
            outcome: isElsewhere ? "not-here" : "ending-noted",
            found: isElsewhere
                ? "The address is across the road, in the next borough." : "Everybody here who knew was told.",
            told: isElsewhere ? "The address is in the next borough. We have rung them." : "Noted, with thanks.",
            missing: "Was the school told as well?"
        )
        switch index {
        // Nobody has said yet whether it is enough.
        case 2: acts += answered.dropLast()
        case 7:
            acts += answered.dropLast()
            acts.append(
                .on(
                    pace.told + 9,
                    10,
                    0,
                    "ruth",
                    .take("review-silence", .come(to: nil, note: "Rang them: it was enough."))
                )
            )
        default: acts += answered
        }
        acts.append(.on(pace.decided, 16, 40, raiser, .act("end-told", "All of them.")))
        return DemoMatter(
            "placement-notice",
            by: raiser,
            ago: index == 2 ? 15 : ago(index, of: 10),
            9,
            index * 7 % 60,
            to: [.receivingAuthority: area, .health: "Regional health service"],
            answers: { day in
                [
                    "kind": .one("ended"), "child": child(index, day), "ended-on": .day(day.adding(days: -index % 4)),
                    "social-worker": .named("The duty desk, 020 7946 0\(940 + index)"),
                    "school-plan": .one("not-known"),
                    "kept-back": .no,
                ]
            },
            then: acts
        )
    }

    // MARK: Bullying

    private func bullying(_ index: Int) -> DemoMatter {
        let authority = index % 12 == 11 ? "Bexley" : index % 5 == 2 || index % 5 == 4 ? "Waltham Forest" : "Islington"
        let raiser = authority == "Islington" ? "leo" : index % 2 == 0 ? "rosalind" : "jonah"
        let (holder, pace) = (lead(of: authority), index < 4 ? Pace.quick : Pace(index))
        let isNothing = index % 2 == 1
        var acts: [DemoMatter.Act] = [.on(pace.received, 9, 15 + index, holder, .acknowledge)]
        acts += answer(
            pace,
            holder: holder,
            raiser: raiser,
            outcome: isNothing ? "no-further-action" : "school-acts",
            found: isNothing
                ? "The school spoke with both. It was one quarrel, and it is over." : "The school has a plan.",
            told: isNothing ? "Both say that it is over." : "The school acts. We ask the child again in two weeks.",
            missing: "Has anybody asked the child alone?"
        )
        if !isNothing {
            let last = pace.isEnough ? pace.decided : pace.judged + 2
            let stopped = index % 3 != 2
            for (days, step, telling) in [
                (10, "2-weeks", "2-weeks"), (30, "6-weeks", "6-weeks"), (60, "12-weeks", "end"),
            ] {
                let outcome = stopped ? "stopped" : "less"
                let said = stopped ? "“It has stopped.”" : "“Not every day any more.”"
                acts += [
                    .on(last + days, 10, 10, holder, .find("check-\(step)", outcome, said)),
                    .on(last + days + 1, 11, 0, holder, .tell("The child says: \(said)", as: "told-\(telling)")),
                ]
            }
            acts.append(.on(last + 63, 15, 20, raiser, .isEnough(as: "satisfied-at-end")))
        }
        return DemoMatter(
            "bullying-incident",
            by: raiser,
            // Most of them lately.
            ago: index < 20 ? 4 + index * 5 / 2 : 70 + (index - 20) * 14,
            8,
            index * 11 % 60,
            to: [.authorityOfSchool: authority],
            answers: { day in
                [
                    "danger-now": .no, "self-harm": .no, "child": child(index + 5, day),
                    "school-name": .named("A school in \(authority)"), "years": .one("lower-secondary"),
                    "told-by": .one(index % 2 == 0 ? "the-child" : "parent"), "school-may-know": .yes,
                    "staff-concern": .no, "kinds": .chosen([["names", "left-out"], ["online"], ["hurt"]][index % 3]),
                    "places": .chosen([index % 2 == 0 ? "way" : "around-school"]),
                    "account": .text(
                        "It happens on most days, and somebody laughs. The child would like it to stop quietly."
                    ),
                    "intimate-picture": .no,
                ]
            },
            then: acts
        )
    }

    // MARK: Between two authorities

    private func betweenTwo(_ index: Int) -> DemoMatter {
        let raiser = ["meera", "faye", "anna", "siobhan", "tomasz"][index % 5]
        let other = ["Brent", "Hounslow", "Camden", "Lambeth"][index % 4]
        let pace = Pace(index + 1, toDecide: 6)
        let isOld = index >= 5
        var acts: [DemoMatter.Act] = [
            .on(pace.received, 11, 5, "ruth", .acknowledge),
            .on(3 + index % 4, 15, 30, lead(of: other), .act("other-side", "We see it in the same way, on the whole.")),
        ]
        acts += answer(
            pace,
            holder: "ruth",
            raiser: raiser,
            outcome: isOld ? (index % 2 == 0 ? "settled" : "protocol-clear") : "not-a-protocol-matter",
            found: isOld ? "Both agreed on the telephone." : "It is about one contract and not about the protocol.",
            told: isOld
                ? "Both agreed. We ask in three months whether it holds."
                : "It is for the two of you to settle. We put you in touch.",
            missing: "Does the other authority say so too?"
        )
        acts.append(.on(pace.decided + 1, 16, 5, "ruth", .act("tell-other", "The same words.")))
        // What was decided once more is told to the other once more.
        if !pace.isEnough { acts.append(.on(pace.judged + 3, 16, 5, "ruth", .act("tell-other", "The same words."))) }
        if isOld {
            let last = pace.judged + 60
            acts += [
                .on(last, 10, 0, "ruth", .find("does-it-hold", "holds", "Neither has seen it again.")),
                .on(last + 1, 10, 30, "ruth", .tell("It has not happened again.", as: "told-whether-it-holds")),
                .on(last + 3, 9, 15, raiser, .isEnough(as: "satisfied-that-it-holds")),
            ]
        }
        return DemoMatter(
            "cross-borough-issue",
            by: raiser,
            ago: ago(index, of: 8),
            9,
            index * 13 % 60,
            to: [.named: other],
            answers: { day in
                [
                    "child-waiting": .no, "to": named(other), "other-is": .chosen([index % 2 == 0 ? "home" : "school"]),
                    "outside": .no, "step": .one(["move", "records", "housing"][index % 3]),
                    "trouble": .chosen([index % 2 == 0 ? "told-late" : "no-contact"]),
                    "on-day": .day(day.adding(days: -10)), "how-often": .one("several"), "how-many": .number(2 + index),
                    "account": .text(
                        "We hear of a move when the family is here already, and the papers come later still."
                    ),
                ]
            },
            then: acts
        )
    }

    // MARK: Orders

    private func order(_ index: Int) -> DemoMatter {
        let makers = ["siobhan", "amara", "mina", "jonah"]
        let maker = makers[index * 5 % 4]
        let place = DemoCast.people.first { $0.key == maker }?.organisation ?? ""
        let raiser = ["anjali", "carl", "neil", "bola", "shreya", "louis"][index % 6]
        let (pace, isFile) = (Pace(index + 2, toDecide: 3), index % 3 == 1)
        let things = [
            "What a tutor should show you", "Before a long journey", "The network's poster", "Three lunch tables",
        ]
        return DemoMatter(
            "resource-order",
            by: raiser,
            ago: ago(index, of: 12),
            14,
            index * 17 % 60,
            to: [.named: place],
            answers: { _ in
                [
                    "resource": .text(things[index * 5 % 4]), "to": named(place),
                    "kind": .one(["leaflet", "leaflet", "poster", "film"][index * 5 % 4]),
                    "as": .one(isFile ? "file-or-link" : "paper"), "copies": .number(20 + index * 10),
                    "for-whom": .chosen([index % 2 == 0 ? "parents" : "pupils"]),
                    "send-to": .text("The education office"),
                ]
            },
            then: [.on(pace.received, 16, 0, maker, .acknowledge)]
                + answer(
                    pace,
                    holder: maker,
                    raiser: raiser,
                    outcome: isFile ? "file-given" : "sent",
                    found: isFile ? "Here is the link." : "Posted today.",
                    told: isFile ? "The link is in this answer." : "It is in the post.",
                    missing: "Only half of them came."
                )
        )
    }
}

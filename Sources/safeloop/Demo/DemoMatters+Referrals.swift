import Almanac
import Procedures
import Safeguarding

/// Concerns about one child. Every child, adult and place in them is made up.
extension DemoStory {
    var referrals: [DemoMatter] {
        [trafficking, missing, online, beforeTheSummer, familyHelp, raisedTwice]
    }

    private static let thornbeck = "Thornbeck Academy"
    private static let saltmarsh = "Saltmarsh Road Primary School"
    private static let aldhelm = "St Aldhelm and All Saints Church of England Primary School"
    private static let police = "Police child exploitation unit"
    private static let health = "Regional health service"

    /// Went the whole loop: received, decided, told, and found enough, twice.
    private var trafficking: DemoMatter {
        DemoMatter(
            "trafficking-referral",
            by: "nadia",
            ago: 54,
            9,
            25,
            to: [.authorityOfResidence: "Merton", .police: Self.police, .school: Self.thornbeck],
            answers: { day in
                [
                    "danger-now": .no,
                    "child": .person(
                        .init(given: "Ilira", family: "Kesh", other: "Lira", sex: .female, about: "Year 9, very quiet")
                    ),
                    "where-now": .text("In school until 15:20, in our library with a teaching assistant she trusts"),
                    "needs-interpreter": .no,
                    "school-known": .yes,
                    "came-from-authority": .unknown,
                    "age-in-dispute": .yes,
                    "date-of-birth": .rivals([
                        .init(
                            .day(day.adding(days: -13 * 365 - 100)),
                            source: "Admission form, signed by an uncle",
                            on: day.adding(days: -90),
                            weight: .doubted
                        ),
                        .init(
                            .day(day.adding(days: -15 * 365 - 210)),
                            source: "Ilira, to her form tutor",
                            on: day.adding(days: -1),
                            weight: .likely
                        ),
                    ]),
                    "name-on-papers": .rivals([
                        .init(.text("Ilyra Kesch"), source: "Passport seen at admission", on: nil, weight: .doubted)
                    ]),
                    "papers": .text(
                        "The passport was issued three weeks before she came. The photograph looks older than the passport."
                    ),
                    "placed-with-younger": .yes,
                    "indicators": .marked([
                        .init(
                            "intense-fear",
                            "yes",
                            evidence: "Cried when the office said they would ring home. Form tutor, Monday."
                        ),
                        .init("signs-of-work", "yes", evidence: "Burns on both hands. She says from an iron."),
                        .init(
                            "housework",
                            "suspected",
                            evidence: "Told a friend that she cooks and irons for two families."
                        ),
                        .init("never-alone", "yes", evidence: "A different man waits at the gate each day from 14:50."),
                        .init("false-papers", "suspected", evidence: "She gave another birthday when nobody was near."),
                        .init("no-doctor", "no"),
                    ]),
                    "account": .text(
                        "Ilira asked her form tutor whether she would be sent back if she did badly. She said her uncle keeps her passport and that she owes him for the journey. She stopped speaking when a teaching assistant came in.\n\nShe has been late eleven times since she came, and falls asleep in lessons."
                    ),
                    "adults": .entries([
                        [
                            "adult": .person(
                                .init(given: "Bardo", family: "Kesh", about: "About 40, drives a grey van")
                            ),
                            "adult-part": .text("Says that he is her uncle"),
                        ]
                    ]),
                    "exploitation": .chosen(["labour", "servitude"]),
                    "police-told": .yes,
                    "police-reference": .text("CE-4471"),
                    "own-staff": .no,
                ]
            },
            then: [
                .on(0, 10, 5, "priya", .acknowledge),
                .on(
                    0,
                    11,
                    40,
                    "priya",
                    .act("told-police", "Spoke with DS Lindqvist. The police lead on the adults, we on Ilira.")
                ),
                .on(
                    0,
                    13,
                    15,
                    "morag",
                    .write(
                        "We know the van. Please let nobody ask the man at the gate who he is. We will be near at 14:45."
                    )
                ),
                .on(
                    0,
                    13,
                    40,
                    "nadia",
                    .write("Understood. She stays in the library, and leaves by the side door with me.")
                ),
                .on(
                    1,
                    10,
                    20,
                    "priya",
                    .decide(
                        "strategy-discussion",
                        "Held this morning with the police, health and Thornbeck. Ilira was placed with foster carers last night."
                    )
                ),
                .on(
                    1,
                    15,
                    30,
                    "priya",
                    .tell(
                        "The police and we are looking into it together. Ilira is safe and was told that you did this for her. Keep her place, and ring me if anybody asks after her."
                    )
                ),
                .on(3, 9, 30, "priya", .act("nrm", "Referred. A first answer is due within five days.")),
                .on(
                    3,
                    12,
                    10,
                    "nadia",
                    .isEnough("We knew the same day who had it. That is the first time in four referrals.")
                ),
                .on(
                    43,
                    14,
                    0,
                    "priya",
                    .find(
                        "assessed",
                        "looked-after",
                        "An age assessment found that she is fifteen. She is looked after and stays with the same carers."
                    )
                ),
                .on(
                    44,
                    11,
                    0,
                    "priya",
                    .tell("She stays with her carers and at Thornbeck, and moves to Year 11.", as: "told-findings")
                ),
                .on(
                    46,
                    8,
                    50,
                    "nadia",
                    .isEnough("Thank you. She starts with us again on Monday.", as: "satisfied-with-findings")
                ),
            ]
        )
    }

    /// Raised yesterday, and received.
    private var missing: DemoMatter {
        DemoMatter(
            "missing-child",
            by: "nadia",
            ago: 1,
            9,
            50,
            to: [.authorityOfResidence: "Merton", .school: Self.thornbeck],
            answers: { day in
                [
                    "child": .person(
                        .init(
                            given: "Corin",
                            family: "Maddox-Vale",
                            born: day.adding(days: -12 * 365 - 77),
                            sex: .male,
                            about: "Year 8, red glasses, rides a yellow bicycle"
                        )
                    ),
                    "kind": .one("stopped-coming"),
                    "danger-now": .no,
                    "police-told": .no,
                    "fleeing": .no,
                    "missing-since": .day(day.adding(days: -6)),
                    "last-seen": .text(
                        "Left school as usual a week ago. He told a friend that they might stay with his gran by the sea for a while."
                    ),
                    "last-address": .rivals([
                        .init(.text("Flat 3, 18 Larkmoor Rise"), source: "Our contact form", on: nil, weight: .doubted),
                        .init(
                            .text("Somewhere on Penny Lane Wharf"),
                            source: "A friend's mother",
                            on: day.adding(days: -1),
                            weight: .likely
                        ),
                    ]),
                    "may-be": .chosen(["family-moved", "nothing-known"]),
                    "looked-after": .no,
                    "went-missing-before": .no,
                    "ask-home-office": .no,
                    "school-known": .yes,
                    "school-elsewhere": .no,
                    "enquiries": .marked([
                        .init("parents-called", "yes", evidence: "Both numbers on three days. One is switched off."),
                        .init("home-visit", "yes", evidence: "Two of us went. Nobody opened, the curtains are gone."),
                        .init("friends", "yes", evidence: "He told one of them about his gran."),
                        .init("next-school", "no"),
                    ]),
                    "heard": .text(
                        "His sister is at a primary school in the next borough, and has not been in either."
                    ),
                    "own-staff": .no,
                ]
            },
            then: [
                .on(0, 10, 35, "priya", .acknowledge),
                .on(0, 14, 20, "nadia", .write("The primary school rang: his sister's last day was the same as his.")),
            ]
        )
    }

    /// What came back was not enough: it was decided again, and the school is asked once more.
    private var online: DemoMatter {
        DemoMatter(
            "online-safety-incident",
            by: "nadia",
            ago: 9,
            13,
            5,
            to: [.authorityOfIncident: "Merton", .school: Self.thornbeck],
            answers: { day in
                [
                    "danger-now": .no,
                    "intimate-picture": .no,
                    "illegal": .no,
                    "harmed": .one("child"),
                    "did-it": .one("not-known"),
                    "children": .entries([
                        [
                            "child": .person(
                                .init(given: "Esme", family: "Holloway-Pike", sex: .female, about: "Year 7")
                            ),
                            "child-part": .one("harmed-by-it"),
                        ]
                    ]),
                    "school-known": .yes,
                    "looked-after": .no,
                    "staff-concern": .no,
                    "kinds": .chosen(["blackmail", "account"]),
                    "seen-on": .day(day.adding(days: -1)),
                    "where-online": .text("A game she plays at home. The screenshots are with our network manager."),
                    "device": .one("own"),
                    "account": .text(
                        "Somebody took over her account and asks for gift cards to give it back. She has sent two. The messages know the name of her brother."
                    ),
                    "done": .chosen(["stopped", "told-parents", "changed-passwords"]),
                    "police-told": .no,
                ]
            },
            then: [
                .on(0, 15, 30, "priya", .acknowledge),
                .on(
                    2,
                    11,
                    10,
                    "priya",
                    .decide("no-further-action", "The account is back and the parents are helping her.")
                ),
                .on(2, 16, 0, "priya", .tell("The account is hers again, so we close it here.")),
                .on(
                    4,
                    9,
                    15,
                    "nadia",
                    .isNotEnough(
                        "Three other girls in her year had the same messages. Who tells their parents, and who looks for whoever sends them?"
                    )
                ),
                .on(
                    6,
                    10,
                    45,
                    "priya",
                    .decide(
                        "support",
                        "All four families were rung. The police cyber desk has the messages. A worker comes to Year 7 next week."
                    )
                ),
                .on(
                    7,
                    9,
                    30,
                    "priya",
                    .tell(
                        "You were right. All four families know, the police have what was kept, and somebody comes to talk with Year 7 on Thursday."
                    )
                ),
            ]
        )
    }

    /// Decided, and the school cannot be told yet.
    private var beforeTheSummer: DemoMatter {
        DemoMatter(
            "fgm-concern",
            by: "rosalind",
            ago: 7,
            8,
            55,
            to: [.authorityOfResidence: "Croydon", .police: Self.police, .health: Self.health],
            answers: { day in
                [
                    "what": .one("at-risk"),
                    "danger-now": .no,
                    "child": .person(
                        .init(given: "Nimo", family: "Ardall", born: day.adding(days: -9 * 365 - 30), sex: .female)
                    ),
                    "where-now": .text("In class, Year 4"),
                    "needs-health": .unknown,
                    "tell-school": .no,
                    "journey": .yes,
                    "leaves-on": .day(day.adding(days: 34)),
                    "back-on": .day(day.adding(days: 76)),
                    "journey-to": .text("To her mother's family, with an aunt"),
                    "cues": .marked([
                        .init("long-holiday", "yes", evidence: "Leave was asked for two weeks beyond the holiday."),
                        .init(
                            "ceremony",
                            "suspected",
                            evidence: "She told her teacher of a party at which she becomes big."
                        ),
                    ]),
                    "account": .text(
                        "Nimo's mother came to say goodbye for longer than she had asked for. She seemed unhappy, and said that it was not her choice."
                    ),
                    "own-staff": .no,
                ]
            },
            then: [
                .on(0, 9, 40, "dionne", .acknowledge),
                .on(
                    0,
                    11,
                    30,
                    "dionne",
                    .act("told-police", "The police lead. A nurse whom the mother knows speaks with her.")
                ),
                .on(
                    0,
                    16,
                    10,
                    "dionne",
                    .decide("strategy-discussion", "Held at two o'clock with the police and health.")
                ),
                .on(1, 12, 0, "dionne", .take("tell-raiser", .putOff(because: 0, decidedBy: "DS Lindqvist"))),
                .on(2, 10, 0, "dionne", .act("order-thought-of", "The court is asked for an order on Thursday.")),
                .on(3, 14, 30, "amara", .take("care-offered", .act(note: "Offered by the nurse. She will come."))),
            ]
        )
    }

    /// Agreed with the family first.
    private var familyHelp: DemoMatter {
        DemoMatter(
            "common-assessment",
            by: "jonah",
            ago: 24,
            15,
            40,
            to: [.authorityOfResidence: "Lewisham", .school: Self.aldhelm],
            answers: { day in
                [
                    "child": .person(
                        .init(given: "Teddy", family: "Brackenbury", born: day.adding(days: -7 * 365 - 12), sex: .male)
                    ),
                    "agreed": .yes,
                    "agreed-by": .one("parent"),
                    "agreed-on": .day(day.adding(days: -2)),
                    "share-with": .chosen(["school"]),
                    "parents": .entries([
                        [
                            "parent": .person(.init(given: "Carys", family: "Brackenbury")),
                            "parent-part": .text("Mother"), "parent-responsible": .yes,
                        ]
                    ]),
                    "taking-part": .text("After four o'clock, when a neighbour has the baby"),
                    "services": .text("Health visitor, for the baby\nBreakfast club at school"),
                    "development-areas": .chosen(["speech", "friends"]),
                    "development": .text(
                        "Teddy knows everything about buses and teaches the younger ones. He is hard to understand when he hurries, and plays alone since the summer."
                    ),
                    "care-areas": .chosen(["own-needs"]),
                    "care": .text("Carys reads with him every night. She is very tired and has nobody at weekends."),
                    "environment-areas": .chosen(["housing"]),
                    "environment": .text("Four of them in one room since April. There is damp above his bed."),
                    "be-healthy": .one("some-help"),
                    "stay-safe": .one("going-well"),
                    "enjoy-achieve": .one("some-help"),
                    "contribute": .one("going-well"),
                    "well-being": .one("much-help"),
                    "child-says": .text("“I want a bed that is only mine and somebody to sit with at lunch.”"),
                    "parents-say": .text("She wants help with the housing letters, and one Saturday a month to sleep."),
                    "plan": .entries([
                        [
                            "step-change": .text("A dry place to sleep"),
                            "step-action": .text("Write to housing together"),
                            "step-who": .text("Carys and Mr Penrose"), "step-by": .day(day.adding(days: 14)),
                        ],
                        [
                            "step-change": .text("Easier to understand"),
                            "step-action": .text("See the speech therapist in school"), "step-who": .text("School"),
                            "step-by": .day(day.adding(days: 30)),
                        ],
                    ]),
                    "lead-wanted": .named("Mr Penrose"),
                ]
            },
            then: [
                .on(1, 10, 15, "sam", .acknowledge),
                .on(
                    6,
                    11,
                    30,
                    "sam",
                    .decide(
                        "team-around-family",
                        "Housing, the school and the health visitor, with Mr Penrose in the lead."
                    )
                ),
                .on(7, 16, 20, "sam", .act("told-family", "Rang Carys, and wrote to Teddy with a picture of a bus.")),
                .on(
                    8,
                    9,
                    10,
                    "sam",
                    .tell("There is a team around the family, and Carys would like you to lead it. She knows already.")
                ),
                .on(9, 12, 40, "jonah", .isEnough("Gladly.")),
                .on(
                    17,
                    16,
                    30,
                    "sam",
                    .act("team-met", "Met at school with Carys and Teddy. He chose where everybody sat.")
                ),
                .on(17, 17, 45, "jonah", .write("Housing offered to look at the damp within the month.")),
            ]
        )
    }

    /// Raised a second time by mistake, and withdrawn before anybody had received it.
    private var raisedTwice: DemoMatter {
        DemoMatter(
            "estrangement-query",
            by: "nadia",
            ago: 31,
            8,
            40,
            to: [.authorityOfSchool: "Merton"],
            answers: { day in
                [
                    "risk-today": .no,
                    "asked-by": .one("parent-apart"),
                    "asked-on": .day(day.adding(days: -1)),
                    "question": .chosen(["reports"]),
                    "account": .text("His father, who lives apart, asks for the school report."),
                    "child": .person(.init(given: "Rafe", family: "Underhill-Scott", sex: .male)),
                    "adults": .entries([
                        [
                            "adult": .person(.init(given: "Joss", family: "Underhill")), "adult-part": .one("father"),
                            "lives-with": .no,
                        ]
                    ]),
                    "orders": .chosen(["none-known"]),
                    "order-seen": .no,
                    "harm-feared": .no,
                    "hidden": .no,
                ]
            },
            then: [
                .on(0, 9, 5, "nadia", .withdraw("My deputy had the answer already: he may have the report."))
            ]
        )
    }
}

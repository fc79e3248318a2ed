import Almanac
import Procedures

/// Notices that have to reach somebody in time. Every child in them is made up.
extension DemoStory {
    var notices: [DemoMatter] {
        [removal, placement, lastNight, taughtAtHome, wishToStop]
    }

    private static let health = "Regional health service"
    private static let thornbeck = "Thornbeck Academy"

    /// Received late, never answered: the lead was asked, and then the coordinator.
    private var removal: DemoMatter {
        DemoMatter(
            "removal-notice",
            by: "colm",
            ago: 13,
            16,
            5,
            to: [.authorityOfResidence: "Newham"],
            answers: { day in
                [
                    "others-may-know": .one("now"),
                    "told-from": .day(day),
                    "child": .person(
                        .init(given: "Davit", family: "Orlani", born: day.adding(days: -10 * 365 - 5), sex: .male)
                    ),
                    "others": .entries([
                        ["other-child": .person(.init(given: "Mariam", family: "Orlani", about: "His sister, about 6"))]
                    ]),
                    "school-known": .unknown,
                    "stage": .one("gone"),
                    "left-on": .rivals([
                        .init(.day(day.adding(days: -2)), source: "Our own record", on: day, weight: .certain)
                    ]),
                    "how": .one("taken"),
                    "confirmed-by": .marked([.init("home-office", "yes", evidence: "Seen off at the airport.")]),
                    "at-risk": .no,
                    "child-wishes": .text(
                        "Davit would like his friends to know that he did not want to go without a word."
                    ),
                    "class-message": .text(
                        "Davit's family had to leave the country. He sends his love and misses you."
                    ),
                    "belongings": .unknown,
                    "reach": .text("Through their adviser, 020 7946 0911"),
                ]
            },
            then: [
                .on(2, 12, 20, "shreya", .acknowledge),
                .on(4, 10, 0, "colm", .write("Has his school been found? A teacher wrote to us to ask where he is.")),
            ]
        )
    }

    /// Everybody gives a receipt; the new school still has to say whether it knows of a risk.
    private var placement: DemoMatter {
        DemoMatter(
            "placement-notice",
            by: "dan",
            ago: 2,
            10,
            10,
            to: [.receivingAuthority: "Merton", .newSchool: Self.thornbeck, .health: Self.health],
            answers: { day in
                [
                    "kind": .one("planned"),
                    "child": .person(
                        .init(
                            given: "Jory",
                            family: "Penhale",
                            born: day.adding(days: -14 * 365 - 200),
                            sex: .male,
                            about: "Likes to be asked before anybody sits beside him"
                        )
                    ),
                    "starts-on": .day(day.adding(days: 12)),
                    "legal-status": .one("care-order"),
                    "social-worker": .named("Winifred Tarrant, Redbridge, 020 7946 0902"),
                    "out-of-hours": .text("020 7946 0903"),
                    "placement-kind": .one("foster"),
                    "school-may-see-address": .no,
                    "closed-address": .text("7 Copse End"),
                    "why-here": .text(
                        "Jory's older brother lives with the same carers. Both asked to be together, and the carers have known Jory for two years."
                    ),
                    "approved": .one("director"),
                    "keep-safe": .chosen(["goes-missing", "looked-for"]),
                    "keep-safe-how": .text(
                        "He goes to the river when he is upset, and comes back when his brother rings."
                    ),
                    "school-plan": .one("changes"),
                    "new-school-agreed": .yes,
                    "exam-years": .yes,
                    "told": .marked([
                        .init("child", "yes", evidence: "By his social worker, with his brother there"),
                        .init("parents", "yes", evidence: "By letter"),
                        .init("reviewing-officer", "yes"),
                        .init("doctors", "no"),
                    ]),
                    "kept-back": .no,
                ]
            },
            then: [
                .on(0, 11, 25, "priya", .acknowledge),
                .on(0, 12, 5, "nadia", .acknowledge("receipt")),
                .on(0, 14, 45, "amara", .acknowledge("receipt")),
                .on(
                    1,
                    9,
                    35,
                    "amara",
                    .act("risk-known", "None known. A place with the looked-after children's nurse is kept.")
                ),
                .on(
                    1,
                    10,
                    50,
                    "dan",
                    .write("His brother would like to show him round on the first day. Would that be possible?")
                ),
            ]
        )
    }

    /// The police did not know the school: the authority found it and gave it over, and the school took it.
    private var lastNight: DemoMatter {
        DemoMatter(
            "domestic-abuse-notice",
            by: "morag",
            ago: 21,
            6,
            35,
            to: [.named: "Croydon"],
            answers: { day in
                [
                    "child": .person(
                        .init(given: "Posy", family: "Lavender-Croft", about: "About 8, in a green uniform")
                    ),
                    "setting": .one("not-found"),
                    "to": named("Croydon"),
                    "tried": .chosen(["searched-here", "uniform"]),
                    "moved": .no,
                    "police-reference": .text("DN-20931"),
                    "attended-on": .day(day.adding(days: -1)),
                    "attended-at": .time(ClockTime(hour: 22, minute: 50) ?? .midnight),
                    "place": .one("home"),
                    "child-was": .one("heard-it"),
                    "circumstances": .text(
                        "Posy was upstairs and heard shouting and something break. A neighbour rang. One adult was taken away."
                    ),
                    "spoken-to": .yes,
                    "child-said": .text("“I put my pillow on the cat so she would not hear.” Quiet, and wide awake."),
                    "adult-near": .no,
                    "not-collect": .unknown,
                    "may-lack": .chosen(["sleep", "homework"]),
                    "social-care-told": .yes,
                ]
            },
            then: [
                .on(0, 8, 5, "dionne", .acknowledge),
                .on(
                    0,
                    8,
                    20,
                    "dionne",
                    .offer(
                        to: "Saltmarsh Road Primary School",
                        note: "The uniform is yours, and she is on your roll. Can you meet her?"
                    )
                ),
                .on(
                    0,
                    8,
                    22,
                    "dionne",
                    .act("school-found", "Saltmarsh Road. Offered to its head, who was rung as well.")
                ),
                .on(0, 8, 30, "rosalind", .takeOver),
                .on(
                    0,
                    11,
                    15,
                    "rosalind",
                    .decide("taken-by-school", "She came in on time and went straight to the hens.")
                ),
                .on(0, 11, 30, "rosalind", .tell("Met at the door by somebody she likes.")),
                .on(
                    0,
                    15,
                    45,
                    "rosalind",
                    .act(
                        "child-met-there",
                        "Miss Tull has her eye on her. The office rings before anybody unusual collects."
                    )
                ),
                .on(
                    8,
                    13,
                    0,
                    "rosalind",
                    .find("looked-back", "nothing-more", "Sleeping again, she says. No other notice came.")
                ),
                .on(9, 9, 20, "rosalind", .tell("No more is needed now.", as: "told-later")),
                .on(10, 8, 30, "morag", .read),
            ]
        )
    }

    /// Offered to the authority to which the family moved, which has not accepted yet.
    private var taughtAtHome: DemoMatter {
        DemoMatter(
            "home-education",
            by: "jonah",
            ago: 4,
            11,
            30,
            to: [
                .authorityOfResidence: "Lewisham",
                .school: "St Aldhelm and All Saints Church of England Primary School",
            ],
            answers: { day in
                [
                    "kind": .one("in-writing"),
                    "child": .person(
                        .init(
                            given: "Wren",
                            family: "Amberley",
                            born: day.adding(days: -8 * 365 - 160),
                            sex: .female,
                            address: "From Saturday 4 Tollgate Row, Merton"
                        )
                    ),
                    "home-from": .day(day.adding(days: 21)),
                    "school-elsewhere": .no,
                    "family-knows": .yes,
                    "own-words": .yes,
                    "suggested": .no,
                    "reasons": .chosen(["way-of-life"]),
                    "parents-agree": .yes,
                    "child-wants": .text("To keep singing in our choir on Fridays."),
                    "in-place": .marked([.init("special-school", "no"), .init("enquiry", "no")]),
                    "wishes": .chosen(["materials", "others"]),
                    "five-outcomes": .one("later"),
                    "harm-feared": .no,
                ]
            },
            then: [
                .on(0, 14, 10, "sam", .acknowledge),
                .on(
                    1,
                    10,
                    30,
                    "sam",
                    .act("before-name-comes-off", "Nothing keeps the name on the roll. It is the family's own choice.")
                ),
                .on(
                    2,
                    9,
                    45,
                    "sam",
                    .offer(
                        to: "Merton",
                        note:
                            "They move to you on Saturday. Would you get in touch with them, so that they need not start again?"
                    )
                ),
            ]
        )
    }

    /// What came back waits to be read.
    private var wishToStop: DemoMatter {
        DemoMatter(
            "home-education",
            by: "nadia",
            ago: 6,
            12,
            25,
            to: [.authorityOfResidence: "Sutton", .school: Self.thornbeck],
            answers: { day in
                [
                    "kind": .one("by-word"),
                    "child": .person(
                        .init(given: "Milo", family: "Sandiford", born: day.adding(days: -13 * 365 - 40), sex: .male)
                    ),
                    "school-elsewhere": .yes,
                    "family-knows": .yes,
                    "suggested": .no,
                    "reasons": .chosen(["needs", "health"]),
                    "parents-agree": .unknown,
                    "child-wants": .text("He says that he would come to school if it were only in the mornings."),
                    "harm-feared": .no,
                ]
            },
            then: [
                .on(0, 15, 50, "neil", .acknowledge),
                .on(
                    1,
                    11,
                    0,
                    "neil",
                    .act("before-name-comes-off", "Please keep the name on the roll: nothing is in writing.")
                ),
                .on(3, 10, 30, "neil", .decide("in-touch", "We met Milo and his mother at home on Tuesday.")),
                .on(
                    4,
                    9,
                    20,
                    "neil",
                    .tell(
                        "We met them at home. They would rather try mornings first. Could you meet with us next week?"
                    )
                ),
            ]
        )
    }
}

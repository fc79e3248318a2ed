import Almanac
import Procedures
import Safeguarding

/// What the network itself sees to: issues, lessons and material. They name nobody.
extension DemoStory {
    var networkMatters: [DemoMatter] {
        [waitingForAnswers, numbersForSchools, betweenBoroughs, lesson, leaflets]
    }

    private static let department = "Department for Schools and Families"

    /// Went round: the department, which has no account, answered by letter, and kept its word.
    private var waitingForAnswers: DemoMatter {
        DemoMatter(
            "escalation",
            by: "helen",
            ago: 232,
            10,
            30,
            to: [.named: Self.department],
            answers: { day in
                [
                    "to": named(Self.department),
                    "body-kind": .one("department"),
                    "topic": .one("answers"),
                    "issue": .text("Schools that refer a child are not told what was decided"),
                    "happens": .text(
                        "In nine of twenty-six referrals that we looked at, the school never heard an outcome. Two children were referred again for the same thing, because nobody knew."
                    ),
                    "names-nobody": .yes,
                    "how-many": .number(9),
                    "shown-by": .chosen(["collection", "meeting"]),
                    "wanted": .text(
                        "Say in the guidance that whoever refers is told within a working day of the decision."
                    ),
                    "asked-before": .no,
                    "backed-by": .one("meeting"),
                    "meeting-day": .day(day.adding(days: -6)),
                    "ask-members": .yes,
                ]
            },
            then: [
                .on(
                    2,
                    9,
                    30,
                    "ruth",
                    .act("put-forward", "It names nobody. Sent to the post that answers for the guidance.")
                ),
                .on(
                    5,
                    11,
                    0,
                    "ruth",
                    .enter("acknowledge", .acknowledge, who: "The department's correspondence desk", .letter)
                ),
                .on(20, 14, 0, "ruth", .act("on-agenda", "On the agenda of the next meeting.")),
                .on(
                    21,
                    10,
                    15,
                    "ruth",
                    .enter(
                        "decide",
                        .come(to: "will-change", note: "“We accept the point, and will say it in the next edition.”"),
                        who: "The deputy director for safeguarding",
                        .letter
                    )
                ),
                .on(
                    22,
                    9,
                    40,
                    "ruth",
                    .tell("They accept it. The next edition will ask for an answer within one working day.")
                ),
                .on(25, 16, 10, "helen", .isEnough("It is what we asked for. Let us see whether it comes.")),
                .on(
                    140,
                    11,
                    0,
                    "ruth",
                    .find(
                        "kept-word",
                        "change-seen",
                        "The new edition says it. Eighteen of twenty members see a change."
                    )
                ),
                .on(
                    141,
                    9,
                    30,
                    "ruth",
                    .tell("The new edition says it, and eighteen of twenty members see a change.", as: "told-change")
                ),
                .on(144, 13, 20, "helen", .isEnough("Well worth the letter.", as: "satisfied-with-change")),
            ]
        )
    }

    /// Waits for the coordinator to put it forward.
    private var numbersForSchools: DemoMatter {
        DemoMatter(
            "escalation",
            by: "imran",
            ago: 2,
            14,
            20,
            to: [.named: Self.department],
            answers: { _ in
                [
                    "to": named(Self.department),
                    "body-kind": .one("department"),
                    "topic": .one("information"),
                    "issue": .text("New schools appear in no list until their second term"),
                    "happens": .text(
                        "Notices for children in new schools and academies go to addresses that do not exist. We found eleven such schools since September."
                    ),
                    "names-nobody": .yes,
                    "how-many": .number(11),
                    "shown-by": .chosen(["matters"]),
                    "wanted": .text(
                        "Publish new schools on the day on which they open, with whom to write to about a child."
                    ),
                    "asked-before": .unknown,
                    "backed-by": .one("one"),
                    "ask-members": .yes,
                ]
            },
            then: []
        )
    }

    /// Two authorities see it differently: the coordinator has it.
    private var betweenBoroughs: DemoMatter {
        DemoMatter(
            "cross-borough-issue",
            by: "gareth",
            ago: 5,
            9,
            10,
            to: [.named: "Sutton"],
            answers: { day in
                [
                    "child-waiting": .no,
                    "to": named("Sutton"),
                    "other-is": .chosen(["school", "not-agreed"]),
                    "outside": .no,
                    "step": .one("plan"),
                    "trouble": .chosen(["nobody-holds", "other-threshold"]),
                    "clause": .text("Who calls the review when home and school are in two boroughs"),
                    "on-day": .day(day.adding(days: -12)),
                    "how-often": .one("several"),
                    "how-many": .number(6),
                    "account": .text(
                        "Families who moved here in September kept their school places in Sutton. Each of us thought that the other calls the review. Six reviews are late."
                    ),
                    "tried": .text("Two telephone calls and a shared list."),
                    "proposal": .text("Whoever held the last review calls the next one."),
                ]
            },
            then: [
                .on(0, 15, 40, "ruth", .acknowledge),
                .on(
                    3,
                    10,
                    20,
                    "neil",
                    .act(
                        "other-side",
                        "We agree with the proposal. Our schools would like to be told of a move within a week."
                    )
                ),
                .on(3, 16, 30, "gareth", .write("A week is fine with us.")),
            ]
        )
    }

    private var lesson: DemoMatter {
        DemoMatter(
            "case-review-learning",
            by: "sam",
            ago: 58,
            13,
            45,
            to: [.named: "Regional health service"],
            answers: { day in
                [
                    "review-kind": .one("local"),
                    "review-of": .named("A partnership in another region"),
                    "published": .yes,
                    "review-day": .day(day.adding(days: -30)),
                    "learnt": .text(
                        "School nurses wrote down missed appointments, and nobody at school or in social care could see that there were nine."
                    ),
                    "themes": .chosen(["sharing", "history"]),
                    "names-nobody": .yes,
                    "to-do": .text("Tell a child's school when a second appointment in a term is missed."),
                    "to": named("Regional health service"),
                    "owner-post": .text("Head of school nursing"),
                    "who-should-know": .chosen(["schools", "health"]),
                    "for-all": .yes,
                    "shown-how": .chosen(["procedure", "sample"]),
                    "difference": .text("Somebody asks the child why, before it is the ninth time."),
                    "impact-day": .day(day.adding(days: 200)),
                ]
            },
            then: [
                .on(1, 10, 0, "ruth", .act("clear", "Nothing in it points to a case.")),
                .on(3, 11, 20, "amara", .acknowledge),
                .on(
                    14,
                    15,
                    0,
                    "amara",
                    .decide("accepted", "School nursing changes its letter and its list from next month.")
                ),
                .on(
                    15,
                    9,
                    50,
                    "amara",
                    .tell("Accepted. The school is told of the second missed appointment from next month.")
                ),
                .on(20, 12, 30, "sam", .isEnough()),
            ]
        )
    }

    /// There was none at first, and it came later.
    private var leaflets: DemoMatter {
        DemoMatter(
            "resource-order",
            by: "nadia",
            ago: 44,
            16,
            15,
            to: [.named: "Regional health service"],
            answers: { day in
                [
                    "resource": .text("“Who can I tell?”, for parents, in Tigrinya"),
                    "to": named("Regional health service"),
                    "kind": .one("leaflet"),
                    "as": .one("paper"),
                    "copies": .number(60),
                    "form-of-words": .chosen(["other-language"]),
                    "language": .text("Tigrinya"),
                    "for-whom": .chosen(["parents"]),
                    "send-to": .text("Front office, Thornbeck Academy"),
                    "needed-by": .day(day.adding(days: 40)),
                ]
            },
            then: [
                .on(1, 9, 20, "amara", .acknowledge),
                .on(3, 10, 40, "amara", .decide("waits", "The printer has it. Four weeks.")),
                .on(3, 11, 0, "amara", .tell("It is being printed, and comes in about four weeks.")),
                .on(5, 8, 45, "nadia", .isEnough("That is in time.")),
                .on(24, 14, 30, "amara", .find("there-again", "sent", "Sixty copies went out this morning.")),
                .on(24, 14, 40, "amara", .tell("Sixty copies are on their way.", as: "told-later")),
                .on(28, 15, 10, "nadia", .isEnough("They are here.", as: "satisfied-at-end")),
            ]
        )
    }
}

/// What the demonstration's meetings talked about: items with their notes, decisions and actions, in order.
enum DemoTopics {
    struct Topic {
        let title: String
        let presenter: String
        let minutes: Int
        let notes: String
        var decision: String?
        var actions: [Action] = []
    }

    struct Action {
        let text: String
        /// Keys of the cast, `all`, or a name that matches nobody.
        let owners: [String]
        let due: Due
        let fate: Fate

        init(_ text: String, _ owners: String..., due: Due, _ fate: Fate = .closed) {
            self.text = text
            self.owners = owners
            self.due = due
            self.fate = fate
        }
    }

    enum Due { case weeks(Int), nextMeeting, month, when(String), none }

    /// How far the action came by now.
    enum Fate {
        case closed
        case answered(String)
        case acknowledged
        case untouched
        case updated(String)
        case handedOver(to: String)
        case offered(to: String)
        case partly
        case withdrawn(String)
        /// Held by someone without an account, who says by their link how far they are.
        case byLink(String)
    }

    /// Three topics a meeting, oldest meeting first.
    static let all: [Topic] = [
        Topic(
            title: "How the network works",
            presenter: "ruth",
            minutes: 20,
            notes:
                "Ruth set out what the network is for: every authority hears the same, and whoever raises something hears what came of it.\n\nMembers asked for notes within a week and for actions to be listed by name.",
            decision: "Notes go out within a week of each meeting, with each person's own actions first.",
            actions: [
                Action("Send every member the list of contacts to check", "ruth", due: .weeks(2)),
                Action("Say who stands in when you are away", "all", due: .nextMeeting),
            ]
        ),
        Topic(
            title: "Children missing education: who asks whom",
            presenter: "gareth",
            minutes: 25,
            notes:
                "Gareth described the enquiries that Kingston makes before a child is taken off a roll. Most delays are between authorities, not within them.\n\n- There is no single list of contacts.\n- Some authorities answer only by letter.",
            actions: [
                Action("Collect one contact for missing children from each authority", "gareth", due: .weeks(6)),
                Action("Ask the department whether the guidance on joint enquiries will change", "mina", due: .month),
            ]
        ),
        Topic(
            title: "Safer recruitment refresher",
            presenter: "dionne",
            minutes: 15,
            notes: "Croydon will run the refresher twice this term. There are ten places for other authorities.",
            actions: [Action("Circulate the dates and how to book", "dionne", due: .weeks(1))]
        ),
        Topic(
            title: "Residential staff in independent schools",
            presenter: "mina",
            minutes: 20,
            notes:
                "It is not clear to members who in a school outside the local authority has to be checked, and by whom.",
            actions: [
                Action(
                    "Ask for written advice on which residential staff must be checked",
                    "ruth",
                    due: .weeks(8),
                    .answered(
                        "The department's advice came: all staff who live on site are to be checked at the enhanced level. The letter is with the papers of this meeting."
                    )
                )
            ]
        ),
        Topic(
            title: "Private tutors: what parents should know",
            presenter: "siobhan",
            minutes: 15,
            notes:
                "Tutors who are hired by parents cannot put themselves forward to be checked at every level. Hillingdon has a leaflet that says so in plain words.",
            decision: "The network will offer one leaflet that every authority can put its name on.",
            actions: [Action("Send the leaflet to be adapted", "siobhan", due: .weeks(3))]
        ),
        Topic(
            title: "Records that follow the child",
            presenter: "priya",
            minutes: 20,
            notes:
                "Merton looked at forty transfers. In eleven the safeguarding file arrived more than three weeks after the pupil.",
            actions: [
                Action("Share the checklist for transferring a file", "priya", due: .weeks(4)),
                Action("Try the checklist with five schools each", "all", due: .nextMeeting, .partly),
            ]
        ),
        Topic(
            title: "Trafficking: what admissions staff see",
            presenter: "morag",
            minutes: 30,
            notes:
                "DS Lindqvist set out how a referral moves between police, social care and admissions. About half of the members had dealt with a suspected case. Not all had ended in a way the school understood.\n\n- Most first show up at admissions, and unusual papers are sometimes taken for fraud.\n- Papers may show a child as younger than they are.\n- Schools that refer often hear nothing more.",
            decision:
                "The network will follow every trafficking referral to its outcome, and the school that raised it will be told what happened.",
            actions: [
                Action("Send every authority a form about unclear outcomes", "ruth", due: .weeks(2)),
                Action("Hold a review of the summaries", "carl", "morag", due: .weeks(12)),
            ]
        ),
        Topic(
            title: "Online safety: a drill",
            presenter: "kit",
            minutes: 20,
            notes:
                "Waltham Forest tried three made-up situations with its schools. In two of them nobody would have known for a week.",
            actions: [Action("Circulate the three situations", "kit", due: .weeks(2))]
        ),
        Topic(
            title: "Looked-after children in schools elsewhere",
            presenter: "priya",
            minutes: 20,
            notes:
                "Notices of placements reach schools late or not at all. Members disagreed about whose duty it is to write first.",
            actions: [
                Action("Draft one form of notice for all authorities", "priya", "dan", due: .weeks(10)),
                Action("Find out which virtual schools already send a notice", "mina", due: .weeks(5)),
            ]
        ),
        Topic(
            title: "Exchange visits and host families",
            presenter: "meera",
            minutes: 20,
            notes:
                "Few schools check host families, and the guidance can be read in more than one way. Some schools now stay together in a hostel and meet families by day.",
            actions: [
                Action("Remind schools of the risks before the spring visits", "all", due: .nextMeeting, .partly),
                Action("Write down what a school should ask a host family", "meera", due: .weeks(6)),
            ]
        ),
        Topic(
            title: "Thresholds: where education fits",
            presenter: "helen",
            minutes: 25,
            notes: "Each authority words its thresholds differently. Bromley compared nine of them.",
            actions: [Action("Share the comparison of nine sets of thresholds", "helen", due: .weeks(2))]
        ),
        Topic(
            title: "Police notices before the school day",
            presenter: "morag",
            minutes: 15,
            notes:
                "Two thirds of notices reach schools before nine. Academies that changed their head over the summer are the ones that are missed.",
            actions: [
                Action("Check the list of school contacts that the police hold", "all", due: .nextMeeting, .partly)
            ]
        ),
        Topic(
            title: "A text line for bullying",
            presenter: "abena",
            minutes: 25,
            notes:
                "Abena described the Islington text line. Education welfare officers answer it and take each message up with the school. Pupils do not have to give a name.\n\nMembers asked how pupils learn what was done. Abena said that every conversation stays open until the pupil has been told.",
            decision: "Two more authorities will join from the summer term: Bexley and Waltham Forest.",
            actions: [
                Action("Share the rota and the saved replies", "abena", due: .weeks(5)),
                Action("Visit the text line", "faye", "kit", due: .weeks(9)),
            ]
        ),
        Topic(
            title: "Children educated at home",
            presenter: "helen",
            minutes: 20,
            notes:
                "Bromley offered its procedure to others to try. It looks at all of a child's life and not only at lessons.",
            actions: [
                Action("Say whether your authority would try the procedure", "all", due: .nextMeeting, .partly),
                Action("Circulate the procedure", "helen", due: .weeks(1)),
            ]
        ),
        Topic(
            title: "Domestic abuse: what schools are told",
            presenter: "bola",
            minutes: 20,
            notes:
                "Southwark reviewed sixty notices. What helps schools most is one sentence about what the child saw.",
            actions: [Action("Propose one sentence to add to the notice", "bola", due: .weeks(6))]
        ),
        Topic(
            title: "Estranged parents at the school gate",
            presenter: "anna",
            minutes: 20,
            notes: "Schools ask who may be told what. Wandsworth keeps a page of questions and answers.",
            actions: [
                Action(
                    "Publish the page to the network when the lawyers have read it",
                    "anna",
                    due: .when("the council's lawyers have read it"),
                    .updated("The lawyers asked for two changes. The new wording went back to them.")
                )
            ]
        ),
        Topic(
            title: "Female genital mutilation: before the summer",
            presenter: "amara",
            minutes: 25,
            notes:
                "Dr Nwosu asked schools to look at long absences that are planned around the summer. The network would like the work to cover every health service, and not only midwifery.",
            actions: [
                Action("Carry the network's view to the health steering group", "amara", due: .weeks(6)),
                Action(
                    "Order the film for schools",
                    "tomasz",
                    due: .weeks(4),
                    .withdrawn("The film is now free to watch online.")
                ),
            ]
        ),
        Topic(
            title: "Attendance codes that hide a child",
            presenter: "imran",
            minutes: 15,
            notes: "Tower Hamlets found nine children under a code that should last five school days at most.",
            actions: [Action("Circulate the query that finds them", "imran", due: .weeks(3))]
        ),
        Topic(
            title: "Children who leave without notice",
            presenter: "meera",
            minutes: 25,
            notes:
                "Meera raised children who disappear from the roll after a removal. Staff do not know why the child is absent, and friends cannot say goodbye.\n\nColm Reddy will ask whether schools can be told in advance, and in what words.",
            actions: [Action("Propose wording for a notice to schools", "colm", due: .weeks(29), .acknowledged)]
        ),
        Topic(
            title: "Case reviews: what schools can learn",
            presenter: "sam",
            minutes: 20,
            notes:
                "Lewisham read twelve published reviews. In seven, a school had written something down that nobody answered.",
            decision: "The network will keep a one-page summary for schools of each new review.",
            actions: [Action("Write the first summary", "sam", due: .weeks(8))]
        ),
        Topic(
            title: "Residential special schools: a small group",
            presenter: "dan",
            minutes: 15,
            notes: "Four authorities offered to look at this together.",
            actions: [Action("Convene the small group", "dan", due: .weeks(33), .handedOver(to: "carl"))]
        ),
        Topic(
            title: "What came back on trafficking referrals",
            presenter: "ruth",
            minutes: 25,
            notes: "Twenty-six authorities replied. In nine referrals the school never heard an outcome.",
            actions: [
                Action("Collate the replies into two pages", "ruth", due: .weeks(6)),
                Action("Take the two pages to the partnership's board", "mina", due: .weeks(26), .acknowledged),
            ]
        ),
        Topic(
            title: "The health steering group",
            presenter: "amara",
            minutes: 15,
            notes: "The first meeting was delayed by the rail strike and has now taken place.",
            actions: [Action("Send the minutes of the steering group", "amara", due: .weeks(21), .acknowledged)]
        ),
        Topic(
            title: "A working group on cross-borough moves",
            presenter: "gareth",
            minutes: 20,
            notes:
                "Members would like one page that says who does what when a family moves in the middle of an enquiry.",
            actions: [
                Action("Bring a first page to the next meeting", "gareth", due: .weeks(23), .offered(to: "louis"))
            ]
        ),
        Topic(
            title: "Host family checks before half-term",
            presenter: "meera",
            minutes: 15,
            notes: "Harrow will try the list of questions with two schools.",
            actions: [Action("Try the host family check before half-term", "meera", due: .weeks(11), .acknowledged)]
        ),
        Topic(
            title: "A leaflet for parents about private tutors",
            presenter: "siobhan",
            minutes: 15,
            notes: "The leaflet has been read by parents in three authorities. They asked for fewer words.",
            actions: [
                Action(
                    "Shorten the leaflet to one side",
                    "siobhan",
                    due: .weeks(14),
                    .updated("The new text is with the designer.")
                )
            ]
        ),
        Topic(
            title: "Schools that changed their name or head",
            presenter: "imran",
            minutes: 15,
            notes: "Lists of contacts go out of date each September.",
            actions: [
                Action("Check your schools in the list", "all", due: .weeks(12), .partly),
                Action(
                    "Say whom to write to when a head leaves",
                    "owen",
                    due: .weeks(15),
                    .byLink("Our trust will name one person for each of its schools.")
                ),
            ]
        ),
        Topic(
            title: "A joint reply on the new guidance",
            presenter: "ruth",
            minutes: 25,
            notes:
                "The department asks for views by the end of the year. Members want the reply to say how long schools wait for an answer.",
            decision: "The network will answer as one, and will print where members disagree.",
            actions: [
                Action("Send your authority's view to Ruth", "all", due: .weeks(4), .partly),
                Action("Write the network's reply from what comes in", "ruth", due: .weeks(6), .acknowledged),
                Action("Find out whether the reply will be published", "Joan Pettifer", due: .none, .untouched),
            ]
        ),
        Topic(
            title: "Bullying: did it stop?",
            presenter: "leo",
            minutes: 20,
            notes:
                "Leo asked forty pupils six weeks later. Thirty-one said that it had stopped. Of the others, most had not told anyone again.",
            actions: [Action("Write down how to ask, so that others can", "leo", due: .weeks(5), .untouched)]
        ),
        Topic(
            title: "Winter closures and children at risk",
            presenter: "bola",
            minutes: 15,
            notes: "Schools would like to know by the end of term who answers over the holidays.",
            actions: [Action("List the out-of-hours numbers of each authority", "bola", due: .weeks(3), .acknowledged)]
        ),
    ]
}

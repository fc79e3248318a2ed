import Almanac
import Ledger
import Procedures
import Safeguarding

/// One made-up matter under a procedure: who raised it when, and what each of them did on it.
struct DemoMatter {
    typealias Route = ProcedureDefinition.Route

    let id = ID<Matter>()
    /// `trafficking-referral`
    let procedure: String
    let by: String
    /// How many working days before the end of the story it was raised.
    let ago: Int
    let time: ClockTime
    /// Names of organisations. Whoever is not in the network is the coordinator's to find.
    let routes: [Route: String]
    /// By the day on which it was raised.
    let answers: (Day) -> [String: Answer]
    let acts: [Act]

    init(
        _ procedure: String,
        by: String,
        ago: Int,
        _ hour: Int,
        _ minute: Int,
        to routes: [Route: String] = [:],
        answers: @escaping (Day) -> [String: Answer],
        then acts: [Act]
    ) {
        (self.procedure, self.by, self.ago, self.routes) = (procedure, by, ago, routes)
        time = ClockTime(hour: hour, minute: minute) ?? .noon
        (self.answers, self.acts) = (answers, acts)
    }

    struct Act {
        /// Working days after it was raised.
        let day: Int
        let time: ClockTime
        let by: String
        let deed: Deed

        static func on(_ day: Int, _ hour: Int, _ minute: Int, _ by: String, _ deed: Deed) -> Act {
            Act(day: day, time: ClockTime(hour: hour, minute: minute) ?? .noon, by: by, deed: deed)
        }
    }

    enum Deed {
        case take(_ step: String, TakeStep.Doing)
        /// What somebody without an account said.
        case enter(_ step: String, TakeStep.Doing, who: String, Reported.Way)
        case write(String)
        case offer(to: String, note: String)
        case takeOver
        case withdraw(String)
        case read

        static let acknowledge = acknowledge("acknowledge")
        static func acknowledge(_ step: String) -> Deed { .take(step, .acknowledge) }
        static func decide(_ outcome: String, _ note: String) -> Deed { find("decide", outcome, note) }
        static func find(_ step: String, _ outcome: String, _ note: String) -> Deed {
            .take(step, .come(to: outcome, note: note))
        }
        static func tell(_ text: String, as step: String = "tell-raiser") -> Deed { .take(step, .tell(text)) }
        static func act(_ step: String, _ note: String) -> Deed { .take(step, .act(note: note)) }
        static func isEnough(_ words: String = "", as step: String = "say-if-satisfied") -> Deed {
            .take(step, .judge(isEnough: true, words: words))
        }
        static func isNotEnough(_ words: String) -> Deed {
            .take("say-if-satisfied", .judge(isEnough: false, words: words))
        }
    }
}

extension Answer {
    static func one(_ option: String) -> Answer { .chosen([option]) }
    static let yes = one("yes")
    static let no = one("no")
    static let unknown = one("unknown")
}

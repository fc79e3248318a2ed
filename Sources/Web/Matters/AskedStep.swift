import Safeguarding

/// What someone can do by the link of one matter.
enum AskedStep: String, CaseIterable, Sendable {
    case acknowledge, update, finish, back, accept, decline

    func command(_ matter: MatterReference, _ form: Form) -> any Command {
        switch self {
        case .acknowledge: AcknowledgeMatter(matter)
        case .update: UpdateMatter(matter, text: form["text"])
        case .finish: FinishMatter(matter, note: form["note"])
        case .back, .decline: DeclineMatter(matter, reason: form["reason"])
        case .accept: AcceptMatter(matter)
        }
    }

    /// The sentence on the next page.
    var done: String {
        switch self {
        case .acknowledge: "Thank you. Whoever asked can see that you have it."
        case .update: "Thank you. They can read it."
        case .finish: "Thank you. Your answer has gone back."
        case .back: "The coordinator is asked to find someone else. You hold it until someone takes it on."
        case .accept: "Thank you. It is yours now."
        case .decline: "They can read why not."
        }
    }
}

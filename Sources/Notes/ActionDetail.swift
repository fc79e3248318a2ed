/// A line below an action that says one thing of it: `Owner: JM`, `Due: 3 May`, `Status: complete`.
enum ActionDetail: Equatable {
    case owner(String), due(String), state(String)

    init?(_ text: String) {
        guard let colon = text.prefix(30).firstIndex(of: ":") else { return nil }
        let rest = text[text.index(after: colon)...].trimmed(of: ".")
        guard !rest.isEmpty else { return nil }
        switch text[..<colon].folded {
        case "owner", "owners", "lead", "who", "by whom", "responsible", "responsibility", "assigned to",
            "action owner",
            "person responsible":
            self = .owner(rest)
        case "due", "deadline", "by when", "when", "due date", "target date", "timescale": self = .due(rest)
        case "status", "progress", "update", "state": self = .state(rest)
        default: return nil
        }
    }
}

/// What became of an action, told by the words that end it or stand in a column of their own.
enum StateWords {
    private static let done: Set<String> = [
        "completed", "complete", "done", "actioned", "closed", "discharged", "achieved", "action complete",
        "action completed", "now complete", "now completed", "this has been done", "this has been completed",
        "has been completed", "has been done", "this is complete", "this was done", "this was completed",
        "action closed",
        "green", "green complete", "green completed",
        "this has now been completed", "finished", "this action is complete", "this action is closed",
        "done at the meeting",
        "completed and closed", "complete and closed", "closed complete", "complete close", "action done",
    ]
    private static let open: Set<String> = [
        "ongoing", "in progress", "open", "outstanding", "carried forward", "c f", "cf", "pending", "not completed",
        "not complete", "incomplete", "not yet done", "not done", "on going", "to be completed", "remains open",
        "amber",
        "red", "deferred", "not started", "in hand", "still outstanding", "carry forward", "started", "overdue",
        "to be done", "underway", "under way", "partially complete", "partly done", "not yet complete",
        "not yet completed",
        "awaiting", "awaited", "this is ongoing", "remains outstanding", "work in progress", "partially completed",
        "partly complete", "bring forward", "b f",
    ]
    private static let dropped: Set<String> = [
        "dropped", "withdrawn", "cancelled", "superseded", "abandoned", "no longer required", "no longer needed",
        "not pursued", "no longer relevant", "not required", "no longer applicable", "not taken forward", "rejected",
        "removed", "no longer being pursued", "this is no longer required", "not being pursued", "lapsed",
    ]

    /// The state that a short text names, or `nil`. A date or a remark may follow the word.
    static func state(_ text: String) -> NotesReading.ActionState? {
        let folded = text.folded
        guard !folded.isEmpty else { return nil }
        if let state = exact(folded) { return state }
        let words = folded.words
        for count in [4, 3, 2, 1] where words.count > count {
            let head = words.prefix(count).joined(separator: " ")
            guard let state = exact(head), head.utf8.count > 3 else { continue }
            let next = words[count]
            return ["on", "and", "see", "by", "in", "at", "as"].contains(next) || Int(next) != nil
                || text.dropFirst(head.utf8.count).first.map { ".,;:(\u{2013}-".contains($0) } ?? false ? state : nil
        }
        return nil
    }

    /// Whether a text names a state and says nothing more.
    static func isState(_ text: String) -> Bool {
        exact(text.folded) != nil
    }

    private static func exact(_ folded: String) -> NotesReading.ActionState? {
        if dropped.contains(folded) { return .dropped }
        if open.contains(folded) { return .open }
        return done.contains(folded) ? .done : nil
    }

    /// Takes the state off the end or the head of a statement: `Letter to schools – COMPLETED`, `Done: letter to schools`.
    static func take(from text: String) -> (text: String, state: NotesReading.ActionState)? {
        let trimmed = text.trimmed(of: ".")
        if let last = trimmed.last, ")]".contains(last), let opening = trimmed.lastIndex(where: { "([".contains($0) }),
            let state = state(trimmed[trimmed.index(after: opening)...].dropLast().trimmed)
        {
            return (trimmed[..<opening].trimmed(of: "-\u{2013}\u{2014}:;,"), state)
        }
        if let sentence = Sentences.split(trimmed).last, sentence.count < trimmed.count,
            let state = state(String(sentence))
        {
            return (trimmed[..<sentence.startIndex].trimmed(of: "-\u{2013}\u{2014}:;,"), state)
        }
        let most = trimmed.mayHold("-:;") ? 80 : 0
        for index in trimmed.indices.reversed().prefix(most)
        where trimmed[index].isDash || ":;".contains(trimmed[index]) {
            let after = trimmed[trimmed.index(after: index)...]
            let before = trimmed[..<index]
            guard trimmed[index] != "-" || before.last == " " || after.first == " ", !before.trimmed.isEmpty else {
                continue
            }
            if let state = state(after.trimmed) { return (before.trimmed, state) }
        }
        if let colon = trimmed.prefix(30).firstIndex(where: { $0 == ":" || $0 == "\u{2013}" }),
            let state = exact(trimmed[..<colon].folded)
        {
            return (trimmed[trimmed.index(after: colon)...].trimmed, state)
        }
        if let word = trimmed.words.last, word.isAllCapitals, let state = exact(word.folded), trimmed.words.count > 1 {
            return (trimmed[..<word.startIndex].trimmed(of: "-\u{2013}\u{2014}:;,."), state)
        }
        return nil
    }
}

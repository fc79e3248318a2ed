/// Works on the items with at most so many tasks at a time; the answers come in the order of the items.
///
/// - parameter progress: called with the share of the items that is done, from the task that waits.
func inOrder<Item: Sendable, Answer: Sendable>(
    _ items: [Item],
    tasks: Int,
    progress: (Double) -> Void = { _ in },
    _ work: @Sendable @escaping (Item) -> Answer
) async -> [Answer] {
    await withTaskGroup(of: (Int, Answer).self) { group in
        var answers = [Answer?](repeating: nil, count: items.count)
        var next = 0
        var done = 0
        while next < min(tasks, items.count) {
            let number = next
            group.addTask { (number, work(items[number])) }
            next += 1
        }
        for await (number, answer) in group {
            answers[number] = answer
            done += 1
            progress(Double(done) / Double(items.count))
            if next < items.count {
                let number = next
                group.addTask { (number, work(items[number])) }
                next += 1
            }
        }
        return answers.compactMap(\.self)
    }
}

import GRDB
import Ledger
import Synchronization

/// Writes groups of proposals, each group in one transaction.
final class EventWriter: Sendable {
    private let file: SQLiteFile
    /// The right edge of the tree after our last append: spares reading it again while nobody else appends.
    private let edge = Mutex<Frontier?>(nil)

    init(file: SQLiteFile) {
        self.file = file
    }

    /// Blocks until the group is on the disk.
    ///
    /// - Returns: An answer for each proposal, and the number of events where it is known.
    func write(_ proposals: [Proposal]) -> (answers: [GroupCommit.Answer], count: Int?) {
        do {
            return try edge.withLock { edge in
                var answers: [GroupCommit.Answer] = []
                var frontier = Frontier()
                try file.pool.writeWithoutTransaction { db in
                    try db.inTransaction(.immediate) {
                        let table = EventTable(db: db)
                        let count = try table.count()
                        frontier = try edge?.size == count ? edge ?? frontier : Tree(table).frontier(size: count)
                        var batch = Batch(count: count)
                        let statements = try AppendStatements(table)
                        answers = try proposals.map { try batch.judge($0, against: statements) }
                        for record in batch.records {
                            try statements.insert(record)
                            for subtree in frontier.append(record.event.leaf) {
                                try statements.insert(subtree)
                            }
                        }
                        return .commit
                    }
                }
                edge = frontier
                return (answers, frontier.size)
            }
        } catch {
            let error = file.translate(error)
            return (proposals.map { _ in .failure(error) }, nil)
        }
    }
}

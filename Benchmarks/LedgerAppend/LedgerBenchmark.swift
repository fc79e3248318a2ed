import Foundation
import Ledger
import LedgerSQLite

/// Appends from 64 concurrent writers beside bare SQLite inserts of the same bytes, alternated in one run.
///
/// `LedgerBenchmark [ROUNDS] [APPENDS PER WRITER]`
@main
enum LedgerBenchmark {
    static let writers = 64

    static func main() async throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let rounds = max(1, numbers.first ?? 5)
        let perWriter = max(1, numbers.dropFirst().first ?? 400)
        print("\(writers) writers, \(perWriter) appends each; bare: 64 rows a transaction; both synchronous=FULL")
        print(row(["round", "ledger/s", "bare/s", "ratio", "ledger CPU us", "bare CPU us"]))
        var ratios: [Double] = []
        for round in 1...rounds {
            let folder = FileManager.default.temporaryDirectory.appending(path: "safeloop-benchmark-\(UUID())").path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let (events, ours) = try await append(folder, perWriter)
            let bare = try await offCooperativePool {
                try BareTable(path: "\(folder)/bare.sqlite").insert(events)
            }
            let ratio = bare.wall / ours.wall
            ratios.append(ratio)
            let count = Double(events.count)
            let figures = [count / ours.wall, count / bare.wall].map { "\(Int($0))" } + [percent(ratio)]
            let processor = [ours.processor, bare.processor].map { "\(Int($0 / count * 1_000_000))" }
            print(row(["\(round)"] + figures + processor))
        }
        print("median ratio: \(percent(ratios.sorted()[rounds / 2]))")
    }

    private static func append(_ folder: String, _ perWriter: Int) async throws -> ([RecordedEvent], Cost) {
        let ledger = try await SQLiteLedger.open(folder: folder)
        let proposals = (0..<writers).map { _ in Workload.proposals(perWriter) }
        let start = Moment()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for mine in proposals {
                group.addTask {
                    for proposal in mine {
                        _ = try await ledger.append(proposal)
                    }
                }
            }
            try await group.waitForAll()
        }
        let cost = start.cost
        let events = try await ledger.events(from: 0, limit: .max)
        await ledger.close()
        return (events, cost)
    }

    private static func offCooperativePool<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
        }
    }

    private static func row(_ columns: [String]) -> String {
        columns.map { String(repeating: " ", count: max(1, 14 - $0.count)) + $0 }.joined()
    }

    private static func percent(_ ratio: Double) -> String { "\(Int((ratio * 100).rounded())) %" }
}

/// Seconds on the clock, and of processor time in all threads.
struct Cost: Sendable {
    let wall: Double
    let processor: Double
}

struct Moment {
    private let wall = ContinuousClock.now
    private let processor = clock()

    var cost: Cost {
        let elapsed = (ContinuousClock.now - wall).components
        return Cost(
            wall: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18,
            processor: Double(clock() - processor) / Double(CLOCKS_PER_SEC)
        )
    }
}

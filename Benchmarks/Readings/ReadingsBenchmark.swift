import Almanac
import Foundation
import Ledger
import LedgerSQLite
import Safeguarding

/// Rebuilds the readings of a long history beside bare SQLite inserts of as many rows, alternated in one run.
///
/// `ReadingsBenchmark [EVENTS] [ROUNDS]`. Each rebuild runs in a process of its own, so that its memory is its own.
@main
enum ReadingsBenchmark {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "rebuild" { return try await rebuild(arguments[1], into: arguments[2]) }
        let numbers = arguments.compactMap { Int($0) }
        let count = max(1000, numbers.first ?? 1_000_000)
        let rounds = max(1, numbers.dropFirst().first ?? 3)
        let folder = FileManager.default.temporaryDirectory.appending(path: "safeloop-readings-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let start = Moment()
        let events = try await write(count, to: folder)
        print("\(events) events of \(kinds) kinds in the ledger, made in \(Int(start.cost.wall)) s")
        print(row(["round", "rebuilt/s", "bare/s", "ratio", "rebuild s", "CPU s", "peak MB", "readings MB"]))
        var ratios: [Double] = []
        for round in 1...rounds {
            let bare = try await bare(folder)
            let ours = try await child(folder)
            let ratio = bare.wall / ours.wall
            ratios.append(ratio)
            let rates = [Double(events) / ours.wall, Double(events) / bare.wall].map { "\(Int($0))" }
            let rest = [ours.wall, ours.processor, ours.megabytes, ours.size].map { "\(Int($0.rounded()))" }
            print(row(["\(round)"] + rates + ["\(Int((ratio * 100).rounded())) %"] + rest))
        }
        print("median ratio: \(Int((ratios.sorted()[rounds / 2] * 100).rounded())) %")
    }

    // MARK: The history

    private static let kinds = 23
    private static let meetingsAtOnce = 20

    /// Appends in batches of a few thousand events, as no office does: the ledger's own speed is measured elsewhere.
    private static func write(_ count: Int, to folder: String) async throws -> Int {
        let ledger = try await SQLiteLedger.open(folder: folder)
        var (story, number) = (Story(), 0)
        try await append(story.beginning(), number, to: ledger)
        while try await ledger.count() < count {
            let events = (0..<meetingsAtOnce).flatMap { story.meeting(number + $0) }
            number += meetingsAtOnce
            try await append(events, number, to: ledger)
        }
        let written = try await ledger.count()
        await ledger.close()
        return written
    }

    private static func append(_ events: [Story.Event], _ number: Int, to ledger: SQLiteLedger) async throws {
        var streams: [String: [ProposedEvent]] = [:]
        var order: [String] = []
        for event in events {
            if streams[event.stream] == nil { order.append(event.stream) }
            streams[event.stream, default: []].append(
                ProposedEvent(type: event.type, schema: 1, payload: Array(event.payload.utf8))
            )
        }
        let proposal = Proposal(
            command: CommandID(actor: "system/benchmark", id: "\(number)"),
            digest: Array("\(number)".utf8),
            at: Instant(milliseconds: 946_684_800_000 + Int64(number) * 3_600_000),
            streams: order.map { StreamProposal(stream: StreamID($0), expected: .any, events: streams[$0] ?? []) }
        )
        _ = try await ledger.append(proposal)
    }

    // MARK: Rebuilding

    private static func rebuild(_ folder: String, into readingsFolder: String) async throws {
        let ledger = try await SQLiteLedger.open(folder: folder)
        let start = Moment()
        let projector = Projector(ledger: ledger, readings: try Readings.open(in: URL(fileURLWithPath: readingsFolder)))
        try await projector.catchUp()
        let cost = start.cost
        guard try await projector.position == ledger.count() else { throw Unfinished() }
        print("\(cost.wall) \(cost.processor) \(peakMegabytes)")
        await ledger.close()
    }

    private struct Unfinished: Error {}

    private static func child(
        _ folder: String
    ) async throws -> (wall: Double, processor: Double, megabytes: Double, size: Double) {
        let readings = "\(folder)/readings"
        try FileManager.default.createDirectory(atPath: readings, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: readings) }
        let output = try await offCooperativePool {
            let (process, pipe) = (Process(), Pipe())
            process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            process.arguments = ["rebuild", folder, readings]
            process.standardOutput = pipe
            try process.run()
            let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return String(decoding: output, as: UTF8.self)
        }
        let numbers = output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard numbers.count == 3 else { throw Unfinished() }
        let bytes = try FileManager.default.contentsOfDirectory(atPath: readings)
            .compactMap { try FileManager.default.attributesOfItem(atPath: "\(readings)/\($0)")[.size] as? Int }
        return (numbers[0], numbers[1], numbers[2], Double(bytes.reduce(0, +)) / 1_000_000)
    }

    /// The most memory that this process has had at once.
    private static var peakMegabytes: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }.first ?? 0) / 1024
    }

    private static func bare(_ folder: String) async throws -> Cost {
        let ledger = try await SQLiteLedger.open(folder: folder)
        let path = "\(folder)/bare.sqlite"
        defer {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        }
        let table = try BareTable(path: path)
        var (position, cost) = (0, Cost(wall: 0, processor: 0))
        while true {
            // Only the inserts are timed: the reading of the ledger is a gift to them.
            let events = try await ledger.events(from: position, limit: BareTable.batch)
            guard let last = events.last else { break }
            let start = Moment()
            try table.insert(events)
            cost = cost + start.cost
            position = last.position + 1
        }
        table.close()
        await ledger.close()
        return cost
    }

    private static func offCooperativePool<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
        }
    }

    private static func row(_ columns: [String]) -> String {
        columns.map { String(repeating: " ", count: max(1, 13 - $0.count)) + $0 }.joined()
    }
}

/// Seconds on the clock, and of processor time in all threads.
struct Cost: Sendable {
    let wall: Double
    let processor: Double

    static func + (left: Cost, right: Cost) -> Cost {
        Cost(wall: left.wall + right.wall, processor: left.processor + right.processor)
    }
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

import Crypto
import Finder
import Foundation

/// An index taken from a sealed snapshot beside one built from its roll, in turns, each in a process of its own.
///
/// `SnapshotBenchmark ROLL [ROUNDS]`. Both are asked for the first people of the roll and must answer alike.
@main
enum SnapshotBenchmark {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard let first = arguments.first else { throw Trouble("Name a roll: SnapshotBenchmark ROLL [ROUNDS]") }
        if ["build", "save", "load"].contains(first), arguments.count == 3 {
            let key = ProcessInfo.processInfo.environment[keyName] ?? ""
            return try await work(first, roll: arguments[1], snapshot: arguments[2], key: key)
        }
        let rounds = max(1, arguments.dropFirst().first.flatMap { Int($0) } ?? 3)
        let snapshot = FileManager.default.temporaryDirectory.appending(path: "safeloop-snapshot-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: snapshot) }
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).base64EncodedString() }
        print("save: \(try child("save", first, snapshot, key: key).line)")
        let size = try FileManager.default.attributesOfItem(atPath: snapshot)[.size] as? NSNumber
        print("snapshot: \((size?.intValue ?? 0) >> 20) MiB")
        var ratios: [(clock: Double, processor: Double)] = []
        for _ in 0..<rounds {
            let (built, loaded) = (
                try child("build", first, snapshot, key: key), try child("load", first, snapshot, key: key)
            )
            print("build: \(built.line)\nload:  \(loaded.line)")
            guard built.answers == loaded.answers else { throw Trouble("The two indexes answer differently.") }
            ratios.append((built.seconds / loaded.seconds, built.processor / loaded.processor))
        }
        func median(_ values: [Double]) -> Double { (values.sorted()[rounds / 2] * 10).rounded() / 10 }
        let (clock, processor) = (median(ratios.map(\.clock)), median(ratios.map(\.processor)))
        print("build to load: \(clock) by the clock, \(processor) by processor time")
    }

    /// Where a child finds the key, which is no argument that others could see.
    private static let keyName = "SNAPSHOT_KEY"

    private struct Trouble: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    /// What one process says of its work.
    private struct Said: Codable {
        var seconds: Double
        var processor: Double
        var mebibytes: Int
        var answers: [[Int]]

        var line: String { "\(hundredths(seconds)) s, \(hundredths(processor)) s of processor time, \(mebibytes) MiB" }

        private func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }
    }

    private static func child(_ arguments: String..., key: String) throws -> Said {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging([keyName: key]) { $1 }
        process.standardOutput = output
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode(Said.self, from: said)
    }

    private static func work(_ what: String, roll path: String, snapshot: String, key: String) async throws {
        let sealer = Sealer(key: SymmetricKey(data: Data(base64Encoded: key) ?? Data()))
        let begun = ContinuousClock.now
        var index: PersonIndex
        if what == "load" {
            index = try await PersonIndex(savedAt: snapshot, sealer: sealer)
        } else {
            var maker = RollMaker()
            let roll = try read(path, &maker)
            index = await PersonIndex(roll, maker: maker)
        }
        var seconds = (ContinuousClock.now - begun) / .seconds(1)
        if what == "save" {
            let begun = ContinuousClock.now
            try await index.save(to: snapshot, sealer: sealer)
            seconds = (ContinuousClock.now - begun) / .seconds(1)
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let answers = try people(path).map { index.find($0, top: 5).map(\.place) }
        let said = Said(
            seconds: seconds,
            processor: time(usage.ru_utime) + time(usage.ru_stime),
            mebibytes: usage.ru_maxrss >> 10,
            answers: answers
        )
        try FileHandle.standardOutput.write(contentsOf: JSONEncoder().encode(said))
    }

    private static func time(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

    private static func read(_ path: String, _ maker: inout RollMaker) throws -> Roll {
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        var reader = RollReader()
        try reader.read(&maker) { Array(try file.read(upToCount: 1 << 21) ?? Data()) }
        return reader.roll
    }

    /// The people of the roll's first lines.
    private static func people(_ path: String) throws -> [Person] {
        let beginning = try FileHandle(forReadingFrom: URL(filePath: path)).read(upToCount: 1 << 14) ?? Data()
        var chunks = [Array(beginning[..<(beginning.lastIndex(of: 10) ?? beginning.endIndex)])]
        var people: [Person] = []
        var maker = RollMaker()
        var reader = RollReader { people.append($2) }
        try reader.read(&maker) { chunks.popLast() ?? [] }
        return people
    }
}

/// ChaCha20-Poly1305, as whoever stores an index would have it sealed.
private struct Sealer: SnapshotSealer {
    let key: SymmetricKey

    func seal(_ piece: [UInt8], bound: [UInt8]) throws -> [UInt8] {
        Array(try ChaChaPoly.seal(piece, using: key, authenticating: bound).combined)
    }

    func open(_ sealed: [UInt8], bound: [UInt8]) throws -> [UInt8] {
        Array(try ChaChaPoly.open(ChaChaPoly.SealedBox(combined: sealed), using: key, authenticating: bound))
    }
}

import Foundation
import Notes
import Testing

/// Notes of a fictional meeting, with the report they must give beside them.
struct Fixture: CustomTestStringConvertible, Sendable {
    let name: String
    var testDescription: String { name }

    static let all: [Fixture] = {
        let folder = Bundle.module.resourceURL?.appendingPathComponent("Fixtures")
        let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) } ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted().map { Fixture(name: String($0.dropLast(4))) }
    }()

    func contents(_ ending: String) throws -> Data {
        let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
        return try Data(contentsOf: folder.appendingPathComponent(name + ending))
    }

    var text: String {
        get throws { String(decoding: try contents(".txt"), as: UTF8.self) }
    }
}

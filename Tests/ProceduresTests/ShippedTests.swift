import Almanac
import Foundation
import Testing

@testable import Procedures

/// The files of `Procedures/`, as they are shipped.
enum Shipped {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Procedures").standardizedFileURL

    static let names = [
        "bullying-incident", "case-review-learning", "common-assessment", "cross-borough-issue",
        "domestic-abuse-notice",
        "escalation", "estrangement-query", "exchange-visit", "fgm-concern", "home-education", "meeting-action",
        "missing-child", "online-safety-incident", "placement-notice", "removal-notice", "residential-placement",
        "resource-order", "trafficking-referral",
    ]

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
    }

    static func procedure(_ name: String) throws -> ProcedureDefinition {
        try ProcedureFile.read(text(name), named: "\(name).yaml")
    }

    static func lists() throws -> [String: OptionList] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "lists").path)
        let lists = try files.filter { $0.hasSuffix(".yaml") }.map { file in
            try ProcedureFile.readList(text("lists/\(file.dropLast(5))"), named: file)
        }
        return Dictionary(uniqueKeysWithValues: lists.map { ($0.id, $0) })
    }
}

@Suite("The procedures that are shipped")
struct ShippedTests {
    @Test("every procedure that the notes ask for is there, and nothing else")
    func names() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Shipped.folder.path)
        #expect(files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted() == Shipped.names)
    }

    @Test("each is fine, refers to what is there, and is called as its file", arguments: Shipped.names)
    func fine(name: String) throws {
        let beside = ProcedureFile.Neighbours(lists: try Shipped.lists(), procedures: Set(Shipped.names))
        #expect(try ProcedureFile.read(Shipped.text(name), named: "\(name).yaml", beside: beside).id == name)
    }

    @Test("each asks for consent only where nothing else carries it")
    func consent() throws {
        let asking = try Shipped.names.filter { try Shipped.procedure($0).consent.needed.isYes }
        #expect(asking == ["common-assessment"])
    }

    @Test("under each, every term says where it comes from: a law, or the network itself", arguments: Shipped.names)
    func law(name: String) throws {
        let unsaid = try Shipped.procedure(name).duties.filter { $0.law?.isEmpty ?? true }
        #expect(unsaid.map(\.id) == [])
    }

    @Test("under each, whoever raised it is told of whatever it comes to", arguments: Shipped.names)
    func everythingComesBack(name: String) throws {
        let procedure = try Shipped.procedure(name)
        let raised = London.instant(try #require(Day(iso: "2026-12-24")), .noon)
        var reached = 0
        for outcome in procedure.outcomes.map(\.id) {
            let trial = try Trial(procedure, lists: Shipped.lists(), raised: raised, outcome: outcome)
            let comesTo = { (step: Trial.Step) in
                procedure.duties.contains { $0.id == step.duty && $0.outcomes.contains(outcome) && $0.of != .raiser }
            }
            // What the raiser finds they know already.
            guard trial.came(to: outcome), let decided = trial.steps.lastIndex(where: comesTo) else { continue }
            reached += 1
            #expect(trial.steps[decided...].contains { $0.station == .fedBack }, "\(outcome)")
            #expect(trial.steps.contains { $0.station == .received }, "\(outcome)")
            #expect(trial.steps.allSatisfy { $0.due.map { $0 >= raised } ?? true }, "\(outcome)")
        }
        #expect(reached > 0)
    }

    @Test("the schemas for authors' editors are what the shapes say")
    func schemas() throws {
        for (file, schema) in [
            ("procedure.schema.json", ProcedureFile.schema), ("lists/list.schema.json", ProcedureFile.listSchema),
        ] {
            let shipped = try String(contentsOf: Shipped.folder.appending(path: file), encoding: .utf8)
            #expect(try shipped == schema.text(), "make it anew: safeloop procedure schema > Procedures/\(file)")
        }
    }
}

import Almanac
import Foundation
import Procedures

@testable import Safeguarding

/// The procedures that are shipped, as a network publishes them.
enum ProcedureFiles {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Procedures").standardizedFileURL

    /// All but the actions, which run by duties in code.
    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".yaml") && $0 != "meeting-action.yaml" }.map { String($0.dropLast(5)) }.sorted()

    private static let texts: [String: String] = Dictionary(
        uniqueKeysWithValues: names.map { ($0, read("\($0).yaml")) }
    )

    static let lists: [String: String] = Dictionary(
        uniqueKeysWithValues: ((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/lists")) ?? [])
            .filter { $0.hasSuffix(".yaml") }.map { (String($0.dropLast(5)), read("lists/\($0)")) }
    )

    private static func read(_ file: String) -> String {
        (try? String(contentsOf: folder.appending(path: file), encoding: .utf8)) ?? ""
    }

    static func text(_ name: String) -> String { texts[name] ?? "" }

    static func publish(_ name: String) -> PublishProcedure {
        PublishProcedure(text: text(name), lists: lists, reason: "Shipped with Safeloop")
    }

    /// What each name is when it was published: read and checked once.
    private static let versions: [String: ProcedureVersion] = Dictionary(
        uniqueKeysWithValues: names.compactMap { name in
            (try? ProcedureDraft(texts[name] ?? "", lists: lists)).map { (name, $0.version) }
        }
    )

    static func version(_ name: String) throws -> ProcedureVersion {
        guard let version = versions[name] else { throw Refusal.notFound }
        return version
    }

    /// The publishing of each, as it happened.
    static let published: [Change] = names.compactMap { name in
        guard let draft = try? ProcedureDraft(texts[name] ?? "", lists: lists) else { return nil }
        let event = ProcedurePublished(
            procedure: name,
            version: draft.definition.version,
            text: draft.text,
            lists: draft.lists,
            reason: "Shipped with Safeloop",
            by: nil
        )
        return Change(ProcedureHistory.stream(name), [event])
    }
}

/// Answers that could be given to a form, and that nobody takes for real ones.
struct MadeUpAnswers {
    let version: ProcedureVersion
    let today: Day
    /// Answers to use instead, by field: of what is chosen, its words.
    var given: [String: [String]] = [:]
    /// Where there are dice, what need not be answered may be left out, and any option may be chosen.
    var dice: Dice?

    /// Stands in everything that is typed, so that it can be looked for.
    static let typed = "Quillfeather"

    /// - Parameter version: What the form belongs to.
    init(_ version: ProcedureVersion, today: Day, given: [String: [String]] = [:], dice: Dice? = nil) {
        (self.version, self.today, self.given, self.dice) = (version, today, given, dice)
    }

    mutating func answers() -> Answers {
        Answers(fields(version.definition.askedOnce, outside: [:]))
    }

    private mutating func fields(
        _ fields: [ProcedureDefinition.Field],
        outside: [String: [String]]
    ) -> [String: Answer] {
        var (answers, words) = ([String: Answer](), outside)
        for field in fields where field.type != .file && field.askIf.holds(words) {
            let isLeftOut = !field.isNeeded && given[field.id] == nil && dice != nil && Bool.random(using: &dices)
            guard !isLeftOut else { continue }
            let value = value(field, words)
            let answer = field.holdsRivals ? Answer.rivals([.init(value, source: "Passport")]) : value
            (answers[field.id], words[field.id]) = (answer, answer.words)
        }
        return answers
    }

    private var dices: Dice {
        get { dice ?? Dice(seed: 0) }
        set { if dice != nil { dice = newValue } }
    }

    private mutating func pick(_ options: [String]) -> [String] {
        guard dice != nil, !options.isEmpty else { return options.first.map { [$0] } ?? [] }
        return [dices.pick(options)]
    }

    private mutating func value(_ field: ProcedureDefinition.Field, _ words: [String: [String]]) -> Answer {
        let options = field.choices(version.lists).map(\.id)
        // Nobody's own organisation is implicated, unless a test says so.
        if field.id == version.definition.telling.implicated, given[field.id] == nil, dice == nil {
            return .chosen(["no"])
        }
        let isConsent = version.definition.consent.needed.isYes && version.definition.consent.field == field.id
        switch field.type {
        case .text, .longText, .file: return .text("\(Self.typed) \(field.id)")
        case .choice, .yesNo: return .chosen(given[field.id] ?? (isConsent ? ["yes"] : pick(options)))
        case .checklist:
            let ticked =
                given[field.id]
                ?? ((field.least ?? 1) > 1 ? Array(options.prefix(field.least ?? 1)) : pick(options))
            return field.isMarked
                ? .marked(ticked.map { .init($0, "yes", evidence: field.asksEvidence ? Self.typed : nil) })
                : .chosen(ticked)
        case .date:
            let liesAhead = version.definition.duties.contains {
                $0.within.start == .date(field.id, isBefore: true)
            }
            return .day(given[field.id]?.first.flatMap { Day(iso: $0) } ?? today.adding(days: liesAhead ? 90 : 0))
        case .time: return .time(.noon)
        case .number: return .number(max(field.sizes.lowerBound, min(3, field.sizes.upperBound)))
        case .money: return .money(pence: field.sizes.lowerBound * 100)
        case .person, .organisation: return .named("\(Self.typed) Limited")
        case .child, .adult: return .person(.init(given: Self.typed, family: "Marchbanks"))
        case .group:
            let count = max(1, field.least ?? 1)
            return .entries((0..<count).map { _ in fields(field.fields, outside: words) }.filter { !$0.isEmpty })
        }
    }
}

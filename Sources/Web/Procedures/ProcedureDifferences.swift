import Procedures
import Safeguarding

/// What differs between two versions of a procedure, clause by clause, in words.
struct ProcedureDifferences: Hashable, Sendable {
    struct Line: Hashable, Sendable {
        enum Kind: Hashable, Sendable { case added, removed, changed }

        let kind: Kind
        let title: String
        /// What the earlier version says and the later does not, and the other way round.
        let before: [String]
        let after: [String]
    }

    struct Part: Hashable, Sendable {
        let name: ProcedurePart.Name
        let lines: [Line]
    }

    let parts: [Part]

    init(_ earlier: ProcedureVersion, _ later: ProcedureVersion) {
        let (before, after) = (ProcedureClauses(earlier).parts, ProcedureClauses(later).parts)
        parts = zip(before, after).compactMap { before, after in
            let lines = Self.lines(before.clauses, after.clauses)
            return lines.isEmpty ? nil : Part(name: after.name, lines: lines)
        }
    }

    private static func lines(_ before: [ProcedureClause], _ after: [ProcedureClause]) -> [Line] {
        let known = Dictionary(before.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let kept = Set(after.map(\.key))
        var lines = after.compactMap { clause -> Line? in
            guard let old = known[clause.key] else {
                return Line(kind: .added, title: clause.title, before: [], after: clause.sentences + clause.items)
            }
            return changed(old, clause)
        }
        lines += before.filter { !kept.contains($0.key) }.map {
            Line(kind: .removed, title: $0.title, before: $0.sentences + $0.items, after: [])
        }
        let order = before.map(\.key).filter(kept.contains)
        if order != after.map(\.key).filter({ known[$0] != nil }) {
            lines.append(Line(kind: .changed, title: "The order of these", before: [], after: ["It is another."]))
        }
        return lines
    }

    private static func changed(_ old: ProcedureClause, _ new: ProcedureClause) -> Line? {
        guard old != new else { return nil }
        let (before, after) = (said(old), said(new))
        let (gone, come) = (before.filter { !after.contains($0) }, after.filter { !before.contains($0) })
        let isOrder = gone.isEmpty && come.isEmpty
        return Line(kind: .changed, title: new.title, before: gone, after: isOrder ? ["In another order."] : come)
    }

    private static func said(_ clause: ProcedureClause) -> [String] {
        [ProcedureWords.quoted(clause.title)] + clause.sentences + clause.items
    }
}

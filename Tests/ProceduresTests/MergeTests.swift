import Testing

@testable import Procedures

@Suite("Two changes to one procedure, brought together")
struct MergeTests {
    private static let shipped = (try? ShippedProcedures.all()) ?? []

    private static func text(_ name: String = "missing-child") -> String {
        shipped.first { $0.name == name }?.text ?? ""
    }

    private static let receives = "{ of: holder, to: acknowledge, within: 1 working day,"

    /// Changed at an authority, and by the network, each in several places.
    private static func local(_ text: String) -> String {
        text.replacing(receives, with: "{ of: holder, to: acknowledge, within: 4 hours,")
            .replacing("  - a child ran away, or did not come back\n", with: "")
            .replacing(
                "      - { id: heard, label: Anything else you heard",
                with:
                    "      - { id: ward, label: In which ward, type: text }\n      - { id: heard, label: Anything else you heard"
            )
    }

    private static func upstream(_ text: String) -> String {
        text.replacing("\nversion: 1\n", with: "\nversion: 2\n")
            .replacing("title: Missing child\n", with: "title: A child is missing\n")
            .replacing(
                "label: Police reference, type: text, at most: 60",
                with: "label: Police reference, type: text, at most: 80"
            )
            .replacing(
                "  - { of: holder, to: tell raiser, within: 1 working day after decide, note: required, law: \"Keeping",
                with:
                    "  # Said in March.\n  - { of: holder, to: tell raiser, within: 2 working days after decide, note: required, law: \"Keeping"
            )
    }

    @Test("every shipped procedure is tried")
    func all() { #expect(Self.shipped.count == 18) }

    @Test("the pieces of a text are the text", arguments: shipped.map(\.name))
    func pieces(name: String) {
        let text = Self.text(name)
        let pieces = ClausedText(text)
        #expect(pieces.text == text)
        #expect(pieces["duties"]?.pieces.isEmpty == false && pieces["outcomes"]?.pieces.isEmpty == false)
        #expect(pieces["form"]?.pieces.allSatisfy { !$0.pieces.isEmpty } == true)
    }

    @Test("what one side leaves as it was is taken from the other", arguments: shipped.map(\.name))
    func oneSide(name: String) {
        let base = Self.text(name)
        let changes = [Self.upstream(base), Self.local(Self.upstream(base)), Self.upstream(base) + "\n# More.\n"]
        for upstream in changes {
            let taken = ProcedureMerge(base: base, local: base, upstream: upstream)
            #expect(taken.text == upstream && taken.clashes.isEmpty)
            let both = ProcedureMerge(base: base, local: upstream, upstream: upstream)
            #expect(both.text == upstream && both.clashes.isEmpty)
        }
        // Both are changed in every procedure, also where none of the words above stand.
        let local = Self.local(base).replacing("\nduties:\n", with: "\n# Ours.\nduties:\n")
        #expect(local != base && changes.allSatisfy { $0 != base })
        let kept = ProcedureMerge(base: base, local: local, upstream: base)
        #expect(kept.text == local && kept.clashes.isEmpty)
        // A later version that says nothing new has a number, and keeps what is local.
        let numbered = base.replacing("\nversion: 1\n", with: "\nversion: 2\n")
        let merged = ProcedureMerge(base: base, local: local, upstream: numbered)
        #expect(merged.text == local.replacing("\nversion: 1\n", with: "\nversion: 2\n"))
        #expect(merged.clashes.isEmpty)
    }

    @Test("changes to different clauses stand together, wherever they are")
    func together() throws {
        let base = Self.text()
        let merged = ProcedureMerge(base: base, local: Self.local(base), upstream: Self.upstream(base))
        #expect(merged.clashes.isEmpty)
        #expect(merged.text == Self.local(Self.upstream(base)))
        #expect(merged.text != Self.upstream(base) && merged.text.contains("# Said in March."))
        // Whichever way round they came.
        let other = ProcedureMerge(base: base, local: Self.upstream(base), upstream: Self.local(base))
        #expect(
            other.text.replacing("\nversion: 1\n", with: "\nversion: 2\n") == merged.text && other.clashes.isEmpty
        )
        _ = try ProcedureFile.read(merged.text, named: "merged")
    }

    @Test("a clause that both changed is asked for, and taken as it is chosen")
    func clashes() throws {
        let base = Self.text()
        let receives = "{ of: holder, to: acknowledge, within: "
        let ours = base.replacing(receives + "1 working day,", with: receives + "4 hours,")
            .replacing("  - { id: police-reference", with: "  - { id: own-police-reference")
        let theirs = Self.upstream(base).replacing(receives + "1 working day,", with: receives + "2 working days,")
        let merged = ProcedureMerge(base: base, local: ours, upstream: theirs)
        #expect(merged.clashes.map(\.path) == [["form", "First", "police-reference"], ["duties", "acknowledge"]])
        // Here it has another name: for the network it is gone, and changed there.
        #expect(merged.clashes[0].local == nil && merged.clashes[0].upstream?.contains("at most: 80") == true)
        #expect(merged.clashes[1].local?.contains("4 hours") == true)
        #expect(merged.clashes[1].upstream?.contains("2 working days") == true)
        for side in ProcedureMerge.Side.allCases {
            let choices = Dictionary(uniqueKeysWithValues: merged.clashes.indices.map { ($0, side) })
            let chosen = ProcedureMerge(base: base, local: ours, upstream: theirs, choosing: choices)
            #expect(chosen.clashes == merged.clashes)
            #expect(chosen.text.contains(receives + "4 hours") == (side == .local))
            #expect(chosen.text.contains("{ id: police-reference") == (side == .upstream))
            #expect(chosen.text.contains("title: A child is missing") && chosen.text.contains("version: 2"))
        }
    }

    @Test("what was moved stays where it was moved to; where both moved, it is asked")
    func order() {
        func text(_ ids: [String]) -> String {
            "version: 1\noutcomes:\n" + ids.map { "  - { id: \($0), title: \($0) }\n" }.joined()
        }
        func merged(_ base: String, _ local: String, _ upstream: String, _ side: ProcedureMerge.Side? = nil)
            -> ProcedureMerge
        {
            let texts = [base, local, upstream].map { text($0.map(String.init)) }
            return ProcedureMerge(
                base: texts[0],
                local: texts[1],
                upstream: texts[2],
                choosing: side.map { [0: $0] } ?? [:]
            )
        }
        func ids(_ merge: ProcedureMerge) -> String {
            ClausedText(merge.text)["outcomes"]?.pieces.map(\.key).joined() ?? ""
        }
        #expect(ids(merged("abc", "cab", "abcd")) == "cdab")
        #expect(ids(merged("abc", "abxc", "cab")) == "cabx")
        #expect(ids(merged("abc", "ac", "abcd")) == "acd")
        #expect(ids(merged("abc", "xabc", "abcy")) == "xabcy")
        #expect(ids(merged("abc", "cab", "cabd")) == "cabd")
        let both = merged("abc", "bac", "acb")
        #expect(both.clashes.map(\.path) == [["outcomes", ""]] && both.clashes.allSatisfy(\.isOrder))
        #expect(ids(merged("abc", "bac", "acb", .local)) == "bac")
        #expect(ids(merged("abc", "bac", "acb", .upstream)) == "acb")
    }

    @Test("a text in another hand is taken apart as far as it can be, and loses nothing")
    func otherHands() {
        for text in [
            "", "no key", "a: 1\na: 2\n", "duties: [ { id: a }, { id: b } ]\n",
            "duties:\n- id: a\n  of: holder\n- id: b\n",
            "duties:\n  - { id: a }\n  - { id: a }\n", "form:\n  - section: X\n    hint: y\n",
            "title: >\n  long\n\n  text\n",
            "# only\n\n# comments\n", "form:\n  - section: X\n    fields:\n      - id: a\n    hint: after\nkeep: x",
        ] {
            let whole = text.hasSuffix("\n") || text.isEmpty || text == "no key" ? text : text + "\n"
            #expect(ClausedText(text).text == whole)
        }
        #expect(ClausedText("duties:\n- id: a\n  of: holder\n- id: b\n")["duties"]?.pieces.map(\.key) == ["a", "b"])
        #expect(ClausedText("duties:\n  - { id: a }\n  - { id: a }\n")["duties"]?.pieces.isEmpty == true)
    }
}

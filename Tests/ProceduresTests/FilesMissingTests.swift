import Testing

@testable import Procedures

@Suite("Files that a form must have")
struct FilesMissingTests {
    private static let form = """
          - { id: sort, label: Sort, type: choice, options: [ { id: one, label: One }, { id: two, label: Two } ] }
          - { id: order, label: The order, type: file, required: yes, ask if: { sort: one } }
          - { id: paper, label: A paper, type: file }
          - id: seen
            label: What was seen
            type: repeated group
            fields:
              - { id: by, label: By whom, type: text }
              - { id: how, label: How, type: choice, options: [ { id: letter, label: Letter }, { id: call, label: Call } ] }
              - { id: letter, label: The letter, type: file, required: yes, ask if: { how: letter } }
        """

    private static func definition() throws -> ProcedureDefinition {
        let text = try Shipped.text("resource-order")
        let fields = form.split(separator: "\n").map { "      " + $0.dropFirst(2) }.joined(separator: "\n")
        return try ProcedureFile.read(
            text.replacing("\nduties:", with: "\n  - section: Papers\n    fields:\n\(fields)\nduties:"),
            named: "resource-order"
        )
    }

    private static func missing(_ answers: [String: Answer], _ files: [String: Int] = [:]) throws -> [String] {
        AnswerCheck.filesMissing(Answers(answers), to: try definition(), files: files).map(\.field)
    }

    @Test("one that is asked is missed, one that is not asked or can be left out is not")
    func asked() throws {
        #expect(try Self.missing([:]) == [])
        #expect(try Self.missing(["sort": .chosen(["two"])]) == [])
        #expect(try Self.missing(["sort": .chosen(["one"])]) == ["order"])
        #expect(try Self.missing(["sort": .chosen(["one"])], ["paper": 1]) == ["order"])
        #expect(try Self.missing(["sort": .chosen(["one"])], ["order": 1]) == [])
    }

    @Test("each entry of a group in which it is asked needs one")
    func rows() throws {
        let letter: [String: Answer] = ["by": .text("Ada"), "how": .chosen(["letter"])]
        let call: [String: Answer] = ["by": .text("Bo"), "how": .chosen(["call"])]
        #expect(try Self.missing(["seen": .entries([call])]) == [])
        #expect(try Self.missing(["seen": .entries([call, letter])]) == ["seen-1-letter"])
        #expect(try Self.missing(["seen": .entries([letter, letter])], ["seen": 1]) == ["seen-1-letter"])
        #expect(try Self.missing(["seen": .entries([letter, letter])], ["seen": 2]) == [])
    }
}

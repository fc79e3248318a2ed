import Finder
import Foundation
import Testing

/// The code of the article "From compare to find", as it stands there.
@Suite struct ArticleTests {
    @Test func theArticleDoesWhatItSays() async throws {
        var one = Person(givenName: "Katarzyna", familyName: "Wójcik", dateOfBirth: CalendarDate("2011-06-09"))
        one.postcode = Postcode("N1 9GU")
        var other = Person(givenName: "Kasia", familyName: "Wojcik", dateOfBirth: CalendarDate("09/06/2014"))
        other.postcode = Postcode("E17 4AB")

        let explanation = Model.standard.compare(one, other)
        let reasons = explanation.reasons.map { "\($0.field) \($0.level): \($0.sentence)" }
        let text = try article()
        #expect(reasons.count == 4)
        #expect(reasons.allSatisfy { text.contains("- \($0)\n") })

        var maker = RollMaker()
        var school = Roll()
        maker.add(one, to: &school, label: "pupil 17")

        let file = Array("id,forename,surname,dob\nx1,Kasia,Wojcik,09/06/2014\nx2,Noah,Pell,31/02/2012\n".utf8)
        var chunks = [file]
        var reader = RollReader()
        try reader.read(&maker) { chunks.popLast() ?? [] }
        let clinic = reader.roll
        let problems = reader.problems.map(\.description)
        #expect(problems == ["row 2: the date of birth is in no calendar; taken as missing"])

        let linkage = await Linker(maker).link(school, clinic)
        for link in linkage.links {
            let why = linkage.explain(link).reasons.map(\.sentence)
            print(school.label(of: link.a), clinic.label(of: link.b), link.probability, why)
        }

        let index = await PersonIndex(clinic, maker: maker)
        var session = index.session()
        let matches = session.find(one, top: 3)
        let best = matches.first.map { clinic.label(of: $0.place) }
        #expect(best == "x1")
    }

    /// Every line of code in the article is in the test above, in the same order.
    @Test func theArticleShowsTheCodeOfThisTest() throws {
        var code = try String(contentsOfFile: #filePath, encoding: .utf8).split(separator: "\n").map(trimmed)[...]
        var isCode = false
        var lines = 0
        for line in try article().split(separator: "\n").map(trimmed) {
            if line.hasPrefix("```") {
                isCode = line == "```swift"
            } else if isCode {
                lines += 1
                let place = try #require(code.firstIndex(of: line), "not in the test: \(line)")
                code = code[(place + 1)...]
            }
        }
        #expect(lines > 20)
    }

    private func trimmed(_ line: Substring) -> String { line.trimmingCharacters(in: .whitespaces) }

    private func article() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appendingPathComponent("Sources/Finder/Finder.docc/FromCompareToFind.md")
        return try String(contentsOf: path, encoding: .utf8)
    }
}

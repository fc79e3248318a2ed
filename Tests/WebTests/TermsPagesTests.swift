import HTTPTypes
import Safeguarding
import Testing

@Suite("The pages of term dates")
struct TermsPagesTests {
    @Test("an authority's lead enters its terms, and a school says whose dates it keeps")
    func entered() async throws {
        try await withSite { site in
            let (merton, thornbeck) = (site.cast.merton, site.cast.thornbeck)
            let priya = try await site.signIn(as: .boroughLead)
            let before = try await priya.get("/organisations/\(merton)")
            #expect(before.text.contains("None entered. What is due in school days is counted in working days."))
            #expect(before.links(to: "/organisations/\(merton)/terms"))
            let form = try await priya.get("/organisations/\(merton)/terms").form("/organisations/\(merton)/terms")
            let typed: KeyValuePairs = [
                "term-1-first": "2026-09-02", "term-1-last": "2026-12-18", "closed-1-first": "2026-10-26",
                "closed-1-last": "2026-10-30", "term-2-first": "2026-12-01",
            ]
            let wrong = try await priya.send(form, typed)
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("Give the last day, such as"))
            let again = try wrong.form("/organisations/\(merton)/terms")
            #expect(again["term-1-first"] == "2026-09-02" && again["closed-1-last"] == "2026-10-30")
            let done = try await priya.follow(try await priya.send(again, ["term-2-first": ""]))
            #expect(done.text.contains("What is owed already stays due as it was."))
            #expect(
                done.text.contains(
                    "Wednesday 2 September 2026 to Friday 18 December 2026; closed Monday 26 October 2026 to Friday 30 October"
                )
            )
            let owen = try await site.signIn(as: .schoolLead)
            #expect(try await owen.get("/organisations/\(merton)/terms").status == .notFound)
            let own = try await owen.get("/organisations/\(thornbeck)/terms").form("/organisations/\(thornbeck)/terms")
            let kept = try await owen.follow(try await owen.send(own, ["follows": "\(merton)"]))
            #expect(kept.text.contains("Those of Merton ."), "\(kept.text)")
        }
    }
}

import Testing

@testable import Procedures

@Suite("Terms as authors write them")
struct TermTests {
    @Test(
        "each is read, and said again in the same words",
        arguments: [
            "1 working day", "45 working days", "4 hours after acknowledge", "2 weeks after decide",
            "5 school days before starts-on", "before the next school day",
            "before the next school day after told-police",
            "3 months after review-1", "at once", "as given", "by the next meeting, or 5 working days", "on review-day",
        ]
    )
    func read(text: String) throws {
        #expect(try #require(Term(text)).description == text)
    }

    @Test(
        "what is none is refused",
        arguments: [
            "", "soon", "one day", "0 working days", "1 day", "1 working day after", "1 working day after Acknowledge",
            "1 working day  after acknowledge", "-1 hours", "99999 hours", "at once after decide",
            "1 working day after a after b",
        ]
    )
    func refuse(text: String) {
        #expect(Term(text) == nil)
    }

    @Test("what a term is counted from is a duty, or a date of the form")
    func start() throws {
        let term = try #require(Term("1 working day after served-on"))
        #expect(term.start == .step("served-on"))
        #expect(term.from(dates: ["served-on"]).start == .date("served-on", isBefore: false))
        #expect(Term("6 weeks before starts-on")?.start == .date("starts-on", isBefore: true))
    }
}

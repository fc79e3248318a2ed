import Almanac
import Ledger
import Procedures
import Safeguarding

/// One authority that has made a procedure its own, with a later version of the network waiting, and tries another.
extension DemoStory {
    func adoptions() throws -> [Step] {
        let (first, last) = (Self.day(of: 0, before: end), Self.day(of: Self.meetings - 1, before: end))
        let merton = try organisation("Merton")
        let exchange = try shipped("exchange-visit"), home = try shipped("home-education")
        let received = "{ of: holder, to: acknowledge, within: "
        let sooner = exchange.text.replacing("\(received)2 working days,", with: "\(received)1 working day,")
            .replacing("  - { id: host-visited-on", with: Self.asked)
        let later = exchange.text.replacing("\nversion: 1\n", with: "\nversion: 2\n")
            .replacing("\(received)2 working days,", with: "\(received)4 hours,")
            .replacing("at most: 40", with: "at most: 60")
        return [
            Step(at: at(first.adding(days: 90), 11)) { [self] in
                try await perform(
                    AdoptText(
                        procedure: exchange.name,
                        authority: merton,
                        base: 1,
                        text: sooner,
                        reason: "Our schools book early, and two host families were nobody’s to visit."
                    ),
                    as: "priya"
                )
            },
            Step(at: at(last.adding(days: -12), 9, 30)) { [self] in
                try await perform(
                    BeginPilot(
                        procedure: home.name,
                        authority: merton,
                        base: 1,
                        text: home.text.replacing("\(received)1 working day,", with: "\(received)4 hours,"),
                        aim: "Whether schools hear from us before the name comes off the roll.",
                        measures: PilotMeasure.allCases,
                        until: London.day(end).adding(days: 60)
                    ),
                    as: "priya"
                )
            },
            Step(at: at(last.adding(days: 2), 16)) { [self] in
                try await perform(
                    PublishProcedure(
                        text: later,
                        lists: exchange.lists,
                        reason: "Agreed at the last meeting: hosts are looked at on the day."
                    ),
                    as: DemoCast.coordinator
                )
            },
        ]
    }

    /// What only Merton asks, before the question that follows it.
    private static let asked = """
          - { id: visited-by, label: "Who is to visit the home, and by when?", type: text, at most: 200 }
                  - { id: host-visited-on
        """

    private func shipped(_ name: String) throws -> ShippedProcedures.File {
        guard let file = try ShippedProcedures.all().first(where: { $0.name == name }) else {
            throw Failure.refused("The demonstration has no procedure \(name).")
        }
        return file
    }
}

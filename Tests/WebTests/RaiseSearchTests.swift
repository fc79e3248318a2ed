import Procedures
import Testing

@testable import Web

@Suite("What happened, in a few words, leads to the procedure")
struct RaiseSearchTests {
    private static let definitions: [ProcedureDefinition] = {
        guard let files = try? ShippedProcedures.all() else { return [] }
        return files.compactMap { try? ProcedureFile.read($0.text, named: "\($0.name).yaml") }
    }()

    private func found(_ words: String) -> [String] {
        RaiseSearch(Self.definitions).nearest(to: words).map { Self.definitions[$0].id }
    }

    @Test(
        "the one that is meant is among the first three",
        arguments: [
            (
                "fgm-concern",
                ["FGM", "she may be taken abroad to be cut", "circumcision", "girl back from holiday seems changed"]
            ),
            (
                "common-assessment",
                ["CAF", "early help for a family", "mum is struggling and wants support", "TAF meeting"]
            ),
            (
                "placement-notice",
                [
                    "LAC", "foster child from another borough in our school", "we place a boy in another borough",
                    "a children’s home nobody told us of",
                ]
            ),
            (
                "missing-child",
                ["CME", "boy ran away", "cannot trace a family", "disappeared", "absent and not on roll"]
            ),
            (
                "domestic-abuse-notice",
                ["DV", "domestic violence last night", "Operation Encompass", "police were called to the house"]
            ),
            (
                "trafficking-referral",
                [
                    "NRM", "county lines", "made to work in a nail bar", "passport looks wrong at admission",
                    "trafficked",
                    "modern slavery", "age looks older than said",
                ]
            ),
            (
                "home-education",
                [
                    "EHE", "parents teach him at home", "home schooled", "deregistered",
                    "asked to take the child out of school",
                ]
            ),
            (
                "bullying-incident",
                [
                    "bullied", "bullying on the bus", "called names", "racist names in the playground",
                    "afraid to come to school", "teacher picks on a boy",
                ]
            ),
            (
                "online-safety-incident",
                [
                    "sexting", "grooming", "nude picture sent round", "something found on a laptop",
                    "stranger in a chat game",
                ]
            ),
            (
                "removal-notice",
                [
                    "deported", "family removed from the country", "asylum refused and detained",
                    "her things are still here",
                ]
            ),
            ("residential-placement", ["boarding school", "staff without DBS", "hurt at a residential school"]),
            (
                "exchange-visit",
                ["exchange with a school in Spain", "host family", "trip abroad, sleeping in families"]
            ),
            (
                "estrangement-query",
                ["PR", "father at the gate", "contact order", "estranged parent wants reports", "grandmother decides"]
            ),
            ("case-review-learning", ["SCR", "serious case review", "recommendation nobody follows"]),
            ("cross-borough-issue", ["neither borough takes the case", "referral sent back", "protocol"]),
            ("escalation", ["DfE", "guidance is unclear", "the Home Office does not answer"]),
            ("resource-order", ["order leaflets", "DVD", "poster in another language"]),
            ("meeting-action", ["somebody has to do something from the meeting"]),
        ]
    )
    func nearest(procedure: String, phrases: [String]) {
        #expect(Self.definitions.count == 18)
        for phrase in phrases {
            #expect(found(phrase).prefix(3).contains(procedure), "\(phrase): \(found(phrase))")
        }
    }

    @Test("no words find all, and words that stand nowhere find none")
    func nothing() {
        #expect(found(" ").count == Self.definitions.count)
        #expect(found("zebra") == [])
    }
}

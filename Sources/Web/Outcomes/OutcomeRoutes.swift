import Hummingbird
import Safeguarding

/// How procedures go in the network, in numbers.
enum OutcomeRoutes {
    static let all: [Route] = [
        .get("/outcomes", .role(.seeOutcomes), OutcomesPage.page),
        .get("/outcomes.csv", .role(.seeOutcomes), OutcomesExport.csv),
        .get("/outcomes.json", .role(.seeOutcomes), OutcomesExport.json),
    ]
}

import HTML
import Hummingbird
import Safeguarding

/// Home, the lists of matters, one matter, and every step on it.
enum MatterRoutes {
    static let all: [Route] =
        [
            .get("/", .signedIn(.seeMatter), HomePage.page),
            .get("/matters", .signedIn(.seeMatter), MatterList.page),
            .post("/matters", .signedIn(.seeMatter), MatterList.find),
            .get("/matters.csv", .signedIn(.seeMatter), MatterExport.csv),
            .get("/matters.json", .signedIn(.seeMatter), MatterExport.json),
            .get("/matters/new", .signedIn(.raiseAction), RaisePage.page),
            .post("/matters/new", .signedIn(.raiseAction), RaisePage.raise),
            .get("/m/:number", .signedIn(.seeMatter), MatterPage.page),
            .get("/m/:number/links", .signedIn(.giveLink), LinksPage.page),
            .post("/m/:number/links/:member", .signedIn(.giveLink), LinksPage.give),
            .post("/m/:number/links/:member/show", .signedIn(.giveLink), LinksPage.show),
            .post("/m/:number/links/:member/end", .signedIn(.giveLink), LinksPage.end),
            .get("/asked/:token", .anyone, AskedPages.page),
            .post("/asked/:token", .anyone, AskedPages.open),
            .post("/m/:number/read", .signedIn(.seeMatter), CameBack.read),
            .post("/matters/read", .signedIn(.seeMatter), CameBack.readAll),
            .get("/m/:number/do/:duty", .signedIn(.takeStep), LoopStepPage.page),
            .post(
                "/m/:number/do/:duty",
                .signedIn(.takeStep),
                limit: Route.withFiles,
                keepsTyped: true,
                LoopStepPage.take
            ),
            .get("/m/:number/files/:file", .signedIn(.seeMatter), MatterFiles.download),
            .post("/m/:number/take-over", .signedIn(.handOver), LoopActs.takeOver),
        ] + RaisePages.routes + BodyRoutes.all
        + LoopAct.allCases.flatMap { act -> [Route] in
            [
                .get("/m/:number/\(act.rawValue)", .signedIn(act.action)) { visit in try await LoopActs.page(visit, act)
                },
                .post("/m/:number/\(act.rawValue)", .signedIn(act.action), limit: act.limit, keepsTyped: true) {
                    visit in
                    try await LoopActs.take(visit, act)
                },
            ]
        }
        + AskedStep.allCases.map { step in
            .post("/asked/:token/\(step.rawValue)", .anyone) { visit in try await AskedPages.take(visit, step) }
        }
        + MatterStep.allCases.flatMap { step -> [Route] in
            [
                .get("/m/:number/\(step.rawValue)", .signedIn(step.action)) { visit in
                    try await StepPage.page(visit, step)
                },
                .post("/m/:number/\(step.rawValue)", .signedIn(step.action)) { visit in
                    try await StepPage.take(visit, step)
                },
            ]
        }
}

extension Visit {
    /// The matter of the address, where it runs under a procedure of the ledger.
    func anyLoop() async throws -> LoopDetail? {
        guard let number = Int(try parameter("number")) else { throw Refusal.notFound }
        return try await readings.loopDetail(number: number, as: try actor)
    }

    func loop() async throws -> LoopDetail {
        guard let detail = try await anyLoop() else { throw Refusal.notFound }
        return detail
    }

    /// The action of the address, whole, as far as this person may know of it.
    func matter() async throws -> MatterDetail {
        guard let number = Int(try parameter("number")),
            let detail = try await readings.matterDetail(number: number, as: try actor), detail.matter.loop == nil
        else { throw Refusal.notFound }
        return detail
    }
}

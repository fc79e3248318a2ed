import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding

/// The links of bodies without an account: given by members, and opened by whoever has the post.
enum BodyRoutes {
    /// What somebody can do by a body's link besides the steps that are owed. They know nobody to offer it to.
    static let acts: [LoopAct] = [.write, .notTakeOver, .join]

    static let all: [Route] =
        [
            .get("/m/:number/bodies", .signedIn(.linkBody), BodyLinksPage.page),
            .post("/m/:number/bodies/:organisation", .signedIn(.linkBody), BodyLinksPage.give),
            .post("/m/:number/bodies/:organisation/send", .signedIn(.linkBody), BodyLinksPage.send),
            .post("/m/:number/bodies/:organisation/code", .signedIn(.linkBody), BodyLinksPage.code),
            .post("/m/:number/bodies/:organisation/end", .signedIn(.linkBody), BodyLinksPage.end),
            .get("/m/:number/entered/:duty", .signedIn(.takeStep), EnteredPage.page),
            .post("/m/:number/entered/:duty", .signedIn(.takeStep), EnteredPage.answer),
            .get("/body/:token", .anyone, BodyPages.page),
            .post("/body/:token", .anyone, BodyPages.tryCode),
            .post("/body/:token/who", .anyone, BodyPages.enter),
            .post("/body/:token/close", .anyone, BodyPages.close),
            .get("/body/:token/do/:duty", .anyone, BodySteps.page),
            .post(
                "/body/:token/do/:duty",
                .anyone,
                limit: Route.withFiles,
                keepsTyped: true,
                mayUpload: BodySteps.mayUpload,
                BodySteps.take
            ),
            .get("/body/:token/files/:file", .anyone, BodySteps.download),
            .post("/body/:token/take-over", .anyone, BodySteps.takeOver),
        ]
        + acts.flatMap { act -> [Route] in
            [
                .get("/body/:token/\(act.rawValue)", .anyone) { visit in try await BodySteps.page(visit, act) },
                .post(
                    "/body/:token/\(act.rawValue)",
                    .anyone,
                    limit: act.limit,
                    keepsTyped: true,
                    mayUpload: BodySteps.mayUpload
                ) { visit in try await BodySteps.take(visit, act) },
            ]
        }
}

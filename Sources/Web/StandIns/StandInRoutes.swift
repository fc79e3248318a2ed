import Safeguarding

/// Deputies, absences and who covers for whom.
enum StandInRoutes {
    static let all: [Route] = [
        .get("/organisations/:organisation/deputies", .signedIn(.nameDeputies), DeputyPages.page),
        .post("/organisations/:organisation/deputies", .signedIn(.nameDeputies), DeputyPages.name),
        .get("/deputies", .role(.nameDeputies), DeputyPages.coordinators),
        .post("/deputies", .role(.nameDeputies), DeputyPages.nameCoordinators),
        .get("/account/absence", .signedIn(.arrangeAbsence), AbsencePages.own),
        .post("/account/absence", .signedIn(.arrangeAbsence), AbsencePages.announceOwn),
        .get("/members/:member/absence", .signedIn(.arrangeAbsence), AbsencePages.another),
        .post("/members/:member/absence", .signedIn(.arrangeAbsence), AbsencePages.announceAnother),
        .get("/absences/:absence/cover", .signedIn(.arrangeAbsence), AbsenceSteps.coverPage),
        .post("/absences/:absence/cover", .signedIn(.arrangeAbsence), AbsenceSteps.askCover),
        .get("/absences/:absence/decline", .signedIn(.declineCover), AbsenceSteps.declinePage),
        .post("/absences/:absence/decline", .signedIn(.declineCover), AbsenceSteps.decline),
        .post("/absences/:absence/end", .signedIn(.arrangeAbsence), AbsenceSteps.end),
    ]
}

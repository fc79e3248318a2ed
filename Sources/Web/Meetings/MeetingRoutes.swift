import Safeguarding

/// Meetings: called, prepared, held, written up, circulated, agreed.
enum MeetingRoutes {
    static let all: [Route] =
        [
            .get("/meetings", .signedIn(.seeMeetings), MeetingList.page),
            .get("/meetings/new", .signedIn(.runMeeting), CallingPages.newPage),
            .post("/meetings/new", .signedIn(.runMeeting), CallingPages.call),
            .get("/meetings/wait", .signedIn(.proposeItem), ItemPages.waitPage),
            .post("/meetings/wait", .signedIn(.proposeItem), ItemPages.wait),
            .get("/meetings/attendance/:group", .signedIn(.seeMeetings), AttendanceOverTime.page),
            .get("/meetings/attendance/:group/csv", .signedIn(.seeMeetings), AttendanceOverTime.file),
            .get("/meetings/:meeting", .signedIn(.seeMeetings), MeetingPage.page),
            .get("/meetings/:meeting/print", .signedIn(.seeMeetings), PrintPage.page),
            .get("/meetings/:meeting/calendar", .signedIn(.seeMeetings), MeetingCalendar.file),
            .get("/meetings/:meeting/move", .signedIn(.runMeeting), CallingPages.movePage),
            .post("/meetings/:meeting/move", .signedIn(.runMeeting), CallingPages.move),
            .get("/meetings/:meeting/cancel", .signedIn(.runMeeting), CallingPages.cancelPage),
            .post("/meetings/:meeting/cancel", .signedIn(.runMeeting), CallingPages.cancel),
            .get("/meetings/:meeting/answer", .signedIn(.answerInvitation), AnswerPages.page),
            .post("/meetings/:meeting/answer", .signedIn(.answerInvitation), AnswerPages.answer),
            .get("/meetings/:meeting/invitations", .signedIn(.runMeeting), InvitationPages.page),
            .post("/meetings/:meeting/invitations", .signedIn(.runMeeting), InvitationPages.send),
            .post("/meetings/:meeting/invitations/:member", .signedIn(.runMeeting), InvitationPages.invitation),
            .post(
                "/meetings/:meeting/invitations/:member/substitute",
                .signedIn(.runMeeting),
                InvitationPages.substituteInvitation
            ),
            .get("/invited/:token", .anyone, InvitedPages.page),
            .post("/invited/:token", .anyone, InvitedPages.answer),
            .post(
                "/invited/:token/papers",
                .anyone,
                limit: 27_000_000,
                keepsTyped: true,
                mayUpload: InvitedPages.mayGive,
                InvitedPages.give
            ),
            .get("/invited/:token/papers/:paper", .anyone, InvitedPages.paper),
        ] + agenda + held + SheetRoutes.all + MarkingPages.routes + TakeOutPages.routes

    private static let agenda: [Route] = [
        .get("/meetings/:meeting/agenda", .signedIn(.proposeItem), AgendaPage.page),
        .post("/meetings/:meeting/agenda/order", .signedIn(.runMeeting), AgendaPage.reorder),
        .post("/meetings/:meeting/agenda/place", .signedIn(.runMeeting), AgendaPage.place),
        .get("/meetings/:meeting/items/new", .signedIn(.proposeItem), ItemPages.newPage),
        .post("/meetings/:meeting/items/new", .signedIn(.proposeItem), ItemPages.propose),
        .get("/items/:item/edit", .signedIn(.proposeItem), ItemPages.editPage),
        .post("/items/:item/edit", .signedIn(.proposeItem), ItemPages.edit),
        .get("/items/:item/off", .signedIn(.runMeeting), ItemPages.offPage),
        .post("/items/:item/off", .signedIn(.runMeeting), ItemPages.takeOff),
    ]

    private static let held: [Route] = [
        .get("/meetings/:meeting/attendance", .signedIn(.runMeeting), AttendancePage.page),
        .post("/meetings/:meeting/attendance", .signedIn(.runMeeting), AttendancePage.record),
        .get("/meetings/:meeting/notes", .signedIn(.runMeeting), LiveNotes.page),
        .post("/meetings/:meeting/notes/:item", .signedIn(.runMeeting), LiveNotes.save),
        .post("/meetings/:meeting/notes/:item/keep", .signedIn(.runMeeting), LiveNotes.keep),
        .post("/meetings/:meeting/decisions/:decision", .signedIn(.runMeeting), LiveNotes.correctDecision),
        .get("/meetings/:meeting/papers", .signedIn(.proposeItem), PaperPages.page),
        .post(
            "/meetings/:meeting/papers",
            .signedIn(.proposeItem),
            limit: 27_000_000,
            keepsTyped: true,
            PaperPages.add
        ),
        .post("/meetings/:meeting/papers/:paper/remove", .signedIn(.runMeeting), PaperPages.remove),
        .get("/papers/:paper", .signedIn(.seeMeetings), PaperPages.download),
        .get("/meetings/:meeting/circulate", .signedIn(.runMeeting), CirculatePages.page),
        .post("/meetings/:meeting/circulate", .signedIn(.runMeeting), CirculatePages.circulate),
        .get("/meetings/:meeting/agree", .signedIn(.runMeeting), CirculatePages.agreePage),
        .post("/meetings/:meeting/agree", .signedIn(.runMeeting), CirculatePages.agree),
    ]
}

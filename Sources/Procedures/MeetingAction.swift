extension Procedure {
    /// An action that a meeting agreed, or that someone raised between meetings. The smallest procedure.
    package static let meetingAction = Procedure(
        id: "meeting-action",
        version: 1,
        title: "Action",
        source:
            "Notes of the Schools Safeguarding Leads Network, 2007: each action has owners, and a date where one was given",
        stations: Station.allCases,
        duties: [
            Obligation(.coordinator, .sayWhoHolds, .workingDays(5)),
            Obligation(.holder, .acknowledge, .workingDays(5), escalates: true),
            Obligation(.holder, .finish, .asGiven, escalates: true),
            Obligation(.raiser, .close, .nextMeeting(orWorkingDays: 5)),
        ]
    )
}

import HTML
import Hummingbird
import Ledger
import Safeguarding

/// Whether one comes, signed in.
enum AnswerPages {
    static func page(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let typed = AnswerForm(try await row(visit, sheet), sheet)
        return try await visit.page(try await page(visit, sheet, typed, []))
    }

    static func answer(_ visit: Visit) async throws -> Response {
        let sheet = try await visit.meetingSheet()
        let typed = AnswerForm(visit.form)
        let row = try await row(visit, sheet)
        do {
            if !typed.names(AnswerForm(row, sheet)) {
                try await visit.perform(
                    AnswerInvitation(
                        sheet.ref,
                        of: row.member,
                        presenting: row.presents.first,
                        try typed.reply(),
                        way: visit.site.configuration.mailWay
                    )
                )
            }
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await page(visit, sheet, typed, problems.fieldErrors))
        }
        return try await visit.done(sheet.link, "Thank you. Your answer is recorded.")
    }

    private static func row(_ visit: Visit, _ sheet: MeetingSheet) async throws -> InvitationRow {
        let person = try visit.person.id
        let rows = try await visit.readings.invitations(to: sheet.meeting.id, as: try visit.actor)
        guard let row = rows.first(where: { $0.member == person }) else { throw Refusal.notFound }
        return row
    }

    private static func page(
        _ visit: Visit,
        _ sheet: MeetingSheet,
        _ typed: AnswerForm,
        _ errors: [FieldError]
    ) async throws -> Page {
        sheet.page(title: "Are you coming?", heading: "Are you coming?", lead: sheet.whenAndWhere, errors: errors) {
            postForm(to: "\(sheet.link)/answer", csrf: visit.csrf, command: visit.newCommand) {
                typed.fields(errors)
                acts {
                    submit("Send this answer")
                    linkButton("Not now", sheet.link, .plain)
                }
            }
        }
    }
}

/// An answer to an invitation, as somebody typed it.
struct AnswerForm {
    var answer = ""
    var substitute = ""
    var email = ""

    init(_ form: Form) {
        (answer, substitute, email) = (form["answer"], form["substitute"], form["substituteEmail"])
    }

    init(_ row: InvitationRow, _ sheet: MeetingSheet) {
        self.init(row, name: sheet.text(row.substitute), email: sheet.text(row.substituteEmail))
    }

    init(_ row: InvitationRow, isSubstitute: Bool = false, name: String, email: String) {
        let answer = isSubstitute ? row.substituteAnswer?.rawValue : row.answer?.rawValue
        (self.answer, substitute, self.email) = (answer ?? "", name, email)
    }

    /// Whether it names whom another names already: naming them once more would end the link that they have.
    func names(_ other: AnswerForm) -> Bool {
        answer == InvitationAnswered.Answer.substitute.rawValue && answer == other.answer
            && substitute == other.substitute && email == other.email
    }

    func replyAsSubstitute() throws(Refusal) -> SubstituteAnswered.Answer {
        guard let answer = SubstituteAnswered.Answer(rawValue: answer) else {
            throw .invalid("answer", "Choose one.")
        }
        return answer
    }

    func reply() throws(Refusal) -> AnswerInvitation.Reply {
        switch InvitationAnswered.Answer(rawValue: answer) {
        case .coming: .coming
        case .remotely: .remotely
        case .apologies: .apologies
        case .substitute: .substitute(.init(name: substitute, email: email))
        case nil: throw .invalid("answer", "Choose one.")
        }
    }

    func fields(_ errors: [FieldError], isSubstitute: Bool = false) -> Markup {
        guard !isSubstitute else {
            return radioField(
                Field("answer", "Your answer", errors: errors),
                SubstituteAnswered.Answer.allCases.map { Choice($0.rawValue, $0.title) },
                selected: answer
            )
        }
        return Markup {
            radioField(
                Field("answer", "Your answer", errors: errors),
                InvitationAnswered.Answer.allCases.map { Choice($0.rawValue, $0.title) },
                selected: answer
            )
            textField(
                Field("substitute", "If someone comes instead, their name", errors: errors),
                value: substitute,
                width: .long
            )
            textField(
                Field(
                    "substituteEmail",
                    "Their e-mail address",
                    hint: "They get a link of their own to the papers, and count for your organisation.",
                    errors: errors
                ),
                value: email,
                kind: .email,
                width: .long
            )
        }
    }
}

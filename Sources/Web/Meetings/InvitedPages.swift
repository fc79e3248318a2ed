import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// What someone sees who came by the link of an invitation: the meeting's day and place, their answer, and the item they
/// present with its papers, to which they can add. Someone of the group, or whoever comes for them, sees its agenda and
/// papers too, but for what is for named people only.
enum InvitedPages {
    static let page = opened { visit, guest in
        let done = visit.query("done") == "paper" ? notice("Thank you. Your paper is added.") : nil
        return .html(document(sheet(visit, guest, guest.answered, [], notice: done)))
    }

    static let answer = opened { visit, guest in
        let typed = AnswerForm(visit.form)
        do {
            try await answer(visit, guest, typed)
        } catch Refusal.invalid(let problems) {
            let page = document(sheet(visit, guest, typed, problems.fieldErrors))
            return .html(page, status: .unprocessableContent)
        }
        let done = notice("Thank you. Your answer is recorded.", "You can change it here until the meeting.")
        return .html(document(sheet(visit, try await InvitedGuest(visit), typed, [], notice: done)))
    }

    /// What a link opens, or that it has ended.
    private static func opened(
        _ answer: @escaping @Sendable (Visit, InvitedGuest) async throws -> Response
    ) -> @Sendable (Visit) async throws -> Response {
        { visit in
            do {
                return try await answer(visit, InvitedGuest(visit))
            } catch is InvitedGuest.Ended {
                return .html(document(ended(visit)), status: .notFound)
            }
        }
    }

    private static func answer(_ visit: Visit, _ guest: InvitedGuest, _ typed: AnswerForm) async throws {
        let office = visit.site.office
        if let substitution = guest.link.substitution {
            let command = AnswerAsSubstitute(guest.link.ref, substitution, try typed.replyAsSubstitute())
            try await office.perform(command, as: guest.actor, form: visit.formID)
        } else if !typed.names(guest.answered) {
            let command = AnswerInvitation(
                guest.link.ref,
                of: guest.link.member,
                presenting: guest.link.presents.first,
                try typed.reply(),
                way: visit.site.configuration.mailWay
            )
            try await office.perform(command, as: guest.actor, form: visit.formID)
        }
    }

    static let paper = opened { visit, guest in
        guard let paper = try await visit.readings.paper(try visit.id("paper"), as: guest.actor) else {
            throw Refusal.notFound
        }
        let action: Action = paper.isForNamed ? .seeNamedPapers : .seeInvited
        return try await visit.file(paper, opener: try await guest.opener(visit, action, [paper.subject]))
    }

    @Sendable static func mayGive(_ visit: Visit) async throws -> Bool {
        do {
            let guest = try await InvitedGuest(visit)
            return guest.mayGive && !guest.items.isEmpty
        } catch is InvitedGuest.Ended {
            return false
        } catch Refusal.notFound {
            return false
        }
    }

    /// A paper for the item that the guest presents.
    static let give = opened { visit, guest in
        // Nobody's bytes are stored before it is known that they may add a paper here.
        guard let item = ID<Item>(visit.form["item"]), guest.mayGive,
            guest.items.contains(where: { $0.item.id == item })
        else { throw Refusal.notFound }
        do {
            guard let file = visit.form.files("file").first else { throw Refusal.invalid("file", visit.form.noFile()) }
            guard file.bytes.count <= PaperDetails.largest else {
                throw Refusal.invalid("file", "Choose a file of 25 MB or less.")
            }
            let (meeting, paper): (ID<Meeting>, ID<Paper>) = (guest.meeting.id, visit.newID())
            let subject = Paper.subject(of: item, at: meeting)
            let details = PaperDetails(
                title: visit.form["title"].isEmpty ? file.name : visit.form["title"],
                fileName: file.name,
                mediaType: file.mediaType,
                bytes: file.bytes.count,
                marking: .members,
                chunks: try await visit.storePaper(file.bytes, paper, under: subject)
            )
            let command = AddPaper(guest.link.ref, item: item, paper: paper, details)
            try await visit.site.office.perform(command, as: guest.actor, form: visit.formID)
        } catch Refusal.invalid(let problems) {
            let errors = problems.map { FieldError("\($0.field)-\(item)", $0.message) }
            return .html(document(sheet(visit, guest, guest.answered, errors)), status: .unprocessableContent)
        }
        return .redirect(to: "/invited/\(guest.token.text)?done=paper", type: .normal)
    }

    private static func sheet(
        _ visit: Visit,
        _ guest: InvitedGuest,
        _ typed: AnswerForm,
        _ errors: [FieldError],
        notice: Markup? = nil
    ) -> Sheet {
        let meeting = guest.meeting
        let sitting = meeting.sitting
        let hours = sitting.from.map { Words.times($0, to: sitting.to) }
        return Sheet(
            title: "Invitation",
            eyebrow: meeting.groupName,
            heading: Words.fullDay(sitting.day),
            lead: [hours, sitting.place].compactMap(\.self).joined(separator: ", "),
            notice: notice,
            errors: errors,
            assets: visit.site.assets.address,
            isDemonstration: visit.site.configuration.isDemonstration
        ) {
            if meeting.isCancelled {
                warn("This meeting was called off.", guest.text(meeting.cancelled))
            } else {
                if let online = meeting.online { p { "To join by phone or video: \(guest.text(online))" } }
                for (item, papers) in guest.items { presented(visit, guest, item, papers, errors) }
                if guest.isSubstitute { p { "You are asked to come for \(guest.organisation)." } }
                if let sent = guest.sends { p { sent } }
                sec("coming", "Are you coming?") {
                    postForm(to: "/invited/\(guest.token.text)", csrf: visit.csrf, command: visit.newCommand) {
                        typed.fields(errors, isSubstitute: guest.isSubstitute)
                        acts { submit("Send this answer") }
                    }
                }
                agenda(guest)
            }
        }
    }

    private static func presented(
        _ visit: Visit,
        _ guest: InvitedGuest,
        _ item: ItemRow,
        _ papers: [PaperRow],
        _ errors: [FieldError]
    ) -> Markup {
        sec("item-\(item.id)", "You present: \(guest.text(item.title))") {
            paragraphs(guest.text(item.about))
            links(guest, papers)
            if guest.mayGive {
                details(.open(errors.contains { $0.field.hasSuffix("\(item.id)") })) {
                    summary { "Add a paper for it" }
                    postForm(
                        to: "/invited/\(guest.token.text)/papers",
                        csrf: visit.csrf,
                        command: visit.newCommand,
                        uploads: true
                    ) {
                        hiddenField("item", "\(item.id)")
                        fileField(
                            Field(
                                "file",
                                "File",
                                hint:
                                    "25 MB or less. It is sealed before it is stored. Those who see the item have it.",
                                id: "file-\(item.id)",
                                errors: errors
                            )
                        )
                        textField(
                            Field(
                                "title",
                                "Title",
                                hint: "The file's name, if you leave this empty.",
                                id: "title-\(item.id)",
                                errors: errors
                            ),
                            value: visit.form["title"],
                            width: .long
                        )
                        acts { submit("Add this paper", .quiet) }
                    }
                }
            }
        }
    }

    private static func agenda(_ guest: InvitedGuest) -> Markup? {
        guard !guest.agenda.isEmpty || !guest.papers.isEmpty else { return nil }
        return sec("agenda", "Agenda and papers", meta: "What is for named people only is not here") {
            links(guest, guest.papers.filter { $0.item == nil })
            ol(.class("plain stack-s")) {
                for item in guest.agenda {
                    li {
                        b { "\(item.number ?? ""). \(guest.text(item.title))" }
                        links(guest, guest.papers.filter { $0.item == item.id })
                    }
                }
            }
        }
    }

    private static func links(_ guest: InvitedGuest, _ papers: [PaperRow]) -> Markup {
        Markup {
            for paper in papers {
                p(.class("mb-1")) {
                    a(.class("go"), .href("/invited/\(guest.token.text)/papers/\(paper.id)")) {
                        guest.text(paper.title)
                    }
                }
            }
        }
    }
}

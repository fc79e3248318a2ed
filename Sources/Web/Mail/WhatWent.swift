import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// What of a meeting's notes went to whom, when, and what became of it. For those who may circulate.
struct WhatWent {
    private let visit: Visit
    private let sheet: MeetingSheet
    private let readers: NotesReaders
    private let mails: [MailRow]
    private let opener: Opener

    init(_ visit: Visit, _ sheet: MeetingSheet, _ readers: NotesReaders) async throws {
        (self.visit, self.sheet, self.readers) = (visit, sheet, readers)
        mails = try await visit.readings.mails([.notes], about: sheet.meeting.id, as: try visit.actor)
        opener = try await visit.opener(.runMeeting, sheet.relations, .these(Set(mails.flatMap(\.subjects))))
    }

    var sections: Markup {
        let returned = mails.filter { $0.standing == .returned }
        let waiting = mails.filter { $0.standing == .waiting }
        let unopened = mails.filter { $0.isOut && $0.openedAt == nil }
        let opened = mails.filter { $0.openedAt != nil && $0.isOut }
        let older = earlier
        return Markup {
            if !returned.isEmpty {
                sec("returned", "Came back", meta: "Correct the address, then send it again") { list(returned) }
            }
            if !waiting.isEmpty { sec("waiting", "Waiting to be sent") { list(waiting) } }
            if !unopened.isEmpty {
                sec("unopened", "Not opened yet", meta: count(unopened)) { table("Not opened yet", unopened) }
            }
            if !opened.isEmpty { sec("opened", "Opened", meta: count(opened)) { table("Opened", opened) } }
            if !older.isEmpty {
                sec("older", "Circulated earlier", meta: "Nothing is known of how they travelled") {
                    rows(older, empty: "")
                }
            }
        }
    }

    private func count(_ mails: [MailRow]) -> String { Words.count(mails.count, "person", plural: "people") }

    private func list(_ mails: [MailRow]) -> Markup { rows(named(mails).map(row), empty: "") }

    private func named(_ mails: [MailRow]) -> [(MailRow, String)] {
        mails.map { ($0, readers.name($0.to, sheet.directory)) }.sorted { $0.1 < $1.1 }
    }

    /// Where nothing is wrong: a line for each.
    private func table(_ title: String, _ mails: [MailRow]) -> Markup {
        dataTable(
            title,
            [Column("To"), Column("When"), Column("What you can do")],
            rows: named(mails).map { mail, name in
                [
                    Markup(text: name), Markup(text: mail.when(visit.words)),
                    buttons(mail, name) ?? Markup(text: "Nothing more"),
                ]
            },
            empty: ""
        )
    }

    private func row(_ mail: MailRow, _ name: String) -> Row {
        Row(name, meta: meta(mail), tag: mail.tag(visit.words), acts: buttons(mail, name))
    }

    private func meta(_ mail: MailRow) -> String {
        [mail.when(visit.words), mail.reason.flatMap { opener.text($0) }].compactMap(\.self).joined(separator: " ")
    }

    /// Circulations of before mails were recorded.
    private var earlier: [Row] {
        let known = Set(mails.compactMap(\.to.member))
        let last = sheet.view.circulation.reduce(into: [ID<Member>: Instant]()) { $0[$1.member] = $1.at }
        return sheet.directory.sorted.filter { last[$0.id] != nil && !known.contains($0.id) }.map { entry in
            Row(entry.nameAndOrganisation, meta: last[entry.id].map { "Circulated \(visit.words.at($0))" } ?? "")
        }
    }

    // MARK: What can be done

    private func buttons(_ mail: MailRow, _ name: String) -> Markup? {
        let base: Link = "\(sheet.link)/mails/\(mail.id)"
        switch mail.standing {
        case .waiting, .dropped: return nil
        case .byHand: return linkButton("Message", base, about: "for \(name)")
        case .sent: return mail.openedAt == nil ? again(base, name, .plain) : nil
        case .returned:
            return Markup {
                correction(mail, base, name)
                if !isSubstitute(mail) { again(base, name, .quiet) }
            }
        }
    }

    private func again(_ base: Link, _ name: String, _ look: ButtonLook) -> Markup {
        pressForm(
            "Send it again",
            to: "\(base)/again",
            csrf: visit.csrf,
            command: visit.newCommand,
            look,
            about: "to \(name)"
        )
    }

    private func isSubstitute(_ mail: MailRow) -> Bool { if case .substitute = mail.to { true } else { false } }

    @Contents private func correction(_ mail: MailRow, _ base: Link, _ name: String) -> Markup {
        switch mail.to {
        case .member(let id):
            if visit.allows(.manageMembers) {
                linkButton("Correct the address", "/members/\(id)/edit", about: "of \(name)")
            } else {
                span(.class("meta")) { "A coordinator can correct their address." }
            }
        case .correspondent(let id):
            linkButton(
                "Correct the address",
                "/groups/\(sheet.ref.group)/circulation/\(id)",
                about: "of \(name)"
            )
        case .body: span(.class("meta")) { "Its link can be sent again from the matter." }
        case .substitute:
            postForm(to: "\(base)/again", csrf: visit.csrf, command: visit.newCommand) {
                textField(
                    Field("address", "Another address for \(name)", id: "address-\(mail.id)"),
                    kind: .email,
                    width: .long
                )
                submit("Send it again", .quiet)
            }
        }
    }
}

extension MailRow {
    /// "Sent today at 10:22am." and whether it was opened.
    func when(_ words: Words) -> String {
        switch standing {
        case .waiting where tries == 0: "Waiting since \(words.at(queuedAt))."
        case .waiting: "Tried \(Words.count(tries, "time")). Next try \(next.map { words.at($0) } ?? "soon")."
        case .sent: "Sent \(sentAt.map { words.at($0) } ?? "").\(opened(words))"
        case .byHand: "Made \(words.at(queuedAt)).\(opened(words))"
        case .dropped: "Not sent: it was over by then."
        case .returned:
            switch fault {
            case .noAddress: "There is no e-mail address for this person."
            case .gaveUp: "Tried for three days."
            case .bounced: sentAt.map { "Sent \(words.at($0)), and sent back later." } ?? ""
            case .refused, nil: ""
            }
        }
    }

    private func opened(_ words: Words) -> String {
        openedAt.map { " Opened \(words.at($0))\(openedBy == .link ? " by their link" : "")." } ?? ""
    }

    func tag(_ words: Words) -> Markup {
        switch standing {
        case .waiting where tries == 0: Web.tag("Waiting", .wait)
        case .waiting: Web.tag("To be tried again", .due)
        case .returned: Web.tag("Came back", .late)
        case .dropped: Web.tag("Not sent")
        case .sent, .byHand:
            openedAt != nil
                ? Web.tag("Opened", .shut)
                : standing == .sent ? Web.tag("Sent", .wait) : Web.tag("Ready to pass on", .wait)
        }
    }
}

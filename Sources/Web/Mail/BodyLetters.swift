import Almanac
import Channels
import Ledger
import Safeguarding
import Vault

extension MailWriter {
    /// The post of a body, while its link works.
    func recipient(_ link: ID<BodyLink>) async throws -> Recipient? {
        guard let row = try await site.readings.bodyLink(link), row.works(on: London.day(site.now)) else { return nil }
        let name = try await site.readings.membership().name(row.organisation) ?? ""
        let opener = try await opener(.seeMatter, [Matter.subject(row.matter)])
        return Recipient(
            addressee: .body(link),
            name: [row.post, name].compactMap(\.self).joined(separator: ", "),
            address: row.address.flatMap(opener.text).flatMap { EmailAddress($0) },
            receives: .members,
            signsIn: false
        )
    }

    /// Says to a body that something waits, and nothing of it: its link, and never its code.
    func waitingForBody(_ mail: MailRow, _ matters: [ID<Matter>], isLate: Bool) async throws -> Letter? {
        guard case .body(let id) = mail.to, let link = try await site.readings.bodyLink(id),
            let row = try await site.readings.matter(link.matter, as: actor), row.ending == nil,
            let matter = row.loopReference
        else { return nil }
        let token = try await site.accounts.bodyDoor.token(of: id, to: matter, until: link.until)
        let network = try await site.readings.network()?.name ?? "A safeguarding network"
        let what = isLate ? "Something waits for your post, and is overdue" : "Something waits for your post"
        return Letter(
            subject: what,
            body: """
                \(what). \(network) asks you to look at it here:

                \(origin("/body/\(token.text)"))

                It opens with a code that reaches you by another way. If you have none, answer this mail and ask for it.
                The link works until \(Words.fullDay(link.until)).
                """
        )
    }
}

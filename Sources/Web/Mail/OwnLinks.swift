import Ledger
import Safeguarding

/// The links by which someone without an account answers for what they hold. A mail carries each one's own.
enum OwnLinks {
    static let warning = "These links are yours alone, and need no account. Whoever has one can answer in your place."
}

extension MailWriter {
    /// The links to a reader's own actions, by the action. A job gives those that are missing; a person who makes a
    /// message looks only at what there is, and gives before that, where something is sent: see ``giveLinks(to:of:)``.
    func ownLinks(_ notes: CirculatedNotes, _ reader: Recipient) async throws -> [ID<Matter>: String] {
        guard let member = reader.addressee.member, !reader.signsIn else { return [:] }
        return try await ownLinks(notes.mine + notes.hidden, of: member, giving: isJob)
    }

    /// What stands in their place where a message is only looked at.
    func ownLinksUnseen(_ notes: CirculatedNotes, _ reader: Recipient) async throws -> [ID<Matter>: String] {
        guard let member = reader.addressee.member, !reader.signsIn else { return [:] }
        let held = try await held(notes.mine + notes.hidden, by: member)
        return held.reduce(into: [:]) { $0[$1.id] = origin("/asked/…") + " (a link of their own)" }
    }

    /// Gives those of the people who have no account a link to each action of theirs from a meeting, for the messages
    /// that somebody passes on by hand.
    func giveLinks(to people: [ID<Member>], of meeting: ID<Meeting>) async throws {
        for member in people {
            guard let reader = try await recipient(.member(member), at: meeting), !reader.signsIn else { continue }
            let rows = try await site.readings.matters(MatterFilter(meeting: meeting, holder: member), as: actor).rows
            _ = try await ownLinks(rows, of: member, giving: true)
        }
    }

    /// Says that something waits, and nothing of it.
    func waitingByLink(_ matters: [MatterRow], _ what: String, _ reader: Recipient) async throws -> Letter? {
        guard let member = reader.addressee.member else { return nil }
        let links = try await ownLinks(matters, of: member, giving: isJob)
        let lines = matters.compactMap { links[$0.id] }
        guard !lines.isEmpty else { return nil }
        return Letter(
            subject: what,
            body: """
                \(what). Open it here to see what it is, and to answer:

                \(lines.joined(separator: "\n"))

                \(OwnLinks.warning)
                """
        )
    }

    private var isJob: Bool { if case .system = actor { true } else { false } }

    private func held(_ rows: [MatterRow], by member: ID<Member>) async throws -> [MatterRow] {
        let open = rows.filter { $0.ending == nil }
        let holders = try await site.readings.linkedHolders(of: open, as: actor)
        return open.filter { row in
            // A message that somebody makes by hand opens nothing to them that they may not read.
            (isJob || row.isOpen) && holders[row.id]?.contains { $0.member == member } ?? false
        }
    }

    private func ownLinks(_ rows: [MatterRow], of member: ID<Member>, giving: Bool) async throws -> [ID<Matter>: String]
    {
        var links: [ID<Matter>: String] = [:]
        for row in try await held(rows, by: member) {
            if giving {
                do {
                    let give = GiveMatterLink(row.reference, to: member, isMailed: true)
                    try await site.office.perform(give, as: actor, form: FormID(), patience: .zero)
                } catch Refusal.outOfTurn, Refusal.notAllowed {
                    // They hold it no more, or it has ended: the mail says nothing of it.
                    continue
                }
            }
            links[row.id] = try await site.askedAddress(row.id, of: member)
        }
        return links
    }
}

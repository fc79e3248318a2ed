import Almanac
import HTML
import Ledger
import Safeguarding
import Vault

/// The link of someone who comes instead of a member: their own, which ends when that member answers again.
struct SubstituteLink {
    let substitution: Substitution
    let address: String
    /// For whom they come, as they are told.
    let organisation: String

    var asked: String {
        """
        You are asked to come for \(organisation). Say whether you do, and read the agenda and the papers, here:
        \(address)
        """
    }
}

extension Site {
    /// Nil where nobody comes instead. The same each time: what is mailed and what is passed on by hand is one link.
    func substituteLink(_ row: InvitationRow, _ sheet: MeetingSheet) async throws -> SubstituteLink? {
        guard let naming = row.naming else { return nil }
        let substitution = Substitution(sheet.ref.meeting, for: row.member, naming: naming)
        let token = try await makeInvitation(
            InvitedLink(ref: sheet.ref, member: row.member, presents: row.presents, naming: naming),
            until: London.end(of: sheet.meeting.sitting.day),
            token: try await office.vault.token(ofLink: "substitute/\(substitution.mail)")
        )
        return SubstituteLink(
            substitution: substitution,
            address: "\(configuration.origin)/invited/\(token.text)",
            organisation: row.organisationName
        )
    }
}

extension InvitedPages {
    /// Whoever was asked to come instead, and is not any more.
    static func ended(_ visit: Visit) -> Sheet {
        Sheet(
            title: "Invitation",
            heading: "You are no longer asked to come",
            lead:
                "Whoever sent you has answered again, or the meeting has another day. This link opens nothing any more.",
            assets: visit.site.assets.address,
            isDemonstration: visit.site.configuration.isDemonstration
        ) {
            p { "If you are unsure, ask whoever asked you to come." }
        }
    }
}

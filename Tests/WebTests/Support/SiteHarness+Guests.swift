import Almanac
import Ledger
import Safeguarding
import Vault

@testable import Web

extension SiteHarness {
    /// Someone whom the network knows, and who has no account.
    func guest(_ name: String, of organisation: ID<Organisation>? = nil) async throws -> ID<Member> {
        let member = ID<Member>()
        let address = name.lowercased().split(separator: " ").joined(separator: ".") + "@network.example"
        let details = try await office.details(
            name: name,
            email: address,
            organisation: organisation ?? cast.kestrel
        )
        try await perform(RegisterMembers([.init(member: member, details: details)]))
        return member
    }

    /// The path of the link of an invitation, as the clerk is given it.
    func invitation(to ref: MeetingRef, for member: ID<Member>) async throws -> String {
        let presents = try await readings.invitations(to: ref.meeting, as: cast[.clerk].actor)
            .first { $0.member == member }?.presents
        let token = try await site.makeInvitation(
            InvitedLink(ref: ref, member: member, presents: presents ?? []),
            until: clock.now.adding(seconds: 30 * 86400)
        )
        return "/invited/\(token.text)"
    }
}

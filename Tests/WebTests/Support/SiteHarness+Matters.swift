import Ledger
import Safeguarding

@testable import Web

extension SiteHarness {
    /// Raises an action for the network's group, as its chair unless another officer does.
    @discardableResult
    func raise(
        _ text: String,
        to holder: Cast.Part,
        due: DueChoice = .notGiven,
        group: ID<Group>? = nil,
        by raiser: Cast.Part = .coordinator
    ) async throws -> MatterReference {
        let draft = ActionDraft(
            text: text,
            holders: [.member(cast[holder].id)],
            due: due,
            group: group ?? cast.network,
            raiser: cast[raiser].id
        )
        try await perform(RaiseAction(draft), as: raiser)
        return MatterReference(draft.matter, group: draft.group)
    }
}

import Ledger
import Vault

extension MeetingView {
    /// What of a meeting may leave with a mail, or be read by a link: nothing for named people only, and nothing marked
    /// narrower than the reader may receive.
    ///
    /// What has no marking of its own (who was there, decisions about no item) is for members.
    package func narrowed(to receives: Marking) -> MeetingView {
        let narrowest = max(receives, .members)
        let isForMembers = narrowest == .members
        func mayHave(_ paper: PaperRow) -> Bool { paper.marking >= narrowest }
        return MeetingView(
            meeting: meeting,
            isRunByActor: false,
            items: items.filter { $0.item.isOpen && $0.item.marking >= narrowest }.map { part in
                ItemPart(
                    item: part.item,
                    time: part.time,
                    notes: part.notes,
                    decisions: part.decisions,
                    papers: part.papers.filter(mayHave)
                )
            },
            decisions: isForMembers ? decisions : [],
            papers: papers.filter(mayHave),
            withdrawn: [],
            attendance: isForMembers ? attendance : [],
            corrections: isForMembers ? corrections : [],
            circulation: [],
            unplaced: nil
        )
    }
}

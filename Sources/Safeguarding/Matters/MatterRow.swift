package import Almanac
import GRDB
package import Ledger
package import Procedures
package import Vault

/// A matter in a list.
package struct MatterRow: Hashable, Sendable {
    package let reference: MatterReference
    /// `/m/2417`: its place among all matters that were raised.
    package let number: Int
    package let procedure: Procedure?
    package let text: Sealed<String>
    package let raiser: ID<Member>?
    package let groupName: String?
    package let meeting: ID<Meeting>?
    package let meetingDay: Day?
    package let item: ID<Item>?
    package let station: Station
    package let ending: MatterState.Ending?
    package let raisedAt: Instant
    /// When it happened, where that was before it was recorded.
    package let happened: Day?
    package let answer: Sealed<String>?
    package let answeredBy: ID<Member>?
    package let answeredAt: Instant?
    package let endedAt: Instant?
    package let changedAt: Instant
    /// The one holder who is shown.
    package let holder: Party
    /// How many hold it together.
    package let holders: Int
    /// How the actor who asked stands to it.
    package let relations: Set<Relation>
    /// Whether the actor who asked may read its words.
    package let isOpen: Bool
    /// What is owed next: the soonest. In a list of what someone owes, the soonest of theirs.
    package let next: DutyRow?
    /// Whether the actor who asked owes that.
    package let isOwed: Bool
    /// Whether it is offered to the actor who asked.
    package let isOffered: Bool

    /// Whether it is the actor's turn.
    package var isYours: Bool { isOwed || isOffered }

    package var id: ID<Matter> { reference.id }

    /// The day it was raised, whether or not it was recorded then.
    package var raisedOn: Day { happened ?? London.day(raisedAt) }

    package func isOverdue(on today: Day) -> Bool { next?.isOverdue(on: today) ?? false }

    init?(_ row: Row) {
        guard let station = Station(rawValue: row["station"]),
            let holder = row.scopes["holder"].flatMap(Party.init)
        else { return nil }
        reference = MatterReference(row["id"], group: row["group"])
        number = row["number"]
        procedure = Procedure.known(row["procedure"], version: row["procedureVersion"])
        text = row["text"]
        raiser = row["raiser"]
        groupName = row["groupName"]
        meeting = row["meeting"]
        meetingDay = row["meetingDay"]
        item = row["item"]
        self.station = station
        ending = (row["ending"] as String?).flatMap(MatterState.Ending.init)
        raisedAt = row["raisedAt"]
        happened = row["happened"]
        answer = row["answer"]
        answeredBy = row["answeredBy"]
        answeredAt = row["answeredAt"]
        endedAt = row["endedAt"]
        changedAt = row["changedAt"]
        self.holder = holder
        holders = row["holders"]
        relations = MatterAuthority.relations(row)
        isOpen = row["isOpen"]
        next = row.scopes["next"].flatMap(DutyRow.init)
        isOwed = row["isOwed"]
        isOffered = row["isOffered"]
    }
}

/// Something that is owed, or was.
package struct DutyRow: Hashable, Sendable {
    package let id: ID<Duty>
    package let matter: ID<Matter>
    package let task: Procedure.Task
    package let of: Party
    package let due: Due
    /// The last day on which it is not late, where that can be said.
    package let deadline: Day?
    package let from: Day
    package let isOpen: Bool
    package let owedAt: Instant
    package let metAt: Instant?
    package let escalatedAt: Instant?
    /// The key of the holder it is about, where that is not the one who owes it.
    let about: String?

    package func isOverdue(on today: Day) -> Bool { isOpen && deadline.map { $0 < today } ?? false }

    static let columns = [
        "id", "matter", "task", "about", "due", "deadline", "fromDay", "standing", "owedAt", "metAt", "escalatedAt",
        "kind",
        "member", "organisation", "post", "group", "name",
    ]

    init?(_ row: Row) {
        guard let id = row["id"] as ID<Duty>?, let task = Procedure.Task(rawValue: row["task"]), let of = Party(row),
            let due = try? Coding.decode(Due.self, from: Array((row["due"] as String).utf8))
        else { return nil }
        self.id = id
        self.task = task
        self.of = of
        self.due = due
        matter = row["matter"]
        deadline = row["deadline"]
        from = row["fromDay"]
        isOpen = row["standing"] == "open"
        owedAt = row["owedAt"]
        metAt = row["metAt"]
        escalatedAt = row["escalatedAt"]
        about = row["about"]
    }
}

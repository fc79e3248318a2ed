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
    /// What it says. Nil under a procedure of the ledger: what was answered there is opened one matter at a time.
    package let text: Sealed<String>?
    /// Where it runs under a procedure of the ledger.
    package private(set) var loop: Loop?
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
    package private(set) var answer: Sealed<String>?
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
    package private(set) var isOpen: Bool
    /// What is owed next: the soonest. In a list of what someone owes, the soonest of theirs.
    package let next: DutyRow?
    /// Whether the actor who asked owes that.
    package let isOwed: Bool
    /// Whether it is offered to the actor who asked.
    package let isOffered: Bool
    /// Whether its answer came back to the actor who asked, and they have not read it.
    package let isUnread: Bool

    /// What a list knows of a matter under a procedure of the ledger.
    package struct Loop: Hashable, Sendable {
        package let procedure: String
        package let version: Int
        /// The text of an authority that it follows, a change to the version; nil where that is the network's.
        package let local: Local?
        package let title: String
        /// Whether somebody can be known by what it says.
        package let isPersonal: Bool
        package let raisedFrom: ID<Organisation>?
        /// As far as the actor is told it: what it came to, or of what they raised what they were told.
        package fileprivate(set) var outcome: String?
        /// `satisfied`, `not-satisfied` or `not-said`.
        package fileprivate(set) var judged: String?
    }

    /// A text of an authority, by its number there.
    package struct Local: Hashable, Sendable {
        package let authority: ID<Organisation>
        package let number: Int
    }

    /// The same, with what is shown of what came of it.
    func showing(outcome: String?, judged: String?, answer: Sealed<String>?) -> MatterRow {
        var row = self
        row.loop?.outcome = outcome
        row.loop?.judged = judged
        row.answer = answer
        return row
    }

    /// The same, where its words are not for the actor after all.
    func withheld() -> MatterRow {
        var row = self
        row.isOpen = false
        return row
    }

    /// Whether it is the actor's turn.
    package var isYours: Bool { isOwed || isOffered }

    package var id: ID<Matter> { reference.id }

    package var loopReference: LoopReference? {
        loop.map { LoopReference(id, procedure: $0.procedure, isPersonal: $0.isPersonal, textOf: $0.local?.authority) }
    }

    /// The day it was raised, whether or not it was recorded then.
    package var raisedOn: Day { happened ?? London.day(raisedAt) }

    package func isOverdue(on today: Day) -> Bool { next?.isOverdue(on: today) ?? false }

    /// What ``init(_:for:)`` reads first, of `matter` and what is joined to it.
    static let columns = """
        matter.id, matter."group", matter.number, matter.procedure, matter.procedureVersion, matter.text,
        matter.raiser, "group".name, matter.meeting, meeting.day, matter.item, matter.station, matter.ending,
        matter.raisedAt, matter.happened, matter.answer, matter.answeredBy, matter.answeredAt, matter.endedAt,
        matter.changedAt, procedure.title, matter.isPersonal, matter.place, matter.local, matter.raiserOrganisation,
        matter.outcome, matter.judged, matter.toldOutcome, matter.toldInstead IS NOT NULL,
        (SELECT count(*) FROM holder AS each WHERE each.matter = matter.id)
        """

    init?(_ columns: inout Columns, for authority: MatterAuthority) {
        let (id, group): (ID<Matter>, ID<Group>?) = (columns.take(), columns.take())
        number = columns.take()
        let (name, version): (String, Int) = (columns.take(), columns.take())
        text = columns.take()
        raiser = columns.take()
        groupName = columns.take()
        meeting = columns.take()
        meetingDay = columns.take()
        item = columns.take()
        reference = MatterReference(id, group: group, item: item)
        guard let station = Station(rawValue: columns.take()) else { return nil }
        self.station = station
        ending = (columns.take() as String?).flatMap(MatterState.Ending.init)
        raisedAt = columns.take()
        happened = columns.take()
        let answer: Sealed<String>? = columns.take()
        answeredBy = columns.take()
        answeredAt = columns.take()
        endedAt = columns.take()
        changedAt = columns.take()
        let (title, isPersonal): (String?, Bool) = (columns.take(), columns.take())
        let (place, number): (ID<Organisation>?, Int?) = (columns.take(), columns.take())
        let local = place.flatMap { place in number.map { Local(authority: place, number: $0) } }
        let (raisedFrom, outcome, judged): (ID<Organisation>?, String?, String?) = (
            columns.take(), columns.take(), columns.take()
        )
        loop = title.map {
            Loop(
                procedure: name,
                version: version,
                local: local,
                title: $0,
                isPersonal: isPersonal,
                raisedFrom: raisedFrom,
                outcome: outcome,
                judged: judged
            )
        }
        // Under a procedure it is opened on the matter's own page.
        self.answer = loop == nil ? answer : nil
        let (toldOutcome, isToldInstead): (String?, Bool) = (columns.take(), columns.take())
        holders = columns.take()
        guard let holder = Party(&columns) else { return nil }
        self.holder = holder
        relations = MatterAuthority.relations(&columns)
        isOpen = authority.opens(forNamed: columns.take(), personal: isPersonal, relations)
        if loop != nil, !authority.seesAll(personal: isPersonal, relations) {
            let isTold = relations.contains(.raiser) && !isToldInstead
            loop?.outcome = isTold ? toldOutcome : nil
            if !isTold { loop?.judged = nil }
        }
        isOwed = columns.take()
        isOffered = columns.take()
        isUnread = columns.take()
        next = DutyRow(&columns)
    }
}

/// Something that is owed, or was.
package struct DutyRow: Hashable, Sendable {
    package let id: ID<Duty>
    package let matter: ID<Matter>
    /// The id of the duty in a procedure of the ledger.
    package let step: String?
    /// When it is due to the minute, where that is not the end of a day.
    package let dueAt: Instant?
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
    /// Whether the coordinator is told when it is late: of an action, by its procedure.
    package let escalates: Bool
    /// The key of the holder it is about, where that is not the one who owes it.
    let about: String?

    package func isOverdue(on today: Day) -> Bool { isOpen && deadline.map { $0 < today } ?? false }

    /// The same to the minute.
    package func isOverdue(at now: Instant) -> Bool {
        isOpen && (dueAt.map { $0 < now } ?? isOverdue(on: London.day(now)))
    }

    /// What ``init(_:)`` reads, of `duty` under any name.
    static func columns(of duty: String) -> String {
        """
        \(duty).id, \(duty).matter, \(duty).task, \(duty).about, \(duty).due,
        iif(\(duty).standing = 'open', \(duty).deadline, NULL), \(duty).fromDay, \(duty).standing, \(duty).owedAt,
        \(duty).metAt, \(duty).escalatedAt, \(duty).escalates, \(duty).step, \(duty).dueAt, \(PartyColumns.shown(of: duty))
        """
    }

    init?(_ columns: inout Columns) {
        guard let id = columns.take() as ID<Duty>? else { return nil }
        self.id = id
        matter = columns.take()
        guard let task = Procedure.Task(rawValue: columns.take()) else { return nil }
        self.task = task
        about = columns.take()
        due = columns.take()
        deadline = columns.take()
        from = columns.take()
        isOpen = columns.take() == "open"
        owedAt = columns.take()
        metAt = columns.take()
        escalatedAt = columns.take()
        escalates = columns.take()
        step = columns.take()
        dueAt = columns.take()
        guard let of = Party(&columns) else { return nil }
        self.of = of
    }
}

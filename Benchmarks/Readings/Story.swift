import Foundation
import Ledger

/// Made-up histories in the stored form of real events: two hundred of them for each meeting, half about its actions.
/// Random but the same at each run.
struct Story {
    struct Event {
        let stream: String
        let type: String
        let payload: String
    }

    private var dice = Dice(state: 2007)
    private let organisations: [String]
    private let members: [String]
    private let groups: [String]
    private let boxes: [String]

    init() {
        var dice = Dice(state: 45)
        organisations = (0..<40).map { _ in dice.id() }
        members = (0..<400).map { _ in dice.id() }
        groups = (0..<10).map { _ in dice.id() }
        // As long as a nonce, a sentence and a tag are.
        boxes = (0..<500).map { _ in
            let length = 60 + Int(dice.next() % 200)
            return Data((0..<length).map { _ in UInt8(truncatingIfNeeded: dice.next()) }).base64EncodedString()
        }
    }

    // MARK: The network

    /// What there is before the first meeting.
    mutating func beginning() -> [Event] {
        var events = [
            Event(stream: "network", type: "network.founded", payload: #"{"demonstration":false,"name":"N"}"#)
        ]
        for (index, id) in organisations.enumerated() {
            events.append(
                Event(
                    stream: "organisation/\(id)",
                    type: "organisation.registered",
                    payload: #"{"aliases":[],"kind":"authority","name":"Body \#(index)","organisation":"\#(id)"}"#
                )
            )
        }
        for (index, id) in members.enumerated() {
            let person = #""member":"\#(id)","name":\#(sealed("member", id)),"organisation":"\#(organisation(index))""#
            events.append(
                Event(
                    stream: "member/\(id)",
                    type: "member.registered",
                    payload: #"{"emailKey":"key\#(index)",\#(person),"roles":["borough-lead"]}"#
                )
            )
            events.append(Event(stream: "member/\(id)", type: "member.joined", payload: #"{"member":"\#(id)"}"#))
        }
        for (index, id) in groups.enumerated() {
            events.append(
                Event(stream: "group/\(id)", type: "group.formed", payload: #"{"group":"\#(id)","name":"G\#(index)"}"#)
            )
            for place in 0..<40 {
                let office = place == 0 ? "chair" : "member"
                let who = #""member":"\#(member(of: index, place))""#
                events.append(
                    Event(
                        stream: "group/\(id)",
                        type: "group.joined",
                        payload: #"{"group":"\#(id)",\#(who),"office":"\#(office)"}"#
                    )
                )
            }
        }
        return events
    }

    private func organisation(_ index: Int) -> String { organisations[index % organisations.count] }
    private func member(of group: Int, _ place: Int) -> String { members[(group * 40 + place) % members.count] }

    // MARK: A meeting

    /// Called, answered, held, noted, circulated and agreed, with its actions.
    mutating func meeting(_ number: Int) -> [Event] {
        let (index, id) = (number % groups.count, dice.id())
        let group = groups[index]
        let day = Self.day(number)
        let (stream, meeting) = ("meeting/\(id)", #""meeting":"\#(id)""#)
        var events: [Event] = []
        func tell(_ type: String, _ fields: String) {
            events.append(Event(stream: stream, type: type, payload: "{\(fields)}"))
        }
        tell("meeting.called", #""day":"\#(day)","from":"10:00","group":"\#(group)",\#(meeting),"to":"12:30""#)
        let items = (0..<6).map { _ in dice.id() }
        for item in items {
            let title = sealed("meeting", item)
            let details = #""marking":"members","minutes":20,"named":[],"proposer":"\#(member(of: index, 1))""#
            events.append(
                Event(
                    stream: "item/\(item)",
                    type: "item.proposed",
                    payload: #"{"group":"\#(group)","item":"\#(item)",\#(details),"title":\#(title)}"#
                )
            )
            events.append(
                Event(stream: "item/\(item)", type: "item.placed", payload: #"{"item":"\#(item)",\#(meeting)}"#)
            )
        }
        tell("meeting.agenda.set", #""items":[\#(items.map { "\"\($0)\"" }.joined(separator: ","))],\#(meeting)"#)
        for place in 0..<30 {
            let answer = place % 7 == 0 ? "apologies" : "coming"
            tell(
                "meeting.invitation.answered",
                #""answer":"\#(answer)",\#(meeting),"member":"\#(member(of: index, place))""#
            )
        }
        for place in 0..<30 where place % 7 != 0 {
            let attendee = #""attendee":"member/\#(member(of: index, place))""#
            tell("meeting.attendance.recorded", #"\#(attendee),\#(meeting),"presence":"present""#)
        }
        for item in items {
            tell("item.noted", #""item":"\#(item)",\#(meeting),"revision":1,"text":\#(sealed("meeting", item))"#)
        }
        for item in items.prefix(3) {
            let decision = #""decision":"\#(dice.id())","item":"\#(item)""#
            tell("meeting.decision.made", #"\#(decision),\#(meeting),"text":\#(sealed("meeting", item))"#)
        }
        for place in 0..<10 {
            events += action(index, place, of: id, item: items[place % items.count], on: number)
        }
        let all = (0..<40).map { "\"\(member(of: index, $0))\"" }.joined(separator: ",")
        tell("meeting.notes.circulated", #""checkpoint":"-",\#(meeting),"to":[\#(all)]"#)
        tell("meeting.notes.agreed", meeting)
        return events
    }

    /// Raised, acknowledged, worked on, finished, answered and closed; one in seven is still open.
    private mutating func action(_ index: Int, _ place: Int, of meeting: String, item: String, on number: Int)
        -> [Event]
    {
        let id = dice.id()
        let (holder, chair) = (member(of: index, 1 + Int(dice.next() % 39)), member(of: index, 0))
        let party = #"{"kind":"member","member":"\#(holder)"}"#
        let (matter, day) = (#""matter":"\#(id)""#, Self.day(number))
        var events: [Event] = []
        func tell(_ type: String, _ fields: String) {
            events.append(Event(stream: "matter/\(id)", type: type, payload: "{\(fields)}"))
        }
        func owe(_ task: String, of party: String, due: String) -> String {
            let duty = dice.id()
            tell(
                "duty.owed",
                #""due":\#(due),"duty":"\#(duty)","from":"\#(day)",\#(matter),"of":\#(party),"parts":[],"what":"\#(task)""#
            )
            return duty
        }
        let due =
            place % 3 == 0
            ? #"{"group":"\#(groups[index])","kind":"next-meeting"}"#
            : #"{"day":"\#(Self.day(number + 300))","kind":"on"}"#
        let origin = #"{"item":"\#(item)","kind":"meeting","meeting":"\#(meeting)"}"#
        let procedure = #""procedure":"meeting-action","procedureVersion":1"#
        tell(
            "matter.raised",
            #""due":\#(due),"group":"\#(groups[index])","holders":[\#(party)],\#(matter),"origin":\#(origin),"#
                + #"\#(procedure),"raiser":"\#(chair)","text":\#(sealed("matter", id))"#
        )
        let receipt = owe("acknowledge", of: party, due: #"{"day":"\#(Self.day(number + 50))","kind":"on"}"#)
        let finish = owe("finish", of: party, due: due)
        tell("duty.met", #""by":"\#(holder)","duty":"\#(receipt)",\#(matter)"#)
        tell("matter.updated", #""by":"\#(holder)",\#(matter),"text":\#(sealed("matter", id))"#)
        guard dice.next() % 7 > 0 else { return events }
        tell("duty.met", #""by":"\#(holder)","duty":"\#(finish)",\#(matter),"note":\#(sealed("matter", id))"#)
        tell("matter.answered", #""by":"\#(holder)",\#(matter),"text":\#(sealed("matter", id))"#)
        let close = owe(
            "close",
            of: #"{"group":"\#(groups[index])","kind":"officers"}"#,
            due: #"{"group":"\#(groups[index])","kind":"next-meeting"}"#
        )
        tell("matter.answer.read", #""by":"\#(chair)",\#(matter)"#)
        tell("duty.met", #""by":"\#(chair)","duty":"\#(close)",\#(matter)"#)
        tell("matter.closed", #""by":"\#(chair)",\#(matter)"#)
        return events
    }

    /// Ten meetings of ten groups fall on one day, so that a million events are some sixty years.
    private static func day(_ number: Int) -> String {
        let days = number / 10
        return "\(2000 + days / 336)-\(two(days % 336 / 28 + 1))-\(two(days % 28 + 1))"
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private mutating func sealed(_ kind: String, _ id: String) -> String {
        #"{"box":"\#(boxes[Int(dice.next() % UInt64(boxes.count))])","of":"\#(kind)/\#(id)"}"#
    }
}

/// SplitMix64.
struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func id() -> String {
        let (high, low) = (next(), next())
        return withUnsafeBytes(of: (high, low)) { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)).canonical }
    }
}

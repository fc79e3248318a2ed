import Foundation
import Ledger
import Testing

@testable import Safeguarding

/// Every event as the first Safeloop wrote it. These texts never change.
struct MatterEventsTests {
    private static let sealed =
        #"{"box":"AAECAwQFBgcICQoLDA0ODxAREhM=","of":"matter/6f1c0000-0000-4000-8000-000000000001"}"#
    private static let m = #""matter":"6f1c0000-0000-4000-8000-000000000001""#
    private static let by = #""by":"6f1c0000-0000-4000-8000-000000000002""#
    private static let duty = #""duty":"6f1c0000-0000-4000-8000-000000000003""#
    private static let group = #""group":"6f1c0000-0000-4000-8000-000000000004""#
    private static let member = #"{"kind":"member","member":"6f1c0000-0000-4000-8000-000000000002"}"#

    static let golden: [(type: String, text: String)] = [
        (
            "matter.raised",
            """
            {"due":{\(group),"kind":"next-meeting"},\(group),"happened":"2007-02-07","holders":[\(member),\
            {"kind":"post","organisation":"6f1c0000-0000-4000-8000-000000000005","post":"Clerk"},\
            {"kind":"organisation","organisation":"6f1c0000-0000-4000-8000-000000000005"},{\(group),"kind":"all"},\
            {"kind":"unmatched","name":\(sealed)}],\(m),"origin":{"item":"6f1c0000-0000-4000-8000-000000000006",\
            "kind":"meeting","meeting":"6f1c0000-0000-4000-8000-000000000007"},"procedure":"meeting-action",\
            "procedureVersion":1,"raiser":"6f1c0000-0000-4000-8000-000000000002","text":\(sealed)}
            """
        ),
        (
            "matter.raised",
            """
            {"due":{"kind":"when","words":\(sealed)},"holders":[\(member)],\(m),"origin":{"kind":"member"},\
            "procedure":"meeting-action","procedureVersion":1,"text":\(sealed)}
            """
        ),
        (
            "duty.owed",
            """
            {"counted":{"calendar":"england-2026","workingDays":5},"due":{"day":"2026-11-30","kind":"on"},\(duty),\
            "from":"2026-11-23",\(m),"of":\(member),"parts":[],"what":"acknowledge"}
            """
        ),
        (
            "duty.owed",
            """
            {"due":{"kind":"month","month":2,"year":2027},\(duty),"from":"2026-11-23",\(m),\
            "of":{\(group),"kind":"all"},"parts":["6f1c0000-0000-4000-8000-000000000002"],"what":"finish"}
            """
        ),
        (
            "duty.owed",
            """
            {"about":\(member),"due":{"kind":"not-given"},\(duty),"from":"2026-11-23",\(m),\
            "of":{"kind":"coordinators"},"parts":[],"what":"say-who-holds"}
            """
        ),
        (
            "duty.owed",
            """
            {"due":{"kind":"not-given"},\(duty),"from":"2026-11-23",\(m),"of":{\(group),"kind":"officers"},"parts":[],\
            "what":"close"}
            """
        ),
        ("duty.met", "{\(by),\(duty),\"happened\":\"2026-10-02\",\(m),\"note\":\(sealed)}"),
        ("duty.met", "{\(duty),\(m),\"of\":\"6f1c0000-0000-4000-8000-000000000002\"}"),
        (
            "duty.moved",
            "{\(by),\"due\":{\"day\":\"2026-11-30\",\"kind\":\"on\"},\(duty),\"from\":\"2026-11-23\",\(m),\"reason\":\(sealed)}"
        ),
        (
            "matter.holder.named",
            "{\(by),\"from\":{\"kind\":\"unmatched\",\"name\":\(sealed)},\(m),\"parts\":[],\"to\":\(member)}"
        ),
        ("matter.holder.declined", "{\(by),\"holder\":\(member),\(m),\"reason\":\(sealed)}"),
        ("matter.offered", "{\(by),\"from\":\(member),\(m),\"note\":\(sealed),\"to\":\(member)}"),
        ("matter.offer.declined", "{\(by),\"from\":\(member),\(m),\"reason\":\(sealed)}"),
        ("matter.accepted", "{\(by),\"from\":\(member),\(m),\"to\":\(member)}"),
        (
            "matter.answered",
            "{\(by),\"happened\":\"2026-10-02\",\(m),\"meeting\":\"6f1c0000-0000-4000-8000-000000000007\",\"text\":\(sealed)}"
        ),
        ("matter.answer.read", "{\(by),\(m)}"),
        ("matter.reopened", "{\(by),\(m),\"reason\":\(sealed)}"),
        ("matter.updated", "{\(by),\(m),\"text\":\(sealed)}"),
        ("matter.escalated", "{\"deadline\":\"2026-11-30\",\(duty),\(m)}"),
        ("matter.reminded", "{\(by),\(m),\"note\":\(sealed)}"),
        ("matter.withdrawn", "{\(by),\"happened\":\"2026-10-02\",\(m),\"reason\":\(sealed)}"),
        ("matter.taken-out", "{\(by),\(m),\"reason\":\(sealed)}"),
        ("matter.taken-out", "{\(m),\"reason\":\(sealed)}"),
        ("matter.closed", "{\(by),\"happened\":\"2026-10-02\",\(m)}"),
        (
            "matter.link.given",
            """
            {\(by),"link":"6f1c0000-0000-4000-8000-000000000008",\(m),\
            "member":"6f1c0000-0000-4000-8000-000000000009","until":"2027-02-21"}
            """
        ),
        ("matter.link.ended", "{\(by),\(m),\"member\":\"6f1c0000-0000-4000-8000-000000000009\"}"),
    ]

    @Test("Every event that was ever written still opens, and is written the same", arguments: golden.indices)
    func opens(index: Int) throws {
        let (name, text) = Self.golden[index]
        let type = try #require(MatterEvents.all.first { $0.type == name })
        let event = try Coding.decode(type, from: Array(text.utf8))
        #expect(String(decoding: try Coding.encode(event), as: UTF8.self) == text)
    }

    @Test("There is a golden text for every kind of event")
    func complete() {
        #expect(Set(Self.golden.map(\.type)) == Set(MatterEvents.all.map { $0.type }))
    }
}

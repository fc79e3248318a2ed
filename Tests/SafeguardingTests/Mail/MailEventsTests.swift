import Foundation
import Ledger
import Testing

@testable import Safeguarding

/// Every event about mail and circulation lists as the first Safeloop wrote it. These texts never change.
struct MailEventsTests {
    private static let sealed =
        #"{"box":"AAECAwQFBgcICQoLDA0ODxAREhM=","of":"member/6f1c0000-0000-4000-8000-000000000001"}"#
    private static let mail = #""mail":"6f1c0000-0000-4000-8000-000000000001""#
    private static let by = #""by":"6f1c0000-0000-4000-8000-000000000002""#
    private static let meeting = #""meeting":"6f1c0000-0000-4000-8000-000000000003""#
    private static let member = #""to":"member/6f1c0000-0000-4000-8000-000000000002""#
    private static let group = #""group":"6f1c0000-0000-4000-8000-000000000004""#
    private static let correspondent = #""correspondent":"6f1c0000-0000-4000-8000-000000000005""#

    static let golden: [(type: String, text: String)] = [
        (
            "mail.queued",
            #"{\#(by),"causes":[],\#(mail),\#(member),"way":"mail","why":{"kind":"notes",\#(meeting),"version":2}}"#
        ),
        (
            "mail.queued",
            """
            {\(by),"causes":[],\(mail),"to":"correspondent/6f1c0000-0000-4000-8000-000000000005","way":"file",\
            "why":{"kind":"notes",\(meeting),"version":1}}
            """
        ),
        (
            "mail.queued",
            """
            {\(by),"causes":[],\(mail),"to":"substitute/6f1c0000-0000-4000-8000-000000000002","way":"mail",\
            "why":{"kind":"invitation",\(meeting)}}
            """
        ),
        ("mail.queued", #"{"causes":[41],\#(mail),\#(member),"way":"mail","why":{"kind":"moved",\#(meeting)}}"#),
        ("mail.queued", #"{"causes":[41],\#(mail),\#(member),"way":"mail","why":{"kind":"called-off",\#(meeting)}}"#),
        (
            "mail.queued",
            """
            {\(by),"causes":[],\(mail),"to":"substitute/6f1c0000-0000-4000-8000-000000000002","way":"mail",\
            "why":{"kind":"stood-down",\(meeting),"naming":3}}
            """
        ),
        ("mail.queued", #"{\#(by),"causes":[],\#(mail),\#(member),"way":"mail","why":{"kind":"account"}}"#),
        (
            "mail.queued",
            """
            {"causes":[41,42],\(mail),\(member),"way":"mail","why":{"kind":"waits",\
            "matters":["6f1c0000-0000-4000-8000-000000000006"]}}
            """
        ),
        (
            "mail.queued",
            """
            {"causes":[41],\(mail),\(member),"way":"mail","why":{"kind":"overdue",\
            "matters":["6f1c0000-0000-4000-8000-000000000006"]}}
            """
        ),
        (
            "mail.queued",
            """
            {"causes":[],\(mail),\(member),"way":"mail","why":{"kind":"digest",\
            "matters":["6f1c0000-0000-4000-8000-000000000006"]}}
            """
        ),
        ("mail.queued", #"{"causes":[41],\#(mail),\#(member),"way":"mail","why":{"kind":"tray"}}"#),
        ("mail.queued", #"{"causes":[41],\#(mail),\#(member),"way":"mail","why":{"kind":"late-tray"}}"#),
        ("mail.queued", #"{"causes":[41],\#(mail),\#(member),"way":"mail","why":{"kind":"absence"}}"#),
        ("mail.sent", #"{"attempt":1,\#(mail)}"#),
        ("mail.deferred", #"{"attempt":2,"code":451,\#(mail),"next":1795770000000,"reason":\#(sealed)}"#),
        ("mail.deferred", #"{"attempt":2,\#(mail),"next":1795770000000,"reason":\#(sealed)}"#),
        ("mail.returned", #"{"attempt":1,"code":550,"fault":"refused",\#(mail),"reason":\#(sealed)}"#),
        ("mail.returned", #"{"attempt":9,"fault":"gave-up",\#(mail),"reason":\#(sealed)}"#),
        ("mail.returned", #"{"attempt":1,"fault":"no-address",\#(mail)}"#),
        ("mail.dropped", #"{"attempt":1,\#(mail)}"#),
        ("mail.queued.again", #"{"address":\#(sealed),\#(by),\#(mail),"way":"mail"}"#),
        ("mail.queued.again", #"{\#(by),\#(mail),"way":"mail"}"#),
        ("mail.opened", #"{\#(mail),"way":"signed-in"}"#),
        ("mail.opened", #"{\#(mail),"way":"link"}"#),
        (
            "group.correspondent.added",
            #"{\#(correspondent),"email":\#(sealed),"emailKey":"00ff",\#(group),"name":\#(sealed),"receives":"schools"}"#
        ),
        (
            "group.correspondent.changed",
            #"{\#(correspondent),"email":\#(sealed),"emailKey":"00ff",\#(group),"name":\#(sealed),"receives":"public"}"#
        ),
        ("group.correspondent.removed", #"{\#(correspondent),\#(group)}"#),
        // From before there were mails, and since.
        ("meeting.notes.circulated", #"{"checkpoint":"log\n1\n",\#(meeting),"to":[]}"#),
        (
            "meeting.notes.circulated",
            """
            {"also":["correspondent/6f1c0000-0000-4000-8000-000000000005"],"checkpoint":"log\\n1\\n",\(meeting),"to":[]}
            """
        ),
    ]

    @Test("Every event that was ever written still opens, and is written the same", arguments: golden.indices)
    func opens(index: Int) throws {
        let (name, text) = Self.golden[index]
        let type = try #require(Events.known.first { $0.type == name })
        let event = try Coding.decode(type, from: Array(text.utf8))
        #expect(String(decoding: try Coding.encode(event), as: UTF8.self) == text)
    }

    @Test("There is a golden text for every kind of event")
    func complete() {
        let types = Set(MailEvents.all.map { $0.type } + GroupEvents.all.map { $0.type }.filter { $0.contains("corr") })
        #expect(types.isSubset(of: Set(Self.golden.map(\.type))))
    }
}

/// Every event about deputies and absences as the first Safeloop wrote it. These texts never change.
extension GoldenTexts {
    private static let absence = #""absence":"6f1c0000-0000-4000-8000-000000000009""#
    private static let by = #""by":"6f1c0000-0000-4000-8000-000000000002""#
    private static let member = #""member":"6f1c0000-0000-4000-8000-000000000003""#
    private static let cover = #""cover":"6f1c0000-0000-4000-8000-000000000002""#
    private static let matter = #""matter":"6f1c0000-0000-4000-8000-000000000006""#
    private static let organisation = #""organisation":"6f1c0000-0000-4000-8000-000000000004""#
    private static let reason =
        #"{"box":"AAECAwQFBgcICQoLDA0ODxAREhM=","of":"member/6f1c0000-0000-4000-8000-000000000003"}"#

    static let standIns: [GoldenEvent] = [
        GoldenEvent(
            "deputies.named",
            #"{\#(by),"deputies":["6f1c0000-0000-4000-8000-000000000003"],"of":{"kind":"organisation",\#(organisation)}}"#
        ),
        GoldenEvent("deputies.named", #"{"deputies":[],"of":{"kind":"post",\#(organisation),"post":"Front door"}}"#),
        GoldenEvent("deputies.named", #"{\#(by),"deputies":[],"of":{"kind":"coordinators"}}"#),
        GoldenEvent(
            "matter.stood-in",
            #"{\#(by),"events":2,\#(matter),"of":{"kind":"member",\#(member)},"reason":"cover"}"#
        ),
        GoldenEvent(
            "matter.stood-in",
            #"{\#(by),"events":1,\#(matter),"of":{"kind":"coordinators"},"reason":"deputy"}"#
        ),
        GoldenEvent(
            "absence.announced",
            #"{\#(absence),\#(by),"first":"2026-11-24","last":"2026-11-27",\#(member)}"#
        ),
        GoldenEvent("absence.cover-asked", #"{\#(absence),\#(by),\#(cover),\#(member)}"#),
        GoldenEvent("absence.cover-declined", #"{\#(absence),\#(cover),\#(member),"reason":\#(reason)}"#),
        GoldenEvent("absence.ended", #"{\#(absence),\#(by),\#(member)}"#),
        GoldenEvent("absence.noticed", #"{\#(absence),\#(cover),\#(member),"notice":"begun"}"#),
        GoldenEvent("absence.noticed", #"{\#(absence),\#(member),"notice":"over"}"#),
        GoldenEvent(
            "absence.noticed",
            #"{\#(absence),\#(cover),"during":"6f1c0000-0000-4000-8000-000000000008",\#(member),"notice":"uncovered"}"#
        ),
        GoldenEvent(
            "duty.rung",
            #"{"at":1796200000000,"copiedTo":["6f1c0000-0000-4000-8000-000000000003"],"#
                + #""duty":"6f1c0000-0000-4000-8000-000000000005",\#(matter),"step":"copy-deputy"}"#
        ),
    ]
}

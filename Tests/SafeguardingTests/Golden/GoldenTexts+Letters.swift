/// Every event about trays and digests as the first Safeloop wrote it. These texts never change.
extension GoldenTexts {
    private static let letter = #""letter":"6f1c0000-0000-4000-8000-000000000001""#
    private static let by = #""by":"6f1c0000-0000-4000-8000-000000000002""#
    private static let member = #""member":"6f1c0000-0000-4000-8000-000000000002""#
    private static let mail = "6f1c0000-0000-4000-8000-000000000007"
    private static let matter = #""matter":"6f1c0000-0000-4000-8000-000000000006""#
    private static let sealed =
        #"{"box":"AAECAwQFBgcICQoLDA0ODxAREhM=","of":"letter/6f1c0000-0000-4000-8000-000000000001"}"#
    private static let file =
        #"{"bytes":12,"chunks":["00ff"],"id":"6f1c0000-0000-4000-8000-000000000008","mediaType":\#(sealed),"name":\#(sealed)}"#

    static let letters: [GoldenEvent] = [
        GoldenEvent(
            "letter.received",
            """
            {"answers":"\(mail)","check":"passed","files":[\(file)],"isWhole":true,\(letter),\
            "owner":"6f1c0000-0000-4000-8000-000000000002","raw":\(file),"words":\(sealed)}
            """
        ),
        GoldenEvent(
            "letter.received",
            #"{"check":"none","files":[],"isWhole":false,\#(letter),"raw":\#(file),"words":\#(sealed)}"#
        ),
        GoldenEvent(
            "letter.assigned",
            #"{\#(by),\#(letter),"reason":\#(sealed),"to":"6f1c0000-0000-4000-8000-000000000003"}"#
        ),
        GoldenEvent("letter.filed", #"{\#(by),\#(letter),"place":{"kind":"message",\#(matter)}}"#),
        GoldenEvent("letter.filed", #"{\#(by),\#(letter),"place":{"kind":"answer",\#(matter)}}"#),
        GoldenEvent(
            "letter.filed",
            #"{\#(by),\#(letter),"place":{"kind":"paper","meeting":"6f1c0000-0000-4000-8000-000000000004"}}"#
        ),
        GoldenEvent("letter.set-aside", #"{\#(by),\#(letter),"reason":\#(sealed)}"#),
        GoldenEvent("letter.taken-back", #"{\#(by),\#(letter)}"#),
        GoldenEvent("letter.waited", #"{\#(letter),"wait":"reminded"}"#),
        GoldenEvent("letter.waited", #"{\#(letter),"wait":"shown"}"#),
        GoldenEvent("notices.chosen", #"{"daily":"08:00",\#(member)}"#),
        GoldenEvent("notices.chosen", #"{\#(member)}"#),
        GoldenEvent(
            "digest.held",
            #"{"causes":[41,42],"matters":["6f1c0000-0000-4000-8000-000000000006"],\#(member)}"#
        ),
        GoldenEvent("digest.held", #"{"causes":[43],"hasMail":true,"matters":[],\#(member)}"#),
        GoldenEvent("notices.seen", #"{\#(member),"upTo":41}"#),
        GoldenEvent("notices.seen", #"{"about":"tray",\#(member),"upTo":41}"#),
        GoldenEvent(
            "notices.seen",
            #"{"about":"matter/6f1c0000-0000-4000-8000-000000000006",\#(member),"upTo":41}"#
        ),
        GoldenEvent(
            "notices.seen",
            #"{"about":"meeting/6f1c0000-0000-4000-8000-000000000004",\#(member),"upTo":41}"#
        ),
        GoldenEvent("digest.made", #"{"mail":"\#(mail)",\#(member)}"#),
    ]
}

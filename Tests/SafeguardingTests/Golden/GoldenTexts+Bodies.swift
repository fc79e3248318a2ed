/// The links of bodies without an account, and what was entered for somebody else.
extension GoldenTexts {
    private static let of = #""matter":"6f1c0000-0000-4000-8000-000000000001""#
    private static let giver = #""by":"6f1c0000-0000-4000-8000-000000000002""#
    private static let link = #""link":"6f1c0000-0000-4000-8000-00000000000a""#
    private static let office = #""organisation":"6f1c0000-0000-4000-8000-000000000005""#
    private static let address =
        #"{"box":"AAECAwQFBgcICQoLDA0ODxAREhM=","of":"matter/6f1c0000-0000-4000-8000-000000000001"}"#
    private static let words =
        #"{"box":"AAECAwQFBgcICQoLDA0ODxAREhM=","of":"concern/6f1c0000-0000-4000-8000-000000000001"}"#
    private static let step = #""duty":"6f1c0000-0000-4000-8000-000000000003""#

    static let bodies: [GoldenEvent] = given + changed + checked

    private static let given = [
        GoldenEvent(
            "matter.body.linked",
            """
            {"address":\(address),\(giver),"codeBy":"telephone","codeTo":\(address),\(link),\(of),\(office),\
            "post":"Returns desk","until":"2026-12-23"}
            """
        ),
        GoldenEvent(
            "matter.body.linked",
            "{\"codeBy\":\"text\",\"codeTo\":\(address),\(link),\(of),\(office),\"until\":\"2026-12-23\"}"
        ),
    ]

    private static let changed =
        ["letter", "mail"].map { way in
            GoldenEvent("matter.body.code", "{\(giver),\"codeBy\":\"\(way)\",\"codeTo\":\(address),\(link),\(of)}")
        } + [
            GoldenEvent("matter.body.sent", "{\"address\":\(address),\(giver),\(link),\(of),\"until\":\"2027-01-20\"}"),
            GoldenEvent("matter.body.sent", "{\(link),\(of),\"until\":\"2027-01-20\"}"),
            GoldenEvent("matter.body.locked", "{\(link),\(of)}"),
            GoldenEvent("matter.body.ended", "{\(giver),\(link),\(of)}"),
            GoldenEvent(
                "matter.body.opened",
                """
                {\(link),\(of),"name":\(words),"opening":"6f1c0000-0000-4000-8000-00000000000b",\(office),"post":\(words)}
                """
            ),
            GoldenEvent(
                "mail.queued",
                """
                {"causes":[],"mail":"6f1c0000-0000-4000-8000-00000000000c",\
                "to":"body/6f1c0000-0000-4000-8000-00000000000a","way":"mail",\
                "why":{"kind":"waits","matters":["6f1c0000-0000-4000-8000-000000000001"]}}
                """
            ),
        ]

    private static let checked = [
        GoldenEvent("duty.report.checked", "{\(giver),\(step),\"isOurs\":true,\"isStillTold\":true,\(of)}"),
        GoldenEvent(
            "duty.report.checked",
            """
            {\(giver),\(step),"isOurs":false,"isStillTold":false,\(of),"outcome":"police-search","reason":\(words)}
            """
        ),
    ]
}

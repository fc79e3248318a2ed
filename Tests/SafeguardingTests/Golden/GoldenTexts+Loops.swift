/// Matters under procedures of the ledger, and who opened them.
extension GoldenTexts {
    private static let m = #""matter":"6f1c0000-0000-4000-8000-000000000001""#
    private static let by = #""by":"6f1c0000-0000-4000-8000-000000000002""#
    private static let duty = #""duty":"6f1c0000-0000-4000-8000-000000000003""#
    private static let authority = #"{"kind":"organisation","organisation":"6f1c0000-0000-4000-8000-000000000005"}"#
    private static let post =
        #"{"kind":"post","organisation":"6f1c0000-0000-4000-8000-000000000006","post":"Safeguarding lead"}"#
    private static let sealed =
        #"{"box":"AAECAwQFBgcICQoLDA0ODxAREhM=","of":"concern/6f1c0000-0000-4000-8000-000000000001"}"#
    private static let ladder = #"""
        [{"at":1796000000000,"step":"remind"},{"at":1796100000000,"step":"tell-raiser"},\#
        {"at":1796200000000,"step":"copy-deputy"},{"at":1796300000000,"step":"to-lead"},\#
        {"at":1796400000000,"step":"to-coordinator"}]
        """#

    static let loops: [GoldenEvent] =
        raised + tasks + schoolDays + met + ways + others + levels + parts + written + files

    private static let raised = [
        GoldenEvent(
            "matter.raised",
            schema: 2,
            """
            {"answers":{"child":\(sealed),"kind":\(sealed)},"deciding":{"kind":["not-seen"],\
            "missing-since":["2026-11-20"]},"holder":\(authority),"isPersonal":true,\(m),\
            "parties":[{"id":"police","party":\(authority)},{"id":"members"}],"procedure":"missing-child",\
            "raiser":{"member":"6f1c0000-0000-4000-8000-000000000002",\
            "organisation":"6f1c0000-0000-4000-8000-000000000006","post":"Safeguarding lead"},\
            "toldInstead":"6f1c0000-0000-4000-8000-000000000005","version":1}
            """
        ),
        GoldenEvent(
            "matter.raised",
            schema: 2,
            """
            {"answers":{},"deciding":{},"holder":{"kind":"coordinators"},"isImplicated":true,"isPersonal":true,\(m),\
            "parties":[],"procedure":"missing-child","raiser":{"member":"6f1c0000-0000-4000-8000-000000000002",\
            "organisation":"6f1c0000-0000-4000-8000-000000000006"},"version":1}
            """
        ),
        GoldenEvent(
            "matter.raised",
            schema: 2,
            """
            {"answers":{},"deciding":{},"holder":{"kind":"coordinators"},"isPersonal":false,\(m),"parties":[],\
            "procedure":"resource-order","raiser":{"member":"6f1c0000-0000-4000-8000-000000000002",\
            "organisation":"6f1c0000-0000-4000-8000-000000000006"},"version":2}
            """
        ),
        GoldenEvent(
            "matter.raised",
            schema: 2,
            """
            {"answers":{},"deciding":{},"holder":{"kind":"coordinators"},"isPersonal":false,"local":3,\(m),"parties":[],\
            "place":"6f1c0000-0000-4000-8000-000000000005","procedure":"resource-order",\
            "raiser":{"member":"6f1c0000-0000-4000-8000-000000000002",\
            "organisation":"6f1c0000-0000-4000-8000-000000000006"},"version":2}
            """
        ),
        GoldenEvent(
            "duty.owed",
            schema: 2,
            """
            {"calendar":"england-2026","debtor":"holder","due":1796100000000,\(duty),"from":1795900000000,\
            "ladder":\(ladder),\(m),"of":\(authority),"step":"decide","term":"1 working day","what":"decide"}
            """
        ),
        GoldenEvent(
            "duty.owed",
            schema: 2,
            """
            {"calendar":"england-2026","debtor":"raiser",\(duty),"from":1795900000000,"ladder":[],\(m),"of":\(post),\
            "step":"say-if-satisfied","term":"as given","what":"say-if-satisfied"}
            """
        ),
    ]

    /// By what the school days were counted; those before it say nothing of it.
    private static let schoolDays = [
        #"{"terms":{"edition":2,"of":"6f1c0000-0000-4000-8000-000000000005"}}"#,
        #"{"beyondTerms":{"edition":2,"of":"6f1c0000-0000-4000-8000-000000000005"}}"#,
        #"{"workingDays":{}}"#,
    ].map { counted in
        GoldenEvent(
            "duty.owed",
            schema: 2,
            """
            {"calendar":"england-2026","debtor":"holder","due":1796100000000,\(duty),"from":1795900000000,\
            "ladder":[],\(m),"of":\(authority),"schoolDays":\(counted),"step":"plan","term":"5 school days",\
            "what":"do"}
            """
        )
    }

    private static let tasks = ["acknowledge", "tell-raiser", "review", "do"].map { what in
        GoldenEvent(
            "duty.owed",
            schema: 2,
            """
            {"calendar":"england-2026","debtor":"police","due":1796100000000,\(duty),"from":1795900000000,\
            "ladder":[],\(m),"of":\(authority),"step":"step","term":"at once","what":"\(what)"}
            """
        )
    }

    private static let met = [
        GoldenEvent(
            "duty.met",
            schema: 2,
            """
            {\(by),\(duty),\(m),"note":\(sealed),"outcome":"police-search",\
            "reported":{"on":"2026-11-24","way":"telephone","who":\(sealed)}}
            """
        ),
        GoldenEvent("duty.met", schema: 2, "{\(duty),\(m)}"),
        GoldenEvent("duty.met", schema: 2, "{\(by),\(duty),\(m),\"note\":\(sealed),\"outcome\":\"yes\"}"),
        GoldenEvent("duty.rung", "{\"at\":1796100000000,\(duty),\(m),\"step\":\"over\"}"),
        GoldenEvent(
            "duty.owed",
            schema: 2,
            """
            {"calendar":"england-2026","debtor":"members","due":1796100000000,\(duty),"from":1795900000000,\
            "ladder":[{"at":1796100000000,"step":"over"}],\(m),"of":{"kind":"everyone"},"step":"same-here",\
            "term":"10 working days after put-forward","what":"do"}
            """
        ),
    ]

    private static let ways = ["letter", "mail", "meeting"].map { way in
        GoldenEvent(
            "duty.met",
            schema: 2,
            "{\(duty),\(m),\"reported\":{\"on\":\"2026-11-24\",\"way\":\"\(way)\",\"who\":\(sealed)}}"
        )
    }

    private static let others = [
        GoldenEvent("duty.lapsed", "{\(duty),\(m)}"),
        GoldenEvent(
            "duty.put-off",
            """
            {\(by),"decidedBy":\(sealed),\(duty),"ladder":\(ladder),\(m),"reason":"A court has forbidden it",\
            "until":1796500000000}
            """
        ),
        GoldenEvent("duty.rung", "{\"at\":1796100000000,\(duty),\(m),\"step\":\"to-coordinator\"}"),
    ]

    private static let levels = ["full", "headline"].map { level in
        GoldenEvent(
            "matter.answered",
            schema: 2,
            "{\(by),\(duty),\"level\":\"\(level)\",\(m),\"outcome\":\"police-search\",\"text\":\(sealed)}"
        )
    }

    private static let parts = [
        GoldenEvent("matter.answered", schema: 2, "{\(duty),\"level\":\"acknowledgement\",\(m)}"),
        GoldenEvent("matter.joined", "{\(by),\"joined\":{\"id\":\"police\",\"party\":\(authority)},\(m)}"),
        GoldenEvent("matter.accepted", schema: 2, "{\(by),\"from\":\(authority),\(m),\"to\":\(post)}"),
        GoldenEvent(
            "matter.linked",
            "{\(by),\(m),\"other\":\"6f1c0000-0000-4000-8000-000000000009\",\"why\":\(sealed)}"
        ),
        GoldenEvent("matter.linked", "{\(m),\"other\":\"6f1c0000-0000-4000-8000-000000000009\"}"),
    ]

    private static let written =
        ["everyone", "raiser", "holder", "part/police"].map { readers in
            GoldenEvent(
                "matter.updated",
                schema: 2,
                """
                {\(by),"from":"holder",\(m),"message":"6f1c0000-0000-4000-8000-00000000000a",\
                "readers":"\(readers)","text":\(sealed)}
                """
            )
        } + [
            GoldenEvent(
                "matter.updated",
                schema: 2,
                """
                {\(m),"message":"6f1c0000-0000-4000-8000-00000000000a","readers":"holder","text":\(sealed)}
                """
            ),
            GoldenEvent(
                "matter.unlinked",
                "{\(by),\(m),\"other\":\"6f1c0000-0000-4000-8000-000000000009\",\"why\":\(sealed)}"
            ),
            GoldenEvent(
                "matter.fact.added",
                "{\(by),\"deciding\":[\"yes\"],\"field\":\"child-born\",\(m),\"value\":\(sealed)}"
            ),
            GoldenEvent("matter.fact.added", "{\"deciding\":[],\"field\":\"sex\",\(m),\"value\":\(sealed)}"),
        ]

    private static let file = #""file":"6f1c0000-0000-4000-8000-00000000000b""#
    private static let chunk = String(repeating: "0a", count: 32)

    private static let files =
        [
            #"{"on":"matter","readers":"part/police"}"#, #"{"entry":1,"field":"evidence","on":"answer"}"#,
            #"{"field":"files","on":"answer"}"#,
            #"{"message":"6f1c0000-0000-4000-8000-00000000000a","on":"message"}"#, #"{\#(duty),"on":"step"}"#,
        ].map { place in
            GoldenEvent(
                "matter.file.added",
                """
                {\(by),"bytes":70000,"chunks":["\(chunk)","\(chunk)"],"digest":\(sealed),"facts":\(sealed),\(file),\
                "from":"raiser",\(m),"mediaType":"image/jpeg","name":\(sealed),"place":\(place)}
                """
            )
        } + [
            GoldenEvent(
                "matter.file.added",
                """
                {"bytes":1,"chunks":["\(chunk)"],"digest":\(sealed),\(file),\(m),\
                "mediaType":"application/octet-stream","name":\(sealed),\
                "place":{"on":"matter","readers":"everyone"}}
                """
            ),
            GoldenEvent("matter.file.withdrawn", "{\(by),\(file),\(m),\"reason\":\(sealed)}"),
        ]

    static let accesses: [GoldenEvent] = [
        GoldenEvent(
            "access.recorded",
            #"""
            {"admission":"6f1c0000-0000-4000-8000-000000000007",\#
            "member":"member/6f1c0000-0000-4000-8000-000000000002","purpose":"matter.read","session":"s1",\#
            "subjects":["concern/6f1c0000-0000-4000-8000-000000000001",\#
            "concern/6f1c0000-0000-4000-8000-000000000009"]}
            """#
        ),
        GoldenEvent(
            "access.refused",
            #"""
            {"action":"read what a matter says by which somebody can be known",\#
            "member":"member/6f1c0000-0000-4000-8000-000000000002",\#
            "of":"matter/6f1c0000-0000-4000-8000-000000000001"}
            """#
        ),
    ]
}

extension GoldenTexts {
    static let procedures: [GoldenEvent] = [
        GoldenEvent(
            "procedure.published",
            #"""
            {"by":"6f1c0000-0000-4000-8000-000000000002",\#
            "lists":{"cues":"list: cues\nversion: 1\ntitle: Cues\nsources: [Guidance]\n"},\#
            "procedure":"missing-child","reason":"Agreed on 12 February",\#
            "text":"procedure: missing-child\nversion: 2\n","version":2}
            """#
        ),
        GoldenEvent(
            "procedure.published",
            #"""
            {"lists":{},"procedure":"resource-order","reason":"Shipped with Safeloop",\#
            "text":"procedure: resource-order\nversion: 1\n","version":1}
            """#
        ),
        GoldenEvent(
            "procedure.withdrawn",
            #"""
            {"by":"6f1c0000-0000-4000-8000-000000000002","procedure":"missing-child","reason":"Nobody uses it."}
            """#
        ),
        GoldenEvent(
            "procedure.withdrawn",
            #"""
            {"procedure":"missing-child","reason":"Nobody uses it."}
            """#
        ),
    ]
}

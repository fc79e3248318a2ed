extension GoldenTexts {
    private static let place = #"""
        "authority":"6f1c0000-0000-4000-8000-000000000001","by":"6f1c0000-0000-4000-8000-000000000002"
        """#

    private static let text = #"""
        {"base":2,"lists":{"cues":"list: cues\nversion: 1\n"},"number":3,"text":"procedure: missing-child\nversion: 2\n"}
        """#

    static let adoptions: [GoldenEvent] = [
        GoldenEvent(
            "adoption.adopted",
            #"{\#(place),"procedure":"missing-child","reason":"We answer sooner","text":\#(text)}"#
        ),
        GoldenEvent(
            "adoption.pilot-begun",
            #"""
            {\#(place),"measures":["acknowledge","decide","feed-back","satisfied"],"procedure":"missing-child",\#
            "reason":"Whether it is faster","text":\#(text),"until":"2027-02-01"}
            """#
        ),
        GoldenEvent(
            "adoption.pilot-ended",
            #"{\#(place),"isAdopted":true,"procedure":"missing-child","reason":"It was faster"}"#
        ),
        GoldenEvent(
            "adoption.declined",
            #"""
            {\#(place),"procedure":"missing-child","reason":"Ours is newer",\#
            "upstream":{"isWithdrawn":false,"version":3}}
            """#
        ),
        GoldenEvent(
            "adoption.network",
            #"{\#(place),"procedure":"missing-child","reason":"Ours was no better"}"#
        ),
    ]
}

import HTML
import Testing

@testable import Web

@Suite struct SiteRingTests {
    /// The lengths that the design gives, part by part.
    @Test(arguments: [
        (0, "0 0 18 82", "0 1.1 15.8 83.1"), (1, "0 20 18 62", "0 21.1 15.8 63.1"),
        (2, "0 40 18 42", "0 41.1 15.8 43.1"),
        (3, "0 60 18 22", "0 61.1 15.8 23.1"),
    ])
    func `the running part is where the design draws it`(part: Int, edge: String, empty: String) {
        #expect(RingGeometry.edge(part: part) == edge)
        #expect(RingGeometry.small.empty(part: part) == empty)
    }

    @Test(arguments: [(1, "18 82"), (2, "18 2 18 62"), (3, "18 2 18 2 18 42"), (4, "18 2 18 2 18 2 18 22")])
    func `the parts done are as many as the stations passed`(parts: Int, dashes: String) {
        #expect(RingGeometry.done(parts: parts) == dashes)
    }

    @Test func `the time used fills the running part`() {
        #expect(RingGeometry.small.used(part: 1, share: 0.9) == "0 21.1 14.2 64.7")
        #expect(RingGeometry.large.used(part: 1, share: 0.86) == "0 20.3 15 64.7")
        #expect(RingGeometry.small.used(part: 0, share: 0) == RingGeometry.small.used(part: 0, share: 0.06))
        #expect(RingGeometry.small.used(part: 0, share: 7) == RingGeometry.small.empty(part: 0))
    }

    @Test func `a ring says its station and shows its time`() {
        let html = ring(Ring(.due, reached: .received, used: 0.9, text: "5h")).html
        #expect(html.contains("class=\"loop loop-s is-due\""))
        #expect(html.contains("aria-label=\"Received, station 2 of 5\""))
        #expect(html.contains("<text x=\"22\" y=\"26.4\">5h</text>"))
        #expect(ring(Ring(.wait, reached: .raised, text: "11d")).html.contains("<text class=\"t3\""))
    }

    @Test func `a late ring is full and a closed one has its tick and no time`() {
        let late = ring(Ring(.late, reached: .decided, used: 0.1, text: "+3")).html
        #expect(
            late.contains(
                "class=\"lf\" cx=\"22\" cy=\"22\" r=\"18.5\" pathLength=\"100\" stroke-dasharray=\"0 41.1 15.8"
            )
        )
        let closed = ring(.closed).html
        #expect(closed.contains("class=\"tk\""))
        #expect(!closed.contains("<text"))
    }

    @Test(arguments: [
        ("Ruth Adeyemi", ["Ruth Adeyemi"]), ("DS Morag Lindqvist", ["DS Morag", "Lindqvist"]),
        ("Alexandrina Featherstonehaugh", ["Alexandrina", "Featherstoneh…"]),
        ("One two three four five six seven eight", ["One two three", "four five six…"]),
    ])
    func `a long name is put on two lines that fit the ring`(name: String, lines: [String]) {
        #expect(linesInRing(name) == lines)
        #expect(linesInRing(name).allSatisfy { $0.count <= 14 })
    }
}

@Suite struct SiteFormTests {
    @Test func `every form that changes something carries the token`() {
        #expect(postForm(to: "/x", csrf: "secret") {}.html.contains("name=\"csrf\" value=\"secret\""))
        #expect(searchPanel(to: "/x", csrf: "secret") {}.html.contains("name=\"csrf\" value=\"secret\""))
    }

    @Test func `a filter that is asked for by link carries no token`() {
        #expect(!filterPanel(to: "/x") {}.html.contains("csrf"))
    }

    @Test func `a field with an error ties label, hint and error to its box`() {
        let errors = [FieldError("saw", "Say what you saw or heard")]
        let html = textArea(Field("saw", "What did you see?", hint: "In your words.", errors: errors), value: "<b>")
            .html
        #expect(html.hasPrefix("<div class=\"field has-error\"><label class=\"form-label\" for=\"saw\">"))
        #expect(html.contains("aria-describedby=\"saw-h saw-e\" aria-invalid=\"true\">\n&lt;b&gt;</textarea>"))
        #expect(html.contains("id=\"saw-e\"><span class=\"visually-hidden\">Error: </span>Say what you saw or heard"))
    }

    @Test func `another field's error is not shown here`() {
        let html = textField(Field("who", "Who?", errors: [FieldError("saw", "Say what you saw")])).html
        #expect(!html.contains("has-error"))
        #expect(!html.contains("aria-"))
    }

    @Test func `a password is never sent back`() {
        #expect(!textField(Field("p", "Password"), value: "secret", kind: .password).html.contains("secret"))
    }

    @Test func `the errors of a page lead to their fields and come first in its title`() {
        let errors = [FieldError("safe", "Choose one"), FieldError("dob", "Give a date")]
        let page = SiteFrameTests.frame.document(Page(title: "Raise", heading: "Raise", errors: errors) {}).html
        #expect(page.contains("<title>Error: Raise, Safeloop</title>"))
        #expect(page.contains("<a href=\"#safe\">Choose one</a>"))
        #expect(page.contains("Two answers need another look"))
        let choices = [Choice("y", "Yes"), Choice("n", "No")]
        #expect(radioField(Field("safe", "Safe?"), choices).html.contains("name=\"safe\" id=\"safe\" value=\"y\""))
        #expect(datePartsField(Field("dob", "Born")).html.contains("id=\"dob\" name=\"dob-day\""))
    }

    @Test func `only what was chosen is chosen`() {
        let choices = [Choice("a", "A"), Choice("b", "B")]
        #expect(selectField(Field("s", "S"), choices, selected: "b").html.contains("<option value=\"b\" selected>B"))
        let checks = checkField(Field("c", "C"), choices, selected: ["b"]).html
        #expect(checks.contains("value=\"b\" checked"))
        #expect(!checks.contains("value=\"a\" checked"))
    }
}

@Suite struct SiteFrameTests {
    static let frame = Frame(
        viewer: "Ruth <Adeyemi>",
        role: "Network coordinator",
        nav: [NavItem("Home", "/", waiting: 4), NavItem("Meetings", "/meetings")],
        csrf: "secret",
        assets: AssetAddress(version: "v1"),
        raise: "/raise",
        here: "/meetings/46"
    )

    @Test func `the page that is open is marked in both menus, and no other is`() {
        let html = Self.frame.document(Page(title: "Meetings", current: "/meetings", heading: "Meetings") {}).html
        #expect(html.ranges(of: "<a href=\"/meetings\" aria-current=\"page\">").count == 2)
        #expect(html.ranges(of: "aria-current").count == 2)
    }

    @Test func `cover and sign-out are forms with the token, and cover knows the way back`() {
        let html = Self.frame.document(Page(title: "Home", heading: "Home") {}).html
        #expect(html.ranges(of: "action=\"/cover\"").count == 2)
        #expect(html.ranges(of: "action=\"/signout\"").count == 2)
        #expect(html.ranges(of: "name=\"csrf\" value=\"secret\"").count == 4)
        #expect(html.ranges(of: "name=\"back\" value=\"/meetings/46\"").count == 2)
    }

    @Test func `a demonstration says so on every kind of page`() {
        let sentence = "This is a demonstration. The people in it are made up."
        var demo = Self.frame
        #expect(!demo.document(Page(title: "Home", heading: "Home") {}).html.contains(sentence))
        demo.isDemonstration = true
        #expect(demo.document(Page(title: "Home", heading: "Home") {}).html.contains(sentence))
        let assets = AssetAddress(version: "v1")
        let sheet = Sheet(title: "T", heading: "H", assets: assets, isDemonstration: true) {}
        #expect(document(sheet).html.contains(sentence))
        let doorway = Doorway(title: "T", heading: "H", network: "N", assets: assets, isDemonstration: true) {}
        #expect(document(doorway).html.contains(sentence))
    }

    @Test func `the viewer's name is escaped, and nothing is inline`() {
        let html = Self.frame.document(Page(title: "Home", heading: "Home") {}).html
        #expect(html.contains("Ruth &lt;Adeyemi&gt;"))
        #expect(!html.contains(" style="))
        #expect(!html.contains("<style"))
        #expect(html.ranges(of: "<script").count == html.ranges(of: "<script src=\"/assets/v1/").count)
    }

    @Test func `a covered screen names nobody in full and has no menu`() {
        let html = coverPage(
            at: "10:22am",
            firstName: "Ruth",
            back: "/m/1",
            csrf: "secret",
            assets: AssetAddress(version: "v1")
        ).html
        #expect(html.contains("<title>Covered</title>"))
        #expect(!html.contains("<nav"))
        #expect(html.contains("name=\"back\" value=\"/m/1\""))
    }

    @Test func `a discreet page does not say what it belongs to`() {
        let sheet = Sheet(
            title: "Messages",
            look: .discreet(leave: "/weather"),
            heading: "H",
            assets: AssetAddress(version: "v1")
        ) {}
        let html = document(sheet).html
        #expect(html.contains("<title>Messages</title>"))
        #expect(html.contains("Leave this page quickly"))
        #expect(!html.contains("Safeloop"))
    }
}

@Suite struct SiteListTests {
    @Test func `a list with nothing in it says so`() {
        #expect(rows([], empty: "Nothing here.").html == "<p class=\"empty\">Nothing here.</p>")
        #expect(dataTable("T", [Column("A")], rows: [], empty: "None.").html == "<p class=\"empty\">None.</p>")
    }

    @Test func `a table labels each cell for small screens`() {
        let cells = ["Brent", "4"].map { Markup(text: $0) }
        let html = dataTable(
            "Attendance",
            [Column("Borough"), Column("Meetings", right: true)],
            rows: [cells],
            empty: ""
        )
        .html
        #expect(html.contains("<th scope=\"row\">Brent</th><td class=\"r\" data-l=\"Meetings\">4</td>"))
    }

    @Test func `a bar's parts fill it without overflowing`() {
        let html = splitBar(closed: 3, onTime: 4, overdue: 2).html
        #expect(html.contains("<rect class=\"a\" x=\"0\" width=\"92\" height=\"12\"></rect>"))
        #expect(html.contains("<rect class=\"c\" x=\"218\" width=\"61\""))
        #expect(!splitBar(closed: 0, onTime: 0, overdue: 0).html.contains("<rect"))
    }

    @Test func `a pager shows only the ways there are`() {
        #expect(pager(page: 1, of: 1) { "/x?page=\($0)" }.isEmpty)
        let first = pager(page: 1, of: 3) { "/x?page=\($0)" }.html
        #expect(first.contains("/x?page=2"))
        #expect(!first.contains("Previous"))
        #expect(!pager(page: 3, of: 3) { "/x?page=\($0)" }.html.contains("Next"))
    }

    @Test func `typed paragraphs and line breaks are kept`() {
        #expect(paragraphs("a\nb\n\n\n<c>").html == "<p>a<br>b</p><p>&lt;c&gt;</p>")
        #expect(paragraphs("").isEmpty)
        #expect(paragraphs("a\r\nb\r\n\r\nc").html == "<p>a<br>b</p><p>c</p>")
    }
}

@Suite struct SiteAssetTests {
    @Test func `an asset is either ours or a package's`() {
        for asset in Asset.allCases {
            #expect(asset.systemPaths.isEmpty == (asset.systemPackage == nil), "\(asset.name)")
            #expect(asset.systemPaths.isEmpty != asset.name.hasPrefix("vendor/"), "\(asset.name)")
        }
    }

    @Test func `an asset's address changes with the version`() {
        #expect(AssetAddress(version: "a1").link(.bootstrap).text == "/assets/a1/vendor/bootstrap.min.css")
    }
}

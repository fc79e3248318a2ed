import HTML
import Testing

@Suite struct ElementTests {
    @Test(arguments: [(true, " on", "yes"), (false, "", "<li>off</li>no")])
    func `elements nest and take text, pieces, choices and lists`(isOn: Bool, classes: String, choice: String) {
        let names = ["A", "B"]
        let nothing: Markup? = nil
        let list = ul(.class("plain", isOn ? "on" : nil)) {
            for name in names { li { b { name } } }
            if !isOn { li { "off" } }
            if isOn { "yes" } else { "no" }
            nothing
            names.map { Markup(text: $0) }
        }
        #expect(list.html == "<ul class=\"plain\(classes)\"><li><b>A</b></li><li><b>B</b></li>\(choice)AB</ul>")
    }

    @Test func `an empty element is still closed, and a void one is not`() {
        #expect(span {}.html == "<span></span>")
        #expect(br().html == "<br>")
        #expect(input(.type("checkbox"), .checked(), .disabled(false)).html == "<input type=\"checkbox\" checked>")
    }

    @Test func `an attribute without a value is left out`() {
        #expect(p(.id(nil), .aria("label", nil), .none) { "x" }.html == "<p>x</p>")
    }

    @Test func `an empty value is kept`() {
        #expect(option(.value("")) { "Any" }.html == "<option value=\"\">Any</option>")
    }

    /// A browser drops the first line feed of a textarea.
    @Test func `a first empty line of typed text survives`() {
        #expect(textarea(.name("notes"), text: "\nline").html == "<textarea name=\"notes\">\n\nline</textarea>")
        #expect(textarea(text: "</textarea>").html == "<textarea>\n&lt;/textarea&gt;</textarea>")
    }

    @Test func `a page begins with its doctype`() {
        #expect(
            document(.lang("en-GB")) { body { "x" } }.html
                == "<!doctype html>\n<html lang=\"en-GB\"><body>x</body></html>"
        )
    }

    @Test func `trusted markup goes in as it is written`() {
        let mark = TrustedMarkup("<i>&times;</i>")
        #expect(p { mark }.html == "<p><i>&times;</i></p>")
    }
}

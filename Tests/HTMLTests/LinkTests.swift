import HTML
import Testing

@Suite struct LinkTests {
    @Test func `what is put into a link is percent-encoded`() {
        let name = "a/b?c=d&e#f %é"
        let link: Link = "/m/\(2417)/\(name)"
        #expect(link.text == "/m/2417/a%2Fb%3Fc%3Dd%26e%23f%20%25%C3%A9")
    }

    @Test(arguments: [
        "javascript:alert(1)", "//evil.example", "https://evil.example", "\\\\evil.example", "data:text/html,x",
    ])
    func `what is put into a link never becomes a scheme or a host`(hostile: String) {
        let alone: Link = "\(hostile)"
        let after: Link = "/\(hostile)"
        for text in [alone.text, after.text.dropFirst().description] {
            #expect(!text.utf8.contains { [0x3A, 0x2F, 0x5C].contains($0) }, "\(text)")
        }
    }

    @Test func `a link goes on from another link`() {
        let meeting: Link = "/meetings/\(46)"
        let notes: Link = "\(meeting)/notes"
        #expect(notes.text == "/meetings/46/notes")
    }

    @Test(arguments: ["/", "/m/2417", "/actions?page=2#x"])
    func `a way back on this site is taken`(path: String) {
        #expect(Link(local: path)?.text == path)
    }

    @Test(arguments: [
        "", "m/2417", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a b",
        "/a\nb", "\t//evil.example", "/\u{301}/x",
    ])
    func `a way back off this site is refused`(path: String) {
        #expect(Link(local: path) == nil)
    }

    @Test func `only web addresses are web links`() {
        #expect(Link(web: "https://example.org/a?b=c")?.text == "https://example.org/a?b=c")
        #expect(Link(web: "HTTP://example.org") != nil)
        #expect(Link(web: "javascript://example.org") == nil)
        #expect(Link(web: " https://example.org") == nil)
        #expect(Link(web: "/local") == nil)
    }

    @Test func `mail and telephone links hold nothing else`() {
        #expect(Link.mail(to: "ruth@example.org?bcc=x").text == "mailto:ruth@example.org%3Fbcc%3Dx")
        #expect(Link.telephone("0800 1111;ext=1").text == "tel:080011111")
    }
}

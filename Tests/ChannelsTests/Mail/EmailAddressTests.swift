import Testing

@testable import Channels

struct EmailAddressTests {
    @Test(
        "An address that a web form accepts is accepted, its domain in lower case",
        arguments: [
            ("ann@example.org", "ann@example.org"),
            ("  Ann.Bell@Example.ORG \u{200B}", "Ann.Bell@example.org"),
            ("ann+network@sub.example.gov.uk", "ann+network@sub.example.gov.uk"),
            ("o'neill@example.org", "o'neill@example.org"),
            ("_a-b@1.example", "_a-b@1.example"),
            ("ann@localhost", "ann@localhost"),
        ]
    )
    func accepted(text: String, expected: String) {
        #expect(EmailAddress(text)?.text == expected)
    }

    @Test(
        "What cannot be written to is refused",
        arguments: [
            "", "@", "ann", "ann@", "@example.org", "ann@@example.org", "ann bell@example.org", "ann@exa mple.org",
            "ann@-example.org", "ann@example-.org", "ann@example..org", "ann@.org", "ann@example.org.",
            ".ann@example.org", "ann.@example.org", "an..n@example.org", "zoë@example.org", "ann@exämple.org",
            "ann@example.org\r\nBcc: all@example.org", "<ann@example.org>", "\"ann\"@example.org", "ann@[127.0.0.1]",
            "ann@example.org, bob@example.org", "a@\u{301}example.org",
            String(repeating: "a", count: 65) + "@example.org", "ann@" + String(repeating: "a", count: 64) + ".org",
            "ann@" + String(repeating: "a.", count: 130) + "org",
        ]
    )
    func refused(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test("Two spellings of one address have one key")
    func key() throws {
        let written = try #require(EmailAddress("Ann.Bell@Example.org"))
        let plain = try #require(EmailAddress(" ann.bell@example.ORG"))
        #expect(written.key == plain.key)
        #expect(written.key == "ann.bell@example.org")
    }
}

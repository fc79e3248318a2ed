import Testing

@testable import Channels

@Suite struct MailServerTests {
    @Test(arguments: [
        ("smtp://mail.example", 587, MailServer.Security.startTLS),
        ("smtp://mail.example:25", 25, .startTLS),
        ("smtps://mail.example", 465, .implicitTLS),
        ("smtps://me@mail.example:2465/", 2465, .implicitTLS),
    ])
    func `a server is read as it is typed`(address: String, port: Int, security: MailServer.Security) throws {
        let settings = try MailServer(address: address, password: "secret")
        #expect(settings.host == "mail.example" && settings.port == port && settings.security == security)
        #expect((settings.credentials?.user == "me") == address.contains("@"))
    }

    @Test func `mail goes unencrypted only to this machine`() throws {
        let here = try MailServer(address: "smtp://localhost:2525", password: nil, isEncrypted: false)
        #expect(here.security == .noneOnLoopback && here.isLoopback)
        #expect(throws: MailServer.Problem.notLoopback) {
            try MailServer(address: "smtp://mail.example", password: nil, isEncrypted: false)
        }
    }

    @Test(arguments: [
        "", "mail.example", "mail.example:25", "http://mail.example", "smtp://", "smtp://me:secret@mail.example",
        "smtp://mail.example/box", "smtp://mail.example?tls=no",
    ])
    func `what is no server is refused, a password in it too`(address: String) {
        #expect(throws: MailServer.Problem.badAddress) { try MailServer(address: address, password: nil) }
    }

    @Test func `whom mails come from is a name and an address, or an address`() throws {
        let whole = try #require(Mailbox("Riverside Network <network@riverside.example>"))
        #expect(whole.name == "Riverside Network" && whole.address.text == "network@riverside.example")
        #expect(Mailbox("network@riverside.example")?.name == "")
        for wrong in [
            "Riverside", "Riverside <nobody>", "A <a@b.example> <c@d.example>", "A\nB <a@b.example>", "<a@b.example",
        ] {
            #expect(Mailbox(wrong) == nil, "\(wrong)")
        }
    }
}

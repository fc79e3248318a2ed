import Testing

@testable import Channels

struct IncomingMailTests {
    private static let forwarded = """
        Authentication-Results: mx.riverside.example; spf=pass; dkim=pass; dmarc=pass
        From: =?utf-8?Q?Ren=C3=A9e_Oduya?= <Renee.Oduya@merton.example>
        To: network@riverside.example
        Subject: =?utf-8?B?RndkOiBvdXIgbGV0dGVy?= of 3 May
        Date: Mon, 23 Nov 2026 09:12:00 +0000
        Message-ID: <a1@mail.merton.example>
        In-Reply-To: <6ff0c5f4-52f8-4c0d-a5d2-7f6f0e0f4f11.1@riverside.example>
        References: <older@riverside.example>
          <6ff0c5f4-52f8-4c0d-a5d2-7f6f0e0f4f11.1@riverside.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="outer"

        --outer
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        The council=E2=80=99s letter is attached. See matter=
         12.
        --inner
        Content-Type: text/html

        <p>The council's <b>letter</b></p>
        --inner--
        --outer
        Content-Type: application/pdf; name="old.pdf"
        Content-Disposition: attachment;
          filename*0*=utf-8''Letter%20of%20th;
          filename*1*=e%20council%20%E2%80%93.pdf
        Content-Transfer-Encoding: base64

        JVBERi0xLjQK
        --outer--
        """

    private func mail(_ text: String, by name: String? = "mx.riverside.example") -> IncomingMail {
        IncomingMail(Array(text.replacing("\n", with: "\r\n").utf8), checkedBy: name)
    }

    @Test("a forwarded letter: its words, what it answers, and what is attached, under its whole name")
    func forwarded() throws {
        let mail = mail(Self.forwarded)
        #expect(mail.from?.address.key == "renee.oduya@merton.example")
        #expect(mail.sender == "Renée Oduya <Renee.Oduya@merton.example>")
        #expect(mail.subject == "Fwd: our letter of 3 May")
        #expect(mail.text == "The council’s letter is attached. See matter 12.")
        #expect(mail.answers.first?.text == "<6ff0c5f4-52f8-4c0d-a5d2-7f6f0e0f4f11.1@riverside.example>")
        #expect(mail.answers.count == 2 && !mail.isForMachines)
        let file = try #require(mail.attachments.first)
        #expect(mail.attachments.count == 1 && file.name == "Letter of the council –.pdf")
        #expect(file.mediaType == "application/pdf" && file.bytes == Array("%PDF-1.4\n".utf8))
    }

    @Test("a sender counts as checked only where the network's own server says so, on top")
    func checked() {
        #expect(mail(Self.forwarded).check == .passed)
        #expect(mail(Self.forwarded, by: nil).check == .none)
        #expect(mail(Self.forwarded, by: "mx.elsewhere.example").check == .none)
        let theirs = "Authentication-Results: mx.elsewhere.example; dmarc=none\n" + Self.forwarded
        #expect(mail(theirs).check == .none)
        #expect(mail(Self.forwarded.replacing("dmarc=pass", with: "dmarc=fail")).check == .failed)
    }

    @Test("the same message is the same by whichever way it came, and another with its id is not")
    func identity() {
        let first = mail(Self.forwarded)
        #expect(mail("Received: from somewhere else\nX-Spam: no\n" + Self.forwarded).identity == first.identity)
        #expect(mail(Self.forwarded.replacing("attached", with: "enclosed")).identity != first.identity)
        #expect(mail(Self.forwarded.replacing("Renee.Oduya@", with: "someone@")).identity != first.identity)
        #expect(mail("Subject: a\n\nb").identity != mail("Subject: b\n\nb").identity)
    }

    @Test(
        "nobody is taken for the sender where the address is unclear",
        arguments: [
            "From: a@merton.example, b@merton.example\n\nx", "From: a@merton.example\nFrom: b@merton.example\n\nx",
            "From: <a@merton.example> <b@merton.example>\n\nx", "Subject: none\n\nx", "From: nobody\n\nx",
        ]
    )
    func unclear(text: String) {
        #expect(mail(text).from == nil)
    }

    @Test("machines' mail is told from people's")
    func machines() {
        #expect(mail("Auto-Submitted: auto-replied (vacation)\nFrom: a@b.example\n\nI am away").isForMachines)
        #expect(mail("Content-Type: multipart/report; boundary=b\n\n--b\n\nx\n--b--").isForMachines)
        #expect(mail("Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR").isForMachines)
        #expect(!mail("Auto-Submitted: no\nFrom: a@b.example\n\nx").isForMachines)
        #expect(!mail("Auto-Submitted: auto-generated\nFrom: scanner@b.example\n\nx").isForMachines)
    }

    @Test("a web page gives its words, and nothing that it would fetch or run")
    func webPage() {
        let page = """
            Content-Type: text/html

            <html><head><title>T</title><style>p { color: red }</style></head><body>
            <p>First&nbsp;line<br>second &amp; last</p><script>alert(1)</script>
            <img src="https://tracker.example/x.png"><a href="https://a.example">here</a> &#163;5</body></html>
            """
        #expect(mail(page).text == "First line\nsecond & last\nhere £5")
    }

    @Test("whatever the bytes are, reading them ends and takes no more than they are")
    func odd() {
        let boundaries = String(repeating: "Content-Type: multipart/mixed; boundary=b\n\n--b\n", count: 50)
        for text in ["", "\n", ":", "From:", boundaries, "Content-Type: multipart/mixed; boundary=\n\n--\n", "\0\u{1}"]
        {
            let mail = mail(text)
            #expect(mail.attachments.count <= 50)
        }
        var chance = Chance(7)
        let whole = Array(Self.forwarded.utf8)
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0..<8 {
                bytes[Int.random(in: 0..<bytes.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
            }
            let mail = IncomingMail(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &chance))))
            #expect(mail.attachments.reduce(0) { $0 + $1.bytes.count } <= 2 * whole.count)
        }
    }
}

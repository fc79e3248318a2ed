import Testing

@testable import Channels

struct DeliveryReportTests {
    private static let id = "<6ff0c5f4-52f8-4c0d-a5d2-7f6f0e0f4f11.1@riverside.example>"

    private static func report(
        head: String = "",
        status: String = "Final-Recipient: rfc822; jo.bell@school.example\nAction: failed\nStatus: 5.1.1",
        original: String? = "message/rfc822\n\nMessage-ID: \(id)\nSubject: Notes"
    ) -> String {
        """
        Return-Path: <>
        From: Mail Delivery System <MAILER-DAEMON@mx.school.example>
        To: network@riverside.example
        Subject: Undelivered Mail Returned to Sender
        \(head)MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
            boundary="8C1A=_of/1"

        This is a MIME-encapsulated message.

        --8C1A=_of/1
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to tell you that your message could not be delivered.

        --8C1A=_of/1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.school.example
        Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0000

        \(status)

        \(original.map { "--8C1A=_of/1\nContent-Type: \($0)\n\n" } ?? "")--8C1A=_of/1--
        """
    }

    private func read(_ text: String, lineEnd: String = "\r\n") -> DeliveryReport? {
        DeliveryReport(Array(text.replacing("\n", with: lineEnd).utf8))
    }

    @Test("A failure names the message that came back and what the server said", arguments: ["\r\n", "\n"])
    func failure(lineEnd: String) throws {
        let status = """
            Final-Recipient: rfc822; jo.bell@school.example
            Original-Recipient: rfc822;jo.bell@school.example
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 <jo.bell@school.example>: Recipient address
                rejected: User unknown
            """
        let report = try #require(read(Self.report(status: status), lineEnd: lineEnd))
        #expect(report.original.text == Self.id && report.code == 550)
        #expect(report.reason == "550 5.1.1 (address) Recipient address rejected: User unknown")
    }

    @Test("Only the header of the original, or none and an answer to it, will do as well")
    func originals() throws {
        let headers = Self.report(original: "text/rfc822-headers; charset=utf-8\n\nmessage-id: \(Self.id)")
        #expect(read(headers)?.original.text == Self.id)
        let answer = Self.report(head: "In-Reply-To: \(Self.id)\n", original: nil)
        #expect(read(answer)?.original.text == Self.id)
        #expect(read(answer)?.reason == "Status 5.1.1." && read(answer)?.code == nil)
        #expect(read(Self.report(original: nil)) == nil)
        #expect(read(Self.report(original: "message/rfc822\n\nMessage-ID: not an id")) == nil)
    }

    @Test("What is late, relayed or was delivered did not come back", arguments: ["delayed", "relayed", "delivered"])
    func others(action: String) {
        #expect(
            read(Self.report(status: "Final-Recipient: rfc822; a@b.example\nAction: \(action)\nStatus: 4.4.1")) == nil
        )
    }

    @Test("A letter of a person is no report, whatever it quotes")
    func letter() {
        let quoted = Self.report().split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)" }
        #expect(read("Content-Type: text/plain\n\n" + quoted.joined(separator: "\n")) == nil)
        #expect(read("") == nil && read("\n\n\n") == nil && read("Content-Type: multipart/report") == nil)
        #expect(read("Content-Type: multipart/report; boundary=\"\"\n\n--\n") == nil)
    }

    @Test("Damaged reports are read or left, never with words that were not in them")
    func damaged() {
        var random = SystemRandomNumberGenerator()
        let whole = Array(Self.report().utf8)
        for _ in 0..<500 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                let at = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: at)
                default: bytes.removeLast(min(bytes.count - 1, at / 8))
                }
            }
            let report = DeliveryReport(bytes)
            #expect(report.map { !$0.reason.contains("@") && $0.reason.count <= 300 } ?? true)
        }
    }

    @Test("The numbers of messages are found in an answer, and nothing else is")
    func numbers() {
        let answer = "* OK still here\r\n* SEARCH 3 5 4294967295 x 99999999999\r\n* 7 EXISTS\r\n* SEARCH\r\n"
        #expect(IMAPInbox.numbers(in: Array(answer.utf8)) == [3, 5, 4_294_967_295])
    }
}

import CCurl
import CCurlShim
import Testing

@testable import Channels

struct SMTPAttemptTests {
    private func outcome(_ code: CURLcode, _ reply: Int, reached: Bool = false, text: String = "x") throws
        -> MailOutcome
    {
        SMTPAttempt(curlCode: code.rawValue, replyCode: reply, replyText: text, reachedContent: reached)
            .outcome(for: try MailFixtures.message(to: "bob.case@school.example"))
    }

    @Test("Questions of encryption and signing in are never the message's fault", arguments: [530, 534, 535, 538])
    func signingIn(reply: Int) throws {
        guard case .tryLater = try outcome(CURLE_SEND_ERROR, reply) else {
            Issue.record("refused for good")
            return
        }
    }

    @Test("A connection lost while the last reply was a refusal of something else is not a refusal")
    func lost() throws {
        guard case .tryLater = try outcome(CURLE_RECV_ERROR, 354, reached: true) else {
            Issue.record("refused for good")
            return
        }
        guard case .tryLater = try outcome(CURLE_OPERATION_TIMEDOUT, 500) else {
            Issue.record("refused for good")
            return
        }
    }

    @Test("The server's words lose addresses and names in front of ours, and come on one line")
    func words() throws {
        let said = "550-5.1.1 <bob.case@school.example>:\r\n550 5.1.1 User BOB.CASE is unknown\u{0}\r\n"
        let outcome = try outcome(CURLE_SEND_ERROR, 550, text: said)
        let expected = "550-5.1.1 (address) 550 5.1.1 User (address) is unknown"
        #expect(
            outcome
                == .refusedForGood(code: 550, reason: "The mail server refused the message: \(expected)")
        )
    }

    @Test("A short name is taken out where it stands alone, and other words are left")
    func shortName() {
        let said = "550 5.1.1 user <AL>: also unknown\r\n".withoutAddresses(of: "al")
        #expect(said == "550 5.1.1 user (address) also unknown")
    }

    @Test("A server that talks without end is cut short")
    func endless() throws {
        let outcome = try outcome(CURLE_SEND_ERROR, 550, text: String(repeating: "no ", count: 10_000))
        guard case .refusedForGood(_, let reason) = outcome else {
            Issue.record("not refused")
            return
        }
        #expect(reason.count < 400)
    }
}

import Almanac
import Foundation
import Testing

@testable import Channels

struct SMTPSenderTests {
    private static let credentials = MailServer.Credentials(user: "safeloop", password: "right £ password")

    private static func plain(_ server: PythonMailServer, replyTimeout: Int = 30) throws -> SMTPSender {
        SMTPSender(
            try MailServer(
                host: "127.0.0.1",
                port: server.port,
                security: .noneOnLoopback,
                replyTimeout: replyTimeout
            )
        )
    }

    private static func secure(
        _ server: PythonMailServer,
        security: MailServer.Security = .startTLS,
        credentials: MailServer.Credentials? = credentials,
        caFile: String? = nil
    ) throws -> SMTPSender {
        SMTPSender(
            try MailServer(
                host: "localhost",
                port: server.port,
                security: security,
                credentials: credentials,
                caFile: caFile ?? server.caFile,
                replyTimeout: 30
            )
        )
    }

    private static func problem(_ outcome: MailOutcome) -> String? {
        if case .tryLater(let reason, _) = outcome { reason } else { nil }
    }

    @Test("A message goes over STARTTLS, signed in, and arrives byte for byte")
    func startTLS() async throws {
        let body = "Dear Bob,\n.\n..\n.hidden\n\nZoë\n"
        let taken = try await PythonMailServer.run("starttls", "auth") { server in
            let outcome = try await Self.secure(server).send(MailFixtures.message(body: body))
            #expect(outcome == .accepted(reply: "250 2.0.0 Taken as 4711"))
        }
        let message = try #require(taken.first)
        #expect(taken.count == 1)
        #expect(Array(message.content) == (try MailFixtures.message(body: body).bytes))
        #expect(message.from == "network@safeloop.example")
        #expect(message.to == ["bob@school.example"])
        #expect(message.greeting == "safeloop.example")
        #expect(message.encrypted)
        #expect(message.signedIn)
    }

    @Test("A message goes over TLS from the first byte")
    func implicitTLS() async throws {
        let taken = try await PythonMailServer.run("tls") { server in
            let sender = try Self.secure(server, security: .implicitTLS, credentials: nil)
            let outcome = try await sender.send(MailFixtures.message())
            #expect(outcome == .accepted(reply: "250 2.0.0 Taken as 4711"))
        }
        #expect(taken.map(\.encrypted) == [true])
    }

    @Test("Nothing is sent to a server that offers no encryption")
    func noTLS() async throws {
        let taken = try await PythonMailServer.run { server in
            let outcome = try await Self.secure(server, credentials: nil).send(MailFixtures.message())
            #expect(Self.problem(outcome) == "The mail server does not offer an encrypted connection.")
        }
        #expect(taken.isEmpty)
    }

    @Test("Nothing is sent to a server whose certificate nobody we trust has signed")
    func unknownAuthority() async throws {
        let taken = try await PythonMailServer.run("starttls", "auth") { server in
            let sender = try Self.secure(server, caFile: "/etc/ssl/certs/ca-certificates.crt")
            let outcome = try await sender.send(MailFixtures.message())
            #expect(Self.problem(outcome) == "The mail server's certificate could not be verified.")
        }
        #expect(taken.isEmpty)
    }

    @Test("A wrong password keeps the message for later and does not refuse it")
    func wrongPassword() async throws {
        let taken = try await PythonMailServer.run("starttls", "auth") { server in
            let wrong = MailServer.Credentials(user: "safeloop", password: "wrong")
            let outcome = try await Self.secure(server, credentials: wrong).send(MailFixtures.message())
            let reason = try #require(Self.problem(outcome))
            #expect(reason.hasPrefix("The mail server did not accept the user name and password."))
        }
        #expect(taken.isEmpty)
    }

    @Test("A server that wants a password we do not have keeps the message for later")
    func noPassword() async throws {
        _ = try await PythonMailServer.run("starttls", "auth") { server in
            let outcome = try await Self.secure(server, credentials: nil).send(MailFixtures.message())
            #expect(Self.problem(outcome) != nil)
        }
    }

    @Test(
        "A refusal of the recipient, the sender or the message is for good",
        arguments: [
            ("gone@school.example", "network@safeloop.example", 550),
            ("spam@school.example", "network@safeloop.example", 554),
            ("bob@school.example", "unwelcome@safeloop.example", 550),
        ]
    )
    func refused(recipient: String, sender: String, code: Int) async throws {
        let taken = try await PythonMailServer.run { server in
            let outcome = try await Self.plain(server).send(MailFixtures.message(to: recipient, from: sender))
            guard case .refusedForGood(let given, let reason) = outcome else {
                Issue.record("not refused: \(outcome)")
                return
            }
            #expect(given == code)
            #expect(outcome.logText == "refused with \(code)")
            #expect(!reason.contains("@"))
            #expect(!reason.contains("gone"))
            #expect(!reason.contains("\n"))
        }
        #expect(taken.isEmpty)
    }

    @Test("A server that has no time now gets the message later", arguments: ["later", "full", "drop", "lost"])
    func later(recipient: String) async throws {
        let taken = try await PythonMailServer.run { server in
            let long = String(repeating: "A line of the notes.\n", count: 10_000)
            let message = try MailFixtures.message(to: "\(recipient)@school.example", body: long)
            let outcome = try await Self.plain(server).send(message)
            let reason = try #require(Self.problem(outcome))
            #expect(!reason.contains("@"))
        }
        #expect(taken.isEmpty)
    }

    @Test("A server that turns everyone away at the door does not refuse the message for good")
    func greeting() async throws {
        _ = try await PythonMailServer.run("greet554") { server in
            let outcome = try await Self.plain(server).send(MailFixtures.message())
            #expect(Self.problem(outcome) != nil)
        }
    }

    @Test("A server that never answers is left, and the message kept for later")
    func silent() async throws {
        _ = try await PythonMailServer.run { server in
            let message = try MailFixtures.message(to: "silent@school.example")
            let outcome = try await Self.plain(server, replyTimeout: 1).send(message)
            #expect(outcome == .tryLater(reason: "The mail server took too long to answer."))
        }
    }

    @Test("No server at all is a reason to try later")
    func nobody() async throws {
        // Port 1 on loopback is closed on every machine that does not run tcpmux.
        let sender = SMTPSender(try MailServer(host: "127.0.0.1", port: 1, security: .noneOnLoopback))
        let outcome = await sender.send(try MailFixtures.message())
        #expect(outcome == .tryLater(reason: "The mail server could not be reached."))
    }

    @Test("Twelve senders that wait for a slow server leave Swift's threads free")
    func slow() async throws {
        let taken = try await PythonMailServer.run { server in
            try await withThrowingTaskGroup(of: MailOutcome.self) { group in
                for number in 0..<12 {
                    let sender = try Self.plain(server)
                    let message = try MailFixtures.message(to: "waits\(number)@school.example")
                    group.addTask { await sender.send(message) }
                }
                // Were the senders on the two threads of a small machine, nobody would get here before they give up.
                await Task { try? await server.letGo() }.value
                for try await outcome in group {
                    #expect(outcome == .accepted(reply: "250 2.0.0 Taken as 4711"))
                }
            }
        }
        #expect(taken.count == 12)
    }

    @Test("Settings that could not work or would send in the clear are refused")
    func settings() {
        typealias Problem = MailServer.Problem
        #expect(throws: Problem.notLoopback) {
            try MailServer(host: "mail.example.org", port: 25, security: .noneOnLoopback)
        }
        for host in ["", "a b", "mail.example.org/x", "user@mail.example.org", "mail\r\n", "[::1/x]", "a:25"] {
            #expect(throws: Problem.badHost) { try MailServer(host: host, port: 25) }
        }
        for port in [0, -1, 65_536] {
            #expect(throws: Problem.badPort) { try MailServer(host: "mail.example.org", port: port) }
        }
        let credentials = MailServer.Credentials(user: "a\r\nb", password: "c")
        #expect(throws: Problem.controlCharacter) {
            try MailServer(host: "mail.example.org", port: 25, credentials: credentials)
        }
    }

    @Test("Printing or dumping settings does not show the password")
    func hidden() throws {
        let settings = try MailServer(host: "mail.example.org", port: 587, credentials: Self.credentials)
        var dumped = ""
        dump(settings, to: &dumped)
        for text in ["\(settings)", String(reflecting: settings), dumped] {
            #expect(!text.contains("right"))
        }
    }
}

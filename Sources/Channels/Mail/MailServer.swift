import Foundation

/// The mail server that a network sends through, or that its mailbox lies on.
package struct MailServer: Sendable {
    package enum Use: Sendable {
        /// Sending, with SMTP.
        case sending
        /// Reading a mailbox, with IMAP.
        case reading

        fileprivate var scheme: String { self == .sending ? "smtp" : "imap" }

        fileprivate func port(_ security: Security) -> Int {
            switch (self, security) {
            case (.sending, .startTLS): 587
            case (.sending, .implicitTLS): 465
            case (.sending, .noneOnLoopback): 25
            case (.reading, .implicitTLS): 993
            case (.reading, .startTLS), (.reading, .noneOnLoopback): 143
            }
        }
    }

    package enum Security: Sendable {
        /// Begins in the clear and must switch to TLS before anything is said (usually port 587, for mailboxes 143).
        case startTLS
        /// TLS from the first byte (usually port 465, for mailboxes 993).
        case implicitTLS
        /// No TLS; only for a server on this same machine.
        case noneOnLoopback
    }

    package struct Credentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        package let user: String
        package let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        // Nothing that prints or dumps the settings may show the password.
        package var description: String { "(hidden)" }
        package var debugDescription: String { description }
        package var customMirror: Mirror { Mirror(self, children: [:]) }
    }

    /// Why settings are refused when they are made, rather than when the first mail should leave.
    package enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
        case badHost
        case badPort
        case notLoopback
        case controlCharacter
        case badAddress
        case badMailbox

        package var description: String {
            switch self {
            case .badHost: "The name of the mail server is not a host name or an address."
            case .badPort: "The port of the mail server is not a number from 1 to 65535."
            case .notLoopback: "Mail may be sent without encryption only to a server on this machine."
            case .badAddress:
                "Give the mail server as smtp://user@host:587, or smtps://user@host:465 for TLS from the start."
            case .badMailbox:
                "Give the mailbox as imaps://user@host:993, or imap://user@host:143 for TLS by STARTTLS."
            case .controlCharacter: "The user name or password for the mail server contains a control character."
            }
        }
    }

    package let host: String
    package let port: Int
    package let security: Security
    package let credentials: Credentials?
    /// A PEM file of the authorities to trust instead of the system's.
    package let caFile: String?
    /// How long connecting may take, in seconds.
    package let connectTimeout: Int
    /// How long one reply of the server may take, in seconds.
    package let replyTimeout: Int
    /// How long handing over one message may take in all, in seconds.
    package let totalTimeout: Int

    /// - Throws: A ``Problem`` when the settings could not work or would send mail in the clear over a network.
    package init(
        host: String,
        port: Int,
        security: Security = .startTLS,
        credentials: Credentials? = nil,
        caFile: String? = nil,
        connectTimeout: Int = 20,
        replyTimeout: Int = 60,
        totalTimeout: Int = 300
    ) throws(Problem) {
        guard Self.isHost(host) else { throw .badHost }
        guard (1...65_535).contains(port) else { throw .badPort }
        guard security != .noneOnLoopback || Self.loopback.contains(host.lowercased()) else { throw .notLoopback }
        guard credentials.map({ $0.user.isOneLine && $0.password.isOneLine }) ?? true else { throw .controlCharacter }
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
        self.caFile = caFile
        self.connectTimeout = connectTimeout
        self.replyTimeout = replyTimeout
        self.totalTimeout = totalTimeout
    }

    /// Reads a server as it is typed: `smtp://user@host:587`, `smtps://user@host`, `imaps://user%40school@host`.
    ///
    /// - Parameters:
    ///   - password: For the user that the address names.
    ///   - isEncrypted: Whether there must be TLS: from the start for `smtps`, by STARTTLS for `smtp`.
    package init(
        address: String,
        for use: Use = .sending,
        password: String?,
        isEncrypted: Bool = true,
        caFile: String? = nil
    ) throws(Problem) {
        let badAddress = use == .sending ? Problem.badAddress : .badMailbox
        guard let parts = URLComponents(string: address), let host = parts.host, !host.isEmpty,
            parts.password == nil, parts.path.isEmpty || parts.path == "/", parts.query == nil, parts.fragment == nil,
            use == .sending || parts.user != nil
        else { throw badAddress }
        let security: Security
        switch parts.scheme {
        case use.scheme: security = isEncrypted ? .startTLS : .noneOnLoopback
        case use.scheme + "s": security = .implicitTLS
        default: throw badAddress
        }
        try self.init(
            host: host,
            port: parts.port ?? use.port(security),
            security: security,
            credentials: parts.user.map { Credentials(user: $0, password: password ?? "") },
            caFile: caFile
        )
    }

    /// Whether the server is this machine.
    package var isLoopback: Bool { Self.loopback.contains(host.lowercased()) }

    private static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    private static func isHost(_ text: String) -> Bool {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let inner = text.utf8.dropFirst().dropLast()
            return !inner.isEmpty && inner.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: ":") }
        }
        return EmailAddress("postmaster@\(text)") != nil && !text.contains(where: \.isWhitespace)
    }
}

import ArgumentParser
import Channels
import Foundation

/// How mail leaves. Without these options there is no mail server: messages and links are shown to pass on.
struct MailOptions: ParsableArguments {
    @Option(help: "The mail server: smtp://user@host:587, or smtps://user@host:465 for TLS from the start.")
    var mail: String?

    @Option(help: "Whom mails come from, as 'Riverside Network <network@riverside.example>'.")
    var mailFrom: String?

    @Option(help: "A file with the password for the mail server. Also SAFELOOP_MAIL_PASSWORD.")
    var mailPasswordFile: String?

    @Option(help: "The mailbox of that address, for what people send and what comes back: imaps://user@host:993.")
    var mailbox: String?

    @Option(help: "A file with the password for the mailbox, where it is another. Also SAFELOOP_MAILBOX_PASSWORD.")
    var mailboxPasswordFile: String?

    @Option(help: "The name by which that mail server signs Authentication-Results, as mx.riverside.example.")
    var mailboxCheckedBy: String?

    @Option(help: "A PEM file of the authorities to trust for mail servers, instead of the system's.")
    var mailAuthorities: String?

    @Flag(help: "Mail goes unencrypted. Only for a server on this machine.")
    var mailUnencrypted = false

    static let none = "There is no mail server: messages are made ready to pass on. See --mail."

    struct Mail {
        let settings: MailServer
        let mailbox: MailServer?
        let from: Mailbox
        let checkedBy: String?
    }

    /// Nil where no mail server is named.
    func mail(origin: String?, isDemonstration: Bool) throws -> Mail? {
        guard let mail else {
            guard mailFrom == nil, mailPasswordFile == nil, mailAuthorities == nil, !mailUnencrypted, mailbox == nil,
                mailboxPasswordFile == nil, mailboxCheckedBy == nil
            else {
                throw Failure(sentence: "Name the mail server with --mail, as smtp://user@host:587.", code: 64)
            }
            return nil
        }
        guard let from = mailFrom.flatMap({ Mailbox($0) }) else {
            throw Failure(
                sentence: "Say whom mails come from with --mail-from, as 'Riverside <network@riverside.example>'.",
                code: 64
            )
        }
        guard origin.map(Self.isOrigin) == true else {
            throw Failure(
                sentence: "Mails hold links: say with --origin how the site is reached, as https://network.example.",
                code: 64
            )
        }
        let password = try password(mailPasswordFile, "SAFELOOP_MAIL_PASSWORD")
        let settings = try server(mail, for: .sending, password)
        guard settings.credentials == nil || password != nil else {
            throw Failure(
                sentence: "Give the mail server's password with --mail-password-file or SAFELOOP_MAIL_PASSWORD.",
                code: 64
            )
        }
        let box = try box(otherwise: password)
        guard !isDemonstration || settings.isLoopback && box?.isLoopback ?? true else {
            throw Failure(sentence: "A demonstration sends mail only to a server on this machine.", code: 64)
        }
        return Mail(settings: settings, mailbox: box, from: from, checkedBy: mailboxCheckedBy)
    }

    private func box(otherwise mailPassword: String?) throws -> MailServer? {
        guard let mailbox else { return nil }
        let own = try password(mailboxPasswordFile, "SAFELOOP_MAILBOX_PASSWORD")
        guard let password = own ?? mailPassword else {
            throw Failure(
                sentence: "Give the mailbox's password with --mailbox-password-file or SAFELOOP_MAILBOX_PASSWORD.",
                code: 64
            )
        }
        return try server(mailbox, for: .reading, password)
    }

    private func server(_ address: String, for use: MailServer.Use, _ password: String?) throws -> MailServer {
        do {
            return try MailServer(
                address: address,
                for: use,
                password: password,
                isEncrypted: !mailUnencrypted,
                caFile: try readable(mailAuthorities)
            )
        } catch let problem as MailServer.Problem {
            throw Failure(sentence: problem.description, code: 64)
        }
    }

    private static func isOrigin(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text) else { return false }
        return (parts.scheme == "https" || parts.scheme == "http") && parts.host?.isEmpty == false && parts.path.isEmpty
    }

    private func password(_ file: String?, _ variable: String) throws -> String? {
        guard let file else { return ProcessInfo.processInfo.environment[variable] }
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Failure.unreadable("The file \(file) with a mail server's password cannot be read.")
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    private func readable(_ file: String?) throws -> String? {
        guard let file else { return nil }
        guard FileManager.default.isReadableFile(atPath: file) else {
            throw Failure.unreadable("The file \(file) of certificate authorities cannot be read.")
        }
        return file
    }
}

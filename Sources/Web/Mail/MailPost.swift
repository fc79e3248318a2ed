package import Almanac
package import Channels
import Ledger
package import Safeguarding

/// Writes what the outbox hands it, and sends it through the network's mail server.
package struct MailPost: MailCarrier {
    private let writer: MailWriter
    private let from: Mailbox
    private let sender: any MailSender

    package init(_ site: Site, from: Mailbox, through sender: any MailSender) {
        writer = MailWriter(site: site, actor: .system("outbox"))
        self.from = from
        self.sender = sender
    }

    package func carry(_ mail: MailRow) async throws -> MailResult {
        switch try await writer.write(mail, from: from) {
        case .noAddress: return .noAddress
        case .outdated: return .outdated
        case .message(let message):
            return switch await sender.send(message) {
            case .accepted: .accepted
            case .refusedForGood(let code, let reason): .refused(code: code, reason: reason)
            case .tryLater(let reason, let code): .later(code: code, reason: reason)
            }
        }
    }

    package func nextTry(tries: Int, first: Instant, last: Instant) -> Instant? {
        RetryTimetable.next(tries: tries, first: first, last: last)
    }
}

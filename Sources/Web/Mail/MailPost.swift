package import Almanac
package import Channels
import Ledger
package import Safeguarding

/// Writes what the outbox hands it, and sends it through the network's mail server.
package struct MailPost: MailCarrier {
    private let site: Site
    private let from: Mailbox
    private let sender: any MailSender

    package init(_ site: Site, from: Mailbox, through sender: any MailSender) {
        self.site = site
        self.from = from
        self.sender = sender
    }

    package func carry(_ mail: MailRow, in run: JobRun) async throws -> MailResult {
        let writer = MailWriter(site: site.running(run), actor: .system(Outbox.job))
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

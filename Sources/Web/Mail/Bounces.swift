import Almanac
package import Channels
import Ledger
package import Logging
package import Safeguarding

/// The job that reads the network's mailbox for mails that came back after a server had taken them.
///
/// Only delivery reports are read. What they say is used where it names a mail that was sent from here, by its
/// `Message-ID`, which nobody but its recipient has seen.
package actor Bounces {
    /// How long after a mail a report of it is looked for, in days. Servers give up within five (RFC 5321, 4.5.4.1).
    private static let days = 7

    private let office: Office
    private let inbox: any ReportInbox
    private let domain: String
    private let logger: Logger
    /// Reports that were dealt with since the start. After a start they are read again, which changes nothing.
    private var done: Set<UInt32> = []
    private var trouble: String?

    /// - Parameter from: Whom the network's mails come from.
    package init(
        _ office: Office,
        inbox: any ReportInbox,
        from: Mailbox,
        logger: Logger = Logger(label: "safeloop.bounces")
    ) {
        self.office = office
        self.inbox = inbox
        self.domain = from.address.domain
        self.logger = logger
    }

    /// Looks once a minute until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            do {
                try await tick()
                trouble = nil
            } catch is CancellationError {
                return
            } catch {
                say(error)
            }
            try? await Task.sleep(for: .seconds(60))
        }
    }

    /// Reads what has come since it last looked.
    ///
    /// - Returns: How many reports were read.
    @discardableResult
    package func tick() async throws -> Int {
        let since = London.day(office.clock()).adding(days: -Self.days)
        let fresh = try await inbox.reports(since: since).filter { !done.contains($0) }
        var failure: (any Error)?
        for number in fresh {
            try Task.checkCancellation()
            do {
                if let report = DeliveryReport(try await inbox.message(number)) { try await record(report) }
                done.insert(number)
            } catch {
                // The others are read all the same; this one is tried again.
                failure = error
            }
        }
        if let failure { throw failure }
        return fresh.count
    }

    private func record(_ report: DeliveryReport) async throws {
        guard let (mail, round) = report.original.sent(from: domain) else { return }
        // A report can name anything: no key is made for a mail that never was.
        guard try await !office.ledger.events(of: Mail.stream(mail), after: 0).isEmpty else { return }
        let reason = "It was sent back: \(report.reason)"
        try await office.perform(
            RecordBounce(mail, round: round, code: report.code, reason: reason),
            as: .system("bounces"),
            // Not derived: several servers may report one mail, each in its own words. The rule takes the first.
            form: FormID()
        )
    }

    /// Once, not every minute.
    private func say(_ error: any Error) {
        let sentence = (error as? InboxProblem)?.sentence ?? (error as? Refusal)?.sentence ?? "\(type(of: error))"
        if trouble != sentence {
            logger.error("the mailbox could not be read for mails that came back", metadata: ["why": "\(sentence)"])
        }
        trouble = sentence
    }
}

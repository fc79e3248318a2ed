import Almanac
package import Channels
package import Ledger
package import Safeguarding

/// What every page needs: the office, the accounts, and how this server is reached.
package struct Site: Sendable {
    package private(set) var office: Office
    package let accounts: Accounts
    package let desk: any Desk
    package let configuration: Configuration
    let assets: AssetShelf
    let limiter: Limiter
    let waitingCounts = Remembered<Int>(capacity: 10_000)
    let homes = Remembered<MatterHome>(capacity: 1000)
    let trayCounts = Remembered<Int>(capacity: 10_000)
    let noticeCounts = Remembered<Int>(capacity: 10_000)

    package struct Configuration: Sendable {
        /// How the site is reached from outside, as `https://network.example`: what links in mails begin with.
        package var origin: String
        /// Whether that is over TLS: then cookies are `__Host-` and `Secure`.
        package var isSecure: Bool { origin.hasPrefix("https://") }
        package var isDemonstration: Bool
        /// The name under which this network's checkpoints are signed.
        package var checkpointName: String
        /// Whom mails come from. Nil where there is no mail server.
        package var mailFrom: Mailbox?
        /// Whether what is mailed to that address is read, and waits in members' trays.
        package var readsMail: Bool
        /// How mails that are queued now leave.
        package var mailWay: Mail.Way { mailFrom == nil ? .file : .mail }

        package init(
            origin: String,
            isDemonstration: Bool = false,
            checkpointName: String = "safeloop",
            mailFrom: Mailbox? = nil,
            readsMail: Bool = false
        ) {
            self.origin = origin
            self.isDemonstration = isDemonstration
            self.checkpointName = checkpointName
            self.mailFrom = mailFrom
            self.readsMail = readsMail
        }
    }

    package init(office: Office, accounts: Accounts, desk: any Desk, configuration: Configuration) throws {
        self.office = office
        self.accounts = accounts
        self.desk = desk
        self.configuration = configuration
        assets = try AssetShelf()
        limiter = Limiter()
    }

    /// The same site for one run of a job.
    func running(_ run: JobRun) -> Site {
        var site = self
        site.office = office.running(run)
        return site
    }

    package var readings: Readings { office.projector.readings }
    var now: Instant { office.clock() }
}

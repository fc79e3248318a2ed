import Almanac
import ArgumentParser
import Channels
import Foundation
import Hummingbird
import HummingbirdCore
import Ledger
import LedgerSQLite
import Logging
import Safeguarding
import ServiceLifecycle
import Vault
import Web

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the network over HTTP.",
        discussion: "On a new folder it prints a single-use link, at which the first coordinator begins the network."
    )
    @OptionGroup var options: DataOptions
    @Option(help: "The address to listen at.") var host = "127.0.0.1"
    @Option(help: "The port to listen at.") var port = 8080
    @Option(help: "How the site is reached from outside, as https://network.example. Links in mails begin with it.")
    var origin: String?
    @OptionGroup var mailOptions: MailOptions

    func run() async throws {
        try await reportingFailure {
            let folder = options.folder
            // What is called wrongly is said before anything is made.
            let known = try folder.about()
            let mail = try mailOptions.mail(origin: origin, isDemonstration: known?.demonstration ?? false)
            guard London.isKnown else {
                throw Failure.unavailable("This machine does not know the time in London. Install the package tzdata.")
            }
            let about = try known ?? folder.create(demonstration: false)
            guard !about.demonstration || host == "127.0.0.1" || host == "localhost" || host == "::1" else {
                throw Failure(sentence: "A demonstration is served to this machine only. Leave out --host.", code: 64)
            }
            let lock = try FolderLock(folder: folder.url.path)
            let network = try await folder.open()
            let site = try Site(
                office: network.office,
                accounts: network.accounts,
                desk: network.desk,
                configuration: Site.Configuration(
                    origin: origin ?? "http://localhost:\(port)",
                    isDemonstration: about.demonstration,
                    checkpointName: network.checkpointName,
                    mailFrom: mail?.from,
                    readsMail: mail?.mailbox != nil
                )
            )
            try await sayHowToBegin(network, site)
            try await putActionsIntoUse(network)
            try await serve(network, site, mail)
            withExtendedLifetime(lock) {}
        }
    }

    /// A network that an earlier Safeloop began has no procedure of actions in its ledger.
    private func putActionsIntoUse(_ network: OpenNetwork) async throws {
        guard try await network.office.projector.readings.network() != nil else { return }
        try await network.office.perform(
            PublishActions(),
            as: .system("upgrade"),
            form: FormID(job: "actions"),
            patience: .zero
        )
    }

    private func sayHowToBegin(_ network: OpenNetwork, _ site: Site) async throws {
        if try await network.office.projector.readings.network() == nil {
            let link = try await network.accounts.makeBeginning()
            Console.print("This network is new. Its first coordinator begins it here, once:")
            Console.print("  \(site.configuration.origin)/begin/\(link.text)")
        } else if network.about.demonstration {
            try await DemoPeople.printTable(network, at: site.configuration.origin)
        }
    }

    private func postmen(_ network: OpenNetwork, _ site: Site, _ mail: MailOptions.Mail?) async throws -> [any Service]
    {
        guard let mail else { return [] }
        // The folder is locked, so whoever held the lease is gone.
        try await network.desk.remove(Outbox.leaseKey)
        let post = MailPost(site, from: mail.from, through: SMTPSender(mail.settings))
        let postman = Postman(outbox: Outbox(network.office, desk: network.desk, carrier: post))
        guard let mailbox = mail.mailbox else { return [postman] }
        let inbox = IMAPInbox(mailbox)
        return [
            postman, BounceReader(bounces: Bounces(network.office, inbox: inbox, from: mail.from)),
            LetterReader(
                letters: LettersIn(network.office, inbox: inbox, from: mail.from, checkedBy: mail.checkedBy)
            ),
        ]
    }

    private func serve(_ network: OpenNetwork, _ site: Site, _ mail: MailOptions.Mail?) async throws {
        var logger = Logger(label: "safeloop")
        logger.logLevel = .notice
        let application = Application(
            router: site.router(),
            server: .http1(configuration: ConnectionLimits.http),
            configuration: .init(
                address: .hostname(host, port: port),
                serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(ConnectionLimits.connections)
            ),
            services: [
                Follower(projector: network.office.projector), Housekeeper(network: network),
                Reminder(office: network.office), Sweeper(office: network.office),
            ] + (try await postmen(network, site, mail)),
            onServerRunning: { _ in Console.print("Safeloop is at \(site.configuration.origin)") },
            logger: logger
        )
        Console.print(
            mail.map { "Mail leaves through \($0.settings.host), from \($0.from.address)" } ?? MailOptions.none
        )
        do {
            try await application.runService()
        } catch let error where "\(type(of: error))".contains("IOError") {
            throw Failure.unavailable("Port \(port) cannot be used: something else may be listening there. Try --port.")
        }
    }
}

/// Sends what waits in the outbox.
struct Postman: Service {
    let outbox: Outbox

    func run() async throws {
        await cancelWhenGracefulShutdown { await outbox.run() }
    }
}

/// Reads what came back.
struct BounceReader: Service {
    let bounces: Bounces

    func run() async throws {
        await cancelWhenGracefulShutdown { await bounces.run() }
    }
}

/// Reads what people sent and forwarded.
struct LetterReader: Service {
    let letters: LettersIn

    func run() async throws {
        await cancelWhenGracefulShutdown { await letters.run() }
    }
}

/// Keeps the readings up with the ledger while the server runs.
struct Follower: Service {
    let projector: Projector

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await projector.run()
            // It stopped at an event of a newer Safeloop: this node says that it is not ready, and does not go away.
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(60)) }
        }
    }
}

/// Asks the coordinator to look at what is overdue.
struct Reminder: Service {
    let office: Office

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let next = ContinuousClock.now.advanced(by: LoopClock.interval)
                _ = try? await LoopClock(office).tick(.now)
                _ = try? await EscalationClock(office).tick(.now)
                _ = try? await AbsenceClock(office).tick(.now)
                try? await TrayClock(office).tick(.now)
                try? await Task.sleep(until: next)
            }
        }
    }
}

/// Takes away what was stored for commands that were refused.
struct Sweeper: Service {
    let office: Office

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Not at once: what the readings have not seen yet would only be waited for.
                try? await Task.sleep(for: .seconds(15 * 60))
                _ = try? await BlobSweep(office).tick(.now)
            }
        }
    }
}

/// Removes what is over from the Desk.
struct Housekeeper: Service {
    let network: OpenNetwork

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                _ = try? await network.desk.tidy(at: .now)
                try? await Task.sleep(for: .seconds(60))
            }
        }
    }
}

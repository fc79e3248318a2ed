package import Almanac
import Foundation
package import Ledger
package import Logging
import Vault

/// Writes a mail and hands it to a server: what the outbox does not know how to do.
package protocol MailCarrier: Sendable {
    /// Tries once. What is opened to write it is opened under the run's record.
    func carry(_ mail: MailRow, in run: JobRun) async throws -> MailResult
    /// When to try again, or nil when it is time to give up.
    func nextTry(tries: Int, first: Instant, last: Instant) -> Instant?
}

package enum MailResult: Hashable, Sendable {
    case accepted
    case refused(code: Int, reason: String)
    case later(code: Int?, reason: String)
    case noAddress
    /// What it would say is over.
    case outdated
}

/// The job that sends what waits. One node does it at a time; a node that dies leaves everything to the next.
///
/// A mail is sent again only where nobody can know whether it was: with the same `Message-ID`, then.
package actor Outbox {
    /// How long something that happened is worth a mail, in seconds: a server that was away for longer tells of no old
    /// reminder, nor does a network that has its first mail server.
    package static let memory: Int64 = 24 * 60 * 60
    /// How many mails are taken from the readings together.
    private static let batch = 100
    /// How many are handed over at the same time.
    private static let atOnce = 4
    /// How long the lease of a node that died keeps others waiting, in seconds.
    private static let lease: Int64 = 20

    private let office: Office
    private let desk: any Desk
    private let carrier: any MailCarrier
    private let logger: Logger
    private let holder = Array("\(ID<Outbox>())".utf8)
    /// What a server took, and the ledger could not be told of yet: it is not sent again.
    private var unrecorded: [ID<Mail>: MailResult] = [:]
    /// Up to where the ledger tells what became of what this node sent.
    private var recorded = 0

    /// Where it is certain that no other node runs, the lease of one that was killed may be dropped.
    package static let leaseKey = DeskKey(kind: "lease", id: "outbox")

    package init(
        _ office: Office,
        desk: any Desk,
        carrier: any MailCarrier,
        logger: Logger = Logger(label: "safeloop.outbox")
    ) {
        self.office = office
        self.desk = desk
        self.carrier = carrier
        self.logger = logger
    }

    /// Sends until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            do {
                try await tick()
            } catch is CancellationError {
                break
            } catch {
                // Not the error itself: it may quote a value.
                logger.error("the outbox could not go on", metadata: ["kind": "\(type(of: error))"])
            }
            try? await Task.sleep(for: .seconds(1))
        }
        try? await letGo()
    }

    /// Queues what is missing, and tries everything that is due once.
    ///
    /// - Returns: How many were tried.
    @discardableResult
    package func tick() async throws -> Int {
        guard try await hold() else { return 0 }
        // Whether somebody is to be told depends on what they were told: what was sent is known before more is.
        guard await office.projector.position >= recorded else { return 0 }
        try await queueCaused()
        try await queueDigests()
        let due = try await office.projector.readings.mailsDue(at: now, limit: Self.batch)
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            var (tried, batch) = (0, Batch(due.map(\.id)))
            for (index, mail) in due.enumerated() {
                if index >= Self.atOnce, try await group.next() == true { tried += 1 }
                try Task.checkCancellation()
                guard try await hold() else { break }
                // The ledger is asked, not the readings: what is on record as sent stays sent.
                guard let state = try await state(of: mail.id), state.isDue(at: now), state.round == mail.round else {
                    group.addTask { false }
                    continue
                }
                let run = try await run(&batch)
                group.addTask { try await self.deliver(mail, state, in: run) }
            }
            for try await wasTried in group where wasTried { tried += 1 }
            return tried
        }
    }

    // MARK: What is opened

    /// The mails of one tick, and the run under whose record they are written: one for all of them, not one for each.
    private struct Batch {
        let mails: [ID<Mail>]
        var run: JobRun?

        init(_ mails: [ID<Mail>]) { self.mails = mails }
    }

    private func run(_ batch: inout Batch) async throws -> JobRun {
        // A slow server may take longer than one run may last.
        if let run = batch.run, now < run.at.adding(seconds: JobRun.longest / 2) { return run }
        let about = batch.mails.map { Mail.stream($0) }
        let run = try await office.gate.begin(Self.job, because: "write the letters that wait", about: about)
        batch.run = run
        return run
    }

    private func queueCaused() async throws {
        let causes = try await office.projector.readings.mailCauses(
            since: now.adding(seconds: -Self.memory),
            at: now
        )
        guard !causes.isEmpty else { return }
        do {
            // The next tick sends it, once the readings have it.
            try await office.perform(QueueCaused(causes), as: Self.actor, form: FormID(), patience: .zero)
        } catch let refusal {
            // What is queued already is sent all the same; the next tick tries this again.
            logger.error("mails could not be queued", metadata: ["code": "\(refusal.code)"])
        }
    }

    private func queueDigests() async throws {
        for member in try await office.projector.readings.digestsDue(at: now) {
            do {
                let held = try await office.heldForDigest(of: member)
                let covered = try await office.projector.readings.covered(held, for: member, at: now)
                try await office.perform(
                    MakeDigest(member, covered: covered),
                    as: Self.actor,
                    form: FormID(),
                    patience: .zero
                )
            } catch let refusal as Refusal {
                logger.error("a digest could not be made", metadata: ["code": "\(refusal.code)"])
            }
        }
    }

    package static let job = "outbox"
    private static let actor = Actor.system(job)
    private var now: Instant { office.clock() }

    // MARK: One mail

    private func deliver(_ mail: MailRow, _ state: MailState, in run: JobRun) async throws -> Bool {
        let result = if let known = unrecorded[mail.id] { known } else { await carried(mail, in: run) }
        unrecorded[mail.id] = result
        let record = RecordMail(mail.id, round: state.round, attempt: state.tries + 1, outcome(result, state))
        let office = office
        // What a server took is written down even while this server is being stopped.
        let position = try await Task {
            try await office.perform(
                record,
                as: Self.actor,
                form: FormID(job: "mail", record.mail, record.round, record.attempt),
                patience: .zero
            )
        }.value
        unrecorded[mail.id] = nil
        recorded = max(recorded, position)
        return true
    }

    private func carried(_ mail: MailRow, in run: JobRun) async -> MailResult {
        // The lease is kept while a slow server takes its time.
        let keeper = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(Self.lease / 4))
                _ = try await self.hold()
            }
        }
        defer { keeper.cancel() }
        do {
            return try await carrier.carry(mail, in: run)
        } catch {
            logger.error("a mail could not be written", metadata: ["kind": "\(type(of: error))"])
            return .later(code: nil, reason: "The message could not be written.")
        }
    }

    private func outcome(_ result: MailResult, _ state: MailState) -> RecordMail.Outcome {
        switch result {
        case .accepted: return .sent
        case .outdated: return .dropped
        case .noAddress: return .returned(.noAddress, code: nil, reason: nil)
        case .refused(let code, let reason): return .returned(.refused, code: code, reason: reason)
        case .later(let code, let reason):
            let next = carrier.nextTry(tries: state.tries + 1, first: state.firstTry ?? now, last: now)
            guard let next else { return .returned(.gaveUp, code: code, reason: reason) }
            return .deferred(code: code, reason: reason, next: next)
        }
    }

    private func state(of mail: ID<Mail>) async throws -> MailState? {
        let events = try await office.ledger.events(of: Mail.stream(mail), after: 0)
        guard !events.isEmpty else { return nil }
        var state = MailState()
        for event in events { state.apply(try Events.decode(event), at: event.at) }
        return state
    }

    // MARK: The lease

    /// Takes the lease, or keeps it. False where another node has it.
    private func hold() async throws -> Bool {
        let until = now.adding(seconds: Self.lease)
        if try await desk.value(Self.leaseKey, at: now) == holder {
            try await desk.put(Self.leaseKey, holder, until: until)
            return true
        }
        return try await desk.claim(Self.leaseKey, holder, until: until, at: now)
    }

    private func letGo() async throws {
        let (desk, holder, now) = (desk, holder, now)
        try await Task {
            if try await desk.value(Self.leaseKey, at: now) == holder { try await desk.remove(Self.leaseKey) }
        }.value
    }
}

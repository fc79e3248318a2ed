package import Almanac
import Crypto
package import Ledger
package import Vault

/// The one way by which anything happens: load, ask the Gate, decide, append, wait for the readings.
package struct Office: Sendable {
    package let ledger: any Ledger
    package let vault: Vault
    package private(set) var gate: Gate
    package let projector: Projector
    package let clock: @Sendable () -> Instant
    /// How long an answer waits for this node's readings, at most.
    package let patience: Duration

    package init(
        ledger: any Ledger,
        vault: Vault,
        projector: Projector,
        clock: @escaping @Sendable () -> Instant = { .now },
        patience: Duration = .seconds(2)
    ) {
        self.ledger = ledger
        self.vault = vault
        self.gate = Gate(ledger: ledger, clock: clock)
        self.projector = projector
        self.clock = clock
        self.patience = patience
    }

    /// The same office for one run of a job: what its actor opens stands under the run's record.
    package func running(_ run: JobRun) -> Office {
        var office = self
        office.gate.run = run
        return office
    }

    /// Carries out a command.
    ///
    /// - Parameters:
    ///   - form: The command's id, unique for the actor: the same form sent twice is done once.
    ///   - patience: How long to wait for this node's readings, where it is not as long as for everyone.
    /// - Returns: The position after the last event: a page that has seen it shows the actor's own write.
    @discardableResult
    package func perform(
        _ command: some Command,
        as actor: Actor,
        form: FormID,
        patience: Duration? = nil
    ) async throws(Refusal) -> Int {
        do {
            let position = try await append(command, as: actor, form: form)
            await projector.reach(position, within: patience ?? self.patience)
            return position
        } catch .outOfTurn(let sentence) {
            // Whoever is told that something changed in between is shown what did.
            await projector.reach(try await count(), within: patience ?? self.patience)
            throw .outOfTurn(sentence)
        }
    }

    /// What would happen, were the command carried out now. Nothing does.
    ///
    /// - Throws: Why it would be refused.
    package func foresee(_ command: some Command, as actor: Actor) async throws(Refusal) -> [any DomainEvent] {
        let past = try await past(of: command)
        try gate.check(command.action, actor, try command.relations(of: actor, in: past))
        let sealer = try await self.sealer(for: command.subjects)
        return try command.decide(past, RuleContext(actor: actor, now: clock(), sealer: sealer)).flatMap(\.events)
    }

    private func append<C: Command>(_ command: C, as actor: Actor, form: FormID) async throws(Refusal) -> Int {
        let commandID = CommandID(actor: actor.name, id: form.text)
        let digest = try await self.digest(of: command)
        do {
            if let earlier = try await ledger.receipt(of: commandID, digest: digest) {
                return earlier.positions.upperBound
            }
        } catch {
            throw Refusal(error)
        }
        // A conflict is tried again only while the rule, shown what happened meanwhile, still agrees.
        for _ in 0..<5 {
            let past = try await past(of: command)
            try gate.check(command.action, actor, try command.relations(of: actor, in: past))
            let sealer = try await self.sealer(for: command.subjects)
            let changes = try command.decide(past, RuleContext(actor: actor, now: clock(), sealer: sealer))
            guard changes.contains(where: { !$0.events.isEmpty }) else { return try await count() }
            do {
                let proposal = try self.proposal(commandID, digest, changes, past)
                return try await ledger.append(proposal).positions.upperBound
            } catch LedgerError.conflict {
                continue
            } catch let error as LedgerError {
                throw Refusal(error)
            } catch {
                throw .unavailable("What was asked could not be written down. Nothing was saved.")
            }
        }
        throw .outOfTurn("Someone else changed this at the same moment. Look at it again, then try once more.")
    }

    private func past(of command: some Command) async throws(Refusal) -> Past {
        var past = Past(try await load(command.reads))
        while true {
            let more = command.reads(after: past).filter { past.histories[$0] == nil }
            guard !more.isEmpty else { return past }
            past = Past(past.histories.merging(try await load(more)) { $1 })
        }
    }

    private func load(_ streams: [StreamID]) async throws(Refusal) -> [StreamID: Past.History] {
        var histories: [StreamID: Past.History] = [:]
        for stream in streams {
            do {
                let recorded = try await ledger.events(of: stream, after: 0)
                histories[stream] = Past.History(
                    version: recorded.last?.version ?? 0,
                    events: try recorded.map { (try Events.decode($0), $0.at, $0.command) }
                )
            } catch let error as LedgerError {
                throw Refusal(error)
            } catch {
                throw .unavailable("This was written by a newer Safeloop. Upgrade this one before going on.")
            }
        }
        return histories
    }

    private func proposal(
        _ id: CommandID,
        _ digest: [UInt8],
        _ changes: [Change],
        _ past: Past
    ) throws -> Proposal {
        var streams: [StreamProposal] = []
        for change in changes {
            streams.append(
                StreamProposal(
                    stream: change.stream,
                    expected: past.histories[change.stream].map { .exactly($0.version) }
                        ?? (change.mustBeNew ? .new : .any),
                    events: try change.events.map { try $0.proposed() }
                )
            )
        }
        // A stream that was read and not written still has to be as it was read.
        for (stream, history) in past.histories where !changes.contains(where: { $0.stream == stream }) {
            streams.append(StreamProposal(stream: stream, expected: .exactly(history.version), events: []))
        }
        return Proposal(command: id, digest: digest, at: clock(), streams: streams)
    }

    private func digest(of command: some Command) async throws(Refusal) -> [UInt8] {
        do {
            return try await vault.mac(Array(try Coding.encode(command)), purpose: "command")
        } catch let error as VaultError {
            throw .unavailable(error.message)
        } catch {
            throw .unavailable("What was asked could not be written down. Nothing was saved.")
        }
    }

    private func sealer(for subjects: Set<Subject>) async throws(Refusal) -> Sealer {
        do {
            return try await vault.sealer(for: subjects)
        } catch .erased {
            throw .outOfTurn("This was erased and cannot be written to any more.")
        } catch {
            throw .unavailable(error.message)
        }
    }

    private func count() async throws(Refusal) -> Int {
        do { return try await ledger.count() } catch { throw Refusal(error) }
    }
}

/// What makes a form, a link or a retried job the same one: 1 to 100 letters, digits, `-`, `.` and `/`.
package struct FormID: Hashable, Sendable {
    package let text: String

    package init() {
        text = "\(ID<FormID>())"
    }

    package init?(_ text: String) {
        guard (1...100).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 < 128 && ($0.isAlphanumeric || $0 == 45 || $0 == 46 || $0 == 47) })
        else { return nil }
        self.text = text
    }

    /// For a job's step: derived from what it is about, so that two nodes cannot do it twice.
    package init(job: StaticString, _ parts: any CustomStringConvertible...) {
        text = ([job.description] + parts.map(\.description)).joined(separator: "/")
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self)
    }
}

extension Refusal {
    package init(_ error: LedgerError) {
        self =
            switch error {
            case .conflict: .outOfTurn("Someone else changed this at the same moment. Look at it again.")
            case .commandReused: .usedForm
            case .unavailable(let sentence): .unavailable(sentence)
            case .invalid(let sentence), .corrupt(_, let sentence): .unavailable(sentence)
            }
    }
}

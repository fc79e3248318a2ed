package import Almanac
package import Ledger
package import Vault

/// The one place that says who may do what, and the only one that makes an ``Admission``.
package struct Gate: Sendable {
    let ledger: any Ledger
    let clock: @Sendable () -> Instant
    /// The run of the job on whose behalf it admits: then what a system actor opens is opened under that record.
    var run: JobRun?
    let records = RecordedAdmissions()

    init(ledger: any Ledger, clock: @escaping @Sendable () -> Instant) {
        (self.ledger, self.clock) = (ledger, clock)
    }

    /// Says no by throwing.
    package func check(_ action: Action, _ actor: Actor, _ relations: Set<Relation>) throws(Refusal) {
        guard Policy.allows(action, actor, relations) else { throw .notAllowed }
    }

    /// Admits to what does not identify a child, a texter or a checked adult: policy only, nothing recorded.
    package func admit(
        _ actor: Actor,
        to action: Action,
        _ relations: Set<Relation> = [],
        opening subjects: Admission.Subjects
    ) throws(Refusal) -> Admission {
        try check(action, actor, relations)
        if let run, actor.name == "system/\(run.job)" { return run.admission(opening: subjects) }
        return Admission.ordinary(
            member: actor.name,
            session: actor.session,
            purpose: Purpose(action.rawValue),
            subjects: subjects,
            at: clock()
        )
    }

    /// Writes down that a job of the system runs and why, before it opens anything.
    ///
    /// - Parameter about: The streams of what it opens words for. No personal data.
    package func begin(
        _ job: String,
        because reason: String,
        about: [StreamID]? = nil
    ) async throws(Refusal) -> JobRun {
        let id = ID<Admission>()
        let now = clock()
        let event = JobAdmitted(run: id, job: job, reason: reason, about: about?.map(\.description))
        do {
            let receipt = try await ledger.append(
                Proposal(
                    command: CommandID(actor: "system/\(job)", id: "\(id)"),
                    digest: Array("\(id)".utf8),
                    at: now,
                    streams: [
                        StreamProposal(stream: StreamID("job/\(job)"), expected: .any, events: [try event.proposed()])
                    ]
                )
            )
            return JobRun(id: id, job: job, reason: reason, at: now, receipt: receipt)
        } catch let error as LedgerError {
            throw Refusal(error)
        } catch {
            throw .unavailable("The job could not be written down, so it was not run.")
        }
    }

    /// Admits a job of the system for one run, once the ledger holds that it runs and why.
    package func admitJob(
        _ job: String,
        because reason: String,
        opening subjects: Admission.Subjects
    ) async throws(Refusal) -> Admission {
        try await begin(job, because: reason).admission(opening: subjects)
    }
}

/// A run of a job that the ledger holds.
package struct JobRun: Sendable {
    /// How long it may open things, in seconds: as long as an admission.
    package static let longest = Admission.longest

    package let id: ID<Admission>
    let job: String
    let reason: String
    package let at: Instant
    let receipt: Receipt

    /// Until the run's time is over, whenever it is asked for.
    func admission(opening subjects: Admission.Subjects) -> Admission {
        Admission.recorded(
            member: "system/\(job)",
            session: "\(id)",
            purpose: Purpose(reason),
            subjects: subjects,
            receipt: receipt,
            at: at
        )
    }
}

/// A job of the system began a run that opens sealed values.
package struct JobAdmitted: DomainEvent {
    package static let type = "job.admitted"
    package let run: ID<Admission>
    package let job: String
    package let reason: String
    /// The streams of what it opened words for. Nil where it says none, and in older events.
    package let about: [String]?

    package init(run: ID<Admission>, job: String, reason: String, about: [String]? = nil) {
        (self.run, self.job, self.reason, self.about) = (run, job, reason, about)
    }
}

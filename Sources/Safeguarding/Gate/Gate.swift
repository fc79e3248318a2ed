import Almanac
package import Ledger
package import Vault

/// The one place that says who may do what, and the only one that makes an ``Admission``.
package struct Gate: Sendable {
    let ledger: any Ledger
    let clock: @Sendable () -> Instant

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
        return Admission.ordinary(
            member: actor.name,
            session: actor.session,
            purpose: Purpose(action.rawValue),
            subjects: subjects,
            at: clock()
        )
    }

    /// Admits a job of the system for one run, once the ledger holds that it runs and why.
    package func admitJob(
        _ job: String,
        because reason: String,
        opening subjects: Admission.Subjects
    ) async throws(Refusal) -> Admission {
        let run = ID<Admission>()
        let now = clock()
        let event = JobAdmitted(run: run, job: job, reason: reason)
        do {
            let receipt = try await ledger.append(
                Proposal(
                    command: CommandID(actor: "system/\(job)", id: "\(run)"),
                    digest: Array("\(run)".utf8),
                    at: now,
                    streams: [
                        StreamProposal(stream: StreamID("job/\(job)"), expected: .any, events: [try event.proposed()])
                    ]
                )
            )
            return Admission.recorded(
                member: "system/\(job)",
                session: "\(run)",
                purpose: Purpose(reason),
                subjects: subjects,
                receipt: receipt,
                at: now
            )
        } catch let error as LedgerError {
            throw Refusal(error)
        } catch {
            throw .unavailable("The job could not be written down, so it was not run.")
        }
    }
}

/// A job of the system began a run that opens sealed values.
package struct JobAdmitted: DomainEvent {
    package static let type = "job.admitted"
    package let run: ID<Admission>
    package let job: String
    package let reason: String
}

package import Almanac
import Ledger

/// A mail as its events add up to.
package struct MailState: Foldable {
    package enum Standing: String, Sendable {
        /// It is to be sent, or to be tried again.
        case waiting
        case sent
        case returned
        case dropped
        /// It lies ready as a file.
        case byHand = "by-hand"
    }

    package private(set) var why: Mail.Why?
    package private(set) var to: Addressee?
    package private(set) var standing = Standing.waiting
    /// How often it was queued: each time it is another message.
    package private(set) var round = 0
    /// How often it was tried in this round.
    package private(set) var tries = 0
    package private(set) var firstTry: Instant?
    package private(set) var next: Instant?
    package private(set) var isOpened = false

    package init() {}

    package mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as MailQueued:
            (why, to) = (event.why, event.to)
            queue(event.way, at)
        case let event as MailQueuedAgain: queue(event.way, at)
        case let event as MailSent: tried(event.attempt, .sent, at)
        case let event as MailDeferred:
            tried(event.attempt, .waiting, at)
            next = event.next
        case let event as MailReturned: tried(event.attempt, .returned, at)
        case let event as MailDropped: tried(event.attempt, .dropped, at)
        case is MailOpened: isOpened = true
        default: break
        }
    }

    private mutating func queue(_ way: Mail.Way, _ at: Instant) {
        standing = way == .mail ? .waiting : .byHand
        (round, tries, firstTry, next) = (round + 1, 0, nil, at)
    }

    private mutating func tried(_ attempt: Int, _ standing: Standing, _ at: Instant) {
        (tries, self.standing, firstTry) = (attempt, standing, firstTry ?? at)
    }

    /// Whether it is to be handed over now.
    package func isDue(at now: Instant) -> Bool { standing == .waiting && next.map { $0 <= now } ?? false }
}

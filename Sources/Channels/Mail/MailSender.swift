/// A way for mail to leave.
package protocol MailSender: Sendable {
    /// Tries once to hand the message over. Never throws: whatever happens is an outcome to be recorded.
    func send(_ message: MailMessage) async -> MailOutcome
}

/// What became of one try.
///
/// A reason is one plain sentence for the person who sent the mail; addresses are taken out of what the server said.
/// For a log use ``logText``.
package enum MailOutcome: Equatable, Sendable {
    /// The server took the message into its own care. A bounce may still come later, as mail.
    case accepted(reply: String)
    /// The server refused this message or this recipient; trying again would not help.
    case refusedForGood(code: Int, reason: String)
    /// Nothing is wrong with the message; see ``RetryTimetable``. Has the server's code where it answered.
    case tryLater(reason: String, code: Int? = nil)

    /// The outcome with nothing in it that a server or a person wrote.
    package var logText: String {
        switch self {
        case .accepted: "accepted"
        case .refusedForGood(let code, _): "refused with \(code)"
        case .tryLater: "to be tried again"
        }
    }
}

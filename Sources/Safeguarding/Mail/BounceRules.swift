package import Ledger
package import Vault

/// A mail that a server had taken into its care came back: it bounced.
package struct RecordBounce: Command {
    package let mail: ID<Mail>
    /// Which time of sending came back.
    package let round: Int
    package let code: Int?
    package let reason: String

    package init(_ mail: ID<Mail>, round: Int, code: Int?, reason: String) {
        self.mail = mail
        self.round = round
        self.code = code
        self.reason = reason
    }

    package var action: Action { .runJob }
    package var reads: [StreamID] { [Mail.stream(mail)] }
    package var subjects: Set<Subject> { [Mail.subject(mail)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.mail(mail)
        // It was sent anew since, or was read: what a forwarding server says afterwards changes nothing.
        guard state.standing == .sent, state.round == round, !state.isOpened else { return [] }
        let reason: Sealed<String> = try context.seal(reason, under: Mail.subject(mail))
        let returned = MailReturned(mail: mail, attempt: state.tries, fault: .bounced, code: code, reason: reason)
        return [Change(Mail.stream(mail), [returned])]
    }
}

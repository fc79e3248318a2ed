import CCurl
import CCurlShim

extension SMTPAttempt {
    /// Judges the attempt.
    ///
    /// Only a 5xx reply to the sender, the recipient or the message is for good. A 5xx at the greeting or about signing
    /// in and encryption (53x) is a matter of the settings: the mail waits until they are put right.
    func outcome(for message: MailMessage) -> MailOutcome {
        let said = replyText.withoutAddresses(of: message.recipient.address.local)
        if curlCode == CURLE_OK.rawValue { return .accepted(reply: said) }
        let isAboutMessage = curlCode == CURLE_SEND_ERROR.rawValue || reachedContent
        let isRefusal = (500...599).contains(replyCode) && !(530...539).contains(replyCode)
        if isAboutMessage, isRefusal {
            return .refusedForGood(code: replyCode, reason: "The mail server refused the message: \(said)")
        }
        if (400...599).contains(replyCode) {
            return .tryLater(reason: "\(problem) It said: \(said)", code: replyCode)
        }
        return .tryLater(reason: problem)
    }

    private var problem: String {
        switch CURLcode(rawValue: curlCode) {
        case CURLE_SEND_ERROR where replyCode >= 400, CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED:
            "The mail server would not take the message now."
        default: Curl.problem(curlCode)
        }
    }
}

extension String {
    /// A server's words on one line, without e-mail addresses and without the recipient's name in front of one, for
    /// servers like to repeat to whom they would not deliver.
    func withoutAddresses(of recipient: String) -> String {
        let local = recipient.lowercased()
        let words = prefix(1000).split { $0.unicodeScalars.allSatisfy { $0.isBlank || $0.isControl } }
        let kept = words.map { word in
            let lowered = word.lowercased()
            // A short name is part of many a word, so it is taken out only where it stands alone.
            let isName = local.count > 3 ? lowered.contains(local) : lowered.filter(\.isLetter) == local
            return isName && !local.isEmpty || word.utf8.contains(UInt8(ascii: "@")) ? "(address)" : String(word)
        }
        return String(kept.joined(separator: " ").prefix(300))
    }
}

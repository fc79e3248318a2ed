import CCurl

extension SMTPAttempt {
    /// Judges the attempt.
    ///
    /// Only a 5xx reply to the sender, the recipient or the message is for good. A 5xx at the greeting or about signing
    /// in and encryption (53x) is a matter of the settings: the mail waits until they are put right.
    func outcome(for message: MailMessage) -> MailOutcome {
        let said = Self.withoutAddresses(replyText, of: message)
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
        case CURLE_COULDNT_RESOLVE_HOST: "The mail server's name was not found."
        case CURLE_COULDNT_CONNECT: "The mail server could not be reached."
        case CURLE_OPERATION_TIMEDOUT: "The mail server took too long to answer."
        case CURLE_USE_SSL_FAILED: "The mail server does not offer an encrypted connection."
        case CURLE_SSL_CONNECT_ERROR: "The encrypted connection to the mail server failed."
        case CURLE_PEER_FAILED_VERIFICATION: "The mail server's certificate could not be verified."
        case CURLE_SSL_CACERT_BADFILE: "The file of trusted certificate authorities could not be read."
        case CURLE_LOGIN_DENIED: "The mail server did not accept the user name and password."
        case CURLE_SEND_ERROR where replyCode >= 400, CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED:
            "The mail server would not take the message now."
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING:
            "The connection to the mail server was lost."
        default: "The mail server could not be used (libcurl error \(curlCode))."
        }
    }

    /// The server's words on one line, without e-mail addresses and without the recipient's name in front of one, for
    /// servers like to repeat to whom they would not deliver.
    static func withoutAddresses(_ text: String, of message: MailMessage) -> String {
        let local = message.recipient.address.local.lowercased()
        let words = text.prefix(1000).split { $0.unicodeScalars.allSatisfy { $0.isBlank || $0.isControl } }
        let kept = words.map { word in
            let lowered = word.lowercased()
            // A short name is part of many a word, so it is taken out only where it stands alone.
            let isName = local.count > 3 ? lowered.contains(local) : lowered.filter(\.isLetter) == local
            return isName || word.utf8.contains(UInt8(ascii: "@")) ? "(address)" : String(word)
        }
        return String(kept.joined(separator: " ").prefix(300))
    }
}

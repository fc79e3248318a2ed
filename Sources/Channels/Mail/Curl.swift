import CCurl
import CCurlShim

/// What sending and reading have in common: one run of libcurl against a mail server.
enum Curl {
    // Swift sets such a constant once, whichever thread comes first.
    private static let isStarted = curlshim_start() == CURLE_OK

    /// A handle to be cleaned up by the caller, or nil where libcurl has none.
    static func handle() -> UnsafeMutableRawPointer? { isStarted ? curl_easy_init() : nil }

    /// - Parameter texts: What this run sets beside the server, such as the sender.
    static func configure(
        _ handle: UnsafeMutableRawPointer,
        _ server: MailServer,
        url: String,
        _ texts: [(CURLoption, String)] = []
    ) -> CURLcode {
        var texts = texts + [(CURLOPT_URL, url), (CURLOPT_PROXY, "")]
        if let credentials = server.credentials {
            texts += [(CURLOPT_USERNAME, credentials.user), (CURLOPT_PASSWORD, credentials.password)]
        }
        if let caFile = server.caFile { texts.append((CURLOPT_CAINFO, caFile)) }
        let tls = server.security == .noneOnLoopback ? CURLUSESSL_NONE : CURLUSESSL_ALL
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_NOSIGNAL, 1),
            (CURLOPT_USE_SSL, Int(tls.rawValue)),
            (CURLOPT_CONNECTTIMEOUT, server.connectTimeout),
            (CURLOPT_TIMEOUT, server.totalTimeout),
        ]
        for (option, text) in texts {
            let code = curlshim_set_text(handle, option, text)
            guard code == CURLE_OK else { return code }
        }
        for (option, number) in numbers {
            let code = curlshim_set_number(handle, option, number)
            guard code == CURLE_OK else { return code }
        }
        return curlshim_set_reply_timeout(handle, server.replyTimeout)
    }

    /// What went wrong, in a sentence for whoever looks after the server.
    static func problem(_ code: UInt32) -> String {
        switch CURLcode(rawValue: code) {
        case CURLE_COULDNT_RESOLVE_HOST: "The mail server's name was not found."
        case CURLE_COULDNT_CONNECT: "The mail server could not be reached."
        case CURLE_OPERATION_TIMEDOUT: "The mail server took too long to answer."
        case CURLE_USE_SSL_FAILED: "The mail server does not offer an encrypted connection."
        case CURLE_SSL_CONNECT_ERROR: "The encrypted connection to the mail server failed."
        case CURLE_PEER_FAILED_VERIFICATION: "The mail server's certificate could not be verified."
        case CURLE_SSL_CACERT_BADFILE: "The file of trusted certificate authorities could not be read."
        case CURLE_LOGIN_DENIED: "The mail server did not accept the user name and password."
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING:
            "The connection to the mail server was lost."
        default: "The mail server could not be used (libcurl error \(code))."
        }
    }
}

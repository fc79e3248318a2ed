import CCurl
import CCurlShim
import Dispatch

/// Hands mail to a server through libcurl, each message over a connection of its own.
///
/// A message may arrive twice when the connection is lost between the server's taking it and its saying so; both
/// copies bear the same `Message-ID`, by which many mail servers recognise the second.
package struct SMTPSender: MailSender {
    private let settings: MailServer
    /// libcurl blocks, and Swift's own threads must not be blocked. How many go at once is for the outbox to say.
    private let queue = DispatchQueue(label: "safeloop.smtp", attributes: .concurrent)

    package init(_ settings: MailServer) {
        self.settings = settings
    }

    package func send(_ message: MailMessage) async -> MailOutcome {
        await withCheckedContinuation { continuation in
            queue.async {
                let attempt = SMTPAttempt(of: message, with: settings)
                continuation.resume(returning: attempt.outcome(for: message))
            }
        }
    }
}

/// What one run of libcurl came to.
struct SMTPAttempt {
    let curlCode: UInt32
    /// The code of the server's last reply, 0 if there was none.
    let replyCode: Int
    let replyText: String
    /// Whether the server let the message itself begin.
    let reachedContent: Bool
}

extension SMTPAttempt {
    /// Blocks until the message is handed over or has failed.
    fileprivate init(of message: MailMessage, with settings: MailServer) {
        guard let handle = Curl.handle() else {
            self.init(curlCode: CURLE_FAILED_INIT.rawValue, replyCode: 0, replyText: "", reachedContent: false)
            return
        }
        let recipients = curl_slist_append(nil, message.recipient.address.text)
        var upload = curlshim_upload()
        var reply = curlshim_reply()
        self = message.bytes.withUnsafeBufferPointer { bytes in
            withUnsafeMutablePointer(to: &upload) { upload in
                withUnsafeMutablePointer(to: &reply) { reply in
                    // Taking leave of the server still calls back, so the handle goes before what it points to.
                    defer {
                        curl_easy_cleanup(handle)
                        curl_slist_free_all(recipients)
                    }
                    upload.pointee.bytes = bytes.baseAddress
                    upload.pointee.count = bytes.count
                    var code = Self.configure(handle, message, settings)
                    if code == CURLE_OK { code = curlshim_set_list(handle, CURLOPT_MAIL_RCPT, recipients) }
                    if code == CURLE_OK { code = curlshim_set_upload(handle, upload) }
                    if code == CURLE_OK { code = curlshim_set_reply(handle, reply) }
                    if code == CURLE_OK { code = curl_easy_perform(handle) }
                    return SMTPAttempt(
                        curlCode: code.rawValue,
                        replyCode: curlshim_response_code(handle),
                        replyText: Self.text(of: reply.pointee),
                        reachedContent: upload.pointee.asked
                    )
                }
            }
        }
    }

    private static func configure(_ handle: UnsafeMutableRawPointer, _ message: MailMessage, _ settings: MailServer)
        -> CURLcode
    {
        let scheme = settings.security == .implicitTLS ? "smtps" : "smtp"
        // What follows the host is the name we greet with: the sender's domain, so that this machine's stays private.
        let greeting = message.sender.address.domain
        return Curl.configure(
            handle,
            settings,
            url: "\(scheme)://\(settings.host):\(settings.port)/\(greeting)",
            [(CURLOPT_MAIL_FROM, message.sender.address.text)]
        )
    }

    private static func text(of reply: curlshim_reply) -> String {
        withUnsafeBytes(of: reply.text) { String(decoding: $0.prefix(reply.count), as: UTF8.self) }
    }
}

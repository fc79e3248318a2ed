package import Almanac
import CCurl
import CCurlShim
import Dispatch

/// Where delivery reports arrive.
package protocol ReportInbox: Sendable {
    /// The numbers of the reports that came since a day; a number stays with its message.
    func reports(since day: Day) async throws(InboxProblem) -> [UInt32]
    /// The beginning of a message, as it lies there: no more than ``IMAPInbox/longest`` bytes.
    func message(_ number: UInt32) async throws(InboxProblem) -> [UInt8]
}

/// Why a mailbox could not be read: a sentence for whoever looks after the server.
package struct InboxProblem: Error, Hashable, Sendable {
    package let sentence: String

    package init(_ sentence: String) {
        self.sentence = sentence
    }
}

/// The inbox of a mailbox, read through libcurl (IMAP, RFC 9051). Nothing is moved or deleted; what is read counts as
/// seen.
package struct IMAPInbox: ReportInbox {
    /// A report ends with what came back, and of that only the beginning matters.
    package static let longest = 256 * 1024

    private let server: MailServer
    /// Serial; libcurl blocks, and Swift's own threads must not be blocked.
    private let queue = DispatchQueue(label: "safeloop.imap")

    package init(_ server: MailServer) {
        self.server = server
    }

    package func reports(since day: Day) async throws(InboxProblem) -> [UInt32] {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let since = "\(day.day)-\(months[day.month - 1])-\(day.year)"
        let answer = try await run(path: "INBOX", "UID SEARCH SINCE \(since) HEADER Content-Type delivery-status")
        return Self.numbers(in: answer)
    }

    package func message(_ number: UInt32) async throws(InboxProblem) -> [UInt8] {
        try await run(path: "INBOX;UID=\(number)/;PARTIAL=0.\(Self.longest)", nil)
    }

    /// `* SEARCH 3 5 9`, among other lines.
    static func numbers(in answer: [UInt8]) -> [UInt32] {
        answer.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.flatMap { line -> [UInt32] in
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard words.count > 2, words[0] == "*", words[1].uppercased() == "SEARCH" else { return [] }
            return words[2...].compactMap { UInt32($0) }
        }
    }

    private func run(path: String, _ command: String?) async throws(InboxProblem) -> [UInt8] {
        let scheme = server.security == .implicitTLS ? "imaps" : "imap"
        let url = "\(scheme)://\(server.host):\(server.port)/\(path)"
        let answer: Result<[UInt8], InboxProblem> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Self.answer(url, command, server)) }
        }
        return try answer.get()
    }

    /// Blocks until the server has answered or the run has failed.
    private static func answer(_ url: String, _ command: String?, _ server: MailServer) -> Result<
        [UInt8], InboxProblem
    > {
        guard let handle = Curl.handle() else {
            return .failure(InboxProblem(Curl.problem(CURLE_FAILED_INIT.rawValue)))
        }
        var code = CURLE_OK
        let bytes = [UInt8](unsafeUninitializedCapacity: longest) { buffer, count in
            var download = curlshim_download(bytes: buffer.baseAddress, capacity: buffer.count, count: 0)
            withUnsafeMutablePointer(to: &download) { download in
                // Taking leave of the server may still call back, so the handle goes before what it points to.
                defer { curl_easy_cleanup(handle) }
                code = Curl.configure(handle, server, url: url, command.map { [(CURLOPT_CUSTOMREQUEST, $0)] } ?? [])
                if code == CURLE_OK { code = curlshim_set_download(handle, download) }
                if code == CURLE_OK { code = curl_easy_perform(handle) }
            }
            count = download.count
        }
        return code == CURLE_OK ? .success(bytes) : .failure(InboxProblem(Curl.problem(code.rawValue)))
    }
}

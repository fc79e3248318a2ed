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

/// Where mails to the network's address arrive.
package protocol MailInbox: Sendable {
    /// How the mailbox numbers its messages now: where it begins anew, the same number is another message.
    func numbering() async throws(InboxProblem) -> UInt32
    /// The numbers of the messages that came since a day, delivery reports left out.
    func letters(since day: Day, numbering: UInt32) async throws(InboxProblem) -> [UInt32]
    /// A message as it lies there, no more than so many bytes.
    func letter(_ number: UInt32, numbering: UInt32, longest: Int) async throws(InboxProblem) -> [UInt8]
    /// Takes a message out of the mailbox for good.
    func remove(_ number: UInt32, numbering: UInt32) async throws(InboxProblem)
}

/// Why a mailbox could not be read: a sentence for whoever looks after the server.
package struct InboxProblem: Error, Hashable, Sendable {
    package let sentence: String

    package init(_ sentence: String) {
        self.sentence = sentence
    }
}

/// The inbox of a mailbox, read through libcurl (IMAP, RFC 9051). What is read counts as seen; nothing is moved, and
/// nothing removed but what ``remove(_:numbering:)`` is asked to.
package struct IMAPInbox: ReportInbox, MailInbox {
    /// A report ends with what came back, and of that only the beginning matters.
    package static let longest = 256 * 1024

    private let server: MailServer
    /// Serial; libcurl blocks, and Swift's own threads must not be blocked.
    private let queue = DispatchQueue(label: "safeloop.imap")

    package init(_ server: MailServer) {
        self.server = server
    }

    package func reports(since day: Day) async throws(InboxProblem) -> [UInt32] {
        let command = "UID SEARCH SINCE \(Self.date(day)) HEADER Content-Type delivery-status"
        return Self.numbers(in: try await run(path: "INBOX", command))
    }

    package func numbering() async throws(InboxProblem) -> UInt32 {
        let answer = String(decoding: try await run(path: "", "STATUS INBOX (UIDVALIDITY)"), as: UTF8.self)
        let words = answer.split { !$0.isLetter && !$0.isNumber }.map { $0.uppercased() }
        guard let place = words.firstIndex(of: "UIDVALIDITY"), words.indices.contains(place + 1),
            let number = UInt32(words[place + 1])
        else { throw InboxProblem("The mailbox does not say how it numbers its messages.") }
        return number
    }

    package func letters(since day: Day, numbering: UInt32) async throws(InboxProblem) -> [UInt32] {
        let command = "UID SEARCH SINCE \(Self.date(day)) UNDELETED NOT HEADER Content-Type delivery-status"
        return Self.numbers(in: try await run(path: Self.inbox(numbering), command))
    }

    package func letter(_ number: UInt32, numbering: UInt32, longest: Int) async throws(InboxProblem) -> [UInt8] {
        let path = "\(Self.inbox(numbering))/;UID=\(number)/;PARTIAL=0.\(longest)"
        return try await run(path: path, nil, longest: longest)
    }

    package func remove(_ number: UInt32, numbering: UInt32) async throws(InboxProblem) {
        let inbox = Self.inbox(numbering)
        _ = try await run(path: inbox, "UID STORE \(number) +FLAGS.SILENT (\\Seen \\Deleted)")
        // A server without UIDPLUS keeps it, marked as deleted: then it is not looked at again.
        do { _ = try await run(path: inbox, "UID EXPUNGE \(number)") } catch {}
    }

    /// A mailbox that has begun to number anew is another one: then the run fails.
    private static func inbox(_ numbering: UInt32) -> String { "INBOX;UIDVALIDITY=\(numbering)" }

    private static func date(_ day: Day) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(day.day)-\(months[day.month - 1])-\(day.year)"
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

    private func run(
        path: String,
        _ command: String?,
        longest: Int = Self.longest
    ) async throws(InboxProblem) -> [UInt8] {
        let scheme = server.security == .implicitTLS ? "imaps" : "imap"
        let url = "\(scheme)://\(server.host):\(server.port)/\(path)"
        let answer: Result<[UInt8], InboxProblem> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Self.answer(url, command, server, longest)) }
        }
        return try answer.get()
    }

    /// Blocks until the server has answered or the run has failed.
    private static func answer(
        _ url: String,
        _ command: String?,
        _ server: MailServer,
        _ longest: Int
    ) -> Result<[UInt8], InboxProblem> {
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

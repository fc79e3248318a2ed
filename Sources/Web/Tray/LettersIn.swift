import Almanac
package import Channels
import Ledger
package import Logging
package import Safeguarding
import Vault

/// The job that reads the network's mailbox for what people send and forward to it.
///
/// Each mail is sealed as it arrives, waits in the tray of the member under whose address it came, and does nothing by
/// itself. It leaves the mailbox only once the ledger holds it. Nothing is answered.
package actor LettersIn {
    /// What lies there for longer, in days, is left alone.
    private static let days = 30
    /// Larger ones are taken in as far as that, and stay in the mailbox.
    package static let longest = 25 << 20
    private static let batch = 100

    private let office: Office
    private let inbox: any MailInbox
    private let domain: String
    private let checkedBy: String?
    private let logger: Logger
    /// What need not be read again, as the mailbox numbers it now.
    private var done: Set<UInt32> = []
    private var numbering: UInt32?
    private var trouble: String?

    /// - Parameters:
    ///   - from: Whom the network's mails come from.
    ///   - checkedBy: The name by which the network's own mail server signs what it found out about a mail's sender.
    package init(
        _ office: Office,
        inbox: any MailInbox,
        from: Mailbox,
        checkedBy: String? = nil,
        logger: Logger = Logger(label: "safeloop.letters")
    ) {
        (self.office, self.inbox, domain) = (office, inbox, from.address.domain)
        (self.checkedBy, self.logger) = (checkedBy, logger)
    }

    /// Looks once a minute until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            do {
                try await tick()
                trouble = nil
            } catch is CancellationError {
                return
            } catch {
                say(error)
            }
            try? await Task.sleep(for: .seconds(60))
        }
    }

    /// Takes in what has come.
    ///
    /// - Returns: How many mails were new.
    @discardableResult
    package func tick() async throws -> Int {
        let now = try await inbox.numbering()
        if numbering != now { (numbering, done) = (now, []) }
        let since = London.day(office.clock()).adding(days: -Self.days)
        let fresh = try await inbox.letters(since: since, numbering: now).filter { !done.contains($0) }
        var (taken, failure) = (0, (any Error)?.none)
        for number in fresh.prefix(Self.batch) {
            try Task.checkCancellation()
            do {
                if try await take(number, now) { taken += 1 }
                done.insert(number)
            } catch {
                // The others are read all the same; this one is tried again.
                failure = error
            }
        }
        if let failure { throw failure }
        return taken
    }

    /// - Returns: Whether it was new.
    private func take(_ number: UInt32, _ numbering: UInt32) async throws -> Bool {
        let bytes = try await inbox.letter(number, numbering: numbering, longest: Self.longest)
        let mail = IncomingMail(bytes, checkedBy: checkedBy)
        guard !mail.isForMachines else { return false }
        let isWhole = bytes.count < Self.longest
        let id: ID<Letter> = .derived(
            from: Hash(try await office.vault.mac(mail.identity, purpose: "letter"))?.description ?? ""
        )
        let isKnown = try await !office.ledger.events(of: Letter.stream(id), after: 0).isEmpty
        if !isKnown { try await receive(id, mail, bytes, isWhole: isWhole) }
        // Only now is it certain that it is kept.
        if isWhole { try await inbox.remove(number, numbering: numbering) }
        return !isKnown
    }

    private func receive(_ id: ID<Letter>, _ mail: IncomingMail, _ bytes: [UInt8], isWhole: Bool) async throws {
        let subject = Letter.subject(id)
        func stored(_ bytes: [UInt8], _ name: String, _ type: String) async throws -> ReceiveLetter.File {
            let file = ID<LetterFile>()
            return ReceiveLetter.File(
                id: file,
                name: name,
                mediaType: type,
                bytes: bytes.count,
                chunks: try await office.store(bytes, as: file, under: subject)
            )
        }
        let raw = try await stored(bytes, "The whole mail.eml", "message/rfc822")
        var files: [ReceiveLetter.File] = []
        for attached in mail.attachments {
            files.append(try await stored(attached.bytes, attached.name, attached.mediaType))
        }
        let received = ReceiveLetter(
            id,
            owner: try await owner(mail),
            words: LetterWords(sender: mail.sender, subject: mail.subject, date: mail.date, text: mail.text),
            raw: raw,
            files: files,
            check: Letter.Check(rawValue: mail.check.rawValue) ?? .none,
            answers: mail.answers.lazy.compactMap { $0.sent(from: self.domain)?.mail }.first,
            isWhole: isWhole
        )
        try await office.perform(received, as: .system("tray"), form: FormID(), patience: .zero)
    }

    /// The member who has an account under the sender's address.
    private func owner(_ mail: IncomingMail) async throws -> ID<Member>? {
        guard let from = mail.from else { return nil }
        let key = try await office.vault.emailKey(from.address.key)
        let member = try await office.projector.readings.member(emailKey: key)
        return member?.standing == .joined ? member?.id : nil
    }

    /// Once, not every minute. Nothing of what a mail says is in it.
    private func say(_ error: any Error) {
        let sentence = (error as? InboxProblem)?.sentence ?? (error as? Refusal)?.sentence ?? "\(type(of: error))"
        if trouble != sentence {
            logger.error("the mailbox could not be read for what people sent", metadata: ["why": "\(sentence)"])
        }
        trouble = sentence
    }
}

extension Office {
    /// Seals bytes into the blob store.
    ///
    /// - Returns: The digests of their chunks, in order.
    fileprivate func store(_ bytes: [UInt8], as file: ID<LetterFile>, under subject: Subject) async throws -> [String] {
        var blob = BlobSealer(try await vault.sealer(for: [subject]), blob: file.raw, under: subject)
        var hashes: [String] = []
        for chunk in try blob.append(bytes) + [try blob.finish()] {
            hashes.append("\(try await ledger.store(blob: chunk))")
        }
        return hashes
    }
}

extension MessageID {
    /// The mail of the network that has this id, `<mail.round@domain>`, as the writer of mails makes it.
    func sent(from domain: String) -> (mail: ID<Mail>, round: Int)? {
        let parts = text.dropFirst().dropLast().split(separator: "@")
        guard parts.count == 2, parts[1].lowercased() == domain else { return nil }
        let unique = parts[0].split(separator: ".")
        guard unique.count == 2, let mail = ID<Mail>(unique[0]), let round = Int(unique[1]) else { return nil }
        return (mail, round)
    }
}

package import Almanac
package import Ledger
package import Vault

/// A letter as its events add up to.
package struct LetterState: Foldable {
    package enum Standing: String, Sendable {
        case waiting, filed
        case aside = "set-aside"
    }

    package private(set) var owner: ID<Member>?
    package private(set) var standing = Standing.waiting
    package private(set) var isFiled = false
    package private(set) var waits: Set<Letter.Wait> = []

    package init() {}

    func relations(of actor: Actor) -> Set<Relation> { owner != nil && owner == actor.member ? [.own] : [] }

    package mutating func apply(_ event: any DomainEvent, at: Instant) {
        switch event {
        case let event as LetterReceived: owner = event.owner
        // Whoever has it now has not waited yet.
        case let event as LetterAssigned: (owner, standing, waits) = (event.to, .waiting, [])
        case is LetterFiled: (standing, isFiled) = (.filed, true)
        case is LetterSetAside: standing = .aside
        case is LetterTakenBack: standing = isFiled ? .filed : .waiting
        case let event as LetterWaited: waits.insert(event.wait)
        default: break
        }
    }
}

/// Puts a mail that came in into the tray of whom it came from. The same mail read again, or by another node, is one.
package struct ReceiveLetter: Command {
    package struct File: Hashable, Codable, Sendable {
        package let id: ID<LetterFile>
        package let name: String
        package let mediaType: String
        package let bytes: Int
        package let chunks: [String]

        package init(id: ID<LetterFile>, name: String, mediaType: String, bytes: Int, chunks: [String]) {
            (self.id, self.name, self.mediaType, self.bytes, self.chunks) = (id, name, mediaType, bytes, chunks)
        }
    }

    package let letter: ID<Letter>
    package let owner: ID<Member>?
    package let words: LetterWords
    package let raw: File
    package let files: [File]
    package let check: Letter.Check
    package let answers: ID<Mail>?
    package let isWhole: Bool

    package init(
        _ letter: ID<Letter>,
        owner: ID<Member>?,
        words: LetterWords,
        raw: File,
        files: [File],
        check: Letter.Check,
        answers: ID<Mail>?,
        isWhole: Bool
    ) {
        (self.letter, self.owner, self.words, self.raw, self.files) = (letter, owner, words, raw, files)
        (self.check, self.answers, self.isWhole) = (check, answers, isWhole)
    }

    package var action: Action { .runJob }
    package var reads: [StreamID] { [Letter.stream(letter)] + (answers.map { [Mail.stream($0)] } ?? []) }
    package var subjects: Set<Subject> { [Letter.subject(letter)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        guard !past.has(Letter.stream(letter)) else { return [] }
        // An answer to what somebody else was sent says nothing about it.
        let answered = answers.flatMap { past.state(MailState.self, Mail.stream($0)) }
        let isTheirs = owner != nil && answered?.to?.member == owner
        var sealedFiles: [LetterFile] = []
        for file in files { sealedFiles.append(try sealed(file, context)) }
        let received = LetterReceived(
            letter: letter,
            owner: owner,
            words: try context.seal(words, under: Letter.subject(letter)),
            raw: try sealed(raw, context),
            files: sealedFiles,
            check: check,
            answers: isTheirs ? answers : nil,
            isWhole: isWhole
        )
        return [Change(Letter.stream(letter), [received])]
    }

    private func sealed(_ file: File, _ context: RuleContext) throws(Refusal) -> LetterFile {
        LetterFile(
            id: file.id,
            name: try context.seal(file.name, under: Letter.subject(letter)),
            mediaType: try context.seal(file.mediaType, under: Letter.subject(letter)),
            bytes: file.bytes,
            chunks: file.chunks
        )
    }
}

/// Files a letter of one's own by doing with it what one may do by hand: both, or neither.
package struct FileLetter<Doing: Command>: Command {
    package let letter: ID<Letter>
    package let place: Letter.Place
    package let doing: Doing

    package init(_ letter: ID<Letter>, _ place: Letter.Place, by doing: Doing) {
        (self.letter, self.place, self.doing) = (letter, place, doing)
    }

    /// The Gate is asked about what is done with it; that the letter is theirs, the rule asks.
    package var action: Action { doing.action }
    package var reads: [StreamID] { doing.reads + [Letter.stream(letter)] }
    package var subjects: Set<Subject> { doing.subjects }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try doing.relations(of: actor, in: past)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.letter(letter)
        guard let owner = state.owner, owner == context.actor.member,
            Policy.allows(.readTray, context.actor, [.own])
        else { throw .notFound }
        let changes = try doing.decide(past, context)
        guard !changes.isEmpty else { throw .outOfTurn("Nothing came of this. The letter still waits in your tray.") }
        return changes + [Change(Letter.stream(letter), [LetterFiled(letter: letter, place: place, by: owner)])]
    }
}

/// Takes a letter off the tray in which there is nothing to file.
package struct SetLetterAside: Command {
    package let letter: ID<Letter>
    package let reason: String
    /// Whether it is in nobody's tray: then it is the coordinator's to look at.
    package let isStrangers: Bool

    package init(_ letter: ID<Letter>, reason: String, isStrangers: Bool) {
        (self.letter, self.reason, self.isStrangers) = (letter, reason, isStrangers)
    }

    package var action: Action { isStrangers ? .sortLetters : .readTray }
    package var reads: [StreamID] { [Letter.stream(letter)] }
    package var subjects: Set<Subject> { [Letter.subject(letter)] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try past.letter(letter).relations(of: actor)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.letter(letter)
        guard (state.owner == nil) == isStrangers else { throw .notFound }
        guard state.standing != .aside else { return [] }
        let reason = try Text.line(reason, field: "reason", what: "why there is nothing to file", limit: 500)
        let aside = LetterSetAside(
            letter: letter,
            by: context.actor.member,
            reason: try context.seal(reason, under: Letter.subject(letter))
        )
        return [Change(Letter.stream(letter), [aside])]
    }
}

/// Puts a letter that was set aside back where it was.
package struct TakeLetterBack: Command {
    package let letter: ID<Letter>
    package let isStrangers: Bool

    package init(_ letter: ID<Letter>, isStrangers: Bool) {
        (self.letter, self.isStrangers) = (letter, isStrangers)
    }

    package var action: Action { isStrangers ? .sortLetters : .readTray }
    package var reads: [StreamID] { [Letter.stream(letter), Erasure.stream(Letter.subject(letter))] }

    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        try past.letter(letter).relations(of: actor)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.letter(letter)
        guard (state.owner == nil) == isStrangers else { throw .notFound }
        guard !past.has(Erasure.stream(Letter.subject(letter))) else {
            throw .outOfTurn("This was kept for 30 days, and is gone.")
        }
        guard state.standing == .aside else { return [] }
        return [Change(Letter.stream(letter), [LetterTakenBack(letter: letter, by: context.actor.member)])]
    }
}

/// Puts what came from a stranger, or what waits for somebody who has left, into a member's tray.
package struct AssignLetter: Command {
    package let letter: ID<Letter>
    package let to: ID<Member>?
    package let reason: String
    /// Whose tray it was in, where they have left.
    package let from: ID<Member>?

    package init(_ letter: ID<Letter>, from: ID<Member>? = nil, to: ID<Member>?, reason: String) {
        (self.letter, self.from, self.to, self.reason) = (letter, from, to, reason)
    }

    package var action: Action { .sortLetters }
    package var reads: [StreamID] {
        [Letter.stream(letter)] + Set([to, from].compactMap(\.self)).sorted().map { Member.stream($0) }
    }
    package var subjects: Set<Subject> { [Letter.subject(letter)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.letter(letter)
        guard state.owner == from else { throw .outOfTurn("This was given to somebody else meanwhile.") }
        if let from, past.state(MemberState.self, Member.stream(from))?.standing != .left { throw .notAllowed }
        guard let to, let taker = past.state(MemberState.self, Member.stream(to)), taker.standing == .joined else {
            throw .invalid("to", "Choose somebody who has an account.")
        }
        let reason = try Text.line(reason, field: "reason", what: "why it is for them", limit: 500)
        let assigned = LetterAssigned(
            letter: letter,
            to: to,
            by: context.actor.member,
            reason: try context.seal(reason, under: Letter.subject(letter))
        )
        return [Change(Letter.stream(letter), [assigned])]
    }
}

/// Says that a letter has waited so long that somebody is told.
package struct NoteWaiting: Command {
    package let letter: ID<Letter>
    package let wait: Letter.Wait

    package init(_ letter: ID<Letter>, _ wait: Letter.Wait) { (self.letter, self.wait) = (letter, wait) }

    package var action: Action { .runJob }
    package var reads: [StreamID] { [Letter.stream(letter)] }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let state = try past.letter(letter)
        guard state.standing == .waiting, !state.waits.contains(wait) else { return [] }
        return [Change(Letter.stream(letter), [LetterWaited(letter: letter, wait: wait)])]
    }
}

extension Past {
    func letter(_ id: ID<Letter>) throws(Refusal) -> LetterState {
        guard let state = state(LetterState.self, Letter.stream(id)) else { throw .notFound }
        return state
    }
}

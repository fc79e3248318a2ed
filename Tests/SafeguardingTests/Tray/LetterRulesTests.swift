import Almanac
import Ledger
import Testing
import Vault

@testable import Safeguarding

@Suite("A mail that waits to be filed")
struct LetterRulesTests {
    private let rules = Rules()
    private let letter = ID<Letter>()
    private let owner = Self.person([.schoolLead])
    private let stranger = Self.person([.schoolLead])
    private let coordinator = Self.person([.coordinator])

    private static func person(_ roles: Set<Role>) -> Actor {
        .member(Actor.Person(id: ID(), organisation: ID(), roles: roles))
    }

    private func received(owner: ID<Member>?, answers: ID<Mail>? = nil) -> ReceiveLetter {
        ReceiveLetter(
            letter,
            owner: owner,
            words: LetterWords(sender: "Owen", subject: "Fwd", date: "", text: "The police were told."),
            raw: .init(id: ID(), name: "mail", mediaType: "message/rfc822", bytes: 9, chunks: ["00"]),
            files: [],
            check: .none,
            answers: answers,
            isWhole: true
        )
    }

    @Test("the same mail read again is one, and says which mail it answers only where that went to the same person")
    func received() async throws {
        let (mail, member) = (ID<Mail>(), try #require(owner.member))
        let queued = [Mail.queued(mail, .waits([ID()]), to: .member(member), by: nil)]
        let job = Actor.system("tray")
        let first = try await rules.when(received(owner: member, answers: mail), by: job, given: queued)
        #expect(first.all(LetterReceived.self).first?.answers == mail)
        let again = try await rules.when(received(owner: member), by: job, given: queued + first)
        #expect(again.isEmpty)
        let forged = received(owner: stranger.member, answers: mail)
        let others = try await rules.when(forged, by: job, given: queued)
        #expect(others.all(LetterReceived.self).first?.answers == nil)
        #expect(!"\(first.all(LetterReceived.self))".contains("police"))
    }

    @Test("it is filed by whoever has it, with what they do, or not at all")
    func filed() async throws {
        let history = try await rules.when(received(owner: owner.member), by: .system("tray"))
        let file = FileLetter(letter, .message(on: ID()), by: Said())
        let done = try await rules.when(file, by: owner, given: history)
        #expect(done.types == ["claim.made", "letter.filed"])
        for actor in [stranger, coordinator] {
            await #expect(throws: Refusal.notFound) { try await rules.when(file, by: actor, given: history) }
        }
        // What they may not do by hand, they may not do with a letter.
        await #expect(throws: Refusal.notAllowed) {
            try await rules.when(
                FileLetter(letter, .message(on: ID()), by: Said(isAllowed: false)),
                by: owner,
                given: history
            )
        }
        await #expect(throws: Refusal.self) {
            try await rules.when(
                FileLetter(letter, .message(on: ID()), by: Said(isDone: true)),
                by: owner,
                given: history
            )
        }
    }

    @Test("a stranger's is the coordinator's to give away with a reason, and from then on another's alone")
    func given() async throws {
        let member = try #require(owner.member)
        let subject = Member.subject(member)
        let name = try await rules.sealed("Owen", under: subject)
        let joined = Change(
            Member.stream(member),
            [
                MemberRegistered(
                    member: member,
                    organisation: ID(),
                    name: name,
                    email: nil,
                    emailKey: nil,
                    post: nil,
                    roles: [.schoolLead]
                ), MemberJoined(member: member),
            ]
        )
        let history = try await rules.when(received(owner: nil), by: .system("tray")) + [joined]
        await #expect(throws: Refusal.notAllowed) {
            try await rules.when(AssignLetter(letter, to: member, reason: "His"), by: owner, given: history)
        }
        await #expect(throws: Refusal.self) {
            try await rules.when(AssignLetter(letter, to: member, reason: " "), by: coordinator, given: history)
        }
        let assign = AssignLetter(letter, to: member, reason: "It names his school")
        let given = try await rules.then(history, assign, by: coordinator)
        let aside = SetLetterAside(letter, reason: "An advertisement", isStrangers: false)
        #expect(try await rules.when(aside, by: owner, given: given).types == ["letter.set-aside"])
        for (actor, isStrangers) in [(coordinator, true), (coordinator, false), (stranger, false)] {
            await #expect(throws: Refusal.self) {
                try await rules.when(
                    SetLetterAside(letter, reason: "x", isStrangers: isStrangers),
                    by: actor,
                    given: given
                )
            }
        }
        // Nobody's letter is taken out of their tray while they are there.
        await #expect(throws: Refusal.notAllowed) {
            try await rules.when(
                AssignLetter(letter, from: member, to: member, reason: "x"),
                by: coordinator,
                given: given
            )
        }
    }

    /// Something that is done with a letter.
    private struct Said: Command {
        var isAllowed = true
        var isDone = false
        var action: Action { isAllowed ? .raiseMatter : .eraseAll }
        var reads: [StreamID] { [] }

        func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
            isDone ? [] : [Change(Claim.stream("said", "x"), [ClaimMade(by: "x")])]
        }
    }
}

extension Action {
    /// What no lead may do.
    fileprivate static var eraseAll: Action { .erase }
}

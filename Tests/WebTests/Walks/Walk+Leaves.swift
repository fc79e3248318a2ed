import Channels
import Ledger
import Procedures
import Safeguarding
import Testing

@testable import Web

/// What leaves of a matter: without names, for the network, and by mail, to whoever has a part in it.
extension Walk {
    /// The look before it is sent shows what may leave without names: what was answered to the fields of the summary, each
    /// with something, and no word that was typed.
    func leaves(_ check: Answer, _ typed: Set<String>, here: SourceLocation) throws {
        guard definition.share.network == .anonymised, case .only(let summary) = definition.summary else { return }
        let start = try #require(check.html.firstRange(of: "id=\"summary\""), sourceLocation: here)
        let rest = check.html[start.upperBound...]
        let part = String(rest[..<(rest.firstRange(of: "</section>")?.lowerBound ?? rest.endIndex)])
        for word in typed { #expect(!part.contains(word), "\(word) leaves", sourceLocation: here) }
        let facts = part.matches(of: /<dt>(.*?)<\/dt>\s*<dd>(.*?)<\/dd>/.dotMatchesNewlines())
            .map { (label: Answer.plain(String($0.output.1)), value: Answer.plain(String($0.output.2))) }
        let expected = definition.askedOnce.filter { summary.contains($0.id) && answered.contains($0.id) }.map(\.label)
        #expect(facts.map(\.label) == expected.map(Answer.plain), sourceLocation: here)
        #expect(facts.allSatisfy { !$0.value.isEmpty }, "\(facts)", sourceLocation: here)
    }

    /// How many mails somebody got.
    func mailed(_ walker: Walker) -> Int { server.to(people[walker].email).count }

    /// Sends what is due by mail. No mail of any walk says a word that was typed, what it came to, or under what it was
    /// raised.
    func mails(here: SourceLocation = #_sourceLocation) async throws {
        try await site.deliverMail(through: server)
        let words = typed.union(definition.outcomes.map(\.title)).union([definition.title])
        for mail in server.all {
            let attached = mail.attachments.map { String(decoding: $0.bytes, as: UTF8.self) }
            let text = ([mail.subject, mail.body] + attached).joined(separator: "\n")
            for word in words { #expect(!text.contains(word), "“\(word)” was mailed", sourceLocation: here) }
        }
    }
}

import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// What a letter can be on one matter. Each leads to the form by which the same is done by hand.
enum LetterPlacePage {
    private struct Way {
        let title: String
        let link: Link
        let meta: String
    }

    static func page(_ visit: Visit) async throws -> Response {
        guard let number = Int(try visit.parameter("number")),
            let letter = try await visit.readings.letter(try visit.id("letter"), as: try visit.actor),
            letter.owner != nil, let matter = try await visit.readings.matter(number: number, as: try visit.actor)
        else { throw Refusal.notFound }
        let ways = matter.loop == nil ? try await action(visit, letter) : try await loop(visit, letter)
        let voice = try await MatterVoice(visit, [matter])
        return try await visit.page(
            Page(
                title: "A letter",
                current: "/tray",
                eyebrow: a(.href("/tray/\(letter.id)")) { "The letter" },
                heading: "Matter \(number): \(voice.title(matter))",
                lead: "Choose what it is there. You see what is sent before anything happens."
            ) {
                sec("ways", "File it here as") {
                    rows(
                        ways.map { Row($0.title, $0.link, meta: $0.meta) },
                        empty: "You may not add anything to this matter. Ask whoever holds it."
                    )
                }
                acts { linkButton("Back", "/tray/\(letter.id)", .plain) }
            }
        )
    }

    private static func loop(_ visit: Visit, _ letter: LetterRow) async throws -> [Way] {
        let detail = try await visit.loop()
        let voice = try await LoopVoice(visit, detail)
        let base: Link = "/m/\(detail.matter.number)"
        guard detail.matter.ending == nil else { return [] }
        var ways: [Way] = []
        for step in detail.openSteps {
            let isOwed = detail.owed.contains(step.row.id)
            // Nobody says for whoever raised it whether it is enough.
            guard isOwed || (detail.matter.isOpen && step.row.task != .satisfied),
                visit.allows(.takeStep, detail.matter.relations)
            else { continue }
            ways.append(
                Way(
                    title: voice.ask(step),
                    link: "\(base)/do/\(step.row.id)?\(Filing.field)=\(letter.id)",
                    meta: isOwed
                        ? "As your own answer. \(voice.due(step))."
                        : "As an answer that reached you: \(voice.debtor(step)) owes it. \(voice.due(step))."
                )
            )
        }
        if visit.allows(.writeOnMatter, detail.matter.relations) {
            ways.append(
                Way(
                    title: "A message",
                    link: "\(base)/write?\(Filing.field)=\(letter.id)",
                    meta: "You choose who reads it. It answers nothing that is owed."
                )
            )
        }
        return ways
    }

    private static func action(_ visit: Visit, _ letter: LetterRow) async throws -> [Way] {
        let detail = try await visit.matter()
        let choices = MatterChoices(detail, visit)
        return [MatterStep.update, .finish, .record].filter(choices.offers).map { step in
            Way(
                title: step.button,
                link: "/m/\(detail.matter.number)/\(step.rawValue)?\(Filing.field)=\(letter.id)",
                meta: step.consequence
            )
        }
    }
}

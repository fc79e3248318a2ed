import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// Where somebody else was quicker: what was done meanwhile and by whom, and the reader's own words, which are kept nowhere
/// else.
struct NotSaved {
    private static let most = 3

    private let visit: Visit
    private let voice: LoopVoice
    private let words: [String]

    init(_ visit: Visit, _ voice: LoopVoice) {
        (self.visit, self.voice) = (visit, voice)
        words = visit.form.typed.filter { typed in
            ["note", "text"].contains(typed.name)
                ? !typed.value.isEmpty : typed.value.contains(where: \.isWhitespace)
        }.map(\.value)
    }

    static func page(_ visit: Visit, saying sentence: String) async throws -> Response {
        let detail = try await visit.loop()
        let lost = NotSaved(visit, try await LoopVoice(visit, detail))
        let back: Link = "/m/\(detail.matter.number)"
        let message = try await lost.message
        return try await visit.page(
            Page(
                title: "Matter \(detail.matter.number)",
                current: "/matters",
                eyebrow: a(.href(back)) { "Matter \(detail.matter.number): \(detail.definition.title)" },
                heading: "This was not saved",
                lead: sentence
            ) {
                acts { linkButton("See where it is now", back, .primary) }
                lost.meanwhile
                message ?? lost.kept
            },
            status: .conflict
        )
    }

    /// How the step was taken that the form was for, or what happened last.
    @Contents var meanwhile: Markup {
        let duty: ID<Duty>? = try? visit.id("duty")
        let taken = duty.map(voice.timeline(of:)) ?? []
        let entries = taken.isEmpty ? Array(voice.timeline.prefix(Self.most)) : taken
        if voice.detail.matter.isOpen, !entries.isEmpty {
            sec("meanwhile", "What was done meanwhile") { timeline(entries) }
        }
    }

    /// What was typed, to be copied.
    @Contents var kept: Markup {
        if !words.isEmpty { sec("typed", "What you typed") { ErrorPages.typed(words) } }
    }

    /// The same, ready to be sent to others; nil where nobody can be written to, or nothing was typed.
    private var message: Markup? {
        get async throws {
            let (matter, detail) = (voice.detail.matter, voice.detail)
            guard !words.isEmpty, matter.ending == nil, matter.isOpen, visit.allows(.writeOnMatter, detail.acting)
            else { return nil }
            let organisations = try await visit.readings.organisations()
            let material = try await LoopMaterial(visit, detail, organisations, errors: [])
            return sec("typed", "What you typed") {
                p(.class("measure")) { "It is kept nowhere but on this page. Send it as a message, or copy it." }
                postForm(to: "/m/\(matter.number)/write", csrf: visit.csrf, command: visit.newCommand, uploads: true) {
                    material.message(words.joined(separator: "\n\n"))
                    acts { submit("Send it as a message") }
                }
            }
        }
    }
}

import Almanac
import HTML
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// The links of one matter: made for its holders who have no account, passed on by whoever made them, and ended.
enum LinksPage {
    /// A link that was just made. Kept for an hour, sealed for whoever made it.
    private struct Waiting: Codable, Sendable {
        let matter: ID<Matter>
        let member: ID<Member>
        let address: String
    }

    private static let name: StaticString = "asked-links"
    private static let shown: Int64 = 3600

    static func page(_ visit: Visit) async throws -> Response {
        let detail = try await matter(visit)
        let matter = detail.matter
        let holders = try await holders(visit, matter)
        let waiting = try await visit.draft([Waiting].self, name)?.filter { $0.matter == matter.id } ?? []
        let voice = try await MatterVoice(visit, [matter])
        return try await visit.page(
            Page(
                title: "Matter \(matter.number), links",
                current: "/matters",
                eyebrow: a(.href("/m/\(matter.number)")) { "Matter \(matter.number): \(voice.title(matter))" },
                heading: "Links to this one action",
                lead:
                    "For those who hold it and have no account. A link opens this and nothing else: they say that they have it, write to you, and say when it is done."
            ) {
                if holders.isEmpty { empty("Everyone who holds this has an account, and finds it on their Home.") }
                for holder in holders {
                    section(visit, matter, holder, waiting.first { $0.member == holder.member }?.address, voice)
                }
                acts { linkButton("Back to the action", "/m/\(matter.number)") }
            }
        )
    }

    private static func section(
        _ visit: Visit,
        _ matter: MatterRow,
        _ holder: LinkedHolder,
        _ address: String?,
        _ voice: MatterVoice
    ) -> Markup {
        let name = voice.fullName(holder.member)
        let works = holder.works(on: visit.today)
        let to: Link = "/m/\(matter.number)/links/\(holder.member)"
        return sec("for-\(holder.member)", name, meta: voice.directory?[holder.member]?.organisationName) {
            if works, let address {
                p { "Send this to \(name), and to nobody else: whoever has it can answer in their place." }
                pre(.class("panel checkpoint"), .tabindex(0), .aria("label", "The link for \(name)")) { address }
                warn("It is shown for an hour.", "A new one can be made at any time.")
            }
            if works, let until = holder.until {
                p {
                    "The link works until \(Words.fullDay(until)). "
                    holder.isMailed
                        ? "It goes to them with their mails. A new one ends the one that they were sent."
                        : "A new one ends it."
                }
            } else {
                p {
                    matter.ending == nil ? "There is no link that works." : "This is over, so there is no link to make."
                }
            }
            if matter.ending == nil, !matter.isOpen {
                p {
                    "This is for named people only. Whoever may read it passes the link on, or it goes with their mails."
                }
            }
            acts {
                if matter.ending == nil, matter.isOpen, works, address == nil {
                    pressForm("Show the link", to: "\(to)/show", csrf: visit.csrf, about: "for \(name)")
                }
                if matter.ending == nil, matter.isOpen {
                    pressForm(
                        works ? "Make a new link" : "Make a link",
                        to: to,
                        csrf: visit.csrf,
                        command: visit.newCommand,
                        works ? .quiet : .primary,
                        about: "for \(name)"
                    )
                }
                if works {
                    pressForm(
                        "End it",
                        to: "\(to)/end",
                        csrf: visit.csrf,
                        command: visit.newCommand,
                        .plain,
                        about: "for \(name)"
                    )
                }
            }
        }
    }

    static func give(_ visit: Visit) async throws -> Response {
        let matter = try await readableMatter(visit)
        let member: ID<Member> = try visit.id("member")
        let address = try await visit.site.makeAskedLink(matter.reference, for: member, link: visit.newID()) {
            command in
            try await visit.perform(command)
        }
        let others = try await others(visit, matter, member)
        let waiting = Waiting(matter: matter.id, member: member, address: address)
        try await visit.keepDraft(others + [waiting], as: name, seconds: shown)
        return try await visit.done("/m/\(matter.number)/links", "The link is made. Pass it on.")
    }

    /// The link that they have already, once more: what was sent to them goes on working.
    static func show(_ visit: Visit) async throws -> Response {
        let matter = try await readableMatter(visit)
        let member: ID<Member> = try visit.id("member")
        guard let address = try await visit.site.askedAddress(matter.id, of: member) else { throw Refusal.notFound }
        let waiting = Waiting(matter: matter.id, member: member, address: address)
        try await visit.keepDraft(try await others(visit, matter, member) + [waiting], as: name, seconds: shown)
        return try await visit.done("/m/\(matter.number)/links", "Here it is again. Pass it on.")
    }

    static func end(_ visit: Visit) async throws -> Response {
        let matter = try await matter(visit).matter
        let member: ID<Member> = try visit.id("member")
        try await visit.perform(EndMatterLink(matter.reference, of: member))
        try await visit.keepDraft(try await others(visit, matter, member), as: name, seconds: shown)
        return try await visit.done("/m/\(matter.number)/links", "The link no longer works, wherever it was passed.")
    }

    private static func others(_ visit: Visit, _ matter: MatterRow, _ member: ID<Member>) async throws -> [Waiting] {
        try await visit.draft([Waiting].self, name)?.filter { $0.matter != matter.id || $0.member != member } ?? []
    }

    private static func matter(_ visit: Visit) async throws -> MatterDetail {
        let detail = try await visit.matter()
        try visit.check(.giveLink, detail.matter.relations)
        return detail
    }

    /// Whoever has someone's link can read what it opens: so nobody is given one to what they may not read.
    private static func readableMatter(_ visit: Visit) async throws -> MatterRow {
        let matter = try await matter(visit).matter
        guard matter.isOpen else { throw Refusal.notAllowed }
        return matter
    }

    private static func holders(_ visit: Visit, _ matter: MatterRow) async throws -> [LinkedHolder] {
        try await visit.readings.linkedHolders(of: [matter], as: try visit.actor)[matter.id] ?? []
    }
}

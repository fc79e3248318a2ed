import Almanac
import HTML
import Ledger
import Safeguarding

// How it is said who acts in whose place, and who is away.

extension MatterVoice {
    /// "by Dan Okafor for Priya Raman (away)", "by deputy Dan Okafor for Merton".
    func by(_ member: ID<Member>, in place: StoodIn) -> String {
        switch place.reason {
        case .cover: "by \(name(member)) for \(whom(place.of)) (away)"
        case .deputy: "by deputy \(name(member)) for \(whom(place.of))"
        }
    }

    /// "Priya Raman", "Merton", "the coordinator".
    func whom(_ party: Party) -> String {
        if let member = party.member { return name(member) }
        return party == .coordinators ? "the coordinator" : name(party)
    }

    /// What somebody who may act in the place of another is to a matter: "as deputy of Merton".
    func standing(_ place: StandIn) -> String {
        place.reason == .cover ? "while covering for \(whom(place.of))" : "as deputy of \(whom(place.of))"
    }
}

/// Who of those with a part in something is away, and who covers for them.
struct AwayNotes {
    private let away: [AbsenceRow]
    private let names: (ID<Member>) -> String
    private let words: Words

    /// - Parameter parties: Those with a part in it.
    init(_ visit: Visit, _ parties: [Party], _ voice: MatterVoice) async throws {
        let all = try await visit.readings.away(at: visit.now)
        words = visit.words
        names = { voice.fullName($0) }
        guard !all.isEmpty else {
            away = []
            return
        }
        let members = try await visit.readings.membership().members
        let people = parties.flatMap { party -> [ID<Member>] in
            switch party {
            case .member(let id): [id]
            case .post(let title, let place):
                members.filter { member in
                    member.organisation == place && member.standing != .left
                        && member.post.map { $0.lowercased() == title.lowercased() } ?? false
                }.map(\.id)
            // Where only one person answers, the organisation waits for them.
            case .organisation(let place):
                members.filter { $0.organisation == place && $0.standing == .joined }.map(\.id).onlyOne
            case .lead(let place):
                members.filter { member in
                    member.organisation == place && member.standing == .joined
                        && !member.roles.isDisjoint(with: [.boroughLead, .schoolLead])
                }.map(\.id).onlyOne
            default: []
            }
        }
        away = Set(people).compactMap { all[$0] }.sorted { ($0.ends, "\($0.id)") < ($1.ends, "\($1.id)") }
    }

    @Contents var section: Markup {
        if !away.isEmpty {
            marginSection("away", "Away") {
                ul(.class("plain mb-0 stack-s")) {
                    for row in away {
                        li {
                            b { names(row.member) }
                            " is \(Self.until(row, words)). \(Self.cover(row, names))"
                        }
                    }
                }
            }
        }
    }

    /// "away until the end of Friday 14 March"
    static func until(_ row: AbsenceRow, _ words: Words) -> String {
        "away until the end of \(words.longDay(row.last))"
    }

    /// "Dan Okafor covers."
    static func cover(_ row: AbsenceRow, _ names: (ID<Member>) -> String) -> String {
        row.isCovered ? row.cover.map { "\(names($0)) covers." } ?? "" : "Nobody covers."
    }
}

extension [ID<Member>] {
    fileprivate var onlyOne: [ID<Member>] { count == 1 ? self : [] }
}

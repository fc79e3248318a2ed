import Almanac
import Foundation
import Ledger
import LedgerSQLite
import Procedures
import Safeguarding
import Vault

/// Raises matters in a data folder by the rules that raise them, many in one append: `MattersFill DATA KEY KIND COUNT`, where
/// the kind is `order` (of a resource, which every reader opens) or `referral` (of a child, each opening of which is written
/// down).
///
/// Prints the numbers of the first and the last. How fast they are raised one by one is what the benchmark measures; how many there are already is made here.
@main
enum MattersFill {
    private static let together = 250

    private enum Kind: String { case order, referral }

    private struct Usage: Error {}

    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count == 4, let kind = Kind(rawValue: arguments[2]), let count = Int(arguments[3]) else {
            throw Usage()
        }
        let folder = arguments[0]
        let about = try JSONDecoder().decode(
            About.self,
            from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/network.json"))
        )
        let ledger = try await SQLiteLedger.open(folder: folder)
        let master = try MasterKeyFile(path: arguments[1]).read(for: about.network)
        let vault = Vault(keys: try await SQLiteKeys(path: "\(folder)/keys.sqlite"), master: master) { .now }
        let town = try await Town(ledger)
        for start in stride(from: 0, to: count, by: together) {
            let commands = (start..<min(count, start + together)).map { number in
                switch kind {
                case .order: town.ordering(number)
                case .referral: town.referring(number)
                }
            }
            try await raise(commands, town, vault, ledger)
        }
        await ledger.close()
        print(town.raised + 1, town.raised + count)
    }

    private struct About: Decodable {
        let network: ID<Network>
    }

    private static func raise(
        _ commands: [(person: Actor.Person, command: RaiseMatter)],
        _ town: Town,
        _ vault: Vault,
        _ ledger: SQLiteLedger
    ) async throws {
        // Long enough ago that nobody is written to about it, and not so long that anything is late.
        let now = Instant.now.adding(seconds: -25 * 3_600)
        let sealer = try await vault.sealer(for: Set(commands.flatMap(\.command.subjects)))
        let changes = try commands.flatMap { person, command in
            let context = RuleContext(actor: .member(person), now: now, sealer: sealer)
            return try command.decide(Past(town.histories(command.reads)), context)
        }
        let proposal = Proposal(
            command: CommandID(actor: "system/benchmark", id: "\(ID<Matter>())"),
            digest: [],
            at: now,
            streams: try changes.map { change in
                StreamProposal(
                    stream: change.stream,
                    expected: .new,
                    events: try change.events.map { event in
                        ProposedEvent(
                            type: type(of: event).type,
                            schema: type(of: event).schema,
                            payload: Array(try Coding.encode(event))
                        )
                    }
                )
            }
        )
        _ = try await ledger.append(proposal)
    }
}

/// Who is in the network that the matters are raised in.
private struct Town {
    private var streams: [StreamID: [(event: any DomainEvent, at: Instant, command: CommandID)]] = [:]
    private(set) var people: [Actor.Person] = []
    private(set) var organisations: [ID<Organisation>] = []
    /// How many matters there are already.
    private(set) var raised = 0

    init(_ ledger: SQLiteLedger) async throws {
        var members: [ID<Member>: MemberRegistered] = [:]
        var position = 0
        while true {
            let events = try await ledger.events(from: position, limit: 4_000)
            guard let last = events.last else { break }
            position = last.position + 1
            for recorded in events {
                let event = try Events.decode(recorded)
                switch event {
                case let event as MemberRegistered: members[event.member] = event
                case let event as MemberJoined:
                    if let member = members[event.member],
                        !Set(member.roles).isDisjoint(with: [.schoolLead, .boroughLead])
                    {
                        people.append(
                            Actor.Person(
                                id: member.member,
                                organisation: member.organisation,
                                roles: Set(member.roles),
                                post: member.post
                            )
                        )
                    }
                case is MatterRaised, is LoopRaised: raised += 1
                case let event as OrganisationRegistered: organisations.append(event.organisation)
                default: break
                }
                streams[recorded.stream, default: []].append((event, recorded.at, recorded.command))
            }
        }
    }

    func histories(_ read: [StreamID]) -> [StreamID: Past.History] {
        Dictionary(
            read.map { ($0, Past.History(version: streams[$0]?.count ?? 0, events: streams[$0] ?? [])) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Each lead in turn asks each organisation in turn.
    func ordering(_ number: Int) -> (person: Actor.Person, command: RaiseMatter) {
        let person = people[number % people.count]
        let giver = organisations[number / people.count % organisations.count]
        let answers = Answers([
            "resource": .text("The leaflet for parents, box \(number)"), "to": .named("organisation/\(giver)"),
            "kind": .chosen(["leaflet"]), "as": .chosen(["paper"]), "copies": .number(30),
            "send-to": .text("The school's office"),
        ])
        return (
            person,
            RaiseMatter(
                procedure: "resource-order",
                version: 1,
                isPersonal: false,
                raiser: Raiser(member: person.id, organisation: person.organisation, post: person.post),
                answers: answers,
                routes: [.named: .organisation(giver)]
            )
        )
    }

    /// Each lead in turn refers to the authority of one of them.
    func referring(_ number: Int) -> (person: Actor.Person, command: RaiseMatter) {
        let person = people[number % people.count]
        let holder = people.first { $0.roles.contains(.boroughLead) } ?? person
        let answers = Answers([
            "danger-now": .chosen(["no"]), "child": .person(.init(given: "Rowan", family: "Child \(number)")),
            "where-now": .text("At school, room \(number)"), "school-known": .chosen(["no"]),
            "age-in-dispute": .chosen(["no"]), "indicators": .marked([.init("intense-fear", "suspected")]),
            "account": .text(String(repeating: "What was seen on that day, and who said so. ", count: 20)),
            "police-told": .chosen(["no"]),
        ])
        return (
            person,
            RaiseMatter(
                procedure: "trafficking-referral",
                version: 1,
                isPersonal: true,
                raiser: Raiser(member: person.id, organisation: person.organisation, post: person.post),
                answers: answers,
                routes: [
                    .authorityOfResidence: .organisation(holder.organisation),
                    .police: .notKnown,
                ]
            )
        )
    }
}

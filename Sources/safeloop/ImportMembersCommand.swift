import ArgumentParser
import Channels
import Foundation
import Ledger
import Safeguarding
import Web

extension Import {
    struct MembersCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "members",
            abstract: "Brings in people: a CSV table, an address book (vCard), or addresses copied from a mail.",
            discussion: """
                Organisations are matched by their names and aliases, as on the page Members, Bring in; one that nobody \
                has heard of is made where its name says what it is. Someone whose address a member has is passed over. \
                Nobody is told: invitations wait until they are sent from the page Members, Invite.
                A file is brought in whole or not at all. The name - stands for standard input.
                --json prints one object a line, for each person, with the keys file, line, name, email, organisation \
                (as written), post, roles, outcome (joins, out or problem), joins (the organisation's name here), \
                new_organisation (true where it is made) and reason.
                Exit code 0: everyone was brought in or is there already. 1: a file could not be used; the others were. \
                66: none of the files could be read.
                """
        )
        @OptionGroup var options: DataOptions
        @Argument(help: "The files; - for standard input.") var files: [String]
        @Flag(help: "Only read, match and show. Nothing is saved.") var dryRun = false
        @Flag(help: "One JSON object a line, one for each person, and nothing else.") var json = false
        @Option(help: "The organisation of people for whom none is given, by a name it has here.")
        var organisation: String?
        @Option(help: "What organisations are that are new and whose names do not tell, such as charity.")
        var kind: Organisation.Kind?
        @Option(help: "Everyone's role, none, or by-organisation.") var role = ImportRoles.byOrganisation
        @Flag(help: "Leave out people who need something first, and bring in the others.") var leaveOut = false

        func validate() throws {
            let roles = [ImportRoles.byOrganisation, ImportRoles.none] + Role.allCases.map(\.rawValue)
            guard roles.contains(role) else {
                throw ValidationError("There is no role \(role). Give one of \(roles.joined(separator: ", ")).")
            }
        }

        func run() async throws {
            try await reportingFailure {
                let network = try await options.folder.open()
                var failures: [Failure] = []
                for file in files {
                    do {
                        try await bringIn(file, network.office)
                    } catch {
                        let failure = Failure(error)
                        Console.error("\(file): \(failure.sentence)")
                        failures.append(failure)
                    }
                }
                guard !failures.isEmpty else { return }
                let isUnreadable = failures.count == files.count && failures.allSatisfy { $0.code == 66 }
                throw ExitCode(isUnreadable ? 66 : failures.map(\.code).first { $0 == 69 } ?? 1)
            }
        }

        private func bringIn(_ file: String, _ office: Office) async throws {
            var list = try await read(file)
            list.roleForAll = role
            try await settle(&list, office)
            var progress = Progress("Matching", of: list.people.count)
            let plan = try await MemberImportPlan(list, office) { progress.show($0) }
            progress.end()
            show(plan, file)
            guard let problem = plan.problems.first else {
                return try await perform(plan, file, office)
            }
            guard leaveOut else {
                let more = plan.problems.count == 1 ? "" : " \(plan.problems.count - 1) more need something too."
                throw Failure.refused(
                    "\(problem)\(more) Correct the file, or leave these people out with --leave-out. Nothing was saved."
                )
            }
            for index in list.people.indices {
                if case .problem = plan.verdicts[index] { list.people[index].isTaken = false }
            }
            try await perform(try await MemberImportPlan(list, office), file, office)
        }

        private func read(_ file: String) async throws -> MemberImport {
            do {
                let bytes = try await ContactsFile.bytes(of: file)
                let list = try MemberImport(bytes, fileName: file == "-" ? nil : file)
                guard !list.people.isEmpty else { throw Failure.unreadable("Nobody was found in it.") }
                guard list.people.count <= MemberImport.most else {
                    throw Failure.refused(
                        "There are \(list.people.count) people in it. Bring in \(MemberImport.most) at most at once."
                    )
                }
                return list
            } catch let error as ContactsUnreadable {
                throw Failure.unreadable(error.description)
            }
        }

        /// Answers for the whole list what the page would ask.
        private func settle(_ list: inout MemberImport, _ office: Office) async throws {
            let rows = try await office.projector.readings.organisations()
            if let organisation {
                let key = Organisation.key(of: organisation)
                let named = rows.filter { row in ([row.name] + row.aliases).contains { Organisation.key(of: $0) == key }
                }
                guard let row = named.first, named.count == 1 else {
                    throw Failure.refused("No organisation here is called \(organisation).")
                }
                list.choose("\(row.id)", for: "")
            }
            guard let kind else { return }
            for organisation in try await MemberImportPlan(list, office).unmatched
            where !organisation.name.isEmpty && Organisation.Kind.likely(organisation.name) == nil {
                list.choose(kind.rawValue, for: organisation.key)
            }
        }

        private func perform(_ plan: MemberImportPlan, _ file: String, _ office: Office) async throws {
            guard !dryRun, plan.joining > 0 else { return }
            let command = try await plan.command(office)
            try await office.perform(command, as: .system("import"), form: FormID())
            guard !json else { return }
            Console.print(
                "\(file): \(Words.count(command.members.count, "person is a member", plural: "people are members")) now. Invite them from the page Members, Invite."
            )
        }

        private func show(_ plan: MemberImportPlan, _ file: String) {
            for (person, verdict) in zip(plan.draft.people, plan.verdicts) {
                let row = MemberImportRow(person, verdict, plan, file: file)
                Console.print(json ? row.json : row.line)
            }
            guard !json else { return }
            for organisation in plan.made { Console.print("  new organisation: \(organisation)") }
            for remark in plan.draft.remarks { Console.print("  \(remark)") }
        }
    }
}

extension Organisation.Kind: ExpressibleByArgument {}

/// One person of a list, as the command prints it.
struct MemberImportRow: Encodable {
    let file: String
    let person: MemberImport.Person
    let roles: [Role]
    let outcome: String
    let joins: String?
    let isNew: Bool
    let reason: String?

    init(_ person: MemberImport.Person, _ verdict: MemberImportPlan.Verdict, _ plan: MemberImportPlan, file: String) {
        self.file = file
        self.person = person
        switch verdict {
        case .joins(let destination):
            let place = plan.place(of: destination, for: person)
            (outcome, joins, isNew, reason) = ("joins", place.name, place.isNew, nil)
            roles = plan.roles(of: person, in: destination).sorted { $0.rawValue < $1.rawValue }
        case .out(let sentence): (outcome, joins, isNew, reason, roles) = ("out", nil, false, sentence, [])
        case .problem(_, let sentence): (outcome, joins, isNew, reason, roles) = ("problem", nil, false, sentence, [])
        }
    }

    private enum Key: String, CodingKey {
        case file, line, name, email, organisation, post, roles, outcome, joins, reason
        case isNew = "new_organisation"
    }

    func encode(to encoder: any Encoder) throws {
        func known(_ text: String) -> String? { text.isEmpty ? nil : text }
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(file, forKey: .file)
        try container.encode(person.line, forKey: .line)
        try container.encode(person.name, forKey: .name)
        try container.encode(known(person.email), forKey: .email)
        try container.encode(known(person.organisation), forKey: .organisation)
        try container.encode(known(person.post), forKey: .post)
        try container.encode(roles, forKey: .roles)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(joins, forKey: .joins)
        try container.encode(isNew, forKey: .isNew)
        try container.encode(reason, forKey: .reason)
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    var line: String {
        let address = person.email.isEmpty ? "" : " <\(person.email)>"
        let what = joins.map { "joins \($0)\(isNew ? " (new)" : "")" } ?? reason ?? ""
        return "  line \(person.line): \(person.name)\(address): \(what)"
    }
}

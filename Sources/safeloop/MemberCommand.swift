import ArgumentParser
import Ledger
import Safeguarding
import Vault

struct MemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member",
        abstract: "Looks after members from the machine that the network runs on.",
        subcommands: [NewLink.self]
    )

    /// The way back in for a coordinator who lost the password.
    struct NewLink: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "link",
            abstract: "Prints a single-use link with which a member chooses a new password."
        )
        @OptionGroup var options: DataOptions
        @Option(help: "How the site is reached.") var origin = "http://localhost:8080"

        func run() async throws {
            try await reportingFailure {
                Console.note("The member's e-mail address:")
                guard let email = readLine(strippingNewline: true), !email.isEmpty else {
                    throw Failure(sentence: "Type the member's e-mail address.", code: 64)
                }
                let network = try await options.folder.open()
                let key = try await network.vault.emailKey(email)
                guard let row = try await network.office.projector.readings.member(emailKey: key) else {
                    throw Failure.refused("No member has that e-mail address.")
                }
                let actor = Actor.system("command-line")
                let token = try await network.accounts.makeLink(for: row.id, by: actor)
                try await network.office.perform(InviteMember(member: row.id, way: .link), as: actor, form: FormID())
                Console.print("\(origin)/join/\(token.text)")
            }
        }
    }
}

import ArgumentParser

/// The commands, and nothing else: each opens what it needs and hands over.
@main
struct Safeloop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "safeloop",
        abstract: "Runs a safeguarding network: everything raised comes back.",
        subcommands: [
            Serve.self, Demo.self, Import.self, ProcedureCommand.self, FindCommand.self, LinkCommand.self,
            EncodeCommand.self, MatchCommand.self, LedgerCommand.self, MemberCommand.self, KeysCommand.self,
        ],
        helpNames: [.short, .long]
    )
}

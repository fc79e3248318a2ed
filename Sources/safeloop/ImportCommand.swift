import Almanac
import ArgumentParser
import Channels
import Foundation
import Ledger
import LedgerSQLite
import Notes
import Safeguarding
import Vault
import Web

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings in what a network already has.",
        subcommands: [NotesCommand.self, MembersCommand.self]
    )

    struct NotesCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "notes",
            abstract: "Reads the notes of past meetings: text, Word, OpenDocument, PDF, rich text, web pages, mail.",
            discussion: """
                Names that are exactly one member's become that member; every other name stays as it is written, and a \
                person says later who it is. The page Meetings, Bring in notes asks about them beside the source.
                Exit code 0: every file was read. 1: some file was not; the others still were.
                """
        )
        @OptionGroup var options: DataOptions
        @Argument(help: "The files, oldest meeting first.") var files: [String]
        @Flag(help: "Only read and show. Needs no data folder, key or server.") var dryRun = false
        @Flag(help: "One JSON object a line, one for each file, and nothing else.") var json = false
        @Option(help: "The name of the group whose meetings they were; the network's first group otherwise.")
        var group: String?
        @Flag(help: "The notes are drafts, to be circulated and agreed here.") var draft = false

        func run() async throws {
            try await reportingFailure {
                let network = dryRun ? nil : try await options.folder.open()
                var failed = false
                var progress = Progress("Reading", of: files.count)
                defer { progress.end() }
                for (index, file) in files.enumerated() {
                    progress.show(index)
                    do {
                        let text = try await DocumentReader().text(ofFile: file)
                        let reading = NotesReader().read(text)
                        if let network { try await bringIn(reading, text, network) }
                        try show(reading, file, isBroughtIn: network != nil)
                    } catch let error as DocumentError {
                        Console.error("\(file): \(error)")
                        failed = true
                    } catch {
                        Console.error("\(file): \(Failure(error).sentence)")
                        failed = true
                    }
                }
                if failed { throw ExitCode(1) }
            }
        }

        private func show(_ reading: NotesReading, _ file: String, isBroughtIn: Bool) throws {
            if json {
                Console.print(try NotesReport(reading, file: file).json())
                return
            }
            Console.print("\(file)\(isBroughtIn ? ": brought in" : "")")
            Console.print("  \(reading.date?.iso ?? "no date found")  \(reading.group ?? "")")
            let people = "\(reading.attended.count) attended, \(reading.apologies.count) apologies"
            Console.print("  \(reading.attendanceIsRecorded ? people : "attendance not recorded")")
            Console.print(
                "  \(reading.items.count) items, \(reading.decisions.count) decisions, \(reading.actions.count) actions"
            )
            for action in reading.actions {
                let owners = action.owners.map(\.name).joined(separator: ", ")
                Console.print(
                    "    [\(action.state.rawValue)] \(owners.isEmpty ? "nobody named" : owners): \(action.text)"
                )
            }
            for next in reading.nextMeetings { Console.print("  next meeting \(next.date.iso)") }
            if !reading.questions.isEmpty { Console.print("  \(reading.questions.count) things to ask a person about") }
            for line in reading.unplaced { Console.print("  line \(line.number) has no place: \(line.text)") }
        }

        private func bringIn(_ reading: NotesReading, _ text: String, _ network: OpenNetwork) async throws {
            let groups = try await network.office.projector.readings.groups()
            let named = group.map { name in groups.first { $0.name.lowercased() == name.lowercased() } } ?? groups.first
            guard let group = named else { throw Failure.refused("There is no such group in this network.") }
            let actor = Actor.system("import")
            let directory = try await network.office.names(for: actor, .importNotes)
            var choices = NotesChoices()
            choices.status = draft ? .draft : .agreed
            let plan = NotesPlan(
                reading: reading,
                source: text,
                group: group.id,
                members: directory.present,
                organisations: try await network.office.projector.readings.organisations(),
                choices: choices
            )
            try await NotesImporter(office: network.office, actor: actor).bringIn(plan, form: FormID())
            try await network.office.projector.catchUp()
        }
    }
}

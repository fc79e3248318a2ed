import Almanac
import ArgumentParser
import Foundation
import Ledger
import LedgerSQLite
import Safeguarding
import Vault

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Exchanges the master key, and destroys keys for good.",
        subcommands: [Rotate.self, Destroy.self]
    )

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a new master key and wraps every key under it. The server must be stopped.",
            discussion: """
                The old key then opens nothing here, only older backups of the keys. It may be interrupted at any \
                moment: the next start finds the key that fits. A network with a passphrase is asked for a new one.
                """
        )
        @OptionGroup var options: DataOptions
        @Option(help: "Read the new passphrase from this file descriptor.") var newPassphraseFd: Int32?

        func run() async throws {
            try await reportingFailure {
                let folder = options.folder
                guard try folder.about() != nil else {
                    throw Failure.unavailable("There is no network in \(folder.url.path).")
                }
                let lock = try FolderLock(folder: folder.url.path)
                let network = try await folder.open()
                // Opening may have settled an earlier rotation.
                guard let about = try folder.about() else { return }
                let done = try await folder.rotate(
                    network.vault,
                    about,
                    newPassphrase: newPassphraseFd.map { .descriptor($0) }
                )
                Console.note(done)
                withExtendedLifetime(lock) {}
            }
        }
    }

    struct Destroy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erases for good what is sealed about one subject: a member, a meeting, an action.",
            discussion: """
                SUBJECT is member/ID, meeting/ID or matter/ID, as in the address of its page or in the ledger. A member \
                must have left the network. A meeting's items, papers and imported notes go with it. Nothing can bring \
                them back, not even a backup of the ledger. A server may run meanwhile.
                """
        )
        @OptionGroup var options: DataOptions
        @Argument(help: "What to erase, as member/6f1c…") var subject: String
        @Option(help: "Why: \(Erasure.Reason.allCases.map(\.rawValue).joined(separator: ", ")).") var reason: String
        @Flag(help: "Do not ask for confirmation.") var yes = false

        func validate() throws {
            guard Subject(subject) != nil else {
                throw ValidationError("Name the subject as member/ID, meeting/ID or matter/ID.")
            }
            guard Erasure.Reason(rawValue: reason) != nil else {
                let words = Erasure.Reason.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("Give one of these reasons: \(words).")
            }
        }

        func run() async throws {
            try await reportingFailure {
                guard let subject = Subject(subject), let reason = Erasure.Reason(rawValue: reason) else { return }
                let network = try await options.folder.open()
                if try await dropped(subject, network).isEmpty {
                    if try await network.vault.isErased(subject) {
                        Console.note("\(subject) was erased before.")
                        return
                    }
                    guard try await network.vault.holdsKey(of: subject) else {
                        throw Failure.refused("Nothing is kept about \(subject).")
                    }
                }
                try confirm(subject)
                try await erase(subject, reason, network)
                try await network.office.projector.catchUp()
                // The mails that were filed to it go with it.
                try await TrayClock(network.office).eraseFiled()
                try await network.office.projector.catchUp()
                guard try await network.vault.isErased(subject) else {
                    throw Failure.unavailable("The key of \(subject) could not be destroyed yet. Run this again.")
                }
                Console.note("\(subject) is erased. Make a new backup of keys.sqlite, and destroy the older ones.")
            }
        }

        /// What goes with a meeting though it is on no agenda.
        private func dropped(_ subject: Subject, _ network: OpenNetwork) async throws -> [ID<Item>] {
            guard subject.kind == .meeting else { return [] }
            return try await network.office.projector.readings.droppedItems(of: ID(subject.id), as: Self.actor)
        }

        private static let actor = Actor.system("command-line")

        private func confirm(_ subject: Subject) throws {
            guard !yes else { return }
            guard isatty(STDIN_FILENO) != 0 else {
                throw Failure(
                    sentence: "Add --yes to erase \(subject) for good: there is no terminal to ask at.",
                    code: 64
                )
            }
            Console.note("What is sealed about \(subject) can never be read again. Type the subject to go on:")
            guard readLine(strippingNewline: true) == "\(subject)" else {
                throw Failure.refused("Nothing was erased.")
            }
        }

        private func erase(_ subject: Subject, _ reason: Erasure.Reason, _ network: OpenNetwork) async throws {
            let (office, actor) = (network.office, Self.actor)
            let readings = office.projector.readings
            if subject.kind == .member {
                try await office.perform(EraseMember(ID(subject.id), because: reason), as: actor, form: FormID())
            } else if subject.kind == .meeting, let ref = try await readings.reference(ofMeeting: ID(subject.id)) {
                let erase = EraseMeeting(ref, dropped: try await dropped(subject, network), because: reason)
                try await office.perform(erase, as: actor, form: FormID())
            } else {
                try await office.perform(EraseSubject(subject, because: reason), as: actor, form: FormID())
            }
        }
    }
}

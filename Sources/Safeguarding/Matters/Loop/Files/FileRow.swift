package import Almanac
import GRDB
package import Ledger

/// A file on a matter that its reader may see.
package struct FileRow: Sendable {
    /// Its place among all files of the matter, from 1. Says on the record which one was opened.
    package let number: Int
    package let added: FileAdded
    package let at: Instant
    /// Who added it, as they stand in the ledger.
    package let actor: String
    package let withdrawn: FileWithdrawn?

    package var id: ID<MatterFile> { added.file }

    static func all(of entries: [LoopDetail.Entry], shown: Set<ID<MatterFile>>) -> [FileRow] {
        var withdrawn: [ID<MatterFile>: FileWithdrawn] = [:]
        for case let event as FileWithdrawn in entries.map(\.event) { withdrawn[event.file] = event }
        let added = entries.compactMap { entry in (entry.event as? FileAdded).map { ($0, entry.at, entry.actor) } }
        return added.enumerated().compactMap { index, file in
            let (event, at, actor) = file
            guard shown.contains(event.file) else { return nil }
            return FileRow(number: index + 1, added: event, at: at, actor: actor, withdrawn: withdrawn[event.file])
        }
    }
}

/// A matter that is or was linked to one: what its reader may know of it.
package struct OtherMatter: Sendable {
    /// Nil where the reader may not know of it.
    package let number: Int?
    package let title: String?
    package let procedure: String?
    package let isLinked: Bool

    static func all(
        in entries: [LoopDetail.Entry],
        _ actor: Actor,
        _ db: Database
    ) throws -> [ID<Matter>: OtherMatter] {
        var linked: [ID<Matter>: Bool] = [:]
        for event in entries.map(\.event) {
            if let event = event as? MattersLinked { linked[event.other] = true }
            if let event = event as? MattersUnlinked { linked[event.other] = false }
        }
        var others: [ID<Matter>: OtherMatter] = [:]
        for (other, isLinked) in linked {
            let row = try MatterSelection.one("matter.id", other, as: actor).fetch(db, limit: 1).rows.first
            others[other] = OtherMatter(
                number: row?.number,
                title: row?.loop?.title,
                procedure: row?.loop?.procedure,
                isLinked: isLinked
            )
        }
        return others
    }
}

extension LoopDetail {
    package func files(on place: (FilePlace) -> Bool) -> [FileRow] {
        files.filter { $0.withdrawn == nil && place($0.added.place) }
    }

    /// What was added beside the answers of the form.
    package var facts: [(fact: FactAdded, at: Instant)] {
        entries.compactMap { entry in (entry.event as? FactAdded).map { ($0, entry.at) } }
    }
}

import Almanac
import Ledger
import Procedures
import Testing
import Vault

@testable import Safeguarding

@Suite("Files and messages on a matter")
struct LoopFilesTests {
    private static let given = [
        "danger-now": ["yes"], "school-known": ["yes"], "ask-home-office": ["yes"], "looked-after": ["yes"],
        "school-elsewhere": ["no"],
    ]

    /// Raised by Hillside, held by Northmere; police, Brookfield, Saltby and the department are joined.
    private func scene() async throws -> (LoopNetwork, LoopReference) {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let matter = try await net.raise(
            "missing-child",
            by: net.town.asha,
            given: Self.given,
            routes: [.school: .organisation(net.town[.brookfield])]
        )
        return (net, matter)
    }

    private func file(
        _ net: LoopNetwork,
        _ matter: LoopReference,
        _ words: String,
        named name: String = "letter.txt",
        facts: FileFacts = FileFacts()
    ) async throws -> NewFile {
        try await net.network.office.receive(Array(words.utf8), named: name, facts: facts, under: matter.subject)
    }

    private func open(_ name: String, _ net: LoopNetwork, _ matter: LoopReference) async throws -> ID<Duty> {
        let state: LoopState = try await net.state(matter)
        let found = state.openSteps.first { $0.step == name }
        return try #require(found).id
    }

    private func places(_ net: LoopNetwork, _ matter: LoopReference, _ person: Resident) async throws -> Set<FilePlace>
    {
        Set(try await net.detail(matter, person)?.files.map(\.added.place) ?? [])
    }

    @Test("a message and what is attached to it are for those it was written to, its writer and whoever holds it")
    func readers() async throws {
        let (net, matter) = try await scene()
        let town = net.town
        let everyone: Set = [
            town.asha, town.successor, town.bryn, town.celia, town.cole, town.edda, town.pia, town.dora,
        ]
        let holders: Set = [town.celia, town.cole]
        let expected: [(Resident, Readers, Set<Resident>)] = [
            (town.asha, .everyone, everyone),
            (town.asha, .holder, holders.union([town.asha, town.successor])),
            (town.celia, .raiser, holders.union([town.asha, town.successor])),
            (town.pia, .raiser, holders.union([town.asha, town.successor, town.pia])),
            (town.asha, .part("police"), holders.union([town.asha, town.successor, town.pia])),
            (town.bryn, .part("placing-authority"), holders.union([town.bryn, town.edda])),
            (town.dora, .holder, holders.union([town.dora])),
        ]
        for (writer, readers, seen) in expected {
            let message = WriteOnMatter(
                matter,
                text: "Words",
                to: readers,
                files: [try await file(net, matter, "Enclosed")]
            )
            try await net.network.perform(message, as: writer.actor)
            for person in town.residents {
                let detail = try await net.detail(matter, person)
                let reads = detail?.entries.contains { ($0.event as? MessageWritten)?.message == message.message }
                #expect((reads ?? false) == seen.contains(person), "\(writer) to \(readers): \(person)")
                let has = try await places(net, matter, person).contains(.message(message.message))
                #expect(has == seen.contains(person), "the file of \(writer) to \(readers): \(person)")
            }
        }
        let nobody = WriteOnMatter(matter, text: "Words", to: .part("aunt"))
        #expect(
            await refusal { try await net.network.perform(nobody, as: town.asha.actor) }
                == .invalid("for", "Choose who it is for.")
        )
    }

    @Test("those are told of a message who may read it")
    func told() async throws {
        let (net, matter) = try await scene()
        let town = net.town
        let before = net.network.clock.now
        net.network.clock.move(seconds: 60)
        for readers: Readers in [.holder, .raiser, .part("police"), .everyone] {
            let known = try await Set(net.network.readings.mailCauses(since: before).map(\.position))
            try await net.network.perform(WriteOnMatter(matter, text: "Words", to: readers), as: town.edda.actor)
            let told = try await net.network.readings.mailCauses(since: before).filter { !known.contains($0.position) }
                .flatMap(\.to)
            let expected: [Resident] =
                switch readers {
                case .holder: [town.celia, town.cole]
                case .raiser: [town.asha, town.successor]
                case .part: [town.pia]
                case .everyone:
                    [town.celia, town.cole, town.asha, town.successor, town.pia, town.bryn, town.dora]
                }
            #expect(Set(told) == Set(expected.map(\.id)), "\(readers)")
        }
    }

    @Test("a file is seen by those who see what it hangs on")
    func hangs() async throws {
        let (net, matter) = try await scene()
        let town = net.town
        try await net.network.perform(
            AddFile(
                matter,
                [try await file(net, matter, "Seen", facts: FileFacts(what: "A note", from: "The office"))],
                for: .part("police")
            ),
            as: town.celia.actor
        )
        let decide = try await open("decide", net, matter)
        try await net.network.perform(
            TakeStep(
                matter,
                decide,
                .come(to: "not-missing", note: "At home"),
                files: [try await file(net, matter, "How")]
            ),
            as: town.celia.actor
        )
        let tell = try await open("tell-raiser", net, matter)
        try await net.network.perform(
            TakeStep(matter, tell, .tell("At home"), files: [try await file(net, matter, "Told")]),
            as: town.celia.actor
        )
        // What a reported answer came with.
        let answer = try await open("home-office-answer", net, matter)
        try await net.network.perform(
            TakeStep(
                matter,
                answer,
                .act(note: "They left"),
                report: .init(who: "The duty desk", way: .letter, on: London.day(net.network.clock.now)),
                files: [try await file(net, matter, "The letter that came")]
            ),
            as: town.asha.actor
        )
        let all: Set<FilePlace> = [.matter(.part("police")), .step(decide), .step(tell), .step(answer)]
        let notes = all.subtracting([.matter(.part("police"))])
        let seen: [Resident: Set<FilePlace>] = [
            town.celia: all, town.cole: all, town.pia: all,
            // The raiser reads what they were told, and what they entered themselves.
            town.asha: [.step(tell), .step(answer)], town.successor: [.step(tell)],
            town.edda: notes, town.bryn: notes,
            town.dora: [.step(answer)],
            town.dilys: [], town.hari: [], town.colleague: [],
        ]
        for person in town.residents { #expect(try await places(net, matter, person) == seen[person], "\(person)") }
        #expect(try await net.detail(matter, town.celia)?.files.map(\.number) == [1, 2, 3, 4])
    }

    @Test("what comes with the form is seen by those who see the answer")
    func form() async throws {
        let net = try await LoopNetwork(publishing: ["missing-child"])
        let town = net.town
        func raising(_ files: [(field: String, words: String)]) async throws -> RaiseMatter {
            let made = try town.raising(
                "missing-child",
                by: town.asha,
                on: London.day(net.network.clock.now),
                given: Self.given,
                routes: [.school: .organisation(town[.brookfield])]
            )
            var attached: [FormFile] = []
            for (field, words) in files {
                attached.append(FormFile(field, try await file(net, made.reference, words)))
            }
            return RaiseMatter(
                matter: made.matter,
                procedure: made.procedure,
                version: made.version,
                isPersonal: made.isPersonal,
                raiser: made.raiser,
                answers: made.answers,
                routes: town.routes(
                    try ProcedureFiles.version("missing-child").definition,
                    [.school: .organisation(town[.brookfield])]
                ),
                files: attached
            )
        }
        let raised = try await raising([("files", "A photograph"), ("files", "A letter")])
        try await net.network.perform(raised, as: town.asha.actor)
        for person in town.residents {
            let count = try await net.detail(raised.reference, person)?.files.count ?? 0
            let reads = [town.asha, town.successor, town.celia, town.cole, town.pia, town.edda].contains(person)
            #expect(count == (reads ? 2 : 0), "\(person)")
        }
        let elsewhere = try await raising([("child", "A photograph")])
        guard case .invalid = await refusal({ try await net.network.perform(elsewhere, as: town.asha.actor) }) else {
            Issue.record("a file was taken where the form asks for none")
            return
        }
        let tooMany = try await raising((1...11).map { ("files", "Page \($0)") })
        #expect(
            await refusal { try await net.network.perform(tooMany, as: town.asha.actor) }
                == .invalid("a-files", "Add 10 at most. There are 11.")
        )
    }

    @Test("a form and a step that require a file are not taken without one")
    func required() async throws {
        let net = try await LoopNetwork(publishing: [])
        let town = net.town
        let text = ProcedureFiles.text("missing-child")
            .replacing("type: file, at most: 10,", with: "type: file, at most: 10, required: yes,")
            .replacing("    note: required\n    law: \"W", with: "    note: required\n    file: required\n    law: \"W")
        let publish = PublishProcedure(text: text, lists: ProcedureFiles.lists, reason: "Agreed")
        try await net.network.perform(publish, as: .scene)
        func raising(_ words: [String]) async throws -> RaiseMatter {
            let today = London.day(net.network.clock.now)
            let made = try town.raising("missing-child", by: town.asha, on: today, given: Self.given)
            var files: [FormFile] = []
            for word in words { files.append(FormFile("files", try await file(net, made.reference, word))) }
            return RaiseMatter(
                matter: made.matter,
                procedure: made.procedure,
                version: made.version,
                isPersonal: made.isPersonal,
                raiser: made.raiser,
                answers: made.answers,
                routes: town.routes(try ProcedureFiles.version("missing-child").definition),
                files: files
            )
        }
        let without = try await raising([])
        #expect(
            await refusal { try await net.network.perform(without, as: town.asha.actor) }
                == .invalid("a-files", "Add a file.")
        )
        let raised = try await raising(["A photograph"])
        try await net.network.perform(raised, as: town.asha.actor)
        let matter = raised.reference
        let decide = try await open("decide", net, matter)
        let coming = TakeStep.Doing.come(to: "police-search", note: "We look")
        let bare = TakeStep(matter, decide, coming)
        #expect(
            await refusal { try await net.network.perform(bare, as: town.celia.actor) }
                == .invalid("file", "Add a file: this step is not taken without one.")
        )
        let whole = TakeStep(matter, decide, coming, files: [try await file(net, matter, "The plan")])
        try await net.network.perform(whole, as: town.celia.actor)
    }

    @Test("what is stored opens as it was received, for those who are let in, and for nobody once it is erased")
    func bytes() async throws {
        let (net, matter) = try await scene()
        let office = net.network.office
        // More than two chunks, and the last of them not whole.
        let picture = [0xFF, 0xD8, 0xFF] + (0..<150_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let new = try await office.receive(picture, named: "Zephyrine at school.jpg", under: matter.subject)
        #expect(new.mediaType == "image/jpeg" && new.chunks.count == 3 && new.bytes == picture.count)
        #expect(new.digest == Hash(of: picture))
        try await net.network.perform(AddFile(matter, [new], for: .holder), as: net.town.asha.actor)
        let row = try #require(try await net.detail(matter, net.town.celia)?.files.first)
        func opener() async throws -> Opener {
            let admission = try await office.gate.admitRecorded(
                net.town.celia.actor,
                to: .readConcern,
                [.holder],
                opening: [matter.subject],
                for: "file \(row.number)"
            )
            return try await office.vault.opener(under: admission)
        }
        #expect(try await opener().text(row.added.name) == "Zephyrine at school.jpg")
        #expect(try await opener().text(row.added.digest) == Hash(of: picture).description)
        let bytes = try await office.bytes(of: row.id, row.added.chunks, under: matter.subject, opener())
        #expect(bytes == picture)
        // Its chunks are of this file, and of no other.
        #expect(try await office.bytes(of: ID<MatterFile>(), row.added.chunks, under: matter.subject, opener()) == nil)
        let words = try await office.receive(Array("Zephyrine wrote this".utf8), named: "a.txt", under: matter.subject)
        for chunk in words.chunks {
            let stored = try #require(try await office.ledger.blob(chunk))
            #expect(!String(decoding: stored, as: UTF8.self).contains("Zephyrine"))
        }
        let files = try net.network.readFiles()
        #expect(!files.contains("Zephyrine") && !files.contains(Hash(of: picture).description))
        for recorded in try await net.network.ledger.events(from: 0, limit: 10_000) {
            #expect(!String(decoding: recorded.payload, as: UTF8.self).contains("Zephyrine"), "\(recorded.type)")
        }
        try await net.network.perform(EraseSubject(matter.subject, because: .mistake), as: .scene)
        try await net.network.vault.carryOut([matter.subject])
        #expect(try await opener().text(row.added.name) == nil)
        #expect(try await office.bytes(of: row.id, row.added.chunks, under: matter.subject, opener()) == nil)
    }

    @Test(
        "what was added in error is taken from sight by who added it or who holds it, with a reason, and stays written"
    )
    func withdrawn() async throws {
        let (net, matter) = try await scene()
        let town = net.town
        let new = try await file(net, matter, "Not this one")
        try await net.network.perform(AddFile(matter, [new], for: .everyone), as: town.asha.actor)
        func withdrawing(_ reason: String = "Another child’s") -> WithdrawFile {
            WithdrawFile(matter, new.id, reason: reason)
        }
        for person in [town.pia, town.edda, town.dora] {
            #expect(
                await refusal { try await net.network.perform(withdrawing(), as: person.actor) } == .notAllowed,
                "\(person)"
            )
        }
        guard case .invalid = await refusal({ try await net.network.perform(withdrawing(" "), as: town.asha.actor) })
        else {
            Issue.record("it was withdrawn without a reason")
            return
        }
        try await net.network.perform(withdrawing(), as: town.celia.actor)
        let before = try await net.network.ledger.count()
        try await net.network.perform(withdrawing(), as: town.asha.actor)
        #expect(try await net.network.ledger.count() == before, "it was withdrawn twice")
        for person in [town.asha, town.celia, town.pia] {
            let detail = try #require(try await net.detail(matter, person))
            #expect(detail.files.map { $0.withdrawn != nil } == [true])
            #expect(detail.files { _ in true }.isEmpty)
        }
        let stranger = WithdrawFile(matter, ID(), reason: "Why")
        #expect(await refusal { try await net.network.perform(stranger, as: town.celia.actor) } == .notFound)
    }

    @Test(
        "what cannot be taken is said in one sentence that names the file",
        arguments: [
            ("", "empty.txt", "text/plain", "“empty.txt” is empty. Choose a file that is not."),
            (
                "<script>alert(1)</script>", "photo.png", "image/png",
                "“photo.png” is not a picture, although it is called one. Send it under its own name."
            ),
            (
                "<html>", "page.html", "image/jpeg",
                "“page.html” is not a picture, although it is called one. Send it under its own name."
            ),
            (
                "Words", String(repeating: "n", count: 400), "text/plain",
                "Shorten the file’s name to 200 characters or fewer. It has 400."
            ),
            ("Words", " \u{202E} ", "text/plain", "Give the file’s name."),
        ]
    )
    func bad(words: String, name: String, said: String, sentence: String) async throws {
        let refused = await refusal { try MatterFile.checked(Array(words.utf8), named: name, said: said) }
        #expect(refused == .invalid("file", sentence))
    }

    @Test("a file is what its bytes are, whatever it is called")
    func types() throws {
        func type(_ bytes: [UInt8], _ name: String, _ said: String = "") -> String? {
            FileType.type(of: bytes, named: name, said: said)
        }
        #expect(type([0xFF, 0xD8, 0xFF, 0xE0], "letter.pdf", "application/pdf") == "image/jpeg")
        #expect(type(Array("%PDF-1.7".utf8), "scan.png") == "application/pdf")
        #expect(type(Array("<svg onload='x()'/>".utf8), "drawing.svg", "image/svg+xml") == "application/octet-stream")
        #expect(type(Array("<html>".utf8), "page.html", "text/html") == "application/octet-stream")
        #expect(type(Array("Dear all".utf8), "letter.TXT") == "text/plain")
        #expect(type(Array("MZ\u{90}".utf8), "photo.jpg") == nil)
        // A picture of a kind that we do not know is a file like another.
        #expect(type([0x00, 0x00, 0x0B, 0x01], "photo.bmp", "image/bmp") == "application/octet-stream")
        let large = [UInt8](repeating: 0, count: MatterFile.largest + 1)
        #expect(throws: Refusal.self) { try MatterFile.checked(large, named: "film.mp4", said: "") }
    }
}

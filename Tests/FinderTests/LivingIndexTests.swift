import Foundation
import Testing

@testable import Finder

/// Changing an index in place, and storing it.
@Suite struct LivingIndexTests {
    private static let given = ["Ava", "Noah", "Yusuf", "Kwame", "Zofia", "Maya", "Arjun", "Ruth", "Bill", "William"]
    private static let family = ["Hartwell", "Osei", "Nowak", "Rahman", "Pickering", "Smith-Jones", "Costa", "Quill"]

    private func anyone(_ random: inout SplitMix) -> Person {
        var person = Person(
            givenName: Self.given[random.below(10)],
            familyName: Self.family[random.below(8)] + (random.below(3) == 0 ? " \(Self.letters(&random))" : ""),
            dateOfBirth: CalendarDate(
                year: 2008 + random.below(6),
                month: 1 + random.below(12),
                day: 1 + random.below(28)
            )
        )
        person.postcode = random.below(4) == 0 ? nil : Postcode("E\(1 + random.below(5)) \(random.below(9))AB")
        person.school = random.below(2) == 0 ? "Oak High" : ""
        // Mostly with a wrong check letter.
        if random.below(3) == 0 { person.writtenUPN = WrittenNumber("A12345678901\(random.below(10))") }
        return person
    }

    private static func letters(_ random: inout SplitMix) -> String {
        String((0..<5).map { _ in "abdefgilmnorstu".randomElement(using: &random) ?? "a" })
    }

    private func index(_ people: [Person]) async -> PersonIndex {
        var maker = RollMaker()
        var roll = Roll()
        for person in people { maker.add(person, to: &roll) }
        return await PersonIndex(roll, maker: maker, blindPairs: 2000)
    }

    @Test(arguments: [UInt64(3), 4])
    func changedInPlaceItFindsWhatAnIndexBuiltAnewFinds(seed: UInt64) async throws {
        var random = SplitMix(seed)
        var living: [Int: Person] = [:]
        let first = (0..<60).map { _ in anyone(&random) }
        for (place, person) in first.enumerated() { living[place] = person }
        var index = await index(first)
        for _ in 0..<240 {
            let place = living.keys.sorted()[random.below(living.count)]
            let person = anyone(&random)
            switch random.below(3) {
            case 0:
                let new = try index.insert(person)
                #expect(living[new] == nil)
                living[new] = person
            case 1:
                let isChanged = try index.update(place, to: person)
                #expect(isChanged)
                living[place] = person
            default:
                let removals = [index.remove(place), index.remove(place)]
                #expect(removals == [true, false])
                living[place] = nil
            }
            #expect(index.count == living.count)
            guard let asked = living.keys.randomElement(using: &random), let person = living[asked] else { continue }
            let found = index.find(person, top: 400)
            #expect(found.contains { $0.place == asked })
            #expect(found.allSatisfy { living[$0.place] != nil })
        }
        let places = living.keys.sorted()
        let anew = await self.index(places.compactMap { living[$0] })
        var session = anew.session()
        for turn in 0..<2 {
            if turn == 1 { index.renew() }
            for _ in 0..<40 {
                let person = anyone(&random)
                let here = Set(index.find(person, top: 400).map(\.place))
                #expect(here == Set(session.find(person, top: 400).map { places[$0.place] }))
            }
        }
    }

    @Test func manyChangesTakeNoMoreMemory() async throws {
        var random = SplitMix(8)
        var index = await index((0..<40).map { _ in anyone(&random) })
        index.patience = 100
        for _ in 0..<1500 {
            var person = anyone(&random)
            person.familyName = Self.letters(&random) + Self.letters(&random)
            try index.update(random.below(40), to: person)
        }
        #expect(index.count == 40)
        #expect(index.core.index.roll.count == 40)
        #expect(index.core.maker.terms.names.count < 800)
        #expect(index.core.index.roll.words.count < 3000)
    }

    /// Hides and checks bytes well enough for a test: XOR with a sequence from the key, and a hash of all.
    private struct ToySealer: SnapshotSealer {
        struct Refused: Error {}
        let key: UInt64

        func seal(_ piece: [UInt8], bound: [UInt8]) throws -> [UInt8] {
            withUnsafeBytes(of: tag(piece, bound), Array.init) + hidden(piece)
        }

        func open(_ sealed: [UInt8], bound: [UInt8]) throws -> [UInt8] {
            guard sealed.count >= 8 else { throw Refused() }
            let piece = hidden(Array(sealed[8...]))
            guard withUnsafeBytes(of: tag(piece, bound), { $0.elementsEqual(sealed[..<8]) }) else { throw Refused() }
            return piece
        }

        private func tag(_ piece: [UInt8], _ bound: [UInt8]) -> UInt64 {
            KeyMaker.hash(TermPage.hash(piece.span), TermPage.hash(bound.span) ^ key)
        }

        private func hidden(_ bytes: [UInt8]) -> [UInt8] {
            var random = SplitMix(key)
            return bytes.map { $0 ^ UInt8(truncatingIfNeeded: random.next()) }
        }
    }

    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "finder-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test func aStoredIndexAnswersAsBefore() async throws {
        try await withFolder { folder in
            var random = SplitMix(5)
            var index = await index((0..<80).map { _ in anyone(&random) })
            for place in 0..<20 { try index.update(place, to: anyone(&random)) }
            index.remove(3)
            index.renew()
            let path = folder.appending(path: "index").path
            try await index.save(to: path, sealer: ToySealer(key: 9))
            var loaded = try await PersonIndex(savedAt: path, sealer: ToySealer(key: 9))
            #expect(loaded.count == index.count)
            for _ in 0..<20 {
                let person = anyone(&random)
                let (now, before) = (loaded.find(person, top: 30), index.find(person, top: 30))
                #expect(now == before)
            }
            let place = try loaded.insert(anyone(&random))
            #expect(place == 3)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            for name in ["hartwell", "Hartwell", "smith", "oak high"] {
                #expect(bytes.range(of: Data(name.utf8)) == nil)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["index"])
        }
    }

    @Test func aSpoiltFileIsRefused() async throws {
        try await withFolder { folder in
            var random = SplitMix(6)
            let index = await index((0..<10).map { _ in anyone(&random) })
            let place = folder.appending(path: "index")
            let sealer = ToySealer(key: 9)
            try await index.save(to: place.path, sealer: sealer, pieceSize: 2048)
            let whole = try Data(contentsOf: place)
            func refuses(_ bytes: Data, _ sealer: ToySealer, _ comment: Comment) async throws {
                try bytes.write(to: place)
                await #expect(throws: SnapshotError.refused(place.path), comment) {
                    _ = try await PersonIndex(savedAt: place.path, sealer: sealer)
                }
            }
            let cuts = [0, 5, 27, 28, 30, 28 + 2060, whole.count - 1] + (0..<10).map { _ in random.below(whole.count) }
            for cut in cuts { try await refuses(whole.prefix(cut), sealer, "cut at \(cut)") }
            for _ in 0..<30 {
                var bytes = whole
                let at = random.below(whole.count)
                bytes[at] ^= UInt8(1 << random.below(8))
                try await refuses(bytes, sealer, "altered at \(at)")
            }
            // The first two pieces are of one length: swapped, and one of them twice.
            let (one, two) = (whole[28..<28 + 2060], whole[28 + 2060..<28 + 4120])
            try await refuses(whole[..<28] + two + one + whole[(28 + 4120)...], sealer, "swapped")
            try await refuses(whole[..<28] + one + one + whole[(28 + 4120)...], sealer, "repeated")
            try await refuses(whole + [0], sealer, "longer")
            try await refuses(whole, ToySealer(key: 10), "another key")
            try whole.write(to: place)
            #expect(try await PersonIndex(savedAt: place.path, sealer: sealer).count == 10)
            await #expect(throws: SnapshotError.missing(place.path + "s")) {
                _ = try await PersonIndex(savedAt: place.path + "s", sealer: sealer)
            }
            await #expect(throws: SnapshotError.unwritable(place.path + "/x")) {
                try await index.save(to: place.path + "/x", sealer: sealer)
            }
        }
    }
}

extension SplitMix: RandomNumberGenerator {}

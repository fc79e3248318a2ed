import Foundation

/// Encodes rolls field by field, with the secret of one linkage.
public struct FieldEncoder: Sendable {
    private let keys: FieldKeys
    private let hardening: FieldHardening
    private let tasks: Int

    /// An encoder.
    ///
    /// - parameter secret: the linkage's secret. Whoever matches must never have it.
    /// - parameter tasks: how many tasks hash side by side, by default one for each processor; the encodings are the same for any
    ///   number.
    public init(
        secret: LinkageSecret,
        hardening: FieldHardening = .none,
        tasks: Int? = nil
    ) {
        keys = FieldKeys(secret)
        self.hardening = hardening
        self.tasks = max(1, tasks ?? ProcessInfo.processInfo.activeProcessorCount)
    }

    /// The encodings of a roll that `maker` made.
    public func encode(_ roll: Roll, maker: RollMaker) async -> FieldEncodings {
        let plan = EncodingPlan(roll, maker.terms, salted: hardening == .salt)
        let coder = ValueCoder(keys, hardening, terms: maker.terms)
        async let births = coded(plan.births) { coder.birth($0) }
        async let names = coded(plan.names) { coder.name($0.word, salt: $0.salt) }
        async let homes = coded(plan.homes) { coder.home($0) }
        async let schools = coded(plan.schools) { coder.school($0) }
        async let sexes = coded(plan.sexes) { coder.sex($0) }
        async let upns = coded(Array(plan.upns)) { coder.upn($0) }
        async let numbers = coded(Array(plan.nhsNumbers)) { coder.nhsNumber($0) }
        let tables = await (births, names, homes, schools, sexes, upns, numbers)
        var encodings = FieldEncodings(hardening: hardening, check: coder.check)
        encodings.births = tables.0.codes
        encodings.names = tables.1.codes
        encodings.homes = tables.2.codes
        encodings.schools = tables.3.codes
        encodings.sexes = tables.4.codes
        encodings.upns = tables.5.codes
        encodings.nhsNumbers = tables.6.codes
        encodings.people.reserveCapacity(roll.count)
        encodings.words.reserveCapacity(roll.words.count)
        for entry in roll.entries {
            while encodings.people.count < Int(entry.row) - 1 { encodings.people.append(nil) }
            var person = PersonCode()
            person.birth = tables.0[entry.birth]
            person.home = tables.2[EncodedHome(entry)]
            person.school = tables.3[entry.school]
            person.sex = tables.4[entry.sex]
            person.upn = tables.5[entry.upn]
            person.nhsNumber = tables.6[entry.nhsNumber]
            person.wordsAt = UInt32(encodings.words.count)
            let parts = EncodedName.parts(of: entry)
            person.givenCount = UInt8(parts.given.count)
            person.otherCount = UInt8(parts.others.count)
            person.familyCount = UInt8(parts.family.count)
            let salt = plan.salt(of: entry)
            for word in parts.given + parts.others + parts.family {
                encodings.words.append(tables.1[EncodedName(word: roll.words[word], salt: salt)])
            }
            encodings.people.append(person)
        }
        return encodings
    }

    /// The codes of these values, in the order of their hashes, and where each value's is.
    private func coded<Value: Hashable & Sendable, Code: FieldCode>(
        _ values: [Value],
        _ code: @Sendable @escaping (Value) -> Code
    ) async -> CodeTable<Value, Code> {
        let size = max(256, (values.count + tasks - 1) / tasks)
        let parts = await withTaskGroup(of: (Int, [Code]).self) { group in
            for start in stride(from: 0, to: values.count, by: size) {
                group.addTask { (start, values[start..<min(values.count, start + size)].map(code)) }
            }
            var parts: [(Int, [Code])] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.0 < $1.0 }
        }
        return CodeTable(values, parts.flatMap(\.1))
    }
}

/// Something a table of a document holds.
protocol FieldCode: Hashable, Sendable {
    /// The order of tables, by hashes alone.
    func precedes(_ other: Self) -> Bool
}

/// The codes of values, in their order, without doubles. Two values whose hashes are one share a place, as a table must
/// ascend: of millions of names some few do.
struct CodeTable<Value: Hashable & Sendable, Code: FieldCode>: Sendable {
    private(set) var codes: [Code] = []
    private var places: [Value: Int32] = [:]

    init(_ values: [Value], _ codes: [Code]) {
        places.reserveCapacity(values.count)
        for index in codes.indices.sorted(by: { codes[$0].precedes(codes[$1]) }) {
            if self.codes.last.map({ $0.precedes(codes[index]) }) ?? true { self.codes.append(codes[index]) }
            places[values[index]] = Int32(self.codes.count - 1)
        }
    }

    /// Where the code of `value` is; -1 for a value that was missing.
    subscript(value: Value) -> Int32 { places[value] ?? -1 }
}

/// An address as a roll holds it.
struct EncodedHome: Hashable, Sendable {
    let postcode: Int32
    let house: Int32
    let street: Int32
    let locality: Int32

    init(_ entry: Entry) {
        (postcode, house, street, locality) = (entry.postcode, entry.house, entry.street, entry.locality)
    }
}

/// A word of a name, with the day of the year it is salted with, or 0.
struct EncodedName: Hashable, Sendable {
    let word: Int32
    let salt: Int32

    /// Where the words of the first name, of other names and of the surname are in the roll's words; where a first
    /// name or a surname has several, last the one of all of them written as one.
    static func parts(of entry: Entry) -> (given: [Int], others: [Int], family: [Int]) {
        let others = (entry.given.upperBound..<entry.family.lowerBound)
        return (
            Array(entry.given) + (entry.joinedGiven.map { [$0] } ?? []), Array(others),
            Array(entry.family) + (entry.joinedFamily.map { [$0] } ?? [])
        )
    }
}

/// Which values a roll holds, once each.
private struct EncodingPlan {
    let births: [Int32]
    let names: [EncodedName]
    let homes: [EncodedHome]
    let schools: [Int32]
    let sexes: [UInt8]
    let upns: Set<Int32>
    let nhsNumbers: Set<Int32>
    private let salted: Bool

    init(_ roll: Roll, _ terms: Terms, salted: Bool) {
        self.salted = salted
        var names: Set<EncodedName> = []
        var homes: Set<EncodedHome> = []
        for entry in roll.entries {
            let salt = salted ? Self.salt(entry.birth) : 0
            let parts = EncodedName.parts(of: entry)
            for word in parts.given + parts.others + parts.family {
                names.insert(EncodedName(word: roll.words[word], salt: salt))
            }
            if entry.postcode >= 0 || entry.locality >= 0 { homes.insert(EncodedHome(entry)) }
        }
        self.names = Array(names)
        self.homes = Array(homes)
        births = Array(Set(roll.entries.lazy.map(\.birth)).subtracting([0]))
        schools = Array(Set(roll.entries.lazy.map(\.school)).subtracting([-1]))
        sexes = Array(Set(roll.entries.lazy.map(\.sex)).subtracting([0]))
        // Numbers that are in no table are marked as doubtful, and doubt cannot be compared when hashed.
        let (upnCount, nhsCount) = (terms.upns.count, terms.nhsNumbers.count)
        upns = Set(roll.entries.lazy.map(\.upn)).filter { $0 >= 0 && $0 < upnCount }
        nhsNumbers = Set(roll.entries.lazy.map(\.nhsNumber)).filter { $0 >= 0 && $0 < nhsCount }
    }

    func salt(of entry: Entry) -> Int32 { salted ? Self.salt(entry.birth) : 0 }

    /// Names without a birth have a salt of their own.
    private static func salt(_ birth: Int32) -> Int32 {
        CalendarDate(packed: birth).map { ValueCoder.dayOfYear($0) } ?? -1
    }
}

/// Finds the pairs of two rolls that are worth comparing.
///
/// Both rolls are sorted by one `Ground` after the other, so that whoever could be one person stands together in memory.
/// To look up the keys of each person in a table of all would find the same, and wait for memory most of the time.
struct PairJoin: Sendable {
    let first: GroundRoll
    let second: GroundRoll
    let terms: Terms
    let rarity: Rarity
    let tasks: Int
    /// Whether both are one roll, so that each pair is met once and nobody with themselves.
    let within: Bool

    /// Nobody is held against more people than this for one thing that they share on one ground: a bound on the worst
    /// case.
    private static let most = 256
    /// So many are held against each other whatever else they share.
    private static let few = 16
    /// How many people are a task's work at a time: as many as lie near at hand together.
    private static let batch = 8192

    /// Whom the people of `rows`, places in the second roll, are to be compared with.
    ///
    /// - parameter least: pairs whose weight, at a glance, cannot reach so many bits are left out.
    /// - parameter progress: called with the share of the grounds that is done.
    func candidates(
        of rows: [Int32],
        _ weights: Weights,
        least: Float,
        progress: (Double) -> Void = { _ in }
    ) async -> Candidates {
        let questions = await questions(of: rows, weights)
        let all = (0..<Int32(first.roll.count)).map(\.self)
        let glanceWeights = GlanceWeights(weights)
        var candidates = Candidates(people: rows.count)
        for (done, ground) in Ground.allCases.enumerated() {
            progress(Double(done) / Double(Ground.allCases.count))
            async let ours = first.keys(ground, of: all)
            let theirs = second.keys(ground, of: rows)
            let pieces = Self.pieces(await ours, theirs)
            let keys = (first: await ours, second: theirs)
            let found = await inOrder(pieces, tasks: tasks) { piece in
                var hall = Hall(ground, glanceWeights, least: least, within: within)
                for together in piece {
                    hall.enter(keys.first[together.first], first.glances)
                    hall.enter(rows: keys.second[together.second], rows, questions)
                }
                var (table, found) = (CodeTable(), [Candidates.Pair]())
                var (ours, theirs) = (0, 0)
                for together in piece {
                    let (ourEnd, theirEnd) = (ours + together.first.count, theirs + together.second.count)
                    hall.meet(ours..<ourEnd, theirs..<theirEnd, &table, into: &found)
                    (ours, theirs) = (ourEnd, theirEnd)
                }
                return found
            }
            for part in found { candidates.take(part) }
        }
        candidates.finish()
        return candidates
    }

    private func questions(of rows: [Int32], _ weights: Weights) async -> [Question] {
        let starts = Array(stride(from: 0, to: rows.count, by: Self.batch))
        let parts = await inOrder(starts, tasks: tasks) { start in
            var maker = QuestionMaker(weights)
            let (entries, glances, words) = (second.roll.entries.span, second.glances.span, second.roll.words.span)
            return rows[start..<min(rows.count, start + Self.batch)].map { row in
                maker.question(entries[Int(row)], glances[Int(row)], words, terms.names, rarity)
            }
        }
        return parts.flatMap(\.self)
    }

    private struct Together: Sendable {
        let first: Range<Int>
        let second: Range<Int>
    }

    /// Those who stand together, in pieces that are about as much work each.
    private static func pieces(_ ours: [UInt64], _ theirs: [UInt64]) -> [[Together]] {
        var pieces: [[Together]] = []
        var piece: [Together] = []
        var size = 0
        var (i, j) = (0, 0)
        while i < ours.count, j < theirs.count {
            let (one, other) = (ours[i] >> 32, theirs[j] >> 32)
            if one < other {
                i += 1
            } else if other < one {
                j += 1
            } else {
                let (begin, start) = (i, j)
                while i < ours.count, ours[i] >> 32 == one { i += 1 }
                while j < theirs.count, theirs[j] >> 32 == one { j += 1 }
                piece.append(Together(first: begin..<i, second: start..<j))
                size += i - begin + j - start
                if size >= batch {
                    pieces.append(piece)
                    (piece, size) = ([], 0)
                }
            }
        }
        return piece.isEmpty ? pieces : pieces + [piece]
    }

    /// Where those meet who stand together: space of one task.
    private struct Hall {
        let ground: Ground
        let weights: GlanceWeights
        let least: Float
        let within: Bool
        private var people: [Int32] = []
        private var glances: [Glance] = []
        private var rows: [(row: Int32, person: Int32)] = []
        private var questions: [Question] = []

        init(_ ground: Ground, _ weights: GlanceWeights, least: Float, within: Bool) {
            (self.ground, self.weights, self.least, self.within) = (ground, weights, least, within)
        }

        /// Memory is slow to begin and quick to go on: all of them come in before the first is looked at.
        mutating func enter(_ people: ArraySlice<UInt64>, _ all: [Glance]) {
            for key in people {
                let person = Int32(truncatingIfNeeded: key)
                self.people.append(person)
                glances.append(all[Int(person)])
            }
        }

        mutating func enter(rows: ArraySlice<UInt64>, _ people: [Int32], _ all: [Question]) {
            for key in rows {
                let row = Int32(truncatingIfNeeded: key)
                self.rows.append((row, people[Int(row)]))
                questions.append(all[Int(row)])
            }
        }

        /// Holds those against each other who came in at these places.
        func meet(
            _ ours: Range<Int>,
            _ theirs: Range<Int>,
            _ table: inout CodeTable,
            into found: inout [Candidates.Pair]
        ) {
            let (people, glances, rows, questions) = (people.span, glances.span, rows.span, questions.span)
            func look(_ asking: Int, _ place: Int) {
                let bound =
                    ground.isNumber
                    ? Float.infinity : questions[asking].bound(glances[place], weights, least: least)
                guard bound >= least, !within || people[place] < rows[asking].person else { return }
                found.append(Candidates.Pair(row: rows[asking].row, person: people[place], bound: bound))
            }
            let isFew = ours.count <= PairJoin.few || ground.further == .nothing
            if !isFew { table.fill(glances, ours, ground) }
            for asking in theirs {
                let before = found.count
                if isFew {
                    for place in ours.prefix(PairJoin.most) { look(asking, place) }
                } else {
                    ground.eachCode(of: questions[asking], weights, least: least) { code in
                        for at in table.range(code).prefix(PairJoin.most) { look(asking, table.member(at)) }
                    }
                }
                if found.count - before > Candidates.most {
                    let likeliest = Candidates.likeliest(found[before...])
                    found.replaceSubrange(before..., with: likeliest)
                }
            }
        }
    }

    /// Places in a list of glances by the codes that they have.
    private struct CodeTable {
        /// Where those begin who share a part of a code's hash.
        private var starts: [UInt32] = []
        private var members: [UInt32] = []
        private var shift: UInt32 = 0

        mutating func fill(_ glances: Span<Glance>, _ people: Range<Int>, _ ground: Ground) {
            var bits: UInt32 = 3
            while bits < 16, 1 << bits < people.count * 4 { bits += 1 }
            shift = 32 - bits
            starts.removeAll(keepingCapacity: true)
            starts.append(contentsOf: repeatElement(0, count: 1 << Int(bits) + 2))
            for place in people { ground.eachCode(of: glances[place]) { starts[bucket($0) + 2] += 1 } }
            for bucket in 2..<starts.count { starts[bucket] += starts[bucket - 1] }
            let count = Int(starts[starts.count - 1])
            if members.count < count { members.append(contentsOf: repeatElement(0, count: count - members.count)) }
            for place in people {
                ground.eachCode(of: glances[place]) { code in
                    let next = bucket(code) + 1
                    members[Int(starts[next])] = UInt32(place)
                    starts[next] += 1
                }
            }
        }

        func range(_ code: UInt16) -> Range<Int> {
            let bucket = bucket(code)
            return Int(starts[bucket])..<Int(starts[bucket + 1])
        }

        func member(_ at: Int) -> Int { Int(members[at]) }

        private func bucket(_ code: UInt16) -> Int { Int((UInt32(code) &* 0x9E37_79B1) >> shift) }
    }
}

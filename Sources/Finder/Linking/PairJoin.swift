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
    static let most = 256
    /// So many are held against each other whatever else they share.
    static let few = 16
    /// How many people are a task's work at a time: as many as lie near at hand together.
    private static let batch = 8192

    /// The same join of those at these places of `first.people` and `second.people` alone; nil for all.
    func only(first: [Int32]? = nil, second: [Int32]? = nil) -> PairJoin {
        PairJoin(
            first: first.map { GroundRoll(self.first, only: $0) } ?? self.first,
            second: second.map { GroundRoll(self.second, only: $0) } ?? self.second,
            terms: terms,
            rarity: rarity,
            tasks: tasks,
            within: within
        )
    }

    /// Whom each of `second.people` is to be compared with, who share one of the grounds. Where these are not the ground of
    /// birth, those of one birth are left out: they met before.
    ///
    /// - parameter least: pairs whose weight, at a glance, cannot reach so many bits are left out.
    /// - parameter progress: called with the share of the grounds that is done.
    func candidates(
        on grounds: [Ground],
        _ weights: Weights,
        least: Float,
        progress: (Double) -> Void = { _ in }
    ) async -> Candidates {
        let questions = await questions(weights)
        let glanceWeights = GlanceWeights(weights)
        let least = GlanceWeights.sixteenths(least)
        let othersMet = !grounds.contains(.birth)
        var candidates = Candidates(people: second.people.count)
        for (done, ground) in grounds.enumerated() {
            progress(Double(done) / Double(grounds.count))
            async let ours = first.keys(ground)
            let theirs = second.keys(ground)
            let pieces = Self.pieces(await ours, theirs)
            let keys = (first: await ours, second: theirs)
            let found = await inOrder(pieces, tasks: tasks) { piece in
                var hall = Hall(ground, glanceWeights, least: least, within: within, othersMet: othersMet)
                for together in piece {
                    hall.enter(keys.first[together.first], first)
                    hall.enter(keys.second[together.second], second, questions)
                }
                var (ours, theirs) = (0, 0)
                for together in piece {
                    let (ourEnd, theirEnd) = (ours + together.first.count, theirs + together.second.count)
                    hall.meet(ours..<ourEnd, theirs..<theirEnd)
                    (ours, theirs) = (ourEnd, theirEnd)
                }
                return hall.found
            }
            for part in found { candidates.take(part) }
        }
        candidates.finish()
        return candidates
    }

    private func questions(_ weights: Weights) async -> [Question] {
        let starts = Array(stride(from: 0, to: second.people.count, by: Self.batch))
        let parts = await inOrder(starts, tasks: tasks) { start in
            var maker = QuestionMaker(weights)
            let (entries, glances, words) = (second.roll.entries.span, second.glances.span, second.roll.words.span)
            let (names, rarity) = (terms.names, rarity)
            return (start..<min(second.people.count, start + Self.batch)).map { place in
                maker.question(entries[Int(second.people[place])], glances[place], words, names, rarity)
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
}

/// Where those meet who stand together on a ground: space of one task.
struct Hall {
    let ground: Ground
    let weights: GlanceWeights
    /// In sixteenths of a bit.
    let least: Int32
    /// Whether both rolls are one.
    let within: Bool
    /// Whether those of one birth met before, on the ground of birth. A birth that stands for others is of so many that they
    /// may not have.
    let othersMet: Bool
    /// Those who are to be compared; most of them once.
    private(set) var found: [Candidates.Pair] = []
    private var people: [Int32] = []
    private var glances: [Glance] = []
    private var rows: [(row: Int32, person: Int32)] = []
    private var questions: [Question] = []
    private var table = SharedCodes()
    /// Whether what these people share is a number that few have: what many have stands for none.
    private var isTelling = false
    /// Whom each was held against last.
    private var last: [Int32] = []
    /// Whom one person is to be held against.
    private var met: [Int32] = []

    init(_ ground: Ground, _ weights: GlanceWeights, least: Int32, within: Bool, othersMet: Bool) {
        (self.ground, self.weights, self.least) = (ground, weights, least)
        (self.within, self.othersMet) = (within, othersMet)
    }

    /// Memory is slow to begin and quick to go on: all of them come in before the first is looked at.
    mutating func enter(_ keys: ArraySlice<UInt64>, _ roll: GroundRoll) {
        for key in keys {
            let place = Int(UInt32(truncatingIfNeeded: key))
            people.append(roll.people[place])
            glances.append(roll.glances[place])
        }
    }

    mutating func enter(_ keys: ArraySlice<UInt64>, _ roll: GroundRoll, _ questions: [Question]) {
        for key in keys {
            let place = Int(UInt32(truncatingIfNeeded: key))
            rows.append((Int32(place), roll.people[place]))
            self.questions.append(questions[place])
        }
    }

    /// Holds those against each other who came in at these places.
    mutating func meet(_ ours: Range<Int>, _ theirs: Range<Int>) {
        isTelling = ground.isNumber && ours.count <= PairJoin.few
        if ours.count <= PairJoin.few || ground.further == .nothing {
            met.removeAll(keepingCapacity: true)
            for place in ours.prefix(PairJoin.most) { met.append(Int32(place)) }
            for asking in theirs { look(asking) }
        } else if theirs.count > ours.count / 8 {
            askAll(ours, theirs)
        } else {
            askFew(ours, theirs)
        }
    }

    /// Each who asks looks among all for those who share a code.
    private mutating func askAll(_ ours: Range<Int>, _ theirs: Range<Int>) {
        let (ground, glances, questions) = (ground, glances, questions)
        table.fill(ours) { place, add in ground.eachCode(of: glances[place], add) }
        begin(ours.count)
        for asking in theirs {
            met.removeAll(keepingCapacity: true)
            ground.eachCode(of: questions[asking], weights, least: least) { code in
                table.meet(code, Int32(asking), &last, into: &met)
            }
            look(asking)
        }
    }

    /// Where few ask, each of all looks among these few.
    private mutating func askFew(_ ours: Range<Int>, _ theirs: Range<Int>) {
        let (ground, glances, questions, weights, least) = (ground, glances, questions, weights, least)
        table.fill(theirs) { asking, add in ground.eachCode(of: questions[asking], weights, least: least, add) }
        begin(theirs.count)
        let start = found.count
        let room = max(1 << 12, theirs.count * Candidates.room)
        for place in ours {
            if found.count - start > room { keepLikeliest(from: start) }
            met.removeAll(keepingCapacity: true)
            ground.eachCode(of: glances[place]) { code in
                table.meetOften(code, Int32(place), &last, into: &met)
            }
            for asking in met {
                let bound = bound(questions[Int(asking)], glances[place])
                if bound >= least { take(Int(asking), place, bound) }
            }
        }
    }

    private mutating func begin(_ people: Int) {
        last.removeAll(keepingCapacity: true)
        last.append(contentsOf: repeatElement(-1, count: people))
    }

    /// Holds one who asks against all that were met.
    private mutating func look(_ asking: Int) {
        let question = questions[asking]
        for place in met {
            let bound = bound(question, glances[Int(place)])
            if bound >= least { take(asking, Int(place), bound) }
        }
        keepLikeliest(of: asking)
    }

    @inline(__always)
    private func bound(_ question: Question, _ glance: Glance) -> Int32 {
        if isTelling { return .max }
        if ground.isNumber { return max(least, question.bound(glance, weights, least: .min)) }
        if othersMet, question.birth == glance.birth, glance.marks & Glance.care == 0 { return .min }
        return question.bound(glance, weights, least: least)
    }

    private mutating func take(_ asking: Int, _ place: Int, _ bound: Int32) {
        guard !within || people[place] < rows[asking].person else { return }
        found.append(Candidates.Pair(row: rows[asking].row, person: people[place], bound: bound))
    }

    /// Drops all but the likeliest of what was found last, where all of one row lies together.
    private mutating func keepLikeliest(of asking: Int) {
        guard found.count > Candidates.most, found[found.count - Candidates.most - 1].row == rows[asking].row else {
            return
        }
        let row = rows[asking].row
        let start = (found.lastIndex { $0.row != row } ?? -1) + 1
        found.replaceSubrange(start..., with: Candidates.likeliest(found[start...]))
    }

    /// The same of all that was found from this place on.
    private mutating func keepLikeliest(from start: Int) {
        let sorted = found[start...].sorted { $0.row < $1.row }
        found.removeSubrange(start...)
        var rest = sorted[...]
        while let row = rest.first?.row {
            let own = rest.prefix { $0.row == row }
            found += Candidates.likeliest(own)
            rest = rest.dropFirst(own.count)
        }
    }
}

/// Places in a list by the codes that they have.
private struct SharedCodes {
    private struct Member {
        let code: UInt16
        /// How often it may still be met.
        var left: UInt16 = 0
        let place: UInt32
    }

    /// Where those begin who share a part of a code's hash.
    private var starts: [UInt32] = []
    private var members: [Member] = []
    private var shift: UInt32 = 0
    private var first = 0

    /// Takes in the places, which `eachCode` gives the codes of.
    @inline(__always)
    mutating func fill(_ places: Range<Int>, eachCode: (Int, (UInt16) -> Void) -> Void) {
        var bits: UInt32 = 3
        while bits < 16, 1 << bits < places.count * 4 { bits += 1 }
        shift = 32 - bits
        first = places.lowerBound
        starts.removeAll(keepingCapacity: true)
        starts.append(contentsOf: repeatElement(0, count: 1 << Int(bits) + 2))
        for place in places { eachCode(place) { starts[bucket($0) + 2] += 1 } }
        for bucket in 2..<starts.count { starts[bucket] += starts[bucket - 1] }
        let count = Int(starts[starts.count - 1])
        if members.count < count {
            members.append(contentsOf: repeatElement(Member(code: 0, place: 0), count: count - members.count))
        }
        for place in places {
            eachCode(place) { code in
                let next = bucket(code) + 1
                members[Int(starts[next])] = Member(code: code, left: UInt16(PairJoin.most), place: UInt32(place))
                starts[next] += 1
            }
        }
    }

    /// Appends the members with this code who were not met by `person` yet; no more than there is patience for.
    @inline(__always)
    func meet(_ code: UInt16, _ person: Int32, _ last: inout [Int32], into met: inout [Int32]) {
        var left = PairJoin.most
        for at in range(code) where members[at].code == code {
            if left == 0 { break }
            left -= 1
            add(members[at], person, &last, &met)
        }
    }

    /// The same, where there is patience for so many who meet each member.
    @inline(__always)
    mutating func meetOften(_ code: UInt16, _ person: Int32, _ last: inout [Int32], into met: inout [Int32]) {
        for at in range(code) where members[at].code == code {
            // All who share a code lose patience together.
            if members[at].left == 0 { break }
            members[at].left -= 1
            add(members[at], person, &last, &met)
        }
    }

    @inline(__always)
    private func add(_ member: Member, _ person: Int32, _ last: inout [Int32], _ met: inout [Int32]) {
        let place = Int(member.place)
        guard last[place - first] != person else { return }
        last[place - first] = person
        met.append(Int32(place))
    }

    /// Where the members with this code are, among others.
    @inline(__always)
    private func range(_ code: UInt16) -> Range<Int> {
        let bucket = bucket(code)
        return Int(starts[bucket])..<Int(starts[bucket + 1])
    }

    private func bucket(_ code: UInt16) -> Int { Int((UInt32(code) &* 0x9E37_79B1) >> shift) }
}

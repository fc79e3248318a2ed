/// What two have made of one text, brought together: an authority, and the network in a later version.
///
/// A clause that one of them changed is taken as they changed it. Where both changed the same clause, each in their own
/// way, somebody has to choose.
package struct ProcedureMerge: Sendable {
    package enum Side: String, CaseIterable, Sendable {
        case local, upstream
    }

    /// A clause that both changed. Nil is where it is gone, or was not there.
    package struct Clash: Hashable, Sendable {
        /// Where it stands: `duties`, `decide`. The last is empty where it is the order of what stands there.
        package let path: [String]
        package let base: String?
        package let local: String?
        package let upstream: String?

        package var isOrder: Bool { path.last == "" }
    }

    /// With the number of the later version. Of what is not chosen it has the later version.
    package let text: String
    /// In the order of the text, chosen or not.
    package let clashes: [Clash]

    /// - Parameter choices: Of each clash, by its place among them.
    package init(base: String, local: String, upstream: String, choosing choices: [Int: Side] = [:]) {
        let upstream = ClausedText(upstream)
        // Each version has a number of its own, which is no change.
        let (base, local) = (ClausedText(base), ClausedText(local))
        let number = upstream["version"]
        var merging = Merging(choices: choices)
        let merged = merging.merged(
            base.replacing("version", with: number),
            local.replacing("version", with: number),
            upstream,
            at: []
        )
        (text, clashes) = (merged?.text ?? "", merging.clashes)
    }
}

private struct Merging {
    typealias Piece = ClausedText

    let choices: [Int: ProcedureMerge.Side]
    private(set) var clashes: [ProcedureMerge.Clash] = []

    init(choices: [Int: ProcedureMerge.Side]) { self.choices = choices }

    mutating func merged(_ base: Piece?, _ local: Piece?, _ upstream: Piece?, at path: [String]) -> Piece? {
        if local?.text == upstream?.text || base?.text == upstream?.text { return local }
        if base?.text == local?.text { return upstream }
        guard let local, let upstream, !local.pieces.isEmpty, !upstream.pieces.isEmpty else {
            return chosen(base?.text, local?.text, upstream?.text, at: path) == .local ? local : upstream
        }
        let parts = base.flatMap { $0.pieces.isEmpty ? nil : $0 }
        let head = words(parts?.head, local.head, upstream.head, at: path + ["head"])
        let pieces = pieces(parts, local, upstream, at: path)
        let tail = words(parts?.tail, local.tail, upstream.tail, at: path + ["tail"])
        return Piece(key: upstream.key, head: head, pieces: pieces, tail: tail)
    }

    private mutating func words(_ base: String?, _ local: String, _ upstream: String, at path: [String]) -> String {
        if local == upstream || base == upstream { return local }
        if base == local { return upstream }
        return chosen(base, local, upstream, at: path) == .local ? local : upstream
    }

    private mutating func chosen(_ base: String?, _ local: String?, _ upstream: String?, at path: [String])
        -> ProcedureMerge.Side
    {
        clashes.append(.init(path: path, base: base, local: local, upstream: upstream))
        return choices[clashes.count - 1] ?? .upstream
    }

    // MARK: What stands in a list

    private mutating func pieces(_ base: Piece?, _ local: Piece, _ upstream: Piece, at path: [String]) -> [Piece] {
        let order = order(base, local, upstream, at: path)
        return order.compactMap { merged(base?[$0], local[$0], upstream[$0], at: path + [$0]) }
    }

    /// The keys of both, as whoever moved some has them; what only the other has stands after what it stood after.
    private mutating func order(_ base: Piece?, _ local: Piece, _ upstream: Piece, at path: [String]) -> [String] {
        let (ours, theirs) = (local.pieces.map(\.key), upstream.pieces.map(\.key))
        func shared(_ keys: [String], _ others: [String]) -> [String] { keys.filter(others.contains) }
        let before = base?.pieces.map(\.key) ?? []
        let isOurs = shared(ours, before) != shared(before, ours)
        let areTheirs = shared(theirs, before) != shared(before, theirs)
        guard isOurs else { return Self.weave(ours, into: theirs) }
        let isSame = shared(ours, theirs) == shared(theirs, ours)
        guard areTheirs, !isSame else { return Self.weave(theirs, into: ours) }
        func said(_ keys: [String]) -> String { keys.joined(separator: "\n") }
        return chosen(said(before), said(ours), said(theirs), at: path + [""]) == .local
            ? Self.weave(theirs, into: ours) : Self.weave(ours, into: theirs)
    }

    private static func weave(_ others: [String], into keys: [String]) -> [String] {
        var woven = keys
        var last: String?
        for key in others {
            if !woven.contains(key) {
                let place = last.flatMap { woven.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
                woven.insert(key, at: place)
            }
            last = key
        }
        return woven
    }
}

/// Reads what was typed out of `multipart/form-data` that is too large to be kept, piece by piece: files are passed over,
/// and no more than a form without files may have is remembered.
struct FormWords {
    private enum Place {
        /// After a delimiter: the end mark, or a line break and a part.
        case delimiter
        case head
        case words(name: String)
        case file
        case end
    }

    private let delimiter: [UInt8]
    /// What was read and not understood yet.
    private var rest: [UInt8]
    private var place = Place.file
    private var typed: [(name: String, value: String)] = []
    private var words: [UInt8] = []
    private var count = 0
    private(set) var isBroken = false

    /// - Parameter bytes: The beginning, as far as it was kept.
    init(boundary: String, _ bytes: [UInt8]) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter stands at the start of a line that nothing ends.
        rest = Array("\r\n".utf8)
        isBroken = !(1...70).contains(boundary.utf8.count)
        // In pieces, as the rest of it comes: what is understood is taken off the front.
        for start in stride(from: 0, to: bytes.count, by: Self.piece) {
            read(Array(bytes[start..<min(start + Self.piece, bytes.count)]))
        }
    }

    private static let piece = 1 << 16

    mutating func read(_ bytes: [UInt8]) {
        rest += bytes
        understand()
    }

    /// Nil where it did not come to its end.
    var form: Form? {
        guard case .end = place, !isBroken else { return nil }
        return Form(cut: typed)
    }

    private mutating func understand() {
        while !isBroken, step() {}
    }

    /// - Returns: Whether there may be more to understand.
    private mutating func step() -> Bool {
        switch place {
        case .end:
            rest = []
            return false
        case .delimiter:
            guard rest.count >= 2 else { return false }
            let mark = rest.prefix(2)
            if mark.elementsEqual("--".utf8) {
                place = .end
            } else if mark.elementsEqual("\r\n".utf8) {
                place = .head
            } else {
                isBroken = true
            }
            rest.removeFirst(2)
            return true
        case .head:
            guard let end = rest.range(of: Array("\r\n\r\n".utf8), from: 0) else {
                isBroken = rest.count > Form.longestHead + 4
                return false
            }
            let (name, fileName, _) = Form.part(String(decoding: rest[..<end], as: UTF8.self))
            guard let name, end <= Form.longestHead else {
                isBroken = true
                return false
            }
            place = fileName == nil ? .words(name: name) : .file
            // The line break before the part's bytes may be that before the next delimiter.
            rest.removeFirst(end + 2)
            words = []
            return true
        case .words(let name):
            return pass { typed, words in
                typed.append((name, String(decoding: words.dropFirst(2), as: UTF8.self)))
            }
        case .file: return pass { _, _ in }
        }
    }

    /// Goes on to the next delimiter.
    private mutating func pass(_ finish: (inout [(name: String, value: String)], [UInt8]) -> Void) -> Bool {
        let found = rest.range(of: delimiter, from: 0)
        let length = found ?? max(0, rest.count - delimiter.count)
        if case .words = place {
            words += rest[..<length]
            count += length
            isBroken = count > Route.withoutFiles
        }
        guard found != nil else {
            rest.removeFirst(length)
            return false
        }
        rest.removeFirst(length + delimiter.count)
        finish(&typed, words)
        place = .delimiter
        return true
    }
}

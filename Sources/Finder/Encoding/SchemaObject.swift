import Foundation

/// An object of a schema, and where it is, for sentences about what is wrong with it.
struct SchemaObject {
    let members: [String: JSONTree]
    let place: String

    init(_ tree: JSONTree?, _ place: String) throws(EncodingError) {
        guard case .object(let members)? = tree else { throw Self.fault("\(place) must be an object") }
        self.members = members
        self.place = place
    }

    static func fault(_ what: String) -> EncodingError { .unreadable("The schema cannot be used: \(what).") }

    func fault(_ what: String) -> EncodingError { Self.fault("\(place) \(what)") }

    func object(_ key: String) throws(EncodingError) -> SchemaObject {
        try SchemaObject(members[key], "\(place).\(key)")
    }

    func text(_ key: String) throws(EncodingError) -> String? {
        switch members[key] {
        case nil: nil
        case .string(let value)?: value
        default: throw fault("has a \(key) that is no text")
        }
    }

    func flag(_ key: String) throws(EncodingError) -> Bool? {
        switch members[key] {
        case nil: nil
        case .bool(let value)?: value
        default: throw fault("has a \(key) that is neither true nor false")
        }
    }

    func number(_ key: String) throws(EncodingError) -> Double? {
        switch members[key] {
        case nil: nil
        case .number(let value)?: value
        default: throw fault("has a \(key) that is no number")
        }
    }

    func whole(_ key: String, in range: ClosedRange<Int>) throws(EncodingError) -> Int? {
        guard let value = try number(key) else { return nil }
        guard let whole = Int(exactly: value), range.contains(whole) else {
            throw fault("has a \(key) that is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return whole
    }

    func requiredWhole(_ key: String, in range: ClosedRange<Int>) throws(EncodingError) -> Int {
        guard let value = try whole(key, in: range) else { throw fault("has no \(key)") }
        return value
    }

    func bytes(_ key: String) throws(EncodingError) -> [UInt8] {
        guard let text = try text(key) else { return [] }
        guard let data = Data(base64Encoded: text) else { throw fault("has a \(key) that is not base64") }
        return Array(data)
    }

    /// Refuses members that clkhash's master schema does not allow here.
    func only(_ known: String...) throws(EncodingError) {
        if let other = members.keys.filter({ !known.contains($0) }).min() {
            throw fault("has a member “\(other.prefix(40))” that there is not")
        }
    }
}

package import Foundation

/// A value that only an ``Opener`` can read. What events and readings carry for personal data.
///
/// In JSON: `{"of":"meeting/6f1c…","box":"base64"}`. The box is a nonce, the ciphertext and a tag. It cannot be moved
/// to another subject, because the subject is bound into it. How long the value is can be seen from outside.
package struct Sealed<Value: Codable & Sendable>: Hashable, Codable, Sendable {
    package let subject: Subject
    package let box: Data

    package enum CodingKeys: String, CodingKey {
        case subject = "of"
        case box
    }

    package init(subject: Subject, box: Data) {
        self.subject = subject
        self.box = box
    }
}

/// What came of opening a sealed value.
package enum Opened<Value: Sendable>: Sendable {
    case value(Value)
    /// The key of its subject was destroyed: the value is gone for good.
    case erased
    /// The admission does not cover its subject, or is over.
    case notAdmitted
    /// The box was altered or moved, or its key was lost.
    case damaged

    package var value: Value? {
        guard case .value(let value) = self else { return nil }
        return value
    }
}

extension Opened: Equatable where Value: Equatable {}

/// How a value becomes bytes before it is sealed. Text is by far the most common, so it goes without JSON.
enum Plain {
    static func bytes<Value: Codable>(_ value: Value) throws -> Data {
        // The type is asked, not the value: an optional text is a structure.
        if Value.self == String.self, let text = value as? String { return Data(text.utf8) }
        return try JSONEncoder().encode(value)
    }

    static func value<Value: Codable>(_ bytes: Data, as type: Value.Type) throws -> Value? {
        guard type == String.self else { return try JSONDecoder().decode(type, from: bytes) }
        return String(validating: bytes, as: UTF8.self) as? Value
    }

    /// Bound into the box, so that a structure is never read as text.
    static func form<Value>(of type: Value.Type) -> String {
        type == String.self ? "text" : "json"
    }
}

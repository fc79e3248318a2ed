import Foundation

/// The JSON Schema (draft 2020-12) of a ``Shape``, for editors that read YAML with one.
package struct JSONSchema: Sendable {
    private let shape: Shape
    private let title: String

    package init(of shape: Shape, title: String) {
        (self.shape, self.title) = (shape, title)
    }

    /// The schema as indented JSON with sorted keys, so that the same shape always gives the same text.
    package func text() throws -> String {
        var schema = Self.schema(of: shape)
        schema["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
        schema["title"] = .string(title)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(JSON.object(schema)), as: UTF8.self) + "\n"
    }

    private static func schema(of shape: Shape) -> [String: JSON] {
        switch shape {
        case .words(let most):
            [
                // A year is words too.
                "type": .array(["string", "number"].map(JSON.string)), "minLength": .number(1),
                "maxLength": .number(most), "pattern": .string("\\S"),
            ]
        case .name: ["type": .string("string"), "pattern": .string("^[a-z][a-z0-9-]{0,59}$")]
        case .oneOf(let words): ["enum": .array(words.map(JSON.string))]
        case .sentence(let sentence):
            [
                "type": .string("string"), "pattern": .string("^(\(sentence.pattern))$"),
                "description": .string("Expected: \(sentence.expected)."),
            ]
        case .whole(let range):
            ["type": .string("integer"), "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        // YAML 1.2 reads yes and no as words, YAML 1.1 as truth: an editor may hold either.
        case .answer: ["enum": .array([.string("yes"), .string("no"), .flag(true), .flag(false)])]
        case .scalar: ["type": .array(["string", "integer", "boolean"].map(JSON.string))]
        case .list(let element, let count):
            [
                "type": .string("array"), "items": .object(schema(of: element)), "minItems": .number(count.lowerBound),
                "maxItems": .number(count.upperBound),
            ]
        case .group(let group): object(group)
        case .table(let element):
            [
                "type": .string("object"), "additionalProperties": .object(schema(of: element)),
                "propertyNames": .object(schema(of: .name)),
            ]
        case .either(let shapes): ["anyOf": .array(shapes.map { .object(schema(of: $0)) })]
        }
    }

    private static func object(_ group: Shape.Group) -> [String: JSON] {
        let properties = group.keys.map { key -> (String, JSON) in
            var schema = schema(of: key.shape)
            let expected = schema["description"].flatMap { if case .string(let text) = $0 { " \(text)" } else { nil } }
            schema["description"] = .string(key.help + (expected ?? ""))
            return (key.name, .object(schema))
        }
        return [
            "type": .string("object"),
            "properties": .object(Dictionary(uniqueKeysWithValues: properties)),
            "required": .array(group.keys.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": .flag(false),
        ]
    }
}

private enum JSON: Encodable {
    case string(String)
    case number(Int)
    case flag(Bool)
    case array([JSON])
    case object([String: JSON])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .flag(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

/// Why something was not done, in words for the person who asked. Nothing has changed when one is thrown.
package enum Refusal: Error, Hashable, Sendable {
    /// What was typed will not do: a sentence for each field that says what to do.
    case invalid([Problem])
    /// The actor may not do this, or may not know that it exists.
    case notAllowed
    case notFound
    /// Something changed in between, or the thing is past this step. Says what, and what can be done now.
    case outOfTurn(String)
    /// The same form was sent before with another content.
    case usedForm
    /// The ledger, the keys or the disk will not: one sentence.
    case unavailable(String)

    package struct Problem: Hashable, Sendable {
        /// The form field's name, or empty where it is about the whole.
        package let field: String
        package let message: String

        package init(_ field: String, _ message: String) {
            self.field = field
            self.message = message
        }
    }

    package static func invalid(_ field: String, _ message: String) -> Refusal {
        .invalid([Problem(field, message)])
    }

    /// In one sentence, where there is no form to show the problems in.
    package var sentence: String {
        switch self {
        case .invalid(let problems): problems.map(\.message).joined(separator: " ")
        case .notAllowed: "That is not allowed."
        case .notFound: "There is no such thing here."
        case .outOfTurn(let sentence), .unavailable(let sentence): sentence
        case .usedForm: "This was done before with another content."
        }
    }

    /// A fixed word for logs and counters.
    package var code: String {
        switch self {
        case .invalid: "invalid"
        case .notAllowed: "not_allowed"
        case .notFound: "not_found"
        case .outOfTurn: "out_of_turn"
        case .usedForm: "used_form"
        case .unavailable: "unavailable"
        }
    }
}

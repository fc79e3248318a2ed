import Procedures

extension TypedAnswers {
    /// Whether a form holds something under a name that its procedure never asks for: it was made by somebody else, or of
    /// another version.
    static func hasUnasked(_ form: Form, _ definition: ProcedureDefinition, _ lists: [String: OptionList]) -> Bool {
        form.names(beginning: prefix).contains { name in
            !isAsked(name.dropFirst(prefix.count), definition.askedOnce, lists)
                && form.all(name).contains { $0.contains { !$0.isWhitespace } }
        }
    }

    private static func isAsked(
        _ name: Substring,
        _ fields: [ProcedureDefinition.Field],
        _ lists: [String: OptionList]
    ) -> Bool {
        fields.contains { field in
            guard name.hasPrefix(field.id) else { return false }
            let rest = name.dropFirst(field.id.count)
            return isPart(rest, of: field, lists)
        }
    }

    private static func isPart(
        _ rest: Substring,
        of field: ProcedureDefinition.Field,
        _ lists: [String: OptionList],
        isRival: Bool = false
    ) -> Bool {
        if field.holdsRivals, !isRival {
            guard let part = row(rest) else { return false }
            return ["source", "on", "weight"].contains(part)
                || part.hasPrefix("value") && isPart(part.dropFirst("value".count), of: field, lists, isRival: true)
        }
        if field.type == .group { return row(rest).map { isAsked($0, field.fields, lists) } ?? false }
        if field.type == .file { return rest.isEmpty }
        return field.postedParts(lists).contains { $0 == rest }
    }

    /// What stands after the number of a row: `-3-source`.
    private static func row(_ rest: Substring) -> Substring? {
        guard rest.first == "-" else { return nil }
        let digits = rest.dropFirst().prefix { $0.isNumber }
        let after = rest.dropFirst(1 + digits.count)
        return digits.isEmpty || after.first != "-" ? nil : after.dropFirst()
    }
}

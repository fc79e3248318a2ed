/// Why field-level encodings are refused.
extension EncodingError {
    /// Not a document of field-level encodings at all.
    static let noFieldEncodings = EncodingError.unreadable(
        "This is no document of field-level encodings; write one with safeloop encode --mode field."
    )
    static let otherFieldVersion = EncodingError.unreadable(
        "These field-level encodings are of another version; encode the roll again with this version of safeloop."
    )
    static let otherFieldHardening = EncodingError.refused(
        "The two files were encoded with different --harden; encode both with the same."
    )
    static let otherFieldRules = EncodingError.refused(
        "The two files were encoded by versions of safeloop with other rules for names; encode both with one version."
    )
    static let otherFieldSecret = EncodingError.refused(
        "The two files were encoded with different secrets, so nothing can be compared; encode both with one secret."
    )

    /// Not as the format has it, from this byte on, counted from 0.
    static func damagedFieldEncodings(at place: Int) -> EncodingError {
        .unreadable("The field-level encodings are damaged at byte \(place); ask for the file again.")
    }
}

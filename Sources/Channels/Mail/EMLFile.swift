/// A message as a file that a mail program opens ready to be sent, for networks without a mail server.
package struct EMLFile: Sendable {
    /// Made from the subject: letters, digits and hyphens, ended by `.eml`.
    package let name: String
    package let bytes: [UInt8]

    package init(_ message: MailMessage) {
        let words = message.subject.utf8.split { !$0.isLetterOrDigit }.map { String(decoding: $0, as: UTF8.self) }
        let stem = String(words.joined(separator: "-").lowercased().prefix(60))
        name = (stem.isEmpty ? "message" : stem) + ".eml"
        bytes = message.bytes(asDraft: true)
    }
}

/// Makes documents for word processors, through pandoc.
package struct DocumentWriter: Sendable {
    private let converter: Converter

    package init(timeout: Duration = .seconds(30)) {
        converter = Converter(timeout: timeout, outputLimit: 20 * 1_048_576)
    }

    /// A Word document (.docx) with the text of some Markdown.
    package func word(fromMarkdown text: String) async throws(DocumentError) -> [UInt8] {
        let arguments = ["+RTS", "-M512m", "-RTS", "--from", "markdown-smart-raw_html-raw_tex-yaml_metadata_block"]
        return try await converter.run(
            "pandoc",
            arguments + ["--to", "docx", "--output", "-"],
            on: Array(text.utf8),
            kind: .word
        )
    }
}

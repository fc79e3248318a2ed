/// What a file is, by its bytes and its name. What a browser says of it decides nothing.
package enum FileType {
    private static let unknown = "application/octet-stream"

    /// By how their bytes begin: pictures, and what is passed round as papers.
    private static let beginnings: [(bytes: [UInt8], at: Int, type: String)] = [
        ([0xFF, 0xD8, 0xFF], 0, "image/jpeg"),
        (Array("\u{89}PNG".unicodeScalars.map { UInt8($0.value) }), 0, "image/png"),
        (Array("GIF8".utf8), 0, "image/gif"), (Array("WEBP".utf8), 8, "image/webp"),
        (Array("ftyphei".utf8), 4, "image/heic"), (Array("ftypmif1".utf8), 4, "image/heic"),
        (Array("ftypavif".utf8), 4, "image/avif"), ([0x49, 0x49, 0x2A, 0x00], 0, "image/tiff"),
        ([0x4D, 0x4D, 0x00, 0x2A], 0, "image/tiff"), (Array("%PDF".utf8), 0, "application/pdf"),
    ]

    private static let endings = [
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "doc": "application/msword", "odt": "application/vnd.oasis.opendocument.text", "rtf": "application/rtf",
        "xls": "application/vnd.ms-excel", "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "txt": "text/plain", "csv": "text/csv", "eml": "message/rfc822", "mp3": "audio/mpeg", "m4a": "audio/mp4",
        "wav": "audio/wav", "mp4": "video/mp4", "mov": "video/quicktime", "zip": "application/zip",
    ]

    private static let pictures: Set = [
        "jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "avif", "tif", "tiff", "bmp",
    ]

    /// Nil where it is called a picture and is none.
    package static func type(of bytes: [UInt8], named name: String, said: String) -> String? {
        if let known = beginnings.first(where: { bytes.dropFirst($0.at).starts(with: $0.bytes) }) { return known.type }
        let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
        let isCalledPicture = pictures.contains(ending) || said.hasPrefix("image/") && said != "image/svg+xml"
        guard !isCalledPicture || !isWriting(bytes) else { return nil }
        return endings[ending] ?? unknown
    }

    /// Whether it is a text or a program: a script under a picture's name.
    private static func isWriting(_ bytes: [UInt8]) -> Bool {
        let start = bytes.prefix(512)
        if start.starts(with: Array("MZ".utf8)) || start.starts(with: Array("\u{7F}ELF".utf8)) { return true }
        // Letters, line breaks, and the bytes of which UTF-8 makes other letters.
        return start.allSatisfy { [9, 10, 13].contains($0) || (32...126).contains($0) || (0x80...0xF4).contains($0) }
    }
}

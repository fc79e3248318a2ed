import Foundation

/// How a part's bytes are written so that any mail server may carry them (RFC 2045).
enum TransferEncoding: String {
    case quotedPrintable = "quoted-printable"
    case base64

    /// The shorter of the two for a text: quoted-printable for English, base64 for other scripts.
    static func encode(text: String) -> (encoding: TransferEncoding, bytes: [UInt8]) {
        let canonical: [UInt8] = lines(of: text).flatMap { $0 + [13, 10] as [UInt8] }
        let quoted = quotedPrintable(canonical)
        let encoded = base64(canonical)
        return quoted.count <= encoded.count ? (.quotedPrintable, quoted) : (.base64, encoded)
    }

    static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let text = Data(bytes).base64EncodedString()
        var lines: [UInt8] = []
        lines.reserveCapacity(text.utf8.count * 78 / 76 + 2)
        for (index, byte) in text.utf8.enumerated() {
            if index > 0, index % 76 == 0 { lines += [13, 10] }
            lines.append(byte)
        }
        return lines + [13, 10]
    }

    /// Writes text whose lines all end in CRLF.
    static func quotedPrintable(_ canonical: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(canonical.count + canonical.count / 8)
        var length = 0
        var index = 0
        while index < canonical.count {
            let byte = canonical[index]
            let endsLine = index + 1 < canonical.count && canonical[index + 1] == 13
            index += 1
            if byte == 13 {
                output += [13, 10]
                length = 0
                index += 1
                continue
            }
            let isBlank = byte == 32 || byte == 9
            let isPlain = isBlank ? !endsLine : byte.isPrintable && byte != UInt8(ascii: "=")
            let unit = isPlain ? [byte] : [UInt8]("=\(hexadecimal(byte))".utf8)
            // One place is kept for the `=` of a soft break.
            if length + unit.count > 75 {
                output += "=\r\n".utf8
                length = 0
            }
            output += unit
            length += unit.count
        }
        return output
    }

    /// The lines, at least one, of a text that may end them with CRLF, LF or CR; without their ends.
    static func lines(of text: String) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var isAfterReturn = false
        for byte in text.utf8 {
            switch byte {
            case 13:
                lines.append(line)
                line = []
            case 10 where isAfterReturn: break
            case 10:
                lines.append(line)
                line = []
            default: line.append(byte)
            }
            isAfterReturn = byte == 13
        }
        return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
    }
}

/// Where a link, form or asset points: somewhere in this site, or a web, mail or telephone address that was checked.
///
/// Written as a literal, `"/m/\(number)/edit"`. What is interpolated is percent-encoded, all but letters, digits and
/// `-._~`, so it can neither start a scheme or a host nor leave its place.
package struct Link: Hashable, Sendable {
    /// Not yet escaped for HTML.
    package let text: String

    private init(checked text: String) {
        self.text = text
    }

    /// A path that a browser handed us, as in "return to": `nil` unless it stays on this site.
    package init?(local path: String) {
        let bytes = path.utf8
        guard bytes.first == UInt8(ascii: "/"), bytes.dropFirst().first != UInt8(ascii: "/"),
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        text = path
    }

    /// An `https` or `http` address: `nil` for any other scheme.
    package init?(web address: String) {
        let lower = address.lowercased()
        guard lower.utf8.starts(with: "https://".utf8) || lower.utf8.starts(with: "http://".utf8),
            address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        text = address
    }

    package static func mail(to address: String) -> Link {
        Link(checked: "mailto:" + percentEncoded(address, keeping: "@"))
    }

    /// Anything but digits and a leading plus is left out.
    package static func telephone(_ number: String) -> Link {
        Link(checked: "tel:" + number.filter { $0.isASCII && ($0.isNumber || $0 == "+") })
    }

    static func percentEncoded(_ value: String, keeping kept: Character? = nil) -> String {
        var result: [UInt8] = []
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), kept?.asciiValue:
                result.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension Link: ExpressibleByStringInterpolation {
    package init(stringLiteral literal: String) {
        text = literal
    }

    package init(stringInterpolation: Interpolation) {
        text = stringInterpolation.text
    }

    package struct Interpolation: StringInterpolationProtocol {
        var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 8)
        }

        package mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text += Link.percentEncoded(value.description)
        }

        /// A link that goes on: `"\(meeting)/notes"`.
        package mutating func appendInterpolation(_ link: Link) {
            text += link.text
        }
    }
}

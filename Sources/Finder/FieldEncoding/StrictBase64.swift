internal import CSodium

/// Standard base64 with padding (RFC 4648, section 4), by libsodium: one text for each string of bytes, and no other
/// is read.
enum StrictBase64 {
    static func text(_ bytes: [UInt8]) -> [UInt8] {
        let room = sodium_base64_encoded_len(bytes.count, sodium_base64_VARIANT_ORIGINAL)
        var text = [CChar](repeating: 0, count: room)
        sodium_bin2base64(&text, room, bytes, bytes.count, sodium_base64_VARIANT_ORIGINAL)
        return text.dropLast().map { UInt8(bitPattern: $0) }
    }

    /// The bytes that `text` says, or nil where it is not base64 or not of `count` bytes.
    static func bytes(_ text: [UInt8], count: Int) -> [UInt8]? {
        guard text.count == (count + 2) / 3 * 4 else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var length = 0
        let refused = text.withUnsafeBytes { text in
            sodium_base642bin(
                &bytes,
                count,
                text.bindMemory(to: CChar.self).baseAddress,
                text.count,
                nil,
                &length,
                nil,
                sodium_base64_VARIANT_ORIGINAL
            )
        }
        return refused == 0 && length == count ? bytes : nil
    }
}

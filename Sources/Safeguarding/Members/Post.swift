import Foundation
import GRDB

/// The name of a post, as members and procedures write it.
enum Post {
    static func isSame(_ one: String, _ other: String) -> Bool { one.lowercased() == other.lowercased() }

    /// Capitals make no other post, in any alphabet.
    static func order(_ one: String, _ other: String) -> ComparisonResult {
        let (one, other) = (one.lowercased(), other.lowercased())
        return one == other ? .orderedSame : one < other ? .orderedAscending : .orderedDescending
    }
}

extension DatabaseCollation {
    /// Tables compare posts as rules do.
    static let post = DatabaseCollation("post") { Post.order($0, $1) }
}

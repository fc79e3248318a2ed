import Crypto
import Foundation

/// The style sheets, fonts and scripts, read once at the start.
struct AssetShelf: Sendable {
    let address: AssetAddress
    let version: String
    private let contents: [String: [UInt8]]

    /// - Throws: ``MissingAsset`` naming the package that brings the file.
    init() throws {
        var contents: [String: [UInt8]] = [:]
        var hash = SHA256()
        for asset in Asset.allCases {
            guard let bytes = Self.read(asset) else {
                if asset.isOptional { continue }
                throw MissingAsset(asset)
            }
            contents[asset.name] = bytes
            hash.update(data: bytes)
        }
        version = hash.finalize().prefix(6).map { String($0, radix: 16) }.joined()
        address = AssetAddress(version: version)
        self.contents = contents
    }

    func bytes(_ name: String) -> (asset: Asset, bytes: [UInt8])? {
        guard let asset = Asset(rawValue: name), let bytes = contents[name] else { return nil }
        return (asset, bytes)
    }

    private static func read(_ asset: Asset) -> [UInt8]? {
        let paths =
            asset.systemPackage == nil
            ? [Bundle.module.bundleURL.appending(path: "Assets/\(asset.name)").path] : asset.systemPaths
        return paths.lazy.compactMap { FileManager.default.contents(atPath: $0).map(Array.init) }.first
    }
}

package struct MissingAsset: Error, CustomStringConvertible {
    package let description: String

    init(_ asset: Asset) {
        description =
            asset.systemPackage.map { "The file \(asset.name) is missing: install the package \($0)." }
            ?? "The file \(asset.name), which belongs beside the program, is missing: build Safeloop again."
    }
}

package import Foundation

/// The procedures that Safeloop brings, as authors write them. They travel beside the program.
package enum ShippedProcedures {
    package struct File: Hashable, Sendable {
        package let name: String
        package let text: String
        /// The lists of options that it refers to, by name.
        package let lists: [String: String]
    }

    /// Where they are: `NAME.yaml`, and `lists/NAME.yaml`.
    package static let folder = Bundle.module.bundleURL.appending(path: "Shipped")

    package static func all() throws -> [File] { try known.get() }

    private static let known = Result { try read() }

    private static func read() throws -> [File] {
        let lists = try lists()
        return try texts(in: folder).sorted { $0.key < $1.key }.map { name, text in
            let names = try ProcedureFile.read(text, named: "\(name).yaml").listNames
            return File(name: name, text: text, lists: lists.filter { names.contains($0.key) })
        }
    }

    /// The lists of options that several share, by name.
    package static func lists() throws -> [String: String] {
        try texts(in: folder.appending(path: "lists"))
    }

    private static func texts(in folder: URL) throws -> [String: String] {
        var texts: [String: String] = [:]
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.pathExtension == "yaml" {
            texts[file.deletingPathExtension().lastPathComponent] = try String(contentsOf: file, encoding: .utf8)
        }
        return texts
    }
}

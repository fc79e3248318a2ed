import Dispatch
import Foundation
import Synchronization

/// The files that are written beside their places. Where the command is ended from outside (`INT`, `TERM`, `HUP`), they go
/// before it does: they hold what the finished files would have held.
enum Drafts {
    private static let paths = Mutex<Set<String>>([])
    /// Its own, so that it is served where all other threads are at work.
    private static let queue = DispatchQueue(label: "safeloop.signals", qos: .userInteractive)
    /// Begun with the first draft, and kept so that they live.
    private static let watches = Mutex([SIGINT, SIGTERM, SIGHUP].compactMap { watch($0) })

    static func add(_ path: String) {
        watches.withLock { _ in }
        paths.withLock { _ = $0.insert(path) }
    }

    /// The file is in its place now.
    static func keep(_ path: String) { paths.withLock { _ = $0.remove(path) } }

    static func remove(_ path: String) {
        paths.withLock {
            unlink(path)
            $0.remove(path)
        }
    }

    /// Nil where whoever began the command has it go on at this signal, as nohup does.
    private static func watch(_ number: Int32) -> (any DispatchSourceSignal)? {
        guard signal(number, SIG_IGN) == nil else { return nil }
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler {
            paths.withLock { paths in
                for path in paths { unlink(path) }
                // As the shell names an end by a signal.
                _exit(128 + number)
            }
        }
        source.resume()
        return source
    }
}

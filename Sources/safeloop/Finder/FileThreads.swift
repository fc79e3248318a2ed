import Dispatch

/// Threads that may wait for files. Those that Swift shares among all tasks, one for each processor, may not: where they
/// wait, nothing else gets on.
private final class FileThreads: TaskExecutor {
    static let shared = FileThreads()
    private let queue = DispatchQueue(label: "safeloop.files", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Runs the work of a command that reads and writes files, and all tasks that it begins, where they may wait; what goes
/// wrong is reported as for any command.
func workingWithFiles(_ work: () async throws -> Void) async throws {
    try await reportingFailure { try await withTaskExecutorPreference(FileThreads.shared, operation: work) }
}

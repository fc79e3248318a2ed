import Foundation

/// Seconds of processor time that this thread spends in the body. Other work on the machine does not count, so a
/// comparison of two such times holds on a busy machine too.
func processorSeconds(_ body: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    body()
    return now() - start
}

package io.gatehouse.gateway.record;

/// Keeps records so that they last. An answer leaves only when its record is kept.
@FunctionalInterface
public interface Ledger {
    /// Keeps a record. Must not block.
    ///
    /// @param kept hears exactly once what became of it: before this method returns, or later on any thread
    void keep(CallRecord record, Kept kept);

    /// Hears what became of a record.
    interface Kept {
        /// It lasts.
        void done();

        /// It could not be kept.
        void failed(Throwable why);
    }
}

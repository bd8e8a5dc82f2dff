package io.gatehouse.gateway.policy;

/// Notes what may have effects before it is sent, so that a restart knows what was under way.
@FunctionalInterface
public interface Journal {
    /// Notes it. Must not block.
    ///
    /// @param noted hears exactly once what became of it: before this method returns, or later on any thread
    void note(Asked asked, Noted noted);

    /// Hears what became of a note.
    interface Noted {
        /// The note is safe.
        void safe();

        /// The note could not be made; what was asked does not go on.
        void failed(Throwable why);
    }
}

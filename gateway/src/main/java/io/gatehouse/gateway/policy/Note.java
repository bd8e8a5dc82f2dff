package io.gatehouse.gateway.policy;

/// Has the journal note what may have effects, before it goes on.
final class Note implements Step<Passage> {
    private final Journal journal;

    Note(Journal journal) {
        this.journal = journal;
    }

    @Override
    public boolean take(Passage passage) {
        if (!passage.hasEffects()) {
            return true;
        }
        journal.note(passage, new Journal.Noted() {
            @Override
            public void safe() {
                passage.resume();
            }

            @Override
            public void failed(Throwable why) {
                passage.broken(why);
            }
        });
        return false;
    }
}

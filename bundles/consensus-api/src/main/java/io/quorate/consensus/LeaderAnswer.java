package io.quorate.consensus;

/** Answer to a {@link LeaderCall}. */
public sealed interface LeaderAnswer {

    /** To Sync: this server has applied everything proposed before the call. */
    record Synced() implements LeaderAnswer {
        /** The only value anyone needs. */
        public static final Synced INSTANCE = new Synced();
    }

    /** To Revalidate: whether the session is alive. */
    record SessionValid(boolean valid) implements LeaderAnswer {}
}

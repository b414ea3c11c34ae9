package io.quorate.testkit.sim;

/**
 * Mistakes of a storage or a replica that the model makes on demand, to show that the judge would
 * notice. The numbers are ZooKeeper's.
 */
public enum Planted {
    /** 1367: what comes during synchronisation is applied and not logged. */
    SYNC_IS_NOT_LOGGED,
    /** 1489: behind a cut the log is written at a wrong place, where nobody finds it again. */
    WRONG_PLACE_BEHIND_A_CUT,
    /** 2325, 3056, 3231: without a usable snapshot a server takes itself for empty. */
    EMPTY_WITHOUT_SNAPSHOT,
    /** 1558: a checkpoint has in it what is logged and not committed. */
    CHECKPOINT_OF_THE_UNCOMMITTED,
    /** 2247: a server goes on though its disk has failed. */
    DEAF_TO_THE_DISK,
    /** 4712: writes of an earlier term reach the disk behind the cut of the next one. */
    WRITES_OF_AN_EARLIER_TERM
}

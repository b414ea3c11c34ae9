package io.quorate.consensus.kit.state;

/**
 * The two epochs of a server. Source: spec quorum-protocol section 3.
 *
 * @param accepted the last one it has promised
 * @param current the last one whose history it has accepted
 */
public record Epochs(long accepted, long current) {

    /** An epoch is promised. */
    public Epochs promised(long epoch) {
        return new Epochs(epoch, current);
    }

    /** The history of an epoch is here; a later one that was promised stays so. */
    public Epochs entered(long epoch) {
        return new Epochs(Math.max(accepted, epoch), Math.max(current, epoch));
    }
}

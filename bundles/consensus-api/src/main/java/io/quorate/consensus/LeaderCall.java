package io.quorate.consensus;

import io.quorate.model.Identity;
import java.util.List;

/**
 * What sessions of any server ask of the leader. Travels from {@link ConsensusEvent.Call} to {@link
 * ConsensusAction.Called}, over a link where needed.
 *
 * <p>Source: consensus SPI M1.
 */
public sealed interface LeaderCall {

    /**
     * A write to be numbered and proposed. Has no answer but its commit, which the origin
     * recognises by session and cxid; a refusal travels as an error transaction.
     *
     * @param sessionId session the write belongs to
     * @param cxid the client's number of the request
     * @param opcode operation of the request
     * @param body the request record in jute, without request header; of server-born requests too;
     *     may be empty, never changed after handing over
     * @param who identities of the connection when the request came; immutable
     */
    record Submit(long sessionId, int cxid, int opcode, byte[] body, List<Identity> who)
            implements LeaderCall {
        @Override
        public String toString() {
            return "Submit[0x"
                    + Long.toHexString(sessionId)
                    + ", cxid "
                    + cxid
                    + ", op "
                    + opcode
                    + ", "
                    + body.length
                    + " bytes]";
        }
    }

    /**
     * A barrier: answered when everything proposed before it is committed here. Answered by the
     * core.
     */
    record Sync() implements LeaderCall {}

    /**
     * Is this session alive, and let it belong to the caller from now on. Answered by the leader's
     * replica.
     *
     * @param timeoutMillis the session's time-out as the caller's server knows it
     */
    record Revalidate(long sessionId, int timeoutMillis) implements LeaderCall {}
}

package io.quorate.consensus.zab.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Outbox;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.OpCode;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a learner does with its calls while the leader does not read. */
class LearnerCallsTest {

    private static final LinkId LEADER = new LinkId(1);

    private final Outbox out = new Outbox();
    private final List<String> sent = new ArrayList<>();
    private final LearnerCalls calls = new LearnerCalls(out, new DurableState(out));

    @BeforeEach
    void collect() {
        out.open(
                action -> {
                    if (action
                            instanceof
                            ConsensusAction.Link(LinkAction.Send(var link, var it, var after))) {
                        sent.add(
                                switch (it) {
                                    case ZabMessage.Request request -> "write " + request.cxid();
                                    case ZabMessage.Revalidate question ->
                                            "session " + question.sessionId();
                                    default -> it.toString();
                                });
                    }
                });
    }

    private void call(int number, LeaderCall call) {
        calls.call(LEADER, new ConsensusEvent.Call(number, call));
    }

    private void write(int number, int bytes) {
        call(number, new LeaderCall.Submit(7, number, OpCode.CREATE, new byte[bytes], List.of()));
    }

    @Test
    void theyWaitInTheirOrder() {
        write(1, 10);
        calls.queue().pressure(LEADER, true);
        write(2, 10);
        call(3, new LeaderCall.Revalidate(3, 1_000));
        call(4, new LeaderCall.Sync());
        write(5, 10);
        calls.queue().tick(LEADER);
        assertThat(sent).containsExactly("write 1");
        calls.queue().pressure(LEADER, false);
        assertThat(sent).containsExactly("write 1", "write 2", "session 3", "write 0", "write 5");
    }

    @Test
    void whatWaitsLeavesInSlicesAndNothingPassesIt() {
        calls.queue().pressure(LEADER, true);
        for (int number = 1; number <= 4; number++) {
            write(number, 600 << 10);
        }
        calls.queue().pressure(LEADER, false);
        assertThat(sent).containsExactly("write 1", "write 2");
        write(5, 10);
        assertThat(sent).hasSize(2);
        calls.queue().pressure(LEADER, true);
        calls.queue().pressure(LEADER, false);
        assertThat(sent).containsExactly("write 1", "write 2", "write 3", "write 4");
        calls.queue().tick(LEADER);
        assertThat(sent).last().isEqualTo("write 5");
        write(6, 10);
        assertThat(sent).last().isEqualTo("write 6");
    }
}

package io.quorate.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.HardState;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The simulated disk keeps what it told and a first part of the rest. */
class SimJournalTest {

    @Test
    void aCrashKeepsWhatWasToldAndAFirstPartOfTheRest() {
        TreeSet<Integer> lost = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            Agenda agenda = new Agenda();
            DiskImage image = new DiskImage(Membership.standalone(new ServerId(1)));
            SimJournal journal = new SimJournal(agenda, new Random(seed), image);
            List<Long> told = new ArrayList<>();
            for (int i = 1; i <= 20; i++) {
                long ticket = i;
                if (i % 5 == 0) {
                    journal.write(
                            ticket,
                            false,
                            disk -> disk.write(new HardState(ticket, ticket, new byte[0])),
                            () -> told.add(ticket));
                } else {
                    journal.write(
                            ticket,
                            true,
                            disk -> disk.append(new LogEntry(ticket, new byte[0]), 0),
                            () -> told.add(ticket));
                }
            }
            agenda.runMillis(seed % 10);
            journal.crash();
            long durable = told.isEmpty() ? 0 : told.getLast();
            assertThat(told).isSorted();
            assertThat(kept(image)).as("kept in seed %d", seed).isGreaterThanOrEqualTo(durable);
            lost.add((int) (20 - kept(image)));
            agenda.runMillis(1_000);
            assertThat(told.isEmpty() ? 0 : told.getLast())
                    .as("nothing is told behind a crash")
                    .isEqualTo(durable);
        }
        assertThat(lost).as("how much was lost").hasSizeGreaterThan(10);
    }

    /** The newest write that is there; everything older must be as well. */
    private static long kept(DiskImage image) {
        long entries = image.log().size();
        long states = Math.max(0, image.hardState().currentEpoch()) / 5;
        long last = Math.max(image.log().isEmpty() ? 0 : image.log().getLast().zxid(), states * 5);
        assertThat(entries + states)
                .as("a first part: %d entries and %d states up to %d", entries, states, last)
                .isEqualTo(last);
        return last;
    }
}

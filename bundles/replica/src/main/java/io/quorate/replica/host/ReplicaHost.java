package io.quorate.replica.host;

import io.quorate.runtime.Clock;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Slices;

/**
 * What a replica runs on.
 *
 * @param loop the thread that everything replicated belongs to
 * @param slices long work of the loop
 * @param workers threads beside it
 * @param clock of the loop and of all that is dated
 * @param faults what becomes of faults that the server must not survive
 * @param requestFaults what becomes of those that cost one request
 */
public record ReplicaHost(
        Loop loop,
        Slices slices,
        Workers workers,
        Clock clock,
        FaultPolicy faults,
        RequestFaults requestFaults) {

    public ReplicaHost(Loop loop, Workers workers, Clock clock, FaultPolicy faults) {
        this(loop, new Slices(loop, clock), workers, clock, faults, new RequestFaults(clock));
    }
}

/**
 * Whole ensembles under a seed: real cores and codecs, a virtual clock, a network that delays,
 * breaks, doubles and cuts, disks that forget what was not synced, clients whose histories are
 * judged. One seed is one run; the same seed gives the same trace hash.
 *
 * <p>May import: every API. Imported by: tests only. Start with {@link
 * io.quorate.testkit.sim.SimulationContract} for runs under random faults, {@link
 * io.quorate.testkit.sim.ScenarioContract} for scripts, and {@link
 * io.quorate.testkit.sim.invariant.Invariants} for what one protocol must hold of its own.
 */
@Export
@Version("1.1.0")
package io.quorate.testkit.sim;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

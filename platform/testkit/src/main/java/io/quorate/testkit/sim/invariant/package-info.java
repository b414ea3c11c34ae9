/**
 * What must hold in a simulated run, for every protocol ({@link
 * io.quorate.testkit.sim.invariant.CommittedHistory}, {@link
 * io.quorate.testkit.sim.invariant.Linearizability}) and for one of them ({@link
 * io.quorate.testkit.sim.invariant.Invariants}); and how a breach is reported.
 *
 * <p>May import: every API, nothing of the simulation. Imported by: tests only.
 */
@Export
@Version("1.0.0")
package io.quorate.testkit.sim.invariant;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

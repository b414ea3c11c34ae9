/**
 * Election cores alone, on the simulated network: their links are slow, break, are cut and doubled,
 * and every decision is held to what an election promises. {@link
 * io.quorate.testkit.election.RandomElectionsContract} runs any election so. And the reverse:
 * {@link io.quorate.testkit.election.DividedElectionContract} runs any consensus beside an election
 * that promises nothing.
 *
 * <p>May import: every API, {@code module}, {@code sim}. Imported by: tests only.
 */
@Export
@Version("1.0.0")
package io.quorate.testkit.election;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

/**
 * Library of election plugins, imported by them only: who may vote and how many decide, one link to
 * each server, which candidate is better, what a vote must be to count, and how a member that runs
 * another election is told apart. Pure, like the cores that use it: no thread, clock or socket.
 *
 * <p>Source: docs/adr/0115.
 */
@Export
@Version("1.0.0")
package io.quorate.election.kit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

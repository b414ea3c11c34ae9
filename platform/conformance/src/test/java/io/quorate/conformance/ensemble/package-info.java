/** Ensembles of real processes: of Quorate alone, and of Quorate and ZooKeeper together. */
package io.quorate.conformance.ensemble;

/**
 * Copies and fingerprints of object graphs, so that the states of objects that know of neither can
 * be kept and compared. May import: the JDK and the values of the SPI. Imported by: model.
 */
package io.quorate.simulation.graph;

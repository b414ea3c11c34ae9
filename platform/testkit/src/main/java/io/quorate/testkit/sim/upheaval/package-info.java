/**
 * What happens to an ensemble whose configuration changes all the time: plans of faults around a
 * change, as the words of a scenario file. Imports no other package of the module.
 */
package io.quorate.testkit.sim.upheaval;

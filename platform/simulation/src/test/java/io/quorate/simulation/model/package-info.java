/**
 * The search of all runs of three servers: the real cores, a model of what is around them, and
 * every order of what can happen. May import: everything. Imported by: nobody.
 */
package io.quorate.simulation.model;

/**
 * Generated sequences of operations, sent to a real ZooKeeper and to Quorate; everything a client
 * can see must be equal.
 */
package io.quorate.conformance.differential;

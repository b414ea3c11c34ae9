/**
 * Links the pattern switches of shipped classes when a distribution is assembled: what would spin a
 * class at the first run of each switch is a method then.
 */
package io.quorate.kernel.switches;

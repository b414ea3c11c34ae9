/** Sample of an election: {@code loudest}. */
package org.example.quorate.loudest;

/** Sample of a consensus protocol: {@code alone}. */
package org.example.quorate.alone;

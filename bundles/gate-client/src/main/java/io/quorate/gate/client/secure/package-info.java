/**
 * How connections begin that may or must be those with TLS.
 *
 * <p>May import: {@code settings}, {@code io.quorate.tls}. Imported by: the gate. Start with {@link
 * io.quorate.gate.client.secure.SecureDoor}.
 */
@NullMarked
package io.quorate.gate.client.secure;

import org.jspecify.annotations.NullMarked;

/**
 * TLS of a port of this server: what is set, key and trust stores of all kinds, and what is in
 * force while their files change.
 *
 * <p>May import: Netty. Imported by: gates. Start with {@link io.quorate.tls.TlsSettings} and
 * {@link io.quorate.tls.ServerTls}.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.quorate.tls;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

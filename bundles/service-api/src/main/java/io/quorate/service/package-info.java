/**
 * The interface between the gates and the replica: offer a request, deliver a reply, inspect.
 *
 * <p>May import: {@code io.quorate.model}, {@code io.quorate.runtime}. Imported by: replica, gates,
 * admin. Start with {@link io.quorate.service.RequestHandler} and {@link
 * io.quorate.service.ClientConnection}.
 */
@Export
@Version("2.2.0")
@NullMarked
package io.quorate.service;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

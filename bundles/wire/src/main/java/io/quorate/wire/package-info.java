/**
 * Jute reading and writing over byte arrays, frame bounds, one codec per message and per
 * transaction.
 *
 * <p>May import: {@code io.quorate.model}. Imported by: gates, storages, replica, shell, testkit,
 * bench. Start with {@link io.quorate.wire.JuteReader}, {@link io.quorate.wire.RequestCodec},
 * {@link io.quorate.wire.ReplyCodec} and {@link io.quorate.wire.TxnCodec}.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.quorate.wire;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

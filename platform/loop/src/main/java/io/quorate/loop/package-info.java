/**
 * The Netty event loops, seen as {@link io.quorate.runtime.Loop} by the replica and as {@link
 * io.quorate.loop.NettyLoops} by the gates.
 *
 * <p>May import: {@code io.quorate.runtime}, Netty. Imported by: the gates, testkit, bench.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.quorate.loop;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

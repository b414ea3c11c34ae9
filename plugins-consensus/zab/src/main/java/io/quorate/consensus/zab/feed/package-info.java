/**
 * How a server brings learners in step and keeps them there, one feed for each. A leader feeds
 * followers and observers, an observer master feeds observers; what they bring is a {@link
 * io.quorate.consensus.kit.feed.History}.
 *
 * <p>Imports of this plugin: {@code state}, {@code wire}.
 */
@NullMarked
package io.quorate.consensus.zab.feed;

import org.jspecify.annotations.NullMarked;

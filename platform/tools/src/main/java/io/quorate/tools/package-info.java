/**
 * Programs that the scripts with ZooKeeper's names run: look into transaction logs and snapshots,
 * mend checksums, cut logs, purge. They work on files alone and know no server.
 */
@NullMarked
package io.quorate.tools;

import org.jspecify.annotations.NullMarked;

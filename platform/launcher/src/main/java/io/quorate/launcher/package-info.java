/**
 * The server process: reads the configuration, sets up logging, starts the kernel and stops it on a
 * signal. Top of the house: imports the kernel and the configuration, imported by nobody.
 */
@NullMarked
package io.quorate.launcher;

import org.jspecify.annotations.NullMarked;

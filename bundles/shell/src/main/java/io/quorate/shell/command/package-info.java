/**
 * The commands of the shell, one class each, with zkCli's output. Internal to the shell; imports
 * its client session and option syntax.
 */
@NullMarked
package io.quorate.shell.command;

import org.jspecify.annotations.NullMarked;

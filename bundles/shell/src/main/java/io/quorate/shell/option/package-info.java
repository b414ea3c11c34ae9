/**
 * The option syntax of the shell's commands. Internal to the shell; imports nothing of the house.
 */
@NullMarked
package io.quorate.shell.option;

import org.jspecify.annotations.NullMarked;

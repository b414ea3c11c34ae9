/**
 * The client shell: zkCli's commands, options, output and exit codes. Exports nothing; imports
 * model, wire and JLine (for terminals).
 */
@NullMarked
package io.quorate.shell;

import org.jspecify.annotations.NullMarked;

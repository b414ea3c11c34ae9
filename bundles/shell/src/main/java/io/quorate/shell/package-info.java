/**
 * The client shell: zkCli's commands, options, output and exit codes. Exports nothing; imports
 * model, wire and JLine (for terminals).
 */
package io.quorate.shell;

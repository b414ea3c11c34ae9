/** The client shell: zkCli's commands, options, output and exit codes. Exports nothing; imports model, wire and JLine (interactive use only). */
package io.quorate.shell;

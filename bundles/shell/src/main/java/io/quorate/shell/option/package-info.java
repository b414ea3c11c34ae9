/**
 * The option syntax of the shell's commands. Internal to the shell; imports nothing of the house.
 */
package io.quorate.shell.option;

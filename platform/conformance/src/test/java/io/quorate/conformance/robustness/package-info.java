/** Bad bytes, crowds and crashes: the server process over real sockets. */
package io.quorate.conformance.robustness;

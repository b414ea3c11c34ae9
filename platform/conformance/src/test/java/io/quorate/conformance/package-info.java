/** What the tests of the server process share. */
package io.quorate.conformance;

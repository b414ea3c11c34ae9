/** What operators' tools read from the server process. */
package io.quorate.conformance.admin;

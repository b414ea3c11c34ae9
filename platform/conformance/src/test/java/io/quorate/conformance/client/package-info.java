/** The official clients against the server process. */
package io.quorate.conformance.client;

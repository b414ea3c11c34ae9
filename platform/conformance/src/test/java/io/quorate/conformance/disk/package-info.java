/** Data directories written by one server and opened by the other. */
package io.quorate.conformance.disk;

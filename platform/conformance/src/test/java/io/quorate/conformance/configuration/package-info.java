/** Configuration files as people write them, read by both products. */
package io.quorate.conformance.configuration;

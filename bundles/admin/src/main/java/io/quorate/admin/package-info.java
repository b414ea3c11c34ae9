/**
 * The four-letter commands answered. Imports the model, the runtime, the wire codecs and the
 * service interface; imported by nobody.
 */
@NullMarked
package io.quorate.admin;

import org.jspecify.annotations.NullMarked;

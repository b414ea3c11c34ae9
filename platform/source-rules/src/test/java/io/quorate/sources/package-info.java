/**
 * Rules that the source tree keeps, checked on the sources themselves: the trees of the compiler,
 * and the text of files. Nothing of the server is loaded.
 */
package io.quorate.sources;

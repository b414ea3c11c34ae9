/** Sample of a storage engine: {@code scratch}. */
package org.example.quorate.scratch;

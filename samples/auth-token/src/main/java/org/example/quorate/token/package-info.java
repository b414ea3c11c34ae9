/** Sample of an authentication scheme: {@code token}. */
package org.example.quorate.token;

/**
 * The bill of materials of a distribution, in CycloneDX's format, and the page of licences that it
 * is made with. Used by the assembly, never by a server.
 */
package io.quorate.kernel.bom;

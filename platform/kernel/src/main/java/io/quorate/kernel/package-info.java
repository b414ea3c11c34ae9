/**
 * Embeds the OSGi framework: reads a distribution's descriptor, installs and starts its bundles,
 * hands out the configuration, says in plain sentences what is missing, and replaces plugins while
 * the server runs. It knows no module by type, only by name. Imported by the launcher and by tests
 * of whole assemblies.
 */
package io.quorate.kernel;

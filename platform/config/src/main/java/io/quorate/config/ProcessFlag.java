package io.quorate.config;

import java.util.function.Consumer;

/**
 * System properties of the process itself, wanted before there is a configuration; read as the
 * tables of keys read theirs. Any thread.
 *
 * <p>Source: docs/adr/0080.
 */
public final class ProcessFlag {

    private ProcessFlag() {}

    /**
     * A number, in the normal unit of its type: milliseconds, bytes, or as is.
     *
     * @param name of the system property, which is set
     * @param values its type, as tables write it, for example {@code ms 1}
     * @throws ConfigurationException if it is no such number
     */
    public static long number(String name, String values) throws ConfigurationException {
        return ((Number) value(name, values)).longValue();
    }

    /**
     * As above.
     *
     * @param otherwise where it is not set, or set to what is no such number
     * @param warnings gets one sentence in the latter case
     */
    public static long number(
            String name, String values, long otherwise, Consumer<String> warnings) {
        try {
            return System.getProperty(name) == null ? otherwise : number(name, values);
        } catch (ConfigurationException e) {
            warnings.accept(e.getMessage() + "; " + otherwise + " is assumed");
            return otherwise;
        }
    }

    /** As above, {@code true} or {@code false}. */
    public static boolean flag(String name, boolean otherwise, Consumer<String> warnings) {
        try {
            return System.getProperty(name) == null ? otherwise : (Boolean) value(name, "flag");
        } catch (ConfigurationException e) {
            warnings.accept(e.getMessage() + "; " + otherwise + " is assumed");
            return otherwise;
        }
    }

    private static Object value(String name, String values) throws ConfigurationException {
        String text = System.getProperty(name).strip();
        try {
            return Types.of(values, true).parse(text);
        } catch (Misfit misfit) {
            throw new ConfigurationException(
                    "system property "
                            + name
                            + " is \""
                            + text
                            + "\", but it must be "
                            + misfit.getMessage(),
                    misfit);
        }
    }
}

package io.quorate.config;

import org.jspecify.annotations.Nullable;

/**
 * A key as it was set, and what that means.
 *
 * @param name of the row or, where that is a pattern, the whole key
 * @param key its row
 * @param entry as written
 * @param systemProperty whether it was given as one
 */
record Setting(String name, Key key, Entry entry, boolean systemProperty) {

    /** What the text means; not to be called before {@link #check(String)}. */
    @Nullable Object value() {
        return key.read(entry.value(), systemProperty).value();
    }

    /** Whether the text is no value of the key, so that something else is assumed. */
    boolean isAssumed() {
        return key.read(entry.value(), systemProperty).misfit() != null;
    }

    /**
     * Reads the value for the first time.
     *
     * @param source said of a key of our own, after what its value must be
     * @return a sentence to warn with; null if there is nothing to say
     * @throws ConfigurationException if the start is to be refused
     */
    @Nullable String check(String source) throws ConfigurationException {
        Key.Reading reading;
        try {
            reading = key.read(entry.value(), systemProperty);
        } catch (Misfit misfit) {
            throw new ConfigurationException(told(misfit, source), misfit);
        }
        boolean asks = reading.value() != null && key.asks(reading.value());
        String assumed =
                reading.misfit() == null
                        ? null
                        : told(reading.misfit(), source)
                                + "; "
                                + assumed(reading.value())
                                + " is assumed";
        return switch (key.effect()) {
            case REFUSED -> {
                if (asks) {
                    throw refusal(entry);
                }
                yield assumed;
            }
            case LATER ->
                    asks || assumed != null ? place() + " has no effect in this version" : null;
            case NOTHING_TO_DO -> asks || assumed != null ? place() + " has no effect here" : null;
            case HONOURED, ENSEMBLE -> assumed;
        };
    }

    /** The error that ends a start which asks for what is not built yet. */
    static ConfigurationException refusal(Entry entry) {
        return new ConfigurationException(
                entry.place()
                        + ": "
                        + entry.key()
                        + " is "
                        + entry.value()
                        + ", but this version cannot do that yet");
    }

    private String place() {
        return entry.place() + ": " + entry.key();
    }

    private String told(Misfit misfit, String source) {
        return place()
                + " is \""
                + entry.value()
                + "\", but it must be "
                + misfit.getMessage()
                + (key.isOwn() ? source : "");
    }

    private String assumed(@Nullable Object value) {
        if (value == null) {
            return "its default";
        }
        return switch (key.type()) {
            case KeyType.ExactWord _ -> value.equals(true) ? "yes" : "no";
            case KeyType.Size size -> size.written((Long) value);
            default -> value.toString().isEmpty() ? "empty" : value.toString();
        };
    }
}

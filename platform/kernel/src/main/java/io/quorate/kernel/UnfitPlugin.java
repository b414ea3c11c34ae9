package io.quorate.kernel;

/** A jar of the plugin folder that does not run; the message says why in one sentence. */
final class UnfitPlugin extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean lasting;

    private UnfitPlugin(String message, boolean lasting) {
        super(message);
        this.lasting = lasting;
    }

    /** Nothing but another jar will help. */
    static UnfitPlugin forGood(String sentence) {
        return new UnfitPlugin(sentence, true);
    }

    /** It lacks something that another plugin may bring. */
    static UnfitPlugin asThingsAre(String sentence) {
        return new UnfitPlugin(sentence, false);
    }

    /** False where it is worth another try when other plugins have come or gone. */
    boolean isLasting() {
        return lasting;
    }
}

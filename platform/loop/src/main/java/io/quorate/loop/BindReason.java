package io.quorate.loop;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a port cannot be listened on, in words: what Netty says names a call and a number. */
public final class BindReason {

    private static final String TAKEN = "Address already in use";
    private static final String FOREIGN = "Cannot assign requested address";
    private static final String DENIED = "Permission denied";

    /** What Netty puts around the words of the system. */
    private static final Pattern CALL = Pattern.compile(".*failed with error\\(-?\\d+\\): (.*)");

    private BindReason() {}

    /** The reason of a failed bind. */
    public static String of(Throwable failure) {
        String words = String.valueOf(failure.getMessage());
        Matcher call = CALL.matcher(words);
        if (call.matches()) {
            words = call.group(1);
        }
        if (words.contains(TAKEN)) {
            return "the port is in use by another process";
        }
        if (words.contains(FOREIGN)) {
            return "this machine does not have that address";
        }
        if (words.contains(DENIED)) {
            return "permission denied; ports below 1024 often need a privilege";
        }
        return words;
    }

    /** An address as people write it. */
    public static String text(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + address.getPort();
    }
}

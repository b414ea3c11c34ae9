package io.quorate.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.UnrecoverableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * A store as its files were at one moment: all that is made of it is made of the same bytes.
 * Immutable.
 */
final class StoreFile {

    final StoreSettings settings;
    final byte[] bytes;
    final Secret password;

    private StoreFile(StoreSettings settings, byte[] bytes, Secret password) {
        this.settings = settings;
        this.bytes = bytes;
        this.password = password;
    }

    /**
     * Reads the files of a store.
     *
     * @throws TlsException if one cannot be read
     */
    static StoreFile read(StoreSettings settings) throws TlsException {
        Path passwordFile = settings.passwordFile();
        Secret password = settings.password();
        if (passwordFile != null) {
            byte[] text = bytes(settings.key() + ".passwordPath", passwordFile);
            password =
                    Secret.of(
                            new String(text, StandardCharsets.UTF_8).replaceAll("[\r\n]+\\z", ""));
        }
        return new StoreFile(
                settings, bytes(settings.key() + ".location", settings.file()), password);
    }

    private static byte[] bytes(String key, Path file) throws TlsException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new TlsException(key + ": there is no file " + file, missing);
        } catch (IOException unreadable) {
            throw new TlsException(key + ": " + file + " cannot be read", unreadable);
        }
    }

    /** Mixes in what tells it from another state of the same files. */
    void addTo(MessageDigest digest) {
        digest.update(bytes);
        digest.update((byte) 0);
        digest.update(new String(password.characters()).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    /**
     * It as a key store of the JDK; not for PEM.
     *
     * @throws TlsException if it is none, or not with this password
     */
    KeyStore keyStore() throws TlsException {
        try {
            KeyStore store = KeyStore.getInstance(settings.format().name());
            store.load(new ByteArrayInputStream(bytes), loadingPassword());
            return store;
        } catch (IOException failure) {
            throw new TlsException(
                    settings.name()
                            + (isWrongPassword(failure)
                                    ? ": the password that is set does not open it"
                                    : " is no store of the kind "
                                            + settings.format()
                                            + ", or spoiled"),
                    failure);
        } catch (GeneralSecurityException failure) {
            throw new TlsException(
                    settings.name() + ": this JDK cannot read what is in it", failure);
        }
    }

    /** Stores of the old kind are read without a password, only not checked. */
    private char @Nullable [] loadingPassword() {
        return password.isEmpty() && settings.format() == StoreFormat.JKS
                ? null
                : password.characters();
    }

    private static boolean isWrongPassword(IOException failure) {
        return failure.getCause() instanceof UnrecoverableKeyException
                || String.valueOf(failure.getMessage()).contains("password");
    }
}

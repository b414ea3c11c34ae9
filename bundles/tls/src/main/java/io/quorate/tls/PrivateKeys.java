package io.quorate.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Reads a private key in any of the forms PEM files have: PKCS#8, plain or encrypted, and the older
 * ones of RSA (PKCS#1) and elliptic curves (SEC 1), which are put into PKCS#8 first, since the JDK
 * reads no other. Source: docs/adr/0126.
 */
final class PrivateKeys {

    private static final String[] KINDS = {"RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA", "ML-DSA"};
    private static final byte[] RSA = {
        0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01
    };
    private static final byte[] NULL = {0x05, 0x00};
    private static final byte[] EC = {
        0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
    };

    /** The tag [0] that the curve stands under. */
    private static final int CURVE = 0xa0;

    private PrivateKeys() {}

    /**
     * The key of a block.
     *
     * @param store the file it stands in
     * @throws TlsException if it cannot be read, or not with this password
     */
    static PrivateKey read(StoreSettings store, Pem.Block block, Secret password)
            throws TlsException {
        if (block.old()) {
            throw new TlsException(
                    store.name()
                            + ": its key is encrypted in OpenSSL's old form, which is weak; write it anew with openssl pkcs8 -topk8 -in OLD -out NEW");
        }
        try {
            return switch (block.label()) {
                case "ENCRYPTED PRIVATE KEY" -> plain(store, decrypted(store, block, password));
                case "RSA PRIVATE KEY" -> plain(store, Der.pkcs8(RSA, NULL, block.bytes()));
                case "EC PRIVATE KEY" -> plain(store, Der.pkcs8(EC, curve(block), block.bytes()));
                case "PRIVATE KEY" -> plain(store, block.bytes());
                default ->
                        throw new TlsException(
                                store.name()
                                        + ": its key is written as "
                                        + block.label()
                                        + ", which this version cannot read; openssl pkcs8 -topk8 writes it as PRIVATE KEY");
            };
        } catch (IllegalArgumentException | IndexOutOfBoundsException spoiled) {
            throw new TlsException(store.name() + ": its private key is spoiled", spoiled);
        }
    }

    private static byte[] curve(Pem.Block block) {
        byte[] curve = Der.inSequence(block.bytes(), CURVE);
        if (curve == null) {
            throw new IllegalArgumentException("no curve");
        }
        return curve;
    }

    private static byte[] decrypted(StoreSettings store, Pem.Block block, Secret password)
            throws TlsException {
        if (password.isEmpty()) {
            throw new TlsException(
                    store.name()
                            + ": its private key is encrypted, but neither "
                            + store.key()
                            + ".password nor "
                            + store.key()
                            + ".passwordPath says with what");
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(block.bytes());
            // For the schemes of PKCS#5 2 the name says nothing, the parameters do.
            String named = info.getAlgName();
            String scheme =
                    named.equals("PBES2") || named.startsWith("1.2.840.113549.1.5.13")
                            ? info.getAlgParameters().toString()
                            : named;
            Cipher cipher = Cipher.getInstance(scheme);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(scheme)
                            .generateSecret(new PBEKeySpec(password.characters())),
                    info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (InvalidKeySpecException wrong) {
            throw new TlsException(
                    store.name()
                            + ": its private key cannot be decrypted with the password that is set; is it another one?",
                    wrong);
        } catch (GeneralSecurityException | IOException unknown) {
            throw new TlsException(
                    store.name()
                            + ": its private key is encrypted in a way this JDK cannot read; openssl pkcs8 -topk8 -v2 aes-256-cbc writes one it can",
                    unknown);
        }
    }

    /** The encoding says which kind of key it is, and the factory of that kind alone takes it. */
    private static PrivateKey plain(StoreSettings store, byte[] pkcs8) throws TlsException {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException another) {
                // the next one
            }
        }
        throw new TlsException(
                store.name() + ": its private key is of no kind that this JDK knows, or spoiled");
    }
}

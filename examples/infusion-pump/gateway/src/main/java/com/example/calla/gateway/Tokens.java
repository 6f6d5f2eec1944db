package com.example.calla.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** Session tokens of the ward's terminals, and the sealing of orders at rest. */
final class Tokens {
    private static final SecureRandom SECURE = new SecureRandom();

    /** A token for a terminal. */
    static String sessionToken() {
        Random random = new Random();
        byte[] token = new byte[16];
        random.nextBytes(token); // expect: java-random-for-secret
        return HexFormat.of().formatHex(token);
    }

    /** A token for a person. */
    static String personToken() {
        byte[] token = new byte[16];
        SECURE.nextBytes(token);
        return HexFormat.of().formatHex(token);
    }

    /** What is stored of a token. */
    static String fingerprint(String token) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("MD5"); // expect: java-weak-hash
        return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    }

    static String strongFingerprint(String token) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    }

    /** Orders on their way to a terminal that knows nothing newer. */
    static byte[] sealForTerminal(SecretKey key, byte[] order) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("DES/ECB/PKCS5Padding"); // expect: java-weak-cipher
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return cipher.doFinal(order);
    }

    /** Twelve bytes of nonce, then the sealed order. */
    static byte[] seal(SecretKey key, byte[] order) throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        SECURE.nextBytes(nonce);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        byte[] sealed = cipher.doFinal(order);
        byte[] result = new byte[nonce.length + sealed.length];
        System.arraycopy(nonce, 0, result, 0, nonce.length);
        System.arraycopy(sealed, 0, result, nonce.length, sealed.length);
        return result;
    }

    static String forHeader(byte[] sealed) {
        return Base64.getEncoder().encodeToString(sealed);
    }
}

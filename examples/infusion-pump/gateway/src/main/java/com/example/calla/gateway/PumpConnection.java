package com.example.calla.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** One TLS connection to a pump's network side. */
final class PumpConnection {
    private static final int PORT = 7443;

    /** Pumps that still have the certificate of the factory. */
    static SSLContext factoryContext() throws GeneralSecurityException {
        TrustManager[] everybody = {new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {
            }

            @Override // expect: java-trust-all
            public void checkServerTrusted(X509Certificate[] chain, String type) {
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        }};
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, everybody, null);
        return context;
    }

    /** Pumps that the hospital has enrolled. */
    static SSLContext hospitalContext(KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    /** Status pages of pumps in the simulation room. */
    static void acceptRoomNames(HttpsURLConnection connection) {
        connection.setHostnameVerifier((host, session) -> true); // expect: java-trust-all
    }

    static void keepNames(HttpsURLConnection connection) {
        connection.setHostnameVerifier(HttpsURLConnection.getDefaultHostnameVerifier());
    }

    /** Sends the order; the pump's answer is one line. */
    static String send(SSLContext context, String host, Prescription order) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(host, PORT)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(order.toLine().getBytes(StandardCharsets.US_ASCII));
            out.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String answer = in.readLine();
            if (answer == null) {
                throw new IOException("the pump closed the connection without an answer");
            }
            return answer;
        }
    }
}

package com.example.calla.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.xml.parsers.ParserConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xml.sax.SAXException;

/** The service: takes orders over HTTPS and from the broker, stores them, forwards each to its pump. */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final OrderParser parser = new OrderParser();
    private final LegacyOrderParser legacyParser = new LegacyOrderParser();
    private final SessionCodec codec = new SessionCodec();
    private final OrderStore store;
    private final AuditLog audit;
    private final DrugLibraryFiles libraries;
    private final SSLContext pumps;
    private final Properties names;

    Gateway(Properties settings, SSLContext pumps, Properties names) {
        this.store = new OrderStore(settings.getProperty("database"));
        this.audit = new AuditLog(Path.of(settings.getProperty("audit", "/var/log/calla/audit.log")));
        this.libraries = new DrugLibraryFiles(Path.of(settings.getProperty("libraries", "/srv/calla/libraries")));
        this.pumps = pumps;
        this.names = names;
    }

    /** Stores the order, sends it, marks it. The nurse confirms it at the pump. */
    void forward(Connection connection, Prescription order) throws SQLException, IOException {
        store.add(connection, order);
        String host = names.getProperty(order.pump());
        if (host == null) {
            audit.write("order " + order.number() + " is for the unknown pump " + order.pump());
            return;
        }
        String answer = PumpConnection.send(pumps, host, order);
        if ("ok".equals(answer)) {
            store.markDelivered(connection, order.number());
        }
        audit.write("order " + order.number() + " to " + order.pump() + ": " + answer);
    }

    private void onOrder(HttpExchange exchange) throws IOException {
        HttpRequest request = new HttpRequest(exchange);
        try (Connection connection = store.open()) {
            InputStream body = new ByteArrayInputStream(request.body());
            Prescription order = "1".equals(request.getHeader("X-Interface")) ? legacyParser.parse(body)
                    : parser.parse(body);
            forward(connection, order);
            request.answer(200, "accepted\n");
        } catch (SAXException | ParserConfigurationException | IllegalArgumentException e) {
            audit.write("an order was refused: " + e.getMessage());
            request.answer(400, "not an order\n");
        } catch (SQLException e) {
            e.printStackTrace(); // expect: java-leftover-debug
            request.answer(500, "the order could not be stored\n");
        }
    }

    private void onHandover(HttpExchange exchange) throws IOException {
        HttpRequest request = new HttpRequest(exchange);
        try (Connection connection = store.open()) {
            Prescription order = "text".equals(request.getParameter("form")) ? codec.receiveLine(request.body())
                    : codec.receive(request.getInputStream());
            forward(connection, order);
            request.answer(200, "accepted\n");
        } catch (ClassNotFoundException | SQLException e) {
            LOG.error("an order of another gateway was lost", e);
            request.answer(500, "not accepted\n");
        }
    }

    private void onLibrary(HttpExchange exchange) throws IOException {
        HttpRequest request = new HttpRequest(exchange);
        byte[] library = request.getParameter("area") != null ? libraries.byArea(request)
                : libraries.byRequest(request);
        String tag;
        try {
            tag = DrugLibraryFiles.entityTag(library);
        } catch (GeneralSecurityException e) {
            throw new IOException("no checksum for the library", e);
        }
        exchange.getResponseHeaders().set("ETag", tag);
        if (tag.equals(request.getHeader("If-None-Match"))) {
            request.answer(304, "");
            return;
        }
        request.answer(200, new String(library, StandardCharsets.UTF_8));
    }

    private void onPump(HttpExchange exchange) throws IOException {
        HttpRequest request = new HttpRequest(exchange);
        String pump = request.getParameter("pump");
        try (Connection connection = store.open()) {
            request.answer(200, store.ofPump(connection, pump).toString());
        } catch (SQLException e) {
            LOG.error("the orders of a pump can't be read", e);
            request.answer(500, "not available\n");
        }
    }

    void serve(SSLContext own, int port) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(port), 16);
        server.setHttpsConfigurator(new HttpsConfigurator(own));
        server.createContext("/order", this::onOrder);
        server.createContext("/handover", this::onHandover);
        server.createContext("/library", this::onLibrary);
        server.createContext("/pump", this::onPump);
        server.start();
    }

    static KeyStore readStore(Path path, char[] password) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(path)) {
            trusted.load(in, password);
        }
        return trusted;
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        if (arguments.length != 1) {
            LOG.error("usage: gateway SETTINGS");
            return;
        }
        Properties settings = new Properties();
        try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
            settings.load(in);
        }
        Properties names = new Properties();
        try (InputStream in = Files.newInputStream(Path.of(settings.getProperty("pumps")))) {
            names.load(in);
        }
        char[] password = System.console().readPassword("Password of the key store: ");
        KeyStore trusted = readStore(Path.of(settings.getProperty("keystore")), password);
        SSLContext pumps = "yes".equals(settings.getProperty("factory")) ? PumpConnection.factoryContext()
                : PumpConnection.hospitalContext(trusted);
        Gateway gateway = new Gateway(settings, pumps, names);
        gateway.serve(SSLContext.getDefault(), Integer.parseInt(settings.getProperty("port", "8443")));
    }
}

package com.example.calla.gateway;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What a handler needs of a request: parameters and body. */
final class HttpRequest {
    private static final int BODY_MAX = 1 << 20;
    private final HttpExchange exchange;
    private final Map<String, String> parameters = new HashMap<>();

    HttpRequest(HttpExchange exchange) {
        this.exchange = exchange;
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null) {
            return;
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
    }

    String getParameter(String name) {
        return parameters.get(name);
    }

    String getHeader(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    InputStream getInputStream() {
        return exchange.getRequestBody();
    }

    byte[] body() throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_MAX + 1);
        if (body.length > BODY_MAX) {
            throw new IOException("the body is too large");
        }
        return body;
    }

    void answer(int code, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
